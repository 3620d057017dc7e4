"""Openings that stand out and glass that was broken are looked into by somebody else, with an outcome."""

from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from audit.models import Event, Line
from collections_app.models import Case, Debtor
from personal_data import access, envelopes, events
from personal_data.models import BlockKind, Controller, EmergencyAccess, EmergencyReason
from personal_data.purposes import Purpose
from personal_data.services import blocks, emergencies
from privacy.events import REVIEW_DECIDED
from privacy.models import AccessReview, ReviewOutcome
from privacy.policies.browsing import rules
from privacy.selectors import unusual
from privacy.services import access_reviews
from tests.factories import accounts, acting, collection
from tests.factories.accounts import recorded

pytestmark = pytest.mark.django_db
FRIDAY = datetime(2027, 3, 5, 10, 15, tzinfo=UTC)


@pytest.fixture
def amili() -> Controller:
    with acting.nightly():
        return collection.controller()


@pytest.fixture
def anna(amili: Controller) -> Debtor:
    with acting.nightly():
        return collection.debtor(amili)


@pytest.fixture
def case(amili: Controller, anna: Debtor) -> Case:
    with acting.nightly():
        return collection.case_file(amili, [anna])


@pytest.fixture
def hanna(case: Case) -> User:
    return accounts.member(Role.HANDLER)


@pytest.fixture
def dora(hanna: User) -> User:
    return accounts.member(Role.DPO, name="Dora Dpo")


def page(client: Client, path: str) -> str:
    return " ".join(unescape(client.get(path).content.decode()).split())


def opened(
    by: User, cases: list[Any], at: datetime, name: str = "personal_data.envelope.opened", kind: str = "case_file"
) -> None:
    """An event of a moment that is over, as the opener would have written it."""
    lines = [(each.envelope_id, part.subject.pseudonym) for each in cases for part in each.envelope.parts.all()]
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH event AS (INSERT INTO audit_event (at, name, actor_kind, actor_id, purpose, channel, "
            "legal_basis) VALUES (%s, %s, 'staff', %s, 'collection', 'web', 'lines') RETURNING id, at) "
            "INSERT INTO audit_line (event_id, at, subject, envelope_id, record_class, outcome) "
            "SELECT event.id, event.at, line.subject, line.envelope, %s, 'opened' "
            "FROM event, unnest(%s::uuid[], %s::uuid[]) AS line (envelope, subject)",
            [at, name, by.pk, kind, [each[0] for each in lines], [each[1] for each in lines]],
        )


def standing_out(code: str, least: int, amili: Controller) -> list[tuple[datetime, int]]:
    (rule,) = [each for each in rules.every() if each.code == code]
    asked: dict[str, Any] = {field: getattr(rule, field) for field in rule.__slots__} | {"least": least}
    span = {"since": FRIDAY - timedelta(days=3), "until": FRIDAY + timedelta(days=3)}
    return [(each.starts, each.number) for each in unusual.found(rules.Rule(**asked), amili, **span)]


class TestRules:
    def test_each_finds_what_it_is_for_and_nothing_else(self, amili: Controller, case: Case, hanna: User) -> None:
        with acting.nightly():
            second = collection.case_file(amili, [collection.debtor(amili, "Berit Berg")])
        opened(hanna, [case], FRIDAY)
        opened(hanna, [case], FRIDAY + timedelta(minutes=1))
        opened(hanna, [second], FRIDAY + timedelta(minutes=2))
        opened(hanna, [case, second], FRIDAY + timedelta(hours=2))
        hour, day = FRIDAY.replace(minute=0), datetime(2027, 3, 4, 23, tzinfo=UTC)
        assert standing_out("many_files", 2, amili) == [(hour, 2)]
        assert standing_out("many_files", 3, amili) == []
        assert standing_out("many_persons", 2, amili) == [(hour, 2), (hour + timedelta(hours=2), 2)]
        for quiet in ("closed_case", "sealed", "night", "closed_day"):
            assert standing_out(quiet, 1, amili) == [], quiet

        with acting.nightly(Purpose.SECURITY):
            blocks.place(kind=BlockKind.NEED_TO_KNOW, reason_code="protected", envelopes=[second.envelope_id])
        assert standing_out("sealed", 1, amili) == [(day, 1)]
        Case.objects.filter(pk=case.pk).update(status="closed", closed_on=date(2027, 3, 1))
        assert standing_out("closed_case", 1, amili) == [(day, 1)]
        opened(hanna, [second], datetime(2027, 3, 5, 20, 30, tzinfo=UTC))  # half past nine in Stockholm
        assert standing_out("night", 1, amili) == [(datetime(2027, 3, 5, 5, tzinfo=UTC), 1)]
        opened(hanna, [second], datetime(2027, 3, 6, 11, tzinfo=UTC))
        assert standing_out("closed_day", 1, amili) == [(datetime(2027, 3, 5, 23, tzinfo=UTC), 1)]

    def test_take_a_night_for_one_although_midnight_is_in_it(self, amili: Controller, hanna: User) -> None:
        with acting.nightly():
            cases = [collection.case_file(amili, [collection.debtor(amili, f"Nr {number}")]) for number in range(4)]
        moments = (datetime(2027, 3, 4, 4, 50, tzinfo=UTC), datetime(2027, 3, 4, 22, 50, tzinfo=UTC),
                   datetime(2027, 3, 4, 23, 10, tzinfo=UTC), datetime(2027, 3, 5, 4, 50, tzinfo=UTC))  # fmt: skip
        for case, at in zip(cases, moments, strict=True):
            opened(hanna, [case], at)
        assert standing_out("night", 2, amili) == [(datetime(2027, 3, 4, 5, tzinfo=UTC), 3)]

    def test_find_who_was_searched_for_although_no_case_was_opened(
        self, amili: Controller, anna: Debtor, hanna: User
    ) -> None:
        with acting.nightly(Purpose.SECURITY):
            berit = collection.debtor(amili, "Berit Berg")
            blocks.place(kind=BlockKind.NEED_TO_KNOW, reason_code="protected", subject=anna.subject)
        opened(hanna, [anna, berit], FRIDAY, kind="profile")
        opened(hanna, [berit], FRIDAY, kind="profile")
        assert standing_out("sealed", 1, amili) == [], "a list of many, and somebody who is not sealed"
        opened(hanna, [anna], FRIDAY, kind="profile")
        opened(hanna, [anna], FRIDAY + timedelta(minutes=5), kind="profile")
        assert standing_out("sealed", 1, amili) == [(datetime(2027, 3, 4, 23, tzinfo=UTC), 1)]
        assert standing_out("many_files", 1, amili) == []

    def test_put_it_into_the_queue_once_due_on_the_next_working_day(
        self, amili: Controller, case: Case, hanna: User
    ) -> None:
        saturday = datetime(2027, 3, 6, 11, tzinfo=UTC)
        with acting.nightly():
            for number in range(3):
                opened(hanna, [collection.case_file(amili, [collection.debtor(amili, f"Nr {number}")])], saturday)
            assert access_reviews.find(at=saturday + timedelta(hours=2)) == 0  # the day is not over
            assert access_reviews.find(at=saturday + timedelta(hours=20)) == 1
            assert access_reviews.find(at=saturday + timedelta(hours=21)) == 0
        review = AccessReview.objects.get()
        assert (review.rule, review.actor, review.number) == ("closed_day", hanna.pk, 3)
        assert review.due_on == date(2027, 3, 8)

    def test_say_of_each_why_in_the_words_of_the_desk(self, dora: User) -> None:
        shown = page(accounts.client_of(dora), "/dpo/audit/reviews/")
        assert "Nothing waits" in shown
        for title in ("Many files in an hour", "Sealed or protected person", "At night", "On a day without work"):
            assert title in shown


class TestBrokenGlass:
    def break_it(self, client: Client, case: Case, reason: str = "danger") -> Any:
        return client.post("/handler/emergency/", {"reference": case.reference.lower(), "reason": reason})

    def test_opens_one_sealed_case_for_an_hour_and_is_reviewed_by_somebody_else(
        self, case: Case, anna: Debtor, hanna: User, dora: User
    ) -> None:
        with acting.nightly(Purpose.SECURITY):
            blocks.place(kind=BlockKind.NEED_TO_KNOW, reason_code="protected", envelopes=[case.envelope_id])
        client = accounts.client_of(hanna)
        address = f"/handler/emergency/{case.reference}/"
        assert "Open it in an emergency" in page(client, f"/handler/cases/{case.reference}/")
        assert client.get(address).status_code == 404
        assert self.break_it(client, case)["Location"] == address
        shown = page(client, address)
        assert "Anna Andersson" in shown
        assert "somebody's life or health is in danger" in shown
        (event,) = recorded(events.EMERGENCY_BEGUN)
        assert (event.reason, event.reference, event.actor_id) == ("danger", case.reference, hanna.pk)
        assert Line.objects.filter(event_id=event.id, subject=anna.subject.pseudonym).count() == 2
        last = recorded("personal_data.envelope.opened")[-1]
        assert (last.purpose, last.actor_id) == ("emergency", hanna.pk)
        # Nobody else, and nothing else.
        assert accounts.client_of(accounts.member(Role.HANDLER)).get(address).status_code == 404
        assert client.get(f"/handler/cases/{case.reference}/").status_code == 403

        review = AccessReview.objects.get()
        desk = accounts.client_of(dora)
        assert case.reference in page(desk, "/dpo/audit/reviews/")
        path = f"/dpo/audit/reviews/{review.pk}/"
        assert "An emergency" in page(desk, path)
        assert desk.post(path, {}).status_code == 422
        assert desk.post(path, {"outcome": "incident"})["Location"] == "/dpo/audit/reviews/"
        (decided,) = recorded(REVIEW_DECIDED)
        assert (decided.reason, decided.reference) == ("emergency.incident", hanna.reference)
        assert "taken up as a personal data breach" in page(desk, path)
        assert desk.post(path, {"outcome": "justified"}).status_code == 422

    def test_reaches_the_case_of_another_controller_and_nothing_beside_it(self, case: Case, hanna: User) -> None:
        with acting.nightly():
            omar = accounts.member(Role.HANDLER, works_for=[collection.controller("PROV")])
        client = accounts.client_of(omar)
        assert self.break_it(client, case).status_code == 302
        assert "Anna Andersson" in page(client, f"/handler/emergency/{case.reference}/")
        with acting.nightly():
            other = collection.debtor(case.controller, "Berit Berg")
        emergency = EmergencyAccess.objects.get()
        here = access.context(actor=access.Actor("staff", omar.pk), purpose=Purpose.EMERGENCY, channel="web")
        with here, emergencies.entered(emergency), pytest.raises(envelopes.Refused) as refusal:
            envelopes.open([other])
        assert refusal.value.reason == "no_emergency"

    def test_is_over_after_an_hour(self, case: Case, hanna: User) -> None:
        began = datetime.now(UTC) - timedelta(hours=1, seconds=1)
        with access.context(actor=access.Actor("staff", hanna.pk), purpose=Purpose.EMERGENCY, channel="web"):
            over = access_reviews.break_glass(case=case, reason=EmergencyReason.HARM, by=hanna.pk, at=began)
            with emergencies.entered(over), pytest.raises(envelopes.Refused):
                envelopes.open([case])
        assert accounts.client_of(hanna).get(f"/handler/emergency/{case.reference}/").status_code == 404

    def test_asks_what_does_not_wait(self, case: Case, hanna: User) -> None:
        client = accounts.client_of(hanna)
        assert self.break_it(client, case, "curiosity").status_code == 422
        answer = client.post("/handler/emergency/", {"reference": "K-2020-999999", "reason": "danger"})
        assert "There is no case of this number" in unescape(answer.content.decode())
        assert not EmergencyAccess.objects.exists()
        assert not Event.objects.filter(name=str(events.EMERGENCY_BEGUN)).exists()

    def test_is_not_reviewed_by_whoever_broke_it(self, case: Case, dora: User) -> None:
        both = accounts.member(Role.HANDLER, Role.PRIVACY_OFFICER)
        self.break_it(accounts.client_of(both), case)
        review = AccessReview.objects.get()
        path = f"/dpo/audit/reviews/{review.pk}/"
        assert "A colleague looks into them" in page(accounts.client_of(both), path)
        answer = accounts.client_of(both).post(path, {"outcome": "justified"})
        assert "Nobody reviews their own openings" in unescape(answer.content.decode())
        review.refresh_from_db()
        assert review.outcome == ""

    def test_is_forgotten_two_years_after_its_review(self, case: Case, hanna: User, dora: User) -> None:
        self.break_it(accounts.client_of(hanna), case)
        with acting.nightly(Purpose.SECURITY):
            review = AccessReview.objects.get()
            access_reviews.decide(review=review, outcome=ReviewOutcome.JUSTIFIED, by=dora.pk, at=FRIDAY)
            assert access_reviews.forget(at=FRIDAY + timedelta(days=730)) == 0
            assert access_reviews.forget(at=FRIDAY + timedelta(days=731)) == 1
