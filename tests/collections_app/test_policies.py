"""The judgements of collection work, as tables."""

from datetime import date
from uuid import UUID

import pytest

from collections_app.policies import balance, case_transitions, intake, matching
from collections_app.policies.balance import Money
from collections_app.policies.intake import Verdict

ONE, TWO = UUID(int=1), UUID(int=2)


class TestCaseTransitions:
    @pytest.mark.parametrize(
        ("from_status", "to_status", "reason", "refusal"),
        [
            ("open", "closed", "paid", ""),
            ("open", "closed", "closed_in_error", "unknown_reason"),
            ("open", "open", "paid", "no_such_step"),
            ("closed", "open", "payment_reversed", ""),
            ("closed", "closed", "paid", "no_such_step"),
            ("closed", "open", "", "unknown_reason"),
        ],
    )
    def test_follow_the_known_steps(self, from_status, to_status, reason, refusal):
        decision = case_transitions.may_move(from_status=from_status, to_status=to_status, reason=reason)
        assert (decision.allowed, decision.reason) == (not refusal, refusal)

    @pytest.mark.parametrize(
        ("closed_on", "refusal"),
        [
            (date(2026, 5, 4), ""),
            (date(2026, 5, 5), "closed_in_future"),
            (date(2026, 1, 1), ""),
            (date(2025, 12, 31), "closed_before_opened"),
        ],
    )
    def test_bound_the_closing_date(self, closed_on, refusal):
        decision = case_transitions.may_close_on(
            opened_on=date(2026, 1, 1), closed_on=closed_on, today=date(2026, 5, 4)
        )
        assert decision.reason == refusal


class TestBalance:
    def test_takes_credit_notes_from_invoices_for_each_currency(self):
        documents = [
            ("invoice", Money(1000, "SEK")),
            ("credit_note", Money(300, "SEK")),
            ("invoice", Money(500, "EUR")),
            ("credit_note", Money(700, "EUR")),
        ]
        assert balance.owed(documents) == [Money(-200, "EUR"), Money(700, "SEK")]

    def test_demands_nothing_without_a_due_date(self):
        today = date(2026, 5, 4)
        assert not balance.may_demand(due_on=None, today=today)
        assert not balance.may_demand(due_on=today, today=today)
        assert balance.may_demand(due_on=date(2026, 5, 3), today=today)


class TestMatching:
    def test_tells_sets_of_debtors_apart_whatever_their_order(self):
        assert matching.debtor_set([ONE, TWO]) == matching.debtor_set([TWO, ONE, ONE])
        assert matching.debtor_set([ONE]) != matching.debtor_set([ONE, TWO])

    @pytest.mark.parametrize(
        ("one", "other", "is_same"),
        [
            (("personnummer", "20000101-2384"), ("personnummer", "200001012384"), True),
            (("cpr", "010101-0101"), ("personnummer", "010101-0101"), False),
            (("henkilotunnus", "131052-308T"), ("henkilotunnus", "131052A308T"), False),
            (("0183", "CHE-399.374.239"), ("0183", "che399374239"), True),
        ],
    )
    def test_compares_numbers_within_their_register(self, one, other, is_same):
        assert (matching.same_number_key(*one) == matching.same_number_key(*other)) is is_same

    def test_knows_a_document_by_seller_kind_and_number(self):
        key = matching.document_key(seller_number="556036-0793", kind="invoice", number="F 1")
        assert key == matching.document_key(seller_number="5560360793", kind="invoice", number=" F  1 ")
        assert key != matching.document_key(seller_number="5560360793", kind="credit_note", number="F 1")
        assert key != matching.document_key(seller_number="5560360793", kind="invoice", number="F1")


class TestIntake:
    @pytest.mark.parametrize(
        ("booked_content", "is_set_aside", "was_erased", "verdict"),
        [
            (None, False, False, Verdict.NEW),
            (b"same", False, False, Verdict.UNCHANGED),
            (b"same", False, True, Verdict.UNCHANGED),
            (b"other", False, False, Verdict.CONFLICT),
            (b"other", True, False, Verdict.UNCHANGED),
            (None, False, True, Verdict.PARKED_ERASED),
            (None, True, True, Verdict.UNCHANGED),
        ],
    )
    def test_judges_a_document(self, booked_content, is_set_aside, was_erased, verdict):
        judged = intake.judge(
            content=b"same", booked_content=booked_content, is_set_aside=is_set_aside, was_erased=was_erased
        )
        assert judged is verdict

    @pytest.mark.parametrize(
        ("invoice_currency", "was_erased", "verdict"),
        [
            ("SEK", False, Verdict.NEW),
            ("EUR", False, Verdict.UNMATCHED_CREDIT_NOTE),
            (None, False, Verdict.UNMATCHED_CREDIT_NOTE),
            (None, True, Verdict.PARKED_ERASED),
        ],
    )
    def test_judges_a_credit_note(self, invoice_currency, was_erased, verdict):
        judged = intake.judge_credit_note(
            currency="SEK", invoice_currency=invoice_currency, invoice_was_erased=was_erased
        )
        assert judged is verdict
