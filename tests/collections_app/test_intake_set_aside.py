"""Documents that contradict, credit or bring back something: what waits for a decision, and what is decided."""

from datetime import date
from itertools import permutations
from uuid import uuid4

import pytest

from collections_app.models import (
    Case,
    CaseStatus,
    Claim,
    Debtor,
    IntakeDecision,
    IntakeItem,
)
from collections_app.services import cases
from collections_app.services.intake import decisions
from personal_data import envelopes
from personal_data.models import Envelope, EnvelopeSubject
from retention.services import rules
from tests.collections_app.conftest import ANNA, AT, counts, credit_note, invoice, owed, rows_of

pytestmark = pytest.mark.django_db


class TestConflict:
    def test_is_set_aside_and_overwrites_nothing(self, desk):
        desk.take(rows_of(ANNA))
        report = desk.take(rows_of(ANNA.replace("1 234,50", "9 999,00")))
        assert counts(report) == (0, 0, 0, 1, 0)
        assert Claim.objects.get().amount_minor == 123450
        item = IntakeItem.objects.get()
        assert (item.kind, item.status) == ("conflict", "open")
        assert item.envelope.trigger_on is not None  # it does not wait for ever
        assert not EnvelopeSubject.objects.filter(envelope=item.envelope_id).exists()

    def test_within_one_file_the_first_wins(self, desk):
        report = desk.take(rows_of(ANNA, ANNA.replace("1 234,50", "9 999,00"), ANNA))
        assert counts(report) == (1, 0, 1, 1, 0)

    def test_coming_again_is_not_set_aside_twice(self, desk):
        text = rows_of(ANNA, ANNA.replace("1 234,50", "9 999,00"))
        desk.take(text)
        assert counts(desk.take(text)) == (0, 0, 2, 0, 0)
        assert IntakeItem.objects.count() == 1


class TestCreditNote:
    @pytest.mark.parametrize("order", list(permutations([0, 1])))
    def test_reduces_its_invoice_whichever_comes_first(self, desk, order):
        texts = [invoice("U-1", "800.00"), credit_note("U-1", amount="300.00")]
        for position in order:
            desk.take(texts[position])
        assert owed(Case.objects.get()) == [(50000, "SEK")]
        note = Claim.objects.get(kind="credit_note")
        assert note.credits == Claim.objects.get(kind="invoice")
        assert not IntakeItem.objects.filter(status="open").exists()

    def test_that_waited_changes_nothing_when_it_comes_again(self, desk):
        for text in (credit_note("U-1"), invoice("U-1")):
            desk.take(text)
        assert counts(desk.take(credit_note("U-1"))) == (0, 0, 1, 0, 0)

    def test_joins_a_closed_case_without_reopening_it(self, desk):
        desk.take(invoice("U-1"))
        cases.close(case=Case.objects.get(), reason="paid", closed_on=AT.date(), by=uuid4(), at=AT)
        assert counts(desk.take(credit_note("U-1"))) == (0, 1, 0, 0, 0)
        assert Case.objects.get().status == CaseStatus.CLOSED

    @pytest.mark.parametrize("names", [None, "U-9"])
    def test_without_its_invoice_waits(self, desk, names):
        desk.take(invoice("U-1"))
        assert counts(desk.take(credit_note(names))) == (0, 0, 0, 1, 0)
        assert IntakeItem.objects.get().kind == "unmatched_credit_note"

    def test_in_another_currency_waits(self, desk):
        desk.take(invoice("U-1").replace("SEK", "EUR"))
        assert counts(desk.take(credit_note("U-1"))) == (0, 0, 0, 1, 0)

    def test_that_waits_in_another_currency_goes_on_waiting(self, desk):
        desk.take(credit_note("U-1"))
        assert counts(desk.take(invoice("U-1").replace("SEK", "EUR"))) == (1, 0, 0, 0, 0)
        assert IntakeItem.objects.get().status == "open"


class TestErased:
    @pytest.fixture
    def erased(self, desk) -> None:
        """Anna's case was closed six years ago and has been erased."""
        rules.publish(
            controller=desk.creditor.controller, content=rules.read(rules.RULES_FOLDER / "visma_amili_se.toml")
        )
        desk.take(rows_of(ANNA))
        Case.objects.update(opened_on=date(2020, 1, 1))
        cases.close(case=Case.objects.get(), reason="paid", closed_on=date(2020, 2, 1), by=uuid4(), at=AT)
        (outcome,) = envelopes.erase([Case.objects.get().envelope_id])
        assert outcome.erased

    def test_claim_is_parked_and_nobody_is_recreated(self, desk, erased):
        assert counts(desk.take(rows_of(ANNA))) == (0, 0, 0, 1, 0)
        assert IntakeItem.objects.get().kind == "parked_erased"
        assert not Case.objects.exists()

    def test_claim_is_booked_when_somebody_decides_so(self, desk, erased):
        desk.take(rows_of(ANNA))
        decided(IntakeItem.objects.get(), IntakeDecision.BOOKED)
        assert (Debtor.objects.count(), Claim.objects.count()) == (1, 1)
        assert counts(desk.take(rows_of(ANNA))) == (0, 0, 1, 0, 0)

    def test_invoice_parks_its_credit_note(self, desk):
        rules.publish(
            controller=desk.creditor.controller, content=rules.read(rules.RULES_FOLDER / "visma_amili_se.toml")
        )
        desk.take(invoice("U-1"))
        Case.objects.update(opened_on=date(2020, 1, 1))
        cases.close(case=Case.objects.get(), reason="paid", closed_on=date(2020, 2, 1), by=uuid4(), at=AT)
        envelopes.erase([Case.objects.get().envelope_id])
        assert counts(desk.take(credit_note("U-1"))) == (0, 0, 0, 1, 0)
        assert IntakeItem.objects.get().kind == "parked_erased"


def decided(item: IntakeItem, decision: IntakeDecision) -> IntakeItem:
    return decisions.decide(item=item, decision=decision, by=uuid4(), at=AT)


class TestDecide:
    @pytest.fixture
    def conflict(self, desk) -> IntakeItem:
        desk.take(rows_of(ANNA, ANNA.replace("1 234,50", "9 999,00").replace("Electricity", "Power")))
        return IntakeItem.objects.get()

    def test_dismissed_leaves_the_claim(self, conflict):
        item = decided(conflict, IntakeDecision.DISMISSED)
        assert (item.status, item.decision) == ("decided", "dismissed")
        assert Claim.objects.get().amount_minor == 123450
        assert Envelope.objects.get(pk=item.envelope_id).trigger_on == AT.date()

    def test_replaced_keeps_the_earlier_content_in_history(self, desk, conflict):
        decided(conflict, IntakeDecision.REPLACED)
        claim = Claim.objects.get()
        assert claim.amount_minor == 999900
        assert list(claim.history.order_by("history_id").values_list("amount_minor", flat=True)) == [123450, 999900]
        envelopes.open([claim])
        assert claim.ground.reveal() == "Power"
        assert counts(desk.take(rows_of(ANNA))) == (0, 0, 0, 1, 0)

    def test_twice_is_refused(self, conflict):
        decided(conflict, IntakeDecision.DISMISSED)
        with pytest.raises(decisions.AlreadyDecided):
            decided(conflict, IntakeDecision.REPLACED)

    def test_what_does_not_fit_is_refused(self, desk, conflict):
        with pytest.raises(decisions.NotPossible):
            decided(conflict, IntakeDecision.BOOKED)
        desk.take(credit_note("U-9"))
        with pytest.raises(decisions.NotPossible):
            decided(IntakeItem.objects.get(kind="unmatched_credit_note"), IntakeDecision.BOOKED)
        assert IntakeItem.objects.filter(status="open").count() == 2
