"""The list to mend: whose end nobody can tell is neither due nor forgotten."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.roles import Role
from personal_data import envelopes
from personal_data.models import Controller, Envelope
from retention.models import OwnTerm, RetentionRule, TermReason, TriggerEvent
from retention.policies.due_dates import Period, RuleKind, TermKind, add_months
from retention.selectors import due, unclear
from retention.services import terms
from tests.factories import accounts, acting, retention

pytestmark = pytest.mark.django_db
FOR = RuleKind.FOR
URL = "/dpo/retention/unclear/"


def made(
    of: Controller, months_ago: int, trigger_on: date | None = None, record_class: str = "ledger_entry"
) -> Envelope:
    """A record that was made so long ago."""
    day = add_months(timezone.localdate(), -months_ago)
    with time_machine.travel(datetime.combine(day, time(12), UTC), tick=False), accounts.command():
        return retention.recorded(of, trigger_on, record_class=record_class)


def found(of: Controller) -> dict[str, int]:
    return {each.reason: each.count for each in unclear.counts(of)}


def ruled(*periods: Period) -> Controller:
    with accounts.command():
        return retention.ruled(periods)


class TestTheList:
    def test_names_records_without_a_rule_and_they_are_never_due(self) -> None:
        of = ruled()
        record = made(of, 0, date(2001, 1, 1))
        assert found(of) == {"no_rule": 1}
        assert due.preview(of, date(2199, 1, 1)).classes == []
        with acting.nightly():
            assert [each.reason for each in envelopes.erase([record.id])] == ["trigger_unknown"]

    def test_names_what_has_waited_for_its_trigger_longer_than_it_should(self) -> None:
        of = ruled(Period(FOR, 12))
        made(of, unclear.REVIEW_MONTHS - 1)
        assert found(of) == {}
        old = made(of, unclear.REVIEW_MONTHS + 1)
        assert found(of) == {"no_trigger": 1}
        assert [each.envelope_id for each in unclear.oldest(of)] == [old.id]
        assert unclear.oldest(of)[0].since == add_months(timezone.localdate(), -unclear.REVIEW_MONTHS - 1)

    def test_names_a_closed_case_without_a_trigger_at_once(self, amili: Controller) -> None:
        with accounts.command():
            case = retention.closed_case(amili, retention.months_ago(3))
            assert found(amili) == {}
            envelopes.set_trigger(envelopes=[case.envelope_id], trigger_on=None)
        assert found(amili) == {"no_trigger": 1}

    def test_names_a_minimum_that_is_over_and_has_no_end(self) -> None:
        """R09: the upper limit of what a law demands at least is a review."""
        of = ruled(Period(RuleKind.AT_LEAST, 60, is_statute=True))
        made(of, 0, retention.months_ago(60 + unclear.REVIEW_MONTHS - 1))
        assert found(of) == {}
        made(of, 0, retention.months_ago(60 + unclear.REVIEW_MONTHS, days=2))
        assert found(of) == {"minimum_over": 1}

    def test_goes_by_the_review_that_the_rule_names(self) -> None:
        of = ruled(Period(RuleKind.EVENT, 0))
        made(of, 2)
        assert found(of) == {}
        RetentionRule.objects.filter(controller=of).update(review_months=1)
        assert found(of) == {"no_trigger": 1}

    def test_lets_a_record_rest_until_somebody_looks_again(self) -> None:
        of = ruled(Period(FOR, 12))
        old = made(of, 20)
        with accounts.command():
            terms.look_again(envelope=old, day=timezone.localdate() + timedelta(days=90), by=uuid4(), at=timezone.now())
            assert found(of) == {}
            OwnTerm.objects.filter(kind=TermKind.REVIEW).update(day=timezone.localdate())
        assert found(of) == {"look_again": 1}

    def test_does_not_list_what_may_not_be_told_of(self) -> None:
        of = ruled()
        made(of, 0, record_class="legal_report")
        assert found(of) == {"no_rule": 1}
        assert unclear.oldest(of) == []


@pytest.fixture
def rolf(db: None) -> Client:
    return accounts.client_of(accounts.member(Role.RECORDS_OFFICER, name="Rolf Records"))


def at(record: Envelope, step: str = "") -> str:
    return f"/dpo/retention/records/{record.id}/{step}"


class TestThePages:
    def test_lead_from_the_overview_over_the_list_to_the_record(self, rolf: Client) -> None:
        of = ruled()
        accounts.everybody_works_for(of)
        record = made(of, 0)
        assert URL in rolf.get("/dpo/retention/").content.decode()
        page = rolf.get(URL).content.decode()
        assert "No rule is in force for this kind of record" in page
        assert at(record) in page
        assert "No rule has been published" in rolf.get(at(record)).content.decode()

    def test_say_so_when_nothing_is_to_be_mended(self, rolf: Client, amili: Controller) -> None:
        accounts.everybody_works_for(amili)
        assert "Nothing to mend" in rolf.get(URL).content.decode()

    def test_answer_in_five_languages(self, rolf: Client, due_case: object) -> None:
        record = Envelope.objects.get(record_class="case_file")
        for language, word in (("en", "Good debt"), ("sv", "God inkassosed"), ("nb", "God inkassoskikk"),
                               ("fi", "Hyvä perintätapa"), ("da", "God inkassoskik")):  # fmt: skip
            page = rolf.get(at(record), {"language": language}).content.decode()
            assert f'<div lang="{language}"' in page
            assert word in page

    def test_enter_the_event_that_starts_the_clock(self, rolf: Client) -> None:
        of = ruled(Period(FOR, 24, triggers=("application_rejected", "offer_lapsed")))
        accounts.everybody_works_for(of)
        record = made(of, 0)
        assert "the application was rejected" in rolf.get(at(record)).content.decode()
        wrong = rolf.post(at(record, "event/"), {"event-event": "offer_lapsed", "event-happened_on": "2199-01-01"})
        assert "This day has not come yet" in wrong.content.decode()
        rolf.post(at(record, "event/"), {"event-event": "application_rejected", "event-happened_on": "2024-02-29"})
        record.refresh_from_db()
        assert record.due_on == date(2026, 3, 1)
        rolf.post(at(record, f"end/{TriggerEvent.objects.get().id}/"))
        record.refresh_from_db()
        assert record.due_on is None

    def test_an_end_waits_for_a_second_person(self, rolf: Client, due_case: object) -> None:
        record = Envelope.objects.get(record_class="case_file")
        due_on, until = record.due_on, timezone.localdate() + timedelta(days=400)
        values = {"term-kind": "until", "term-day": f"{until}", "term-reason": TermReason.OTHER_LAW}
        assert "Name the law" in rolf.post(at(record, "term/"), values).content.decode()
        register = values | {"term-reason": TermReason.REGISTER_EXPIRY, "term-citation": "A register"}
        assert "does not prolong" in rolf.post(at(record, "term/"), register).content.decode()
        rolf.post(at(record, "term/"), values | {"term-citation": "Lag (1999:1078) 7 kap."})
        record.refresh_from_db()
        assert record.due_on == due_on
        term = OwnTerm.objects.get()
        assert rolf.post(at(record, f"approve/{term.id}/")).status_code == 403
        petra = accounts.client_of(accounts.member(Role.PRIVACY_OFFICER, name="Petra Privacy"))
        assert "Approve" in petra.get(at(record)).content.decode()
        petra.post(at(record, f"approve/{term.id}/"))
        record.refresh_from_db()
        assert record.due_on == until + timedelta(days=1)
        rolf.post(at(record, f"end/{term.id}/"))
        record.refresh_from_db()
        assert record.due_on == due_on

    def test_a_limit_and_a_look_are_set(self, rolf: Client, amili: Controller) -> None:
        record = made(amili, 0)
        accounts.everybody_works_for(amili)
        rolf.post(
            at(record, "term/"), {"term-kind": "at_most", "term-day": "2199-06-30", "term-reason": "register_expiry"}
        )
        assert "It has a limit of its own" in rolf.get(at(record)).content.decode()
        assert "still to come" in rolf.post(at(record, "look/"), {"look-day": "2001-01-01"}).content.decode()
        rolf.post(at(record, "look/"), {"look-day": "2199-01-01"})
        assert "looks again on 1 January 2199" in rolf.get(at(record)).content.decode()

    def test_a_report_that_may_not_be_told_of_is_not_there(self, rolf: Client, amili: Controller) -> None:
        accounts.everybody_works_for(amili)
        assert rolf.get(at(made(amili, 0, record_class="legal_report"))).status_code == 404
