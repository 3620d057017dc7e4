"""What two notices promise of security, as far as it is about recording: who may look, and what is kept of trying."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts import events as account_events
from accounts.models import User
from accounts.roles import Role
from audit.models import Event, Line
from collections_app.models import Case
from personal_data.events import OPENING_REFUSED
from personal_data.models import Controller
from personal_data.purposes import Purpose
from personal_data.services import trail_expiry
from privacy.services import policies
from tests.factories import accounts, acting, collection
from tests.factories.accounts import PASSWORD, recorded

pytestmark = pytest.mark.django_db
ELSEWHERE = "203.0.113.7"


def case_at(pack: str, number: str) -> tuple[Controller, Case]:
    """A controller that is bound to its published notice, with one case."""
    with accounts.command(Purpose.RETENTION):
        controller = policies.load(name=pack, company_number=number, at=timezone.now()).controller
    with acting.hanna():
        return controller, collection.case_file(controller, [collection.debtor(controller)])


def page_of(case: Case) -> str:
    return f"/handler/cases/{case.reference}/"


@pytest.mark.requirement(
    "ALMI-65", breaks="opening a case to a role or a reach that does not need it, or not recording who was refused"
)
def test_only_those_who_need_it_have_access_and_attempts_are_on_record() -> None:
    almi, case = case_at("almi_se", "556000-0001")
    hanna, bertil, greta = (
        accounts.member(Role.HANDLER),
        accounts.member(Role.AUDITOR),
        accounts.member(Role.HANDLER, works_for=[]),
    )
    dora = accounts.client_of(accounts.member(Role.DPO))
    assert accounts.client_of(hanna).get(page_of(case)).status_code == 200
    opened = Event.objects.filter(name="personal_data.envelope.opened")
    assert list(opened.values_list("actor_id", "purpose")) == [(hanna.pk, "collection")]

    assert accounts.client_of(bertil).get(page_of(case)).status_code == 403
    assert accounts.client_of(greta).get(page_of(case)).status_code in (403, 404)
    assert opened.count() == 1, "nobody else opened anything"
    (attempt,) = recorded(OPENING_REFUSED)
    assert (attempt.actor_id, attempt.reason) == (greta.pk, "other_controller")
    (whose,) = Line.objects.filter(event_id=attempt.id, outcome="refused")
    assert (whose.envelope_id, whose.subject) == (case.envelope_id, case.envelope.parts.get().subject.pseudonym)
    (refused,) = [each for each in recorded(account_events.PERMISSION_REFUSED) if each.actor_id == bertil.pk]
    assert almi.notice_purposes is not None
    basis = almi.notice_purposes["collection"]
    assert (refused.reason, refused.purpose, refused.legal_basis) == ("cases.view", "collection", basis)
    shown = dora.get("/dpo/audit/", {"name": refused.name}).content.decode()
    assert bertil.reference in shown
    assert f"/dpo/audit/events/{refused.id}/" in shown


@pytest.fixture
def attacked() -> tuple[Controller, User]:
    """At the Norwegian agency somebody guesses a handler's password, and then has it."""
    cache.clear()
    axactor, case = case_at("axactor_no", "910000004")
    hanna = accounts.member(Role.HANDLER)
    browser = Client(REMOTE_ADDR=ELSEWHERE)
    browser.post("/account/login/", {"login": hanna.email, "password": "a guess that is wrong"})
    browser.post("/account/login/", {"login": hanna.email, "password": PASSWORD})
    assert browser.get(page_of(case)).status_code == 200
    return axactor, hanna


@pytest.mark.requirement(
    "AXACTOR-20", breaks="security events without purpose and basis, open to everybody, kept for ever, or of no use"
)
@pytest.mark.requirement("AXACTOR-54", breaks="security events from which the scope of a breach cannot be found")
def test_security_events_have_a_purpose_an_end_their_readers_and_lead_to_what_a_breach_touched(
    attacked: tuple[Controller, User],
) -> None:
    axactor, hanna = attacked
    (failed,) = recorded(account_events.SIGN_IN_FAILED)
    assert axactor.notice_purposes is not None
    assert (failed.purpose, failed.legal_basis) == ("security", axactor.notice_purposes["security"])
    assert failed.reference == hanna.reference

    assert accounts.client_of(hanna).get("/dpo/audit/").status_code == 403
    dora = accounts.client_of(accounts.member(Role.DPO))
    assert f"/dpo/audit/events/{failed.id}/" in dora.get("/dpo/audit/", {"name": failed.name}).content.decode()

    now = datetime.now(UTC)
    span = {"since": now - timedelta(hours=1), "until": now + timedelta(hours=1)}
    asked = {name: f"{at:%Y-%m-%dT%H:%M}" for name, at in span.items()}
    scope = dora.post("/dpo/audit/incident/", asked | {"address": ELSEWHERE}).context["scope"]
    assert (scope.sign_ins, scope.persons) == (1, 1)
    assert [each.key for each in scope.countries] == ["NO"]
    assert {"case_file", "profile"} >= {each.key for each in scope.classes} > set()
    assert dora.post("/dpo/audit/incident/", asked | {"address": "203.0.113.8"}).context["scope"].persons == 0

    assert axactor.trail_years == 5
    assert trail_expiry.due(at=now + timedelta(days=4 * 365)) == []
    assert now.date().replace(day=1) in trail_expiry.due(at=now + timedelta(days=6 * 365))
