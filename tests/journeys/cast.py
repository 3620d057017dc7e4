"""The people of a journey and what they do in the browser."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, Route

from accounts.models import User
from accounts.roles import Role
from collections_app.models import Case, Creditor
from collections_app.services import creditors
from personal_data import access
from personal_data.purposes import Purpose
from personal_data.services import controllers
from retention.policies.due_dates import add_months
from retention.services import rules
from tests import browser
from tests.factories import accounts
from tests.fixtures import databases


@dataclass(frozen=True)
class Agency:
    """One controller with a creditor, and the staff that a first journey needs."""

    creditor: Creditor
    hanna: User
    rolf: User
    petra: User
    dora: User


def found_agency() -> Agency:
    """Enter controller, rules, creditor and staff."""
    with access.context(actor=access.system("test"), purpose=Purpose.SUPERVISION, channel="command"):
        controller = controllers.create(
            reference="AMILI",
            name="Visma Amili AB",
            company_number="556439-5670",
            country="SE",
            time_zone="Europe/Stockholm",
            language="sv",
            collection_basis="6(1)(e)",
            contacts=controllers.Contacts(
                postal_address="Provgatan 1\n111 11 Stockholm", phone="08-465 004 00", privacy_contact="gdpr@amili.se"
            ),
        )
        rules.publish(controller=controller, content=rules.read(rules.RULES_FOLDER / "visma_amili_se.toml"))
        creditor = creditors.register(
            controller=controller, reference="C-ELBOLAGET", name="Elbolaget AB", country="SE", at=timezone.now()
        )
    return Agency(
        creditor,
        accounts.member(Role.HANDLER, email="hanna@staff.test"),
        accounts.member(Role.RECORDS_OFFICER, email="rolf@staff.test"),
        accounts.member(Role.PRIVACY_OFFICER, email="petra@staff.test"),
        accounts.member(Role.DPO, email="dora@staff.test"),
    )


def import_claims(agency: Agency, *paths: Path) -> None:
    """What an operator types."""
    call_command("import_claims", *map(str, paths), "--creditor", agency.creditor.reference)


def sign_in(page: Page, user: User) -> None:
    """Sign in as a member of staff, signing out whoever was there."""
    page.context.clear_cookies()
    browser.sign_in(page, user)


def search(page: Page, text: str) -> None:
    """Look for a debtor or case at the handler's desk."""
    page.goto("/handler/search/")
    page.get_by_role("searchbox").fill(text)
    page.get_by_role("searchbox").press("Enter")
    page.locator("#found").wait_for()


def let_time_pass(case: Case, months: int, *, database: str) -> date:
    """Move a closed case back in time, as the calendar would. Returns the day on which it was closed now."""
    closed_on = add_months(timezone.localdate(), -months)
    with databases.superuser(database) as server:
        # A closed case changes by being reopened only, whoever asks.
        server.execute("UPDATE collections_app_case SET status = 'open', closed_on = NULL WHERE id = %s", [case.pk])
        server.execute(
            "UPDATE collections_app_case SET status = 'closed', opened_on = %s, closed_on = %s WHERE id = %s",
            [closed_on, closed_on, case.pk],
        )
        server.execute("UPDATE personal_data_envelope SET trigger_on = %s WHERE id = %s", [closed_on, case.envelope_id])
    return closed_on


def print_letter(page: Page) -> bytes:
    """What the printer gets; the browser's own viewer does not hand it out, so it is taken on its way there."""
    printed: list[bytes] = []

    def take(route: Route) -> None:
        answer = route.fetch()
        assert answer.headers["content-type"] == "application/pdf"
        printed.append(answer.body())
        route.fulfill(status=200, content_type="text/plain", body="on its way to the printer")

    page.route("**/print/", take)
    page.get_by_role("button", name="Print the letter").click()
    page.get_by_text("on its way to the printer").wait_for()
    return printed[0]
