"""What arrives for somebody whose data are restricted: filed unread, and nothing else of the file is held up."""

import pytest

from audit.models import Event
from collections_app.models import Case, Claim, Debtor, IntakeItem
from collections_app.services import cases
from personal_data import envelopes
from personal_data.models import BlockKind
from personal_data.purposes import Purpose
from personal_data.services import blocks
from tests.collections_app.conftest import ANNA, AT, Desk, counts, credit_note, invoice, owed, rows_of
from tests.factories import acting

pytestmark = pytest.mark.django_db

IDA = "Ida Johansson;19801016-2389;SE;;;F-3;99,00;SEK;2026-03-05;2026-04-04;"
TEN_DIGITS = "1234567890"
SHUT = [BlockKind.RESTRICTION, BlockKind.OBJECTION, BlockKind.STOPPED, BlockKind.NEED_TO_KNOW]


def restrict(what: str, kind: BlockKind = BlockKind.RESTRICTION) -> None:
    """Block the only case, the profile of the only debtor, or everything of that person."""
    debtor = Debtor.objects.get()
    if what == "person":
        blocks.place(kind=kind, reason_code="accuracy_contested", subject=debtor.subject)
    else:
        where = Case.objects.get().envelope_id if what == "case" else debtor.envelope_id
        blocks.place(kind=kind, reason_code="accuracy_contested", envelopes=[where])


@pytest.mark.parametrize("kind", SHUT)
@pytest.mark.parametrize("what", ["case", "profile", "person"])
class TestRestricted:
    def test_claim_is_filed_with_the_rest_of_its_file(self, desk: Desk, what: str, kind: BlockKind) -> None:
        desk.take(rows_of(ANNA))
        restrict(what, kind)
        before = set(Event.objects.values_list("pk", flat=True))
        assert counts(desk.take(rows_of(ANNA.replace("F-1", "F-2"), IDA))) == (2, 0, 0, 0, 0)
        assert sorted(Case.objects.values_list("claims__amount_minor", flat=True)) == [9900, 123450, 123450]
        assert (Debtor.objects.count(), Case.objects.count()) == (2, 2)
        after = set(Event.objects.exclude(pk__in=before).values_list("name", flat=True))
        assert after.isdisjoint({"personal_data.envelope.opened", "personal_data.opening.refused"})

    def test_credit_note_reduces_what_is_owed(self, desk: Desk, what: str, kind: BlockKind) -> None:
        desk.take(invoice("U-1", "800.00"))
        restrict(what, kind)
        assert counts(desk.take(credit_note("U-1", amount="300.00"))) == (0, 1, 0, 0, 0)
        assert owed(Case.objects.get()) == [(50000, "SEK")]


@pytest.mark.parametrize("what", ["profile", "person"])
def test_new_case_of_a_restricted_debtor_cannot_be_worked(desk: Desk, what: str) -> None:
    desk.take(rows_of(ANNA))
    first = Case.objects.get()
    restrict(what)
    cases.close(case=first, reason="paid", closed_on=AT.date(), by=first.pk, at=AT)
    assert counts(desk.take(rows_of(ANNA.replace("F-1", "F-2")))) == (1, 0, 0, 0, 0)
    new = Case.objects.exclude(pk=first.pk).get()
    with acting.omar(Purpose.COLLECTION), pytest.raises(envelopes.Refused):
        envelopes.open([new, new.case_debtors.get().debtor])


@pytest.mark.parametrize("what", ["case", "profile", "person"])
def test_debtor_of_a_foreign_number_gets_no_second_profile(desk: Desk, what: str) -> None:
    """That a number of ten digits is not the end of a longer one is told without opening: a block hides nobody."""
    desk.take(invoice("U-1", buyer=TEN_DIGITS))
    restrict(what)
    assert counts(desk.take(invoice("U-2", buyer=TEN_DIGITS))) == (1, 0, 0, 0, 0)
    assert (Debtor.objects.count(), Case.objects.count(), Claim.objects.count()) == (1, 1, 2)


def test_end_of_a_restricted_longer_number_is_somebody_else(desk: Desk) -> None:
    desk.take(invoice("U-1", buyer=f"12{TEN_DIGITS}"))
    restrict("person")
    desk.take(invoice("U-2", buyer=TEN_DIGITS))
    assert (Debtor.objects.count(), Case.objects.count()) == (2, 2)


def test_credit_note_that_waited_is_booked_on_the_restricted_case(desk: Desk) -> None:
    desk.take(rows_of(ANNA))
    desk.take(credit_note("U-1", amount="300.00"))
    desk.take(invoice("U-0", buyer="GB4711"))
    for debtor in Debtor.objects.all():
        blocks.place(kind=BlockKind.RESTRICTION, reason_code="accuracy_contested", subject=debtor.subject)
    assert counts(desk.take(invoice("U-1", "800.00"))) == (1, 0, 0, 0, 0)
    assert Claim.objects.filter(kind="credit_note", credits__amount_minor=80000).count() == 1
    assert not IntakeItem.objects.filter(status="open").exists()
