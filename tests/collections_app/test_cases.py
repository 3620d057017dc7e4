"""Cases are opened, closed and reopened; notes, recordings and ledger entries join or outlive them."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from audit.models import Event
from collections_app.models import Case, CaseStatus, Debtor
from collections_app.services import cases, debtors, filing, ledger, notes
from personal_data import envelopes, search
from personal_data.models import Envelope, EnvelopeSubject
from tests.collections_app.conftest import AT

pytestmark = pytest.mark.django_db
OPENED = date(2026, 1, 7)
BY = uuid4()


def anna(acme, **values) -> Debtor:
    who = filing.Particulars(kind="person", name="Anna Andersson", **values)
    return debtors.register(controller=acme.controller, who=who, at=AT)


@pytest.fixture
def case(acme) -> Case:
    return cases.open_for(creditor=acme, parties=[(anna(acme), "debtor")], opened_on=OPENED)


def closed(case: Case, closed_on: date = date(2026, 5, 1), reason: str = "paid") -> Case:
    return cases.close(case=case, reason=reason, closed_on=closed_on, by=BY, at=AT)


class TestRegister:
    def test_flags_a_debtor_without_a_number(self, acme):
        assert not anna(acme).is_identified
        assert anna(acme, identity_number="200001012384", identity_scheme="personnummer").is_identified

    def test_makes_the_contact_of_a_company_a_data_subject(self, acme):
        who = filing.Particulars(kind="company", name="Bageriet AB", contact_name="Karin Kontakt")
        debtor = debtors.register(controller=acme.controller, who=who, at=AT)
        parts = EnvelopeSubject.objects.filter(envelope=debtor.envelope_id)
        assert sorted(parts.values_list("role", "subject__kind")) == [("contact", "person"), ("debtor", "company")]

    def test_finds_by_number_and_scheme_only(self, acme):
        debtor = anna(acme, identity_number="200001012384", identity_scheme="personnummer")
        asked = [("personnummer", "20000101-2384"), ("cpr", "000101-2384"), ("personnummer", "199001012385")]
        found = debtors.find_by_numbers(controller=acme.controller, numbers=asked)
        assert [(key[0], where.id) for key, where in found.items()] == [("personnummer", debtor.pk)]

    def test_does_not_take_the_end_of_a_foreign_number_for_another(self, acme):
        long = anna(acme, identity_number="123456789012", identity_scheme="GB")
        short = anna(acme, identity_number="9988776655", identity_scheme="GB")
        asked = [("GB", "3456789012"), ("GB", "99 88 77 66 55"), ("GB", "123456789012")]
        found = debtors.find_by_numbers(controller=acme.controller, numbers=asked)
        assert [where.id for where in found.values()] == [short.pk, long.pk]


class TestOpenFor:
    def test_gives_one_open_case_for_a_set_of_debtors(self, acme):
        one, two = anna(acme), anna(acme)
        together = cases.open_for(creditor=acme, parties=[(one, "debtor"), (two, "joint_debtor")], opened_on=OPENED)
        again = cases.open_for(creditor=acme, parties=[(two, "joint_debtor"), (one, "debtor")], opened_on=OPENED)
        alone = cases.open_for(creditor=acme, parties=[(one, "debtor")], opened_on=OPENED)
        assert together == again != alone
        assert EnvelopeSubject.objects.filter(envelope=together.envelope_id).count() == 2

    def test_leaves_a_closed_case_closed(self, acme, case):
        closed(case)
        debtor = case.case_debtors.get().debtor
        following = cases.open_for(creditor=acme, parties=[(debtor, "debtor")], opened_on=OPENED)
        assert following != case
        assert Case.objects.get(pk=case.pk).status == CaseStatus.CLOSED

    def test_is_backed_by_the_database(self, case):
        values = {"controller": case.controller, "creditor": case.creditor, "debtor_set": case.debtor_set}
        with pytest.raises(IntegrityError, match="one_open"), transaction.atomic():
            Case.objects.create(envelope=case.envelope, reference="K-2026-999999", opened_on=OPENED, **values)


class TestClose:
    def test_starts_the_clock(self, case):
        done = closed(case)
        assert (done.status, done.closed_on) == ("closed", date(2026, 5, 1))
        assert Envelope.objects.get(pk=case.envelope_id).trigger_on == date(2026, 5, 1)
        change = case.status_changes.get()
        assert (change.from_status, change.to_status, change.reason, change.by) == ("open", "closed", "paid", BY)

    def test_is_recorded(self, case):
        closed(case)
        event = Event.objects.get(name="collections.case.closed")
        assert (event.reference, event.reason) == (case.reference, "paid")

    @pytest.mark.parametrize(
        ("closed_on", "reason", "code"),
        [
            (date(2026, 5, 5), "paid", "closed_in_future"),
            (date(2026, 1, 6), "paid", "closed_before_opened"),
            (date(2026, 5, 1), "because", "unknown_reason"),
        ],
    )
    def test_refuses_what_cannot_be(self, case, closed_on, reason, code):
        with pytest.raises(cases.NotAllowed) as refusal:
            closed(case, closed_on, reason)
        assert refusal.value.code == code

    def test_refuses_a_closed_case(self, case):
        closed(case)
        with pytest.raises(cases.NotAllowed) as refusal:
            closed(case)
        assert refusal.value.code == "no_such_step"

    def test_counts_days_by_the_controllers_calendar(self, case):
        late = datetime(2026, 3, 31, 23, 30, tzinfo=UTC)
        done = cases.close(case=case, reason="paid", closed_on=date(2026, 4, 1), by=BY, at=late)
        assert done.closed_on == date(2026, 4, 1)


class TestReopen:
    def test_stops_the_clock(self, case):
        closed(case)
        again = cases.reopen(case=case, reason="payment_reversed", by=BY, at=AT)
        assert (again.status, again.closed_on) == ("open", None)
        assert Envelope.objects.get(pk=case.envelope_id).trigger_on is None
        assert case.status_changes.count() == 2

    def test_refuses_while_another_is_open(self, acme, case):
        closed(case)
        cases.open_for(creditor=acme, parties=[(case.case_debtors.get().debtor, "debtor")], opened_on=OPENED)
        with pytest.raises(cases.AnotherCaseIsOpen):
            cases.reopen(case=case, reason="payment_reversed", by=BY, at=AT)


class TestWork:
    def test_notes_are_sealed_with_the_case(self, case):
        note = notes.add(case=case, text="  Ringde, lovar betala.  ", kind="work", level="normal", by=BY, at=AT)
        assert note.envelope_id == case.envelope_id
        envelopes.open([note])
        assert note.text.reveal() == "Ringde, lovar betala."

    def test_an_empty_note_is_refused(self, case):
        with pytest.raises(notes.Empty):
            notes.add(case=case, text=" \n", kind="work", level="normal", by=BY, at=AT)

    def test_a_ledger_entry_stands_alone(self, acme, case):
        entry = ledger.post(
            case=case,
            counterparty_name="Anna Andersson",
            voucher="V-1",
            amount_minor=-5000,
            currency="SEK",
            posted_on=date(2026, 2, 3),
        )
        assert Envelope.objects.get(pk=entry.envelope_id).trigger_on == date(2026, 2, 3)
        ids = [acme.controller_id]
        assert search.find(controller_ids=ids, kinds=["reference"], text=case.reference) == [entry.envelope_id]
