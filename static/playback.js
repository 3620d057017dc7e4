// Says which seconds of a recording were played. Without this file all that was sent counts as heard.
(() => {
  const player = document.querySelector("#player");
  const form = document.querySelector("form[data-heard]");
  if (!player || !form) return;
  const field = form.elements.namedItem("played");
  let said = "";

  const played = () => {
    const parts = [];
    for (let i = 0; i < player.played.length; i += 1) {
      const start = Math.floor(player.played.start(i));
      const end = Math.ceil(player.played.end(i));
      if (end > start) parts.push(`${start}-${end}`);
    }
    return parts.slice(-200).join(",");
  };
  const say = () => {
    const parts = played();
    if (!parts || parts === said) return;
    said = parts;
    const body = new FormData(form);
    body.set("played", parts);
    fetch(form.action, { method: "POST", body, keepalive: true }).catch(() => { said = ""; });
  };

  for (const event of ["pause", "seeking", "ended"]) player.addEventListener(event, say);
  window.setInterval(() => { if (!player.paused) say(); }, 15000);
  window.addEventListener("pagehide", say);
  form.addEventListener("submit", () => { field.value = played(); });
  player.addEventListener("error", () => { document.querySelector(".wrong-sound").hidden = false; });
})();
