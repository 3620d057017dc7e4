"""Whether a process that a file names is still the one that wrote the file."""

import subprocess
from pathlib import Path

_PROC = Path("/proc")


def command_line(process_id: int) -> list[str]:
    """The words with which a process was started; none when it has ended or is only waiting to be buried."""
    if process_id <= 0:
        return []
    if (_PROC / "self").exists():
        try:
            content = (_PROC / str(process_id) / "cmdline").read_bytes()
        except OSError:
            return []
        return [word for word in content.decode(errors="replace").split("\0") if word]
    shown = subprocess.run(
        ["ps", "-p", str(process_id), "-o", "command="], capture_output=True, text=True, check=False
    ).stdout
    return shown.split()
