"""A long step moves by itself where the page loads htmx, under the same strict policy as every page."""

from playwright.sync_api import ConsoleMessage, Page, expect

from accounts.roles import Role
from tests.factories import accounts


def test_progress_moves_without_a_reload(page: Page) -> None:
    user = accounts.member(Role.HANDLER)
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.append(message.text)

    page.on("console", hear)
    page.goto("/account/login/?next=/styleguide/")
    page.locator("[name=login]").fill(user.email)
    page.get_by_label("Password").fill(accounts.PASSWORD)
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/styleguide/")
    page.evaluate("window.isTheSamePage = true")
    before = page.locator("progress").get_attribute("value")
    expect(page.locator("progress")).not_to_have_attribute("value", before or "", timeout=10_000)
    assert page.evaluate("window.isTheSamePage")
    assert complaints == []
