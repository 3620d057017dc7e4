"""Every page of the DPO's desk, with data on it, seen by axe: a new address is walked without being named here."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser

from accounts.permissions import Permission
from accounts.roles import PERMISSIONS_OF, Role
from audit.models import Event
from collections_app.models import RecipientKind
from personal_data import access, envelopes
from personal_data.models import Controller
from personal_data.purposes import Purpose
from privacy.models import LegalStep, Right
from privacy.services import receiving
from privacy.services.contested import decisions, permitted_uses
from retention.services import runs
from tests.architecture.reach.beyond import OF_ONE_RECORD, OF_STAFF, Beyond
from tests.factories import accounts, acting, recipients, retention
from tests.fixtures.looking import Looker
from tests.privacy.requests import asking

pytestmark = pytest.mark.django_db
DESK = {name: route for name, route in OF_STAFF.items() if route.pattern.startswith("dpo/")}
# Addresses that give a file or take a form and show no page of their own.
NO_PAGES = {
    "dpo-audit-api-consistency", "dpo-audit-api-event", "dpo-audit-api-heads", "dpo-compliance-check",
    "dpo-recipient-safeguard", "dpo-request-copy", "dpo-request-letter", "dpo-request-letter-sent",
    "dpo-request-make-answer", "dpo-request-proof", "dpo-request-recipient-receipt", "dpo-retention-approve-term",
    "dpo-retention-certificate-file", "dpo-retention-check-again", "dpo-retention-end-own", "dpo-retention-event",
    "dpo-retention-look", "dpo-retention-propose", "dpo-retention-term", "dpo-statistics-counts", "dpo-unlinked-letter",
    "dpo-unlinked-link",
}  # fmt: skip


@pytest.fixture
def looker(browser: Browser) -> Iterator[Looker]:
    made = Looker(browser)
    yield made
    made.close()


@pytest.fixture
def for_a_while(ours: Controller, beyond: Beyond) -> dict[str, str]:
    """Pages that are there for a while or for one kind only: a use that waits, a look by staff, a record that is due,
    an authority that supervises."""
    asking.contacts(ours)
    with acting.hanna(Purpose.SUBJECT_REQUEST):
        case = retention.closed_case(ours, retention.months_ago(35))
        due = retention.closed_case(ours, retention.months_ago(36), "Bo Berg")
        debtor = case.case_debtors.get().debtor
        objection = receiving.begin_review(
            request=asking.receive(debtor, Right.OBJECTION),
            identified_how="known_contact",
            by=asking.PETRA,
            at=asking.NOW,
        )
        decisions.list_item(request=objection)
        authority = recipients.recipient(ours, RecipientKind.SUPERVISOR)
        permitted_uses.ask(case=case, step=LegalStep.COURT, reason="Friday.", days=3, by=asking.PETRA, at=asking.NOW)
    with acting.nightly(Purpose.RETENTION):
        run = runs.propose(controller=ours, by=acting.person("rolf").id, at=timezone.now())
    with access.context(actor=access.Actor("staff", beyond.member.pk), purpose=Purpose.COLLECTION, channel="web"):
        envelopes.open([beyond.debtor])
    looked = Event.objects.latest("id").id
    return {
        "dpo-audit-name": f"/dpo/audit/subjects/{beyond.debtor.subject_id}/events/{looked}/name/",
        "dpo-recipient-package": f"/dpo/recipients/{authority.reference}/package/",
        "dpo-request-approve-use": f"/dpo/requests/{objection.reference}/restriction/uses/1/approve/",
        "dpo-retention-keep": f"/dpo/retention/runs/{run.reference}/review/{due.envelope_id}/keep/",
    }


def test_every_page_of_the_desk(looker: Looker, colleague: Client, beyond: Beyond, for_a_while: dict[str, str]) -> None:
    complaints, not_seen = [], []
    for name, route in DESK.items():
        address = for_a_while.get(name) or (beyond.address(route) if name in OF_ONE_RECORD else f"/{route.pattern}")
        answer: Any = colleague.get(address)
        if answer.status_code == HTTPStatus.OK and answer["Content-Type"].startswith("text/html"):
            complaints += looker.complaints(address, answer.content.decode())
        else:
            not_seen.append(name)
        answer.getvalue()  # what is streamed is read to its end
    assert complaints == []
    assert set(not_seen) == NO_PAGES


def test_the_first_page_of_each_role(looker: Looker, beyond: Beyond) -> None:
    """What a role may not do is not there: a desk with one table on it must be as good as a full one."""
    roles = [role for role in Role if Permission.DPO_DESK in PERMISSIONS_OF[role]]
    assert len(roles) > 3
    for role in roles:
        desk: Any = accounts.client_of(accounts.member(role)).get("/dpo/", follow=True)
        assert looker.complaints("/dpo/", desk.content.decode()) == [], role


def test_what_is_wrong_is_seen_on_every_page_of_a_walk(looker: Looker) -> None:
    """An image without words, a colour that fails in the dark alone, and a line that leaves a phone."""
    style = "<style>@media (prefers-color-scheme: dark) { p { color: #222; background: #111 } }</style>"
    good = f"<html lang=en><head><title>A page</title>{style}</head><body><main><h1>A page</h1><p>Words.</p></main>"
    bad = good + "<main><img src=x><pre style='width: 900px'>Wide</pre></main>"
    for page in (good, bad):
        assert any("in dark color-contrast" in each for each in looker.complaints("/x/", page))
    assert any("image-alt" in each for each in looker.complaints("/x/", bad))
    assert "/x/ scrolls sideways at 320" in looker.complaints("/x/", bad)
    assert "/x/ scrolls sideways at 1440" not in looker.complaints("/x/", bad)
