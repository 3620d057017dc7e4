"""A limit, an end that a law demands, and a review of one record's own (R07, R09, R18)."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from personal_data import envelopes
from personal_data.models import Controller, Envelope
from personal_data.services import erasure_decisions
from retention import events
from retention.models import OwnTerm, TermReason
from retention.policies.due_dates import Period, RuleKind
from retention.services import terms
from tests.factories import accounts, acting, retention
from tests.retention.own_days import BY, SECOND, due


@pytest.fixture
def amili_like(db: None) -> Controller:
    with accounts.command():
        return retention.ruled([Period(RuleKind.AT_MOST, 36)])


class TestTerms:
    def test_a_limit_binds_at_once_and_ends(self, amili_like: Controller) -> None:
        with accounts.command():
            kept = retention.recorded(amili_like, None)
            term = terms.limit(
                envelope=kept, day=date(2025, 6, 30), reason=TermReason.REGISTER_EXPIRY, by=BY, at=timezone.now()
            )
            assert due(kept) == date(2025, 6, 30)
            terms.end(term=term, by=BY, at=timezone.now())
        assert due(kept) is None
        assert len(accounts.recorded(events.TERM_ENDED)) == 1

    @pytest.mark.requirement("INTRUM-113", breaks="an end that binds before a second person has approved it")
    def test_an_end_binds_when_a_second_person_has_approved(self, amili_like: Controller) -> None:
        until = timezone.localdate() + timedelta(days=400)
        with accounts.command():
            kept = retention.recorded(amili_like, date(2020, 1, 1))
            term = _until(kept, until)
            assert due(kept) == date(2023, 1, 1), "proposed, it keeps nothing"
            with pytest.raises(terms.SamePerson):
                terms.approve(term=term, by=BY, at=timezone.now())
            terms.approve(term=term, by=SECOND, at=timezone.now())
        assert due(kept) == until + timedelta(days=1)
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
        assert due(kept) == date(2023, 1, 1)
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
