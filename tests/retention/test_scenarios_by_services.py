"""Scenarios of the retention schedule through the services that people use: closing, reopening, paying, asking."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
import time_machine

from collections_app.models import Case, CaseStatus
from collections_app.services import cases, ledger
from personal_data.models import Controller, Envelope
from personal_data.purposes import Purpose
from privacy.policies.erasure_proposals import LEGAL_DUTY
from privacy.selectors import endings, scope
from retention.policies.due_dates import Period, RuleKind
from retention.selectors import due, explanation
from retention.services import rules
from tests.factories import accounts, collection, retention

pytestmark = pytest.mark.django_db
BY = uuid4()


@pytest.fixture
def case(amili: Controller) -> Case:
    with accounts.command():
        made = collection.case_file(amili, [collection.debtor(amili)])
        Case.objects.filter(pk=made.pk).update(opened_on=date(2021, 1, 1))
        made.refresh_from_db()
    return made


@pytest.fixture
def acting() -> Iterator[None]:
    with accounts.command(Purpose.COLLECTION):
        yield


def at(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), UTC).replace(hour=12)


def close(case: Case, day: date, reason: str = "paid") -> Case:
    return cases.close(case=case, reason=reason, closed_on=day, by=BY, at=at(day))


@pytest.mark.usefixtures("acting")
class TestReopened:
    def test_s4_the_clock_starts_anew_at_the_new_close(self, case: Case) -> None:
        closed = close(case, date(2022, 1, 31))
        assert retention.due_on(case) == date(2025, 1, 31)
        opened = cases.reopen(case=closed, reason="payment_reversed", by=BY, at=at(date(2023, 6, 1)))
        assert retention.due_on(case) is None
        close(opened, date(2024, 4, 30))
        assert retention.due_on(case) == date(2027, 4, 30)

    def test_a_late_payment_neither_reopens_nor_moves_the_day(self, case: Case) -> None:
        closed = close(case, date(2022, 1, 31))
        with accounts.command(Purpose.BOOKKEEPING):
            entry = ledger.post(
                case=closed, counterparty_name="Anna Andersson", voucher="V-1", amount_minor=100, currency="SEK",
                posted_on=date(2023, 5, 2),
            )  # fmt: skip
        assert Case.objects.get(pk=case.pk).status == CaseStatus.CLOSED
        assert retention.due_on(case) == date(2025, 1, 31)
        assert Envelope.objects.get(id=entry.envelope_id).due_on == date(2031, 1, 1)


@pytest.mark.usefixtures("acting")
def test_a_claim_that_the_creditor_withdraws_starts_the_clock_that_day(case: Case) -> None:
    """Section 3.8: when the assignment ends, the agency's own clock starts on that local day."""
    close(case, date(2023, 3, 31), reason="withdrawn")
    assert Envelope.objects.get(id=case.envelope_id).trigger_on == date(2023, 3, 31)
    assert retention.due_on(case) == date(2026, 3, 31)


def test_s6_an_abandoned_purchase_is_due_at_once() -> None:
    """The notice gives no figure; the data serve nothing once the bid has been rejected."""
    with accounts.command():
        of = retention.ruled([Period(RuleKind.EVENT, 0)])
        record = retention.recorded(of, None)
        assert due.preview(of, date(2199, 1, 1)).due == 0
        Envelope.objects.filter(id=record.id).update(trigger_on=date(2025, 4, 2))
    assert due.preview(of, date(2025, 4, 1)).due == 0
    assert due.preview(of, date(2025, 4, 2)).due == 1


class TestErasureOnRequest:
    def test_s10_is_refused_with_the_day_on_which_it_goes_by_itself(self, intrum: Controller) -> None:
        with accounts.command():
            case = retention.closed_case(intrum, date(2021, 6, 30))
        with time_machine.travel(datetime(2026, 3, 1, 9, tzinfo=UTC), tick=False):
            found = scope.erasure_scope(case.case_debtors.get().debtor.subject)
        proposal = next(each.proposal for each in found if each.envelope.id == case.envelope_id)
        assert (proposal.grant, proposal.ground, proposal.review_on) == (False, LEGAL_DUTY, date(2026, 7, 1))
        assert "411/2018" in proposal.citation
        assert due.preview(intrum, date(2026, 7, 1)).due == 2

    @pytest.mark.parametrize("reference", ["OPR", "AXACTOR"])
    def test_is_not_refused_because_a_notice_keeps_for_years(self, reference: str) -> None:
        """A FOR period of the controller's own is no ground of art. 17(3)."""
        with accounts.command():
            of = retention.controller(reference)
            case = retention.closed_case(of, retention.months_ago(3))
        found = scope.erasure_scope(case.case_debtors.get().debtor.subject)
        assert [each.proposal.grant for each in found] == [True, True]
        decided = explanation.explain(case.envelope_id).deciding
        assert decided is not None
        assert decided.rule.kind == RuleKind.FOR


class TestAReasonForEachTime:
    @pytest.mark.requirement("OPR-15", breaks="one period for everything that is kept of a person")
    def test_each_record_of_a_person_goes_by_its_own_reason(self) -> None:
        with accounts.command(Purpose.BOOKKEEPING):
            opr = retention.controller("OPR")
            case = retention.closed_case(opr, date(2024, 3, 31))
            entry = ledger.post(
                case=case, counterparty_name="Anna Andersson", voucher="V-1", amount_minor=100, currency="SEK",
                posted_on=date(2024, 3, 31),
            )  # fmt: skip
            rules.recompute(controller=opr)
        of_case, of_entry = (explanation.explain(each) for each in (case.envelope_id, entry.envelope_id))
        assert (of_case.due_on, of_entry.due_on) == (date(2029, 4, 1), date(2032, 1, 1))
        assert of_case.deciding
        assert of_entry.deciding
        assert of_case.deciding.rule.ground != of_entry.deciding.rule.ground

    @pytest.mark.requirement(
        "AMILI-33", breaks="a rule without that reason, or an access report that does not give the reason"
    )
    def test_good_debt_collection_practice_is_told_to_staff_and_person(self, amili: Controller) -> None:
        with accounts.command():
            case = retention.closed_case(amili, retention.months_ago(3))
        subject = case.case_debtors.get().debtor.subject
        envelope = Envelope.objects.get(id=case.envelope_id)
        assert endings.of_envelopes([envelope], subject=subject)[envelope.id].ground == "Good debt-collection practice"
        dora = accounts.client_of(accounts.member("dpo", name="Dora Dpo"))
        assert "Good debt-collection practice" in dora.get("/dpo/retention/rules/").content.decode()
