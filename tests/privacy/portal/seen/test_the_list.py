"""Who has seen it: the list of openings, its days and pages."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from accounts.models import User
from accounts.roles import Role
from accounts.services import staff
from audit.models import Line
from collections_app.models import Case, Debtor
from personal_data import envelopes, record_classes
from personal_data.purposes import Purpose
from privacy import events
from privacy.policies.copies import scope
from privacy.portal import words
from privacy.portal.seen import days_of
from privacy.selectors import openings
from privacy.services import trail
from privacy.services.sign_in import codes
from tests.factories import accounts, acting
from tests.factories.accounts import recorded
from tests.privacy.portal.seen.looking import ADDRESS, look, proofs_in, said

pytestmark = pytest.mark.django_db


class TestTheList:
    def test_says_role_purpose_kind_and_case(self, in_english: Client, hanna: User, anna: Debtor, case: Case) -> None:
        look(hanna, anna, case)
        page = said(in_english.get(ADDRESS))
        assert "Case handler" in page
        assert "To work on your case" in page
        assert "Your case: claims, notes and what was done" in page
        assert case.reference in page
        assert "GDPR art. 6(1)(f)" in page

    def test_names_no_employee(self, as_anna: Client, hanna: User, anna: Debtor) -> None:
        look(hanna, anna)
        page = said(as_anna.get(ADDRESS))
        assert "Handläggare" in page
        assert "Hemlig" not in page
        assert hanna.email not in page
        assert str(hanna.pk) not in page
        assert hanna.reference not in page

    def test_says_the_role_that_was_held_then(self, in_english: Client, hanna: User, anna: Debtor) -> None:
        look(hanna, anna)
        hanna.staff_roles.update(revoked_at=timezone.now(), revoked_by=hanna.pk)
        with accounts.command() as here:
            staff.grant_role(user=hanna, role=Role.AUDITOR, by=here.actor.id, at=timezone.now())
        page = said(in_english.get(ADDRESS))
        assert "Case handler" in page
        assert "Auditor" not in page

    def test_marks_ones_own_visits(self, in_english: Client) -> None:
        in_english.get("/portal/overview/")
        page = said(in_english.get(ADDRESS))
        assert "your own visit" in page
        assert "To read it in the portal" in page

    def test_tells_repeated_openings_once(self, in_english: Client, hanna: User, anna: Debtor) -> None:
        with time_machine.travel(timezone.now(), tick=False):
            for _ in range(3):
                look(hanna, anna)
            page = said(in_english.get(ADDRESS))
        assert page.count("3 times") == 1
        looked = [each.id for each in recorded("personal_data.envelope.opened") if each.actor_id == hanna.pk]
        assert len(looked) == 3
        assert set(looked) <= set(proofs_in(page)), "each of them has its proof"
        assert page.count("Proofs of the earlier times") == 1

    def test_tells_that_the_list_itself_was_read(self, in_english: Client, anna: Debtor) -> None:
        with acting.hanna(Purpose.SUPERVISION):
            trail.of_subject(subject=anna.subject)
        assert "This list of who has seen your data" in said(in_english.get(ADDRESS))

    def test_tells_who_printed_the_letter(self, letter: Any, typed: dict[str, str]) -> None:
        with acting.hanna(Purpose.SUBJECT_REQUEST):
            b"".join(codes.print_letter(code=letter, at=timezone.now()))
        client = Client(headers={"accept-language": "en"})
        client.post("/portal/", typed)
        assert "The letter with your sign-in code, when it was printed" in said(client.get(ADDRESS))

    def test_tells_of_programs(self, in_english: Client, anna: Debtor) -> None:
        with acting.nightly():
            envelopes.open([anna])
        page = said(in_english.get(ADDRESS))
        assert "Our system, by itself" in page
        assert "To see that it is erased in time" in page

    def test_is_itself_recorded_for_the_person(self, as_anna: Client, anna: Debtor) -> None:
        as_anna.get(ADDRESS)
        event = recorded(events.TRAIL_OF_SUBJECT_READ)[-1]
        assert (event.actor_kind, event.actor_id, event.purpose) == ("debtor", anna.subject_id, "self_service")
        assert Line.objects.filter(event_id=event.id).values_list("subject", flat=True).get() == anna.subject.pseudonym

    def test_opens_nothing(self, as_anna: Client) -> None:
        before = len(recorded("personal_data.envelope.opened"))
        as_anna.get(ADDRESS)
        assert len(recorded("personal_data.envelope.opened")) == before


class TestPages:
    def test_go_on_where_the_last_ended(
        self, as_anna: Client, anna: Debtor, hanna: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(openings, "PAGE", 2)
        every = len(openings.of_debtor(anna).openings)
        assert every <= 2  # the letter was written
        for _ in range(5 - every):
            look(hanna, anna)
        first = openings.of_debtor(anna)
        second = openings.of_debtor(anna, before=first.before)
        third = openings.of_debtor(anna, before=second.before)
        times = [each.at for page in (first, second, third) for each in page.openings]
        assert len(times) == 5
        assert times == sorted(times, reverse=True)
        assert third.before is None
        assert 'href="/portal/seen/?before=' in said(as_anna.get(ADDRESS))
        assert "Tillbaka till de senaste" in said(as_anna.get(f"{ADDRESS}?before={first.before}"))
        assert "Inget äldre" in said(as_anna.get(f"{ADDRESS}?before=1"))

    def test_of_nonsense_are_not_there(self, as_anna: Client) -> None:
        assert as_anna.get(f"{ADDRESS}?before=x").status_code == 404

    def test_ask_no_more_queries_for_a_longer_list(self, as_anna: Client, anna: Debtor, hanna: User) -> None:
        as_anna.get(ADDRESS)
        with CaptureQueriesContext(connection) as few:
            as_anna.get(ADDRESS)
        for number in range(30):
            look(accounts.member(Role.HANDLER) if number % 10 == 0 else hanna, anna)
        with CaptureQueriesContext(connection) as many:
            as_anna.get(ADDRESS)
        assert len(many) <= len(few) + 1  # the roles of staff, when there are any on the page
        assert len(few) <= 8


class TestDays:
    def test_are_the_controllers_own(self, hanna: User, anna: Debtor) -> None:
        """At half past eleven at night in UTC it is tomorrow in Stockholm."""
        look(hanna, anna)
        (opening,) = openings.of_debtor(anna).openings
        with timezone.override("Europe/Stockholm"):
            ((day, _lines),) = days_of([replace(opening, at=datetime(2026, 11, 20, 23, 30, tzinfo=UTC))])
        assert day == date(2026, 11, 21)

    def test_stand_on_the_page_with_the_offices_hours(self, as_anna: Client, anna: Debtor, hanna: User) -> None:
        look(hanna, anna)
        at = recorded("personal_data.envelope.opened")[-1].at.astimezone(ZoneInfo("Europe/Stockholm"))
        page = said(as_anna.get(ADDRESS))
        assert f'<time datetime="{at:%Y-%m-%d}">' in page
        assert f"{at:%H:%M}" in page


class TestWords:
    @pytest.mark.parametrize(("language", "cited"), [("en", "6(1)(c)"), ("sv", "6.1 c")])
    def test_cite_articles_as_the_language_does(self, language: str, cited: str) -> None:
        with translation.override(language):
            assert words.article("6(1)(c)") == cited

    def test_are_there_for_every_purpose_role_and_kind_of_record(self) -> None:
        assert {*words.PURPOSES} == {*Purpose}
        assert {*words.ROLES} == {*Role}
        assert {each.name for each in record_classes.every()} - scope.absent_classes() <= {*words.RECORDS}
