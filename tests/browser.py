"""What browser tests do on every page: sign in, and look for what breaks a rule of accessibility or scrolls sideways.

Each of these waits until the page is there as a whole. Which page it is, is the test's to wait for: after a click with
an expectation that only the page it brings can meet (``tests/fixtures/waiting.py`` refuses to read before that).
"""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import axe_core_python
from playwright.sync_api import Page

from accounts.models import User
from tests.factories import accounts

AXE = (Path(axe_core_python.__file__).parent / "axe.min.js").read_text()
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
SHOTS = Path(__file__).resolve().parent.parent / "var" / "screenshots"


def sign_in(page: Page, user: User, password: str = accounts.PASSWORD) -> None:
    """Sign in as a member of staff, and be where that leads to."""
    page.goto("/account/login/")
    page.get_by_label("E-mail").first.fill(user.email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda address: "/login/" not in address)


def violations(page: Page, rules: Iterable[str] = (), *, with_places: bool = False) -> list[dict[str, Any]]:
    """What axe-core finds on this page; by the rules with these tags, or by all that it runs of itself.

    To name the places of what it passes takes axe a third of its time, so it names them only where they are shown.
    """
    page.wait_for_load_state()
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    options = {"resultTypes": ["violations"], "selectors": with_places, **({"runOnly": list(rules)} if rules else {})}
    found: list[dict[str, Any]] = page.evaluate(
        "options => axe.run(options).then(({violations}) => violations)", options
    )
    return found


def sideways(page: Page) -> list[str]:
    """Whether something on this page can only be read by scrolling sideways."""
    page.wait_for_load_state()
    is_wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return ["scrolls sideways"] if is_wide else []


def complaints(page: Page) -> list[str]:
    """What axe-core finds by the rules of WCAG 2.2 AA and of good practice, with its places; and sideways scroll."""
    broken = violations(page, RULES, with_places=True)
    found = [f"{each['id']}: {[node['target'] for node in each['nodes']]}" for each in broken]
    return found + sideways(page)


def look(page: Page, name: str, *, widths: Iterable[int], judged: Iterable[int] | None = None) -> None:
    """The page as it stands, at these widths (CSS pixels): nothing scrolls sideways, no accessibility rule is broken.

    ``judged`` are the widths at which axe judges, where that is not all of them. With SCREENSHOTS=1 in the environment,
    pictures at those widths are left in `var/screenshots/` for people to look at.
    """
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        assert not sideways(page), f"{name} at {width}"
        if judged is not None and width not in judged:
            continue
        broken = [each["id"] for each in violations(page)]
        assert not broken, f"{name} at {width}: {broken}"
        shoot(page, f"{name}-{width}")


def shoot(page: Page, name: str) -> None:
    """Leave a picture of the whole page, if somebody wants to see it."""
    if os.environ.get("SCREENSHOTS"):
        SHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SHOTS / f"{name}.png", full_page=True)
