"""Bank files are booked: matched by reference or left unallocated, once, in double entries."""

from datetime import date
from io import BytesIO

import pytest

from collections_app.models import Allocation, Claim, LedgerEntry, Payment, PaymentFile
from collections_app.services import cases
from collections_app.services.payments import ahead, bank_files
from personal_data import envelopes
from personal_data.models import EnvelopeSubject
from tests.collections_app.payments.conftest import AT, bookkeeping, counts, moves, ocr, paid
from tests.collections_app.payments.files import Booking, bgmax, camt
from tests.factories import acting

pytestmark = pytest.mark.django_db
VERSIONS = [(kind, version) for kind in ("053", "054") for version in range(2, 9)]


class TestMatched:
    def test_the_claim_that_fell_due_first_is_paid_first(self, bank, anna, owed_in):
        report = bank.file(paid("600.00", ocr(anna)))
        assert (report.counts["allocated"], report.is_faulty) == (1, False)
        first, second = Allocation.objects.order_by("amount_minor")
        assert [(each.claim.due_on, each.amount_minor) for each in (second, first)] == [
            (date(2026, 3, 4), 50_000),
            (date(2026, 4, 4), 10_000),
        ]
        assert (second.days_late, first.days_late) == (1, 0)
        assert moves() == [("bank", "client_funds", 60_000)]
        assert owed_in(anna) == 113_450
        assert owed_in(anna, date(2026, 3, 4)) == 50_000

    @pytest.mark.parametrize(("kind", "version"), VERSIONS)
    def test_in_every_version(self, bank, anna, kind, version):
        bank.data(camt(kind, version, [paid("100.00", ocr(anna)), paid("5.00", "", reference="B-2")]))
        assert [payment.reason for payment in Payment.objects.order_by("reference")] == ["allocated", "no_reference"]

    def test_in_bgmax(self, bank, anna, owed_in):
        report = bank.data(bgmax([(10_000, ocr(anna), "Anna Andersson"), (700, "", "Bo"), (-500, "", "")]))
        assert report.counts == {"allocated": 1, "unallocated": 1, "outgoing": 1}
        assert owed_in(anna) == 163_450

    @pytest.mark.parametrize("country", ["SE", "NO", "FI", "DK"])
    def test_by_the_reference_of_each_country(self, bank, anna, country):
        from collections_app.payments import references

        bank.file(paid("100.00", references.of_case(anna.reference, country)))
        assert Payment.objects.get().case_reference == anna.reference

    def test_by_a_case_number_in_the_message(self, bank, anna):
        bank.file(paid("100.00", "", words=f"inkasso {anna.reference}"))
        assert Payment.objects.get().reason == "allocated"

    def test_by_the_creditors_own_reference(self, bank, desk):
        from tests.collections_app.conftest import ANNA, rows_of

        desk.take(rows_of(ANNA.replace("F-1", "79927398713")))
        bank.file(paid("100.00", "79927398713"))
        assert Allocation.objects.get().amount_minor == 10_000

    def test_a_payer_with_the_debtors_name_is_the_debtor(self, bank, anna):
        bank.file(paid("100.00", ocr(anna)), paid("50.00", ocr(anna), "Cilla Cederqvist", reference="B-2"))
        debtor = anna.case_debtors.get().debtor
        own, others = Payment.objects.order_by("reference")
        assert own.payer_id == debtor.subject_id
        assert others.payer_id != debtor.subject_id
        assert EnvelopeSubject.objects.get(envelope=others.envelope_id).role == "mentioned"


class TestUnallocated:
    @pytest.mark.parametrize(
        ("booking", "reason"),
        [
            (paid("100.00", ""), "no_reference"),
            (paid("100.00", "2026000010"), "wrong_reference"),
            (paid("100.00", "202677777726"), "unknown_reference"),
        ],
    )
    def test_says_why(self, bank, anna, booking, reason):
        bank.file(booking)
        payment = Payment.objects.get()
        assert (payment.reason, payment.unallocated_minor) == (reason, 10_000)
        assert moves() == [("bank", "unallocated", 10_000)]

    def test_a_payment_that_names_two_cases(self, bank, anna, bo):
        bank.file(paid("100.00", "", words=f"{anna.reference} och {bo.reference}"))
        assert Payment.objects.get().reason == "several_cases"

    def test_what_is_paid_too_much_waits(self, bank, anna, owed_in):
        bank.file(paid("2000.00", ocr(anna)))
        payment = Payment.objects.get()
        assert (payment.reason, payment.unallocated_minor) == ("overpaid", 26_550)
        assert sorted(moves()) == [("bank", "client_funds", 173_450), ("bank", "unallocated", 26_550)]
        assert owed_in(anna) == 0

    def test_the_second_payment_of_a_batch_meets_what_the_first_left(self, bank, anna, owed_in):
        bank.file(paid("1700.00", ocr(anna)), paid("100.00", ocr(anna), reference="B-2"))
        assert [each.unallocated_minor for each in Payment.objects.order_by("reference")] == [0, 6_550]
        bank.file(paid("1.00", ocr(anna), reference="B-3"))
        assert Payment.objects.order_by("reference").last().reason == "nothing_owed"
        assert owed_in(anna) == 0

    def test_another_currency(self, bank, anna):
        bank.file(paid("100.00", ocr(anna), currency="EUR"))
        assert Payment.objects.get().reason == "other_currency"

    def test_a_debit_is_recorded_as_outgoing(self, bank, amili):
        report = bank.file(Booking(direction="DBIT"))
        payment = Payment.objects.get()
        assert (payment.direction, payment.reason, payment.unallocated_minor) == ("out", "outgoing", 0)
        assert (moves(), report.counts) == ([("outgoing", "bank", 10_000)], {"outgoing": 1})


class TestOnce:
    def test_the_same_file_again_changes_nothing(self, bank, anna):
        data = camt("053", 8, [paid("100.00", ocr(anna)), paid("7.00", "", reference="B-2"), Booking(direction="DBIT")])
        bank.data(data)
        before = counts()
        report = bank.data(data)
        assert (report.counts, counts()) == ({"unchanged": 3}, before)
        assert PaymentFile.objects.count() == 2

    def test_nor_does_the_same_booking_in_another_file(self, bank, anna):
        bank.data(camt("054", 2, [paid("100.00", ocr(anna))]))
        report = bank.data(camt("053", 8, [paid("8.00", "", reference="B-2"), paid("100.00", ocr(anna))]))
        assert report.counts == {"unallocated": 1, "unchanged": 1}

    def test_nor_when_the_payment_has_been_erased(self, bank, anna):
        bank.file(paid("100.00", ocr(anna)))
        payment = Payment.objects.get()
        with acting.nightly():
            envelopes.set_trigger(envelopes=[payment.envelope_id], trigger_on=date(2020, 1, 1))
            from retention.services import rules

            rules.publish(controller=bank.controller, content=rules.read(rules.RULES_FOLDER / "visma_amili_se.toml"))
            rules.recompute(controller=bank.controller)
            (outcome,) = envelopes.erase([payment.envelope_id], ground="due")
        assert outcome.erased
        assert bank.file(paid("100.00", ocr(anna))).counts == {"unchanged": 1}


class TestNothingHalfStored:
    def test_a_file_that_breaks_off_leaves_nothing(self, bank, anna, monkeypatch):
        monkeypatch.setattr(ahead, "BATCH_ENTRIES", 1)
        data = camt("053", 8, [paid("100.00", ocr(anna)), paid("7.00", "", reference="B-2")])
        report = bank.data(data[: data.rindex(b"</Stmt>")])
        assert [each.code for each in report.refusal] == ["malformed_xml"]
        assert (counts(), PaymentFile.objects.count()) == ((0, 0, 0), 0)

    def test_a_bad_booking_is_told_and_the_good_ones_go_in(self, bank, anna):
        report = bank.file(paid("100.00", ocr(anna)), Booking(amount="-5.00"))
        (problem,) = report.problems
        assert (problem.xpath, problem.code, problem.line is not None) == ("//Ntry[2]", "amount_negative", True)
        stored = PaymentFile.objects.get()
        assert (stored.allocated_count, stored.rejected_count) == (1, 1)

    def test_a_preview_says_the_same_and_writes_nothing(self, bank, anna):
        data = camt("053", 8, [paid("100.00", ocr(anna)), paid("7.00", "", reference="B-2"), Booking(amount="x")])
        with bookkeeping():
            shown = bank_files.preview(controller=bank.controller, content=BytesIO(data), file="bank.xml")
        assert (counts(), PaymentFile.objects.count()) == ((0, 0, 0), 0)
        report = bank.data(data)
        assert (shown.counts, shown.problem_count) == (report.counts, report.problem_count) == (report.counts, 1)
        assert [each.standing for each in shown.lines] == [each.standing for each in report.lines]


class TestAfterClose:
    @pytest.fixture
    def closed(self, anna):
        with acting.hanna() as here:
            return cases.close(case=anna, reason="paid", closed_on=date(2026, 5, 4), by=here.actor.id, at=AT)

    def test_money_is_booked_and_neither_reopens_nor_moves_the_clock(self, bank, closed):
        bank.file(paid("100.00", ocr(closed)))
        payment = Payment.objects.get()
        assert (payment.reason, payment.case_reference) == ("case_closed", closed.reference)
        assert moves() == [("bank", "unallocated", 10_000)]
        closed.refresh_from_db()
        assert (closed.status, closed.envelope.trigger_on) == ("closed", date(2026, 5, 4))


class TestRestricted:
    def test_money_is_booked_by_reference_without_opening(self, bank, anna, owed_in):
        from audit.models import Event
        from personal_data.models import BlockKind
        from personal_data.services import blocks

        with acting.hanna():
            blocks.place(kind=BlockKind.RESTRICTION, envelopes=[anna.envelope_id], reason_code="accuracy_contested")
        opened = Event.objects.filter(name="personal_data.envelope.opened").count()
        bank.file(paid("100.00", ocr(anna)))
        assert owed_in(anna) == 163_450
        assert Event.objects.filter(name="personal_data.envelope.opened").count() == opened


class TestSealed:
    def test_what_the_bank_says_of_the_payer_is_in_no_column(self, bank, anna):
        from django.db import connection

        bank.file(paid("100.00", "", "Hemlighetsson Henrik", words="till sjukhuset"))
        with connection.cursor() as cursor:
            for table in ("payment", "historicalpayment", "ledgerentry", "historicalledgerentry", "paymentfile"):
                cursor.execute(f"SELECT string_agg(t::text, ' ') FROM collections_app_{table} t")
                (text,) = cursor.fetchone()
                assert "Hemlighetsson" not in text
                assert "sjukhuset" not in text

    def test_an_entry_holds_counterparty_voucher_and_case_number(self, bank, anna):
        bank.file(paid("100.00", ocr(anna)))
        entry = LedgerEntry.objects.get()
        with bookkeeping():
            envelopes.open([entry])
            held = (entry.counterparty_name.reveal(), entry.voucher.reveal(), entry.case_number.reveal())
        assert held == ("Anna Andersson", Payment.objects.get().reference, anna.reference)
        assert entry.envelope_id not in set(Claim.objects.values_list("envelope_id", flat=True))
        assert entry.envelope.trigger_on == date(2026, 3, 5)
