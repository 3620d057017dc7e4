"""Hardship goes with its pause or its case, and its record holds dates and no words."""

from uuid import uuid4

import pytest
from django.utils import timezone

from collections_app.models.records import Hardship
from collections_app.record_kinds import KINDS
from collections_app.services import cases
from personal_data import access
from personal_data.models import BlockKind
from personal_data.services import blocks
from retention.services import nightly
from tests.collections_app.records.conftest import House, clock, entered, row, rule_of, today
from tests.factories import accounts, collection

pytestmark = pytest.mark.django_db


class TestHardship:
    @row("INTRUM-26", "leaving hardship behind when the case is closed, or erasing it while a legal claim holds it")
    def test_ends_with_the_case_unless_a_claim_holds_it(self, house: House) -> None:
        intrum = house("INTRUM")
        with accounts.command():
            case = collection.case_file(intrum, [collection.debtor(intrum)])
            parts = [(each.debtor.subject, each.role) for each in case.case_debtors.all()]
        free, held = (
            entered(intrum, "hardship", "2026-01-05", case_reference=case.reference, persons=parts) for _ in range(2)
        )
        with accounts.command():
            blocks.place(kind=BlockKind.HOLD, envelopes=[held.envelope_id], reason_code="legal_claim")
            cases.close(case=case, reason="paid", closed_on=today(intrum), by=uuid4(), at=timezone.now())
        assert clock(free) == (today(intrum), today(intrum))
        with accounts.command():
            nightly.run_routine(by=access.system("night"), at=timezone.now())
        assert list(Hardship.objects.all()) == [held]

    @row("INTRUM-26", "no day on which somebody looks whether hardship is still needed")
    def test_has_a_review_while_no_pause_has_an_end(self, house: House) -> None:
        record = entered(house("INTRUM"), "hardship", "2026-01-05")
        assert clock(record) == (None, None)
        from_file = rule_of("INTRUM", "hardship")
        assert (from_file.kind, from_file.review_months) == ("event", 6)

    def test_holds_dates_and_no_words(self) -> None:
        assert KINDS["hardship"].texts == ()
