"""Days of one record's own: several triggers, a limit, an end that a law demands, and a review (R07, R09, R18, R23)."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from personal_data import envelopes
from personal_data.models import Controller, Envelope
from personal_data.services import erasure_decisions
from retention import events
from retention.models import OwnTerm, TermReason, TriggerEvent
from retention.policies.due_dates import Anchor, Decision, Own, Period, RuleKind, TermKind, combined_due_on, decide
from retention.services import rules, terms, triggers
from tests.factories import accounts, acting, retention

AT_MOST, FOR, AT_LEAST, EVENT = RuleKind.AT_MOST, RuleKind.FOR, RuleKind.AT_LEAST, RuleKind.EVENT
REJECTED, LAPSED = "application_rejected", "offer_lapsed"
POTENTIAL = Period(FOR, 24, triggers=(REJECTED, LAPSED))
LAW = Period(AT_LEAST, 60, is_statute=True, triggers=("relationship_ended", "transaction_done"))
BY, SECOND = uuid4(), uuid4()
_DAYS = st.dates(date(2019, 1, 1), date(2030, 12, 31))
_PERIODS = st.builds(
    Period,
    kind=st.sampled_from(list(RuleKind)),
    months=st.sampled_from([3, 12, 36, 120]),
    anchor=st.sampled_from(list(Anchor)),
    is_statute=st.booleans(),
    triggers=st.sampled_from([(), ("a",), ("b",), ("a", "b")]),
)
_OWN = st.builds(
    Own,
    events=st.dictionaries(st.sampled_from(["a", "b", "c"]), _DAYS),
    limit=st.none() | _DAYS,
    until=st.none() | _DAYS,
)


class TestWhatItDecides:
    def test_what_has_to_stay_runs_from_the_last_event(self) -> None:
        own = Own({REJECTED: date(2024, 2, 29), LAPSED: date(2024, 5, 31)})
        assert combined_due_on([POTENTIAL], None, own=Own({REJECTED: date(2024, 2, 29)})) == date(2026, 3, 1)  # X31
        assert combined_due_on([POTENTIAL], None, own=own) == date(2026, 6, 1)

    def test_a_maximum_runs_from_the_first_event(self) -> None:
        own = Own({"a": date(2024, 2, 29), "b": date(2024, 5, 31)})
        assert combined_due_on([Period(AT_MOST, 12, triggers=("a", "b"))], None, own=own) == date(2025, 2, 28)

    def test_an_event_that_no_rule_names_starts_nothing(self) -> None:
        assert combined_due_on([POTENTIAL], date(2020, 1, 1), own=Own({"c": date(2020, 1, 1)})) is None

    def test_one_rule_whose_clock_has_not_begun_blocks(self) -> None:
        assert combined_due_on([Period(FOR, 12), POTENTIAL], date(2010, 1, 1), own=Own({"c": date(2010, 1, 1)})) is None

    def test_the_register_s_own_expiry_is_a_second_maximum(self) -> None:
        """Section 3.11, the CJEU in C-26/22 and C-64/22."""
        own = Own(limit=date(2025, 6, 30))
        assert combined_due_on([Period(AT_MOST, 36)], date(2024, 2, 29), own=own) == date(2025, 6, 30)
        assert combined_due_on([Period(FOR, 60)], date(2024, 2, 29), own=own) == date(2025, 6, 30)
        assert combined_due_on([Period(AT_MOST, 36)], None, own=own) == date(2025, 6, 30)
        assert combined_due_on([], None, own=own) == date(2025, 6, 30)

    def test_and_gives_way_to_a_law_only(self) -> None:
        law = Period(FOR, 84, is_statute=True)
        own = Own(limit=date(2025, 6, 30))
        assert combined_due_on([law], date(2024, 2, 29), own=own) == date(2031, 3, 1)
        assert combined_due_on([law], None, own=own) is None, "the law's clock has not begun, so nobody knows the day"

    def test_an_end_that_a_law_demands_prolongs_a_maximum(self) -> None:
        own = Own(until=date(2028, 12, 31))
        assert decide([Period(AT_MOST, 36)], date(2024, 2, 29), own=own) == Decision(
            date(2029, 1, 1), own=TermKind.UNTIL
        )
        assert decide([Period(AT_MOST, 120)], date(2024, 2, 29), own=own).own is None, "it never shortens"

    def test_an_end_does_not_start_a_clock(self) -> None:
        assert combined_due_on([Period(AT_MOST, 36)], None, own=Own(until=date(2020, 1, 1))) is None


@pytest.mark.django_db
class TestInTheDatabase:
    @settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.lists(_PERIODS, max_size=4), st.none() | _DAYS, st.integers(1, 12), _OWN)
    def test_agrees_with_python(
        self, periods: list[Period], trigger_on: date | None, year_starts: int, own: Own
    ) -> None:
        with accounts.command():
            of = retention.ruled(periods, year_starts)
            kept = retention.recorded(of, trigger_on)
            _own_days(kept, own)
            rules.recompute_some(envelopes=[kept.id])
            kept.refresh_from_db()
            expected = combined_due_on(periods, trigger_on, year_starts, own)
            assert kept.due_on == expected
            assert rules.recompute(controller=of) == 0, "the whole controller at once gives the same days"

    def test_others_of_the_same_class_and_day_keep_theirs(self) -> None:
        with accounts.command():
            of = retention.ruled([Period(AT_MOST, 36)])
            one, other = (retention.recorded(of, date(2024, 2, 29)) for _ in range(2))
            _own_days(one, Own(limit=date(2025, 6, 30)))
            assert rules.recompute(controller=of) == 1
        assert [_due(each) for each in (one, other)] == [date(2025, 6, 30), date(2027, 2, 28)]


def _own_days(envelope: Envelope, own: Own) -> None:
    shared = {"controller": envelope.controller, "envelope_id": envelope.id}
    for event, day in own.events.items():
        TriggerEvent.objects.create(**shared, event=event, happened_on=day, entered_by=BY, entered_at=timezone.now())
    term = shared | {"reason": "other_law", "citation": "A law", "proposed_by": BY, "proposed_at": timezone.now()}
    if own.limit:
        OwnTerm.objects.create(**term, kind="at_most", day=own.limit)
    if own.until:
        OwnTerm.objects.create(**term, kind="until", day=own.until, approved_by=SECOND, approved_at=timezone.now())


def _due(envelope: Envelope) -> date | None:
    return Envelope.objects.get(id=envelope.id).due_on


@pytest.fixture
def opr(db: None) -> Controller:
    with accounts.command():
        return retention.ruled([POTENTIAL])


@pytest.fixture
def amili_like(db: None) -> Controller:
    with accounts.command():
        return retention.ruled([Period(AT_MOST, 36)])


class TestEvents:
    def test_entered_start_the_clock_and_are_recorded(self, opr: Controller) -> None:
        with accounts.command():
            kept = retention.recorded(opr, None)
            triggers.enter(envelope=kept, event=REJECTED, happened_on=date(2024, 2, 29), by=BY, at=timezone.now())
        assert _due(kept) == date(2026, 3, 1)
        (event,) = accounts.recorded(events.TRIGGER_ENTERED)
        assert event.reason == REJECTED

    def test_the_later_of_two_triggers_counts(self, opr: Controller) -> None:
        with accounts.command():
            kept = retention.recorded(opr, None)
            for event, day in ((LAPSED, date(2024, 5, 31)), (REJECTED, date(2024, 2, 29))):
                triggers.enter(envelope=kept, event=event, happened_on=day, by=BY, at=timezone.now())
        assert _due(kept) == date(2026, 6, 1)

    def test_entered_again_correct_the_day_and_withdrawn_stop_the_clock(self, opr: Controller) -> None:
        with accounts.command():
            kept = retention.recorded(opr, None)
            triggers.enter(envelope=kept, event=LAPSED, happened_on=date(2024, 5, 30), by=BY, at=timezone.now())
            entered = triggers.enter(
                envelope=kept, event=LAPSED, happened_on=date(2024, 5, 31), by=BY, at=timezone.now()
            )
            assert _due(kept) == date(2026, 6, 1)
            triggers.withdraw(entered=entered, by=BY, at=timezone.now())
            triggers.withdraw(entered=entered, by=BY, at=timezone.now())
        assert _due(kept) is None
        assert len(accounts.recorded(events.TRIGGER_WITHDRAWN)) == 1

    def test_of_another_kind_and_those_to_come_are_refused(self, opr: Controller) -> None:
        with accounts.command():
            kept = retention.recorded(opr, None)
            with pytest.raises(triggers.UnknownEvent):
                triggers.enter(envelope=kept, event="sold", happened_on=date(2024, 5, 30), by=BY, at=timezone.now())
            with pytest.raises(triggers.NotYet):
                triggers.enter(envelope=kept, event=LAPSED, happened_on=date(2199, 1, 1), by=BY, at=timezone.now())


class TestTerms:
    def test_a_limit_binds_at_once_and_ends(self, amili_like: Controller) -> None:
        with accounts.command():
            kept = retention.recorded(amili_like, None)
            term = terms.limit(
                envelope=kept, day=date(2025, 6, 30), reason=TermReason.REGISTER_EXPIRY, by=BY, at=timezone.now()
            )
            assert _due(kept) == date(2025, 6, 30)
            terms.end(term=term, by=BY, at=timezone.now())
        assert _due(kept) is None
        assert len(accounts.recorded(events.TERM_ENDED)) == 1

    @pytest.mark.requirement("INTRUM-113", breaks="an end that binds before a second person has approved it")
    def test_an_end_binds_when_a_second_person_has_approved(self, amili_like: Controller) -> None:
        until = timezone.localdate() + timedelta(days=400)
        with accounts.command():
            kept = retention.recorded(amili_like, date(2020, 1, 1))
            term = _until(kept, until)
            assert _due(kept) == date(2023, 1, 1), "proposed, it keeps nothing"
            with pytest.raises(terms.SamePerson):
                terms.approve(term=term, by=BY, at=timezone.now())
            terms.approve(term=term, by=SECOND, at=timezone.now())
        assert _due(kept) == until + timedelta(days=1)
        with acting.nightly():
            assert [each.reason for each in envelopes.erase([kept.id])] == ["not_due"]

    @pytest.mark.requirement(
        "INTRUM-113", breaks="an end without a day, a reason, a law or a second person, or one that prolongs nothing"
    )
    def test_an_enquiry_keeps_a_record_beyond_its_rule_for_a_time_that_two_persons_set(self, db: None) -> None:
        until = timezone.localdate() + timedelta(days=700)
        with accounts.command():
            intrum = retention.controller("INTRUM")
            case = retention.closed_case(intrum, date(2020, 1, 31))
            assert retention.due_on(case) == date(2025, 2, 1)
            envelope = Envelope.objects.get(id=case.envelope_id)
            term = _until(envelope, until)
            assert (term.day, term.reason, bool(term.citation)) == (until, TermReason.MONEY_LAUNDERING, True)
            terms.approve(term=term, by=SECOND, at=timezone.now())
            assert retention.due_on(case) == until + timedelta(days=1)
            with pytest.raises(IntegrityError), transaction.atomic():
                OwnTerm.objects.filter(id=term.id).update(day=None)
            with pytest.raises(IntegrityError), transaction.atomic():
                OwnTerm.objects.filter(id=term.id).update(citation="")
        with acting.nightly():
            assert [each.reason for each in envelopes.erase([case.envelope_id])] == ["not_due"]

    @pytest.mark.requirement(
        "INTRUM-113", breaks="a decided request that erases what two persons keep because of an enquiry"
    )
    def test_an_end_stands_against_a_decided_request_until_it_is_over(self, amili_like: Controller) -> None:
        """GDPR art. 17(3)(b): whoever decides the request may not even know of the enquiry."""
        with accounts.command():
            kept = retention.recorded(amili_like, date(2020, 1, 1))
            term = _until(kept, timezone.localdate() + timedelta(days=400))
            erasure_decisions.decide(
                envelopes=[kept.id],
                reference="R-2026-000001",
                effective_on=timezone.localdate() - timedelta(days=1),
                decided_by=BY,
                decided_at=timezone.now(),
            )
            terms.approve(term=term, by=SECOND, at=timezone.now())
            assert _asked(kept) == ["demanded_by_law"]
            terms.end(term=term, by=BY, at=timezone.now())
            assert _asked(kept) == ["erased"]

    @pytest.mark.requirement("INTRUM-113", breaks="an end of its own that names no law, or lies behind us")
    def test_an_end_names_its_law_and_a_day_to_come(self, amili_like: Controller) -> None:
        with accounts.command():
            kept = retention.recorded(amili_like, date(2020, 1, 1))
            with pytest.raises(terms.NoLaw):
                _until(kept, timezone.localdate() + timedelta(days=9), citation=" ")
            with pytest.raises(terms.AlreadyOver):
                _until(kept, timezone.localdate() - timedelta(days=1))

    @pytest.mark.requirement("INTRUM-113", breaks="an end that one person proposes and approves")
    def test_the_database_knows_no_end_that_one_person_made(self, amili_like: Controller) -> None:
        with accounts.command():
            term = _until(retention.recorded(amili_like, date(2020, 1, 1)), retention.today())
            with pytest.raises(IntegrityError, match="second_person"), transaction.atomic():
                OwnTerm.objects.filter(id=term.id).update(approved_by=BY, approved_at=timezone.now())

    def test_the_trail_does_not_say_that_money_laundering_is_looked_into(self, amili_like: Controller) -> None:
        with accounts.command():
            term = _until(retention.recorded(amili_like, date(2020, 1, 1)), retention.today())
            terms.approve(term=term, by=SECOND, at=timezone.now())
        said = [
            each.reason for name in (events.TERM_PROPOSED, events.TERM_APPROVED) for each in accounts.recorded(name)
        ]
        assert said == ["until.other_law"] * 2

    def test_a_review_moves_no_day_and_replaces_the_one_before(self, amili_like: Controller) -> None:
        soon = timezone.localdate() + timedelta(days=30)
        with accounts.command():
            kept = retention.recorded(amili_like, date(2020, 1, 1))
            for day in (soon, soon + timedelta(days=1)):
                terms.look_again(envelope=kept, day=day, by=BY, at=timezone.now())
        assert _due(kept) == date(2023, 1, 1)
        assert [each.day for each in OwnTerm.objects.filter(ended_at=None)] == [soon + timedelta(days=1)]

    def test_a_profile_has_none(self, amili_like: Controller) -> None:
        with accounts.command():
            profile = retention.recorded(amili_like, None, record_class="profile")
            with pytest.raises(terms.FollowsOthers):
                terms.limit(
                    envelope=profile, day=date(2030, 1, 1), reason=TermReason.OTHER_LAW, by=BY, at=timezone.now()
                )


def _asked(envelope: Envelope) -> list[str]:
    """What the gate says of a decided request."""
    return [each.reason for each in envelopes.erase([envelope.id], ground="request")]


def _until(envelope: Envelope, day: date, citation: str = "Laki 444/2017, 3:3") -> OwnTerm:
    return terms.propose_until(
        envelope=envelope,
        day=day,
        reason=TermReason.MONEY_LAUNDERING,
        citation=citation,
        by=BY,
        at=timezone.now(),
    )


@pytest.mark.parametrize("event", ["application_rejected", "offer_lapsed"])
def test_either_trigger_of_the_published_rule_starts_the_two_years(db: None, event: str) -> None:
    """R23 and X31: potential customers of OPR-Finance."""
    with accounts.command():
        kept = retention.recorded(retention.controller("OPR"), None, record_class="potential_customer")
        triggers.enter(envelope=kept, event=event, happened_on=date(2024, 2, 29), by=BY, at=timezone.now())
    assert _due(kept) == date(2026, 3, 1)
