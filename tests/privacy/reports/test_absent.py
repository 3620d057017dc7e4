"""A secret report is absent without a trace, a gap or a count: portal, copy, handler, DPO; its officers find it."""

from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from audit.models import Event
from collections_app.models import Case, Debtor, LegalReport, Recipient, RecipientKind, ReportState
from personal_data.models import Controller, DataSubject
from personal_data.purposes import Purpose
from privacy.selectors import copy_prints, disclosed_events, holdings, openings, recipient_notices, scope
from privacy.services import trail
from tests.factories import accounts, acting, collection, retention
from tests.factories import recipients as making
from tests.privacy.requests import asking

pytestmark = pytest.mark.django_db
LAW, SECRECY = "Lag (2017:630), 4 kap. 3 §", "Lag (2017:630), 4 kap. 9 §"


@pytest.fixture
def controller(db: None) -> Controller:
    with acting.hanna():
        return retention.controller("AMILI")


@pytest.fixture
def anna(controller: Controller) -> Debtor:
    with acting.hanna():
        return collection.debtor(controller, "Anna Andersson")


@pytest.fixture
def case(controller: Controller, anna: Debtor) -> Case:
    with acting.hanna():
        made = collection.case_file(controller, [anna])
        collection.claim(made)
    return made


@pytest.fixture
def police(controller: Controller) -> Recipient:
    with acting.hanna():
        return making.recipient(controller, RecipientKind.AUTHORITY, name="Provpolisen", notice_key="authorities")


@pytest.fixture
def rita(controller: Controller) -> User:
    return accounts.member(Role.REPORTING_OFFICER, name="Rita Rapport")


@pytest.fixture
def rune(controller: Controller) -> User:
    return accounts.member(Role.REPORTING_OFFICER, name="Rune Rapport")


def report(case: Case, police: Recipient, rita: User, rune: User, secrecy: str = SECRECY) -> LegalReport:
    """What two officers do in their browsers."""
    asked = {
        "fields_wanted": ["debtor.name", "claim.amount_minor"],
        "purpose": "legal_duty",
        "ground": "6(1)(c)",
        "channel": "system",
        "provision": LAW,
        "asked_as": "R-17",
        "secrecy": secrecy,
    }
    address = f"/handler/reports/{case.reference}/{police.reference}/"
    first, second = accounts.client_of(rita), accounts.client_of(rune)
    assert b"Anna Andersson" in first.post(address, {**asked, "step": "preview"}).content
    made = first.post(address, {**asked, "step": "propose"})
    assert made.status_code == 302
    assert second.post(made.url, {"step": "approve"}).status_code == 302  # type: ignore[attr-defined]  # a redirect
    return LegalReport.objects.get()


def looked_at(anna: Debtor) -> list[Any]:
    with acting.hanna(Purpose.SELF_SERVICE):
        return list(openings.of_debtor(anna).openings)


def held(subject: DataSubject) -> list[Any]:
    with acting.hanna(Purpose.SUBJECT_REQUEST):
        return list(holdings.of_subject(subject, at=timezone.now()).records)


@pytest.mark.requirement("INTRUM-105", breaks="any list of the person telling of a secret report or of opening for it")
@pytest.mark.requirement("AXACTOR-80", breaks="any list of the person telling of a secret report or of opening for it")
class TestForThePerson:
    def test_nothing_is_another(self, anna: Debtor, case: Case, police: Recipient, rita: User, rune: User) -> None:
        told = looked_at(anna), held(anna.subject), scope.erasure_scope(anna.subject)
        assert report(case, police, rita, rune).state == ReportState.MADE
        seen, kept, erasable = told
        # Reading what is held was a look of its own; nothing else has come.
        assert looked_at(anna)[1:] == seen
        assert [each.envelope_id for each in held(anna.subject)] == [each.envelope_id for each in kept]
        assert scope.erasure_scope(anna.subject) == erasable

    def test_a_finished_copy_stays_true(
        self, anna: Debtor, case: Case, police: Recipient, rita: User, rune: User
    ) -> None:
        with acting.hanna(Purpose.SUBJECT_REQUEST):
            asked = asking.receive(anna)
            before = copy_prints.of_request(asked)
        report(case, police, rita, rune)
        assert copy_prints.of_request(asked) == before

    def test_no_recipient_is_told_of_in_an_answer(
        self, anna: Debtor, case: Case, police: Recipient, rita: User, rune: User
    ) -> None:
        report(case, police, rita, rune)
        with acting.hanna(Purpose.SUBJECT_REQUEST):
            asked = asking.receive(anna)
            assert not recipient_notices.untold(asked, records=[case.envelope_id, anna.envelope_id])

    def test_an_open_report_is_told(self, anna: Debtor, case: Case, police: Recipient, rita: User, rune: User) -> None:
        report(case, police, rita, rune, secrecy="")
        with acting.hanna(Purpose.SUBJECT_REQUEST):
            asked = asking.receive(anna)
            assert recipient_notices.untold(asked, records=[case.envelope_id])[0].recipient == police

    @pytest.mark.parametrize(("secrecy", "is_shown"), [(SECRECY, False), ("", True)])
    def test_its_event_is_proven_to_the_person_only_when_the_report_is_open(
        self, anna: Debtor, case: Case, police: Recipient, rita: User, rune: User, secrecy: str, is_shown: bool
    ) -> None:
        report(case, police, rita, rune, secrecy=secrecy)
        event = Event.objects.get(name="collections.disclosure.made")
        assert disclosed_events.is_shown(anna.subject, event.id) is is_shown


class TestForStaff:
    @pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.DPO])
    def test_no_desk_leads_to_it(
        self, controller: Controller, case: Case, police: Recipient, rita: User, rune: User, role: Role
    ) -> None:
        made = report(case, police, rita, rune)
        browser = accounts.client_of(accounts.member(role))
        for address in ("/handler/reports/", f"/handler/reports/{made.pk}/", "/dpo/audit/reports/"):
            assert browser.get(address).status_code == 403
        seen = b"".join(
            browser.get(address).content
            for address in (
                f"/handler/cases/{case.reference}/",
                "/dpo/disclosures/",
                f"/dpo/recipients/{police.reference}/",
                f"/dpo/audit/?reference={case.reference}",
                "/dpo/audit/",
                f"/dpo/audit/cases/{case.reference}/",
            )
        )
        for trace in (b"legal_report", b'small">collections.report', b'small">collections.disclosure.made'):
            assert trace not in seen
        assert f"/dpo/disclosures/{made.disclosure}/".encode() not in seen
        event = accounts.recorded("collections.report.decided")[0]
        for address in (f"/dpo/disclosures/{made.disclosure}/", f"/dpo/audit/events/{event.pk}/"):
            assert browser.get(address).status_code in (403, 404)

    def test_reading_the_persons_trail_counts_nothing_of_it(
        self, anna: Debtor, case: Case, police: Recipient, rita: User, rune: User
    ) -> None:
        report(case, police, rita, rune)
        with acting.hanna(Purpose.SUPERVISION):
            trail.of_subject(subject=anna.subject)
            rows = trail.of_subject(subject=anna.subject).rows
        assert rows
        assert not [each for row in rows for each in row.touched if each.record_class == "legal_report"]

    def test_its_officers_find_it(self, case: Case, police: Recipient, rita: User, rune: User) -> None:
        made = report(case, police, rita, rune)
        browser = accounts.client_of(rita)
        assert case.reference in browser.get("/handler/reports/").content.decode()
        page = browser.get(f"/handler/reports/{made.pk}/").content.decode()
        for said in (LAW, SECRECY, "Anna Andersson", "Provpolisen", "Rita Rapport", "Rune Rapport"):
            assert said in page
        assert "collections.report.decided" in browser.get("/dpo/audit/reports/").content.decode()


class TestTheDesk:
    def test_says_what_is_wrong_with_a_number(self, rita: User) -> None:
        browser = accounts.client_of(rita)
        answer = browser.post("/handler/reports/", {"reference": "K-2020-000000"})
        assert answer.status_code == 422
        assert "No case has this number" in answer.content.decode()

    def test_leads_from_the_number_to_the_authorities(self, case: Case, police: Recipient, rita: User) -> None:
        browser = accounts.client_of(rita)
        shown = browser.post("/handler/reports/", {"reference": case.reference}, follow=True).content.decode()
        assert "Provpolisen" in shown

    def test_does_not_let_the_first_officer_approve(self, case: Case, police: Recipient, rita: User) -> None:
        with pytest.raises(AssertionError):
            report(case, police, rita, rita)
        made = LegalReport.objects.get()
        browser = accounts.client_of(rita)
        assert b"Approve and pass on" not in browser.get(f"/handler/reports/{made.pk}/").content
        refused = browser.post(f"/handler/reports/{made.pk}/", {"step": "approve"})
        assert (refused.status_code, b"Another reporting officer" in refused.content) == (422, True)
        browser.post(f"/handler/reports/{made.pk}/", {"step": "decline"})
        made.refresh_from_db()
        assert made.state == ReportState.DECLINED
