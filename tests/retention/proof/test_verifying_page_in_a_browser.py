"""The public page that says how to verify a certificate, on a phone and on a desk."""

import pytest
from playwright.sync_api import Browser

from tests import browser as pages

COMMAND = "python verify_certificate.zip CERT.json --key key.pem --item ITEM.json"
_LINES = """parts => parts.map(each => Math.round(
    each.getBoundingClientRect().height / parseFloat(getComputedStyle(each).lineHeight)))"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_command_breaks_between_its_parts_and_is_copied_as_one_line(
    server: str, browser: Browser, scheme: str
) -> None:
    page = browser.new_context(color_scheme=scheme, bypass_csp=True, base_url=server).new_page()
    page.goto(f"{server}/portal/certificates/")
    pages.look(page, f"certificate-verify-{scheme}", widths=(320, 390, 1440))
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.locator(".command > span").evaluate_all(_LINES) == [1, 1, 1, 1]
    copied = "node => { getSelection().selectAllChildren(node); return getSelection().toString(); }"
    assert page.locator(".command").evaluate(copied) == COMMAND
