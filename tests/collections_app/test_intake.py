"""What becomes of a creditor's documents, whichever way and order they come in."""

from pathlib import Path
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from audit.models import Event
from collections_app.models import (
    Case,
    CaseStatus,
    Claim,
    Debtor,
    ImportFile,
    IntakeItem,
)
from collections_app.services import cases
from personal_data import envelopes, search
from tests.collections_app.conftest import ANNA, AT, counts, rows_of

pytestmark = pytest.mark.django_db
PEPPOL = Path(__file__).parents[3] / "shared" / "data" / "peppol"
FIVE = (
    "base-example.xml",
    "Allowance-example.xml",
    "base-creditnote-correction.xml",
    "Norwegian-example-1.xml",
    "vat-category-E.xml",
)


class TestRows:
    def test_become_debtor_case_and_claim(self, desk):
        report = desk.take(rows_of(ANNA))
        assert counts(report) == (1, 0, 0, 0, 0)
        claim = Claim.objects.select_related("case").get()
        debtor = claim.case.case_debtors.get().debtor
        assert (claim.amount_minor, claim.currency, str(claim.due_on)) == (123450, "SEK", "2026-04-04")
        assert (debtor.kind, debtor.is_identified, debtor.identity_scheme) == ("person", True, "personnummer")
        envelopes.open([claim, debtor])
        assert (debtor.name.reveal(), debtor.identity_number.reveal()) == ("Anna Andersson", "200001012384")
        assert (claim.number.reveal(), claim.ground.reveal(), claim.seller_name) == ("F-1", "Electricity", None)

    @pytest.mark.parametrize(
        ("kind", "text"),
        [
            ("name", "ande"),
            ("identity_number", "000101-2384"),
            ("phone", "070-174 06 05"),
            ("email", "ANNA@example.org"),
        ],
    )
    def test_are_found_by_search(self, desk, kind, text):
        desk.take(rows_of(ANNA))
        found = search.find(controller_ids=[desk.creditor.controller_id], kinds=[kind], text=text)
        assert found == [Debtor.objects.get().envelope_id]

    def test_of_one_debtor_share_one_case_within_and_between_files(self, desk):
        first = desk.take(rows_of(ANNA, ANNA.replace("F-1", "F-2")))
        second = desk.take(rows_of(ANNA.replace("F-1", "F-3").replace("Anna A", "A. A")))
        assert (first.new_count, second.new_count) == (2, 1)
        assert (Debtor.objects.count(), Case.objects.count(), Claim.objects.count()) == (1, 1, 3)
        found = search.find(controller_ids=[desk.creditor.controller_id], kinds=["reference"], text="F-3")
        assert found == [Case.objects.get().envelope_id]

    def test_without_a_number_make_a_new_debtor_each_and_flag_it(self, desk):
        nameless = ANNA.replace("20000101-2384", "")
        desk.take(rows_of(nameless, nameless.replace("F-1", "F-2")))
        assert list(Debtor.objects.values_list("is_identified", flat=True)) == [False, False]
        assert Case.objects.count() == 2

    def test_never_match_a_number_of_another_register(self, desk):
        danish = ANNA.replace("20000101-2384;SE", "010203-2380;DK")
        desk.take(rows_of(ANNA.replace("20000101-2384", "20010203-2380")))
        desk.take(rows_of(danish.replace("F-1", "F-2")))
        assert sorted(Debtor.objects.values_list("identity_scheme", flat=True)) == ["cpr", "personnummer"]

    def test_the_same_again_changes_nothing(self, desk):
        text = rows_of(ANNA, ANNA.replace("F-1", "F-2"))
        desk.take(text)
        events = Event.objects.filter(name__startswith="personal_data.record").count()
        assert counts(desk.take(text)) == (0, 0, 2, 0, 0)
        assert Claim.objects.count() == 2
        assert Event.objects.filter(name__startswith="personal_data.record").count() == events

    def test_open_a_new_case_when_the_old_one_is_closed(self, desk):
        desk.take(rows_of(ANNA))
        old = Case.objects.get()
        cases.close(case=old, reason="paid", closed_on=AT.date(), by=uuid4(), at=AT)
        desk.take(rows_of(ANNA.replace("F-1", "F-2")))
        old.refresh_from_db()
        assert old.status == CaseStatus.CLOSED
        assert Case.objects.open().get().claims.count() == 1
        assert Debtor.objects.count() == 1

    def test_good_ones_go_in_and_bad_ones_come_back(self, desk):
        bad = ANNA.replace("F-1", "F-2").replace("20000101-2384", "20000101-2385")
        report = desk.take(rows_of(ANNA, bad, ANNA.replace("F-1", "F-3")))
        assert counts(report) == (2, 0, 0, 0, 1)
        assert [(found["line"], found["field"]) for found in report.problems] == [(3, "identity_number")]
        assert "2385" not in str(report.problems)

    def test_are_all_recorded_under_the_import(self, desk):
        desk.take(rows_of(ANNA))
        created = Event.objects.filter(name="personal_data.record.created")
        assert set(created.values_list("purpose", "channel")) == {("intake", "command")}
        assert Event.objects.filter(name="collections.intake.finished", count=1).exists()


class TestBatches:
    def test_know_what_earlier_ones_booked(self, desk, monkeypatch):
        monkeypatch.setattr("collections_app.services.intake.chunks.BATCH_ROWS", 2)
        rows = [ANNA.replace("F-1", f"F-{number}") for number in (1, 2, 3, 2, 4)]
        assert counts(desk.take(rows_of(*rows))) == (4, 0, 1, 0, 0)
        assert (Debtor.objects.count(), Case.objects.count()) == (1, 1)

    @pytest.fixture
    def in_parts(self, monkeypatch) -> None:
        """Each two documents are sent to the database while the next are sealed."""
        monkeypatch.setattr("collections_app.services.intake.batch.PART", 2)
        monkeypatch.setattr("collections_app.services.intake.batch.TURN", 1)

    def test_sent_in_parts_are_the_same(self, desk, in_parts):
        rows = [ANNA.replace("F-1", f"F-{number}") for number in range(7)]
        strangers = [row.replace("20000101-2384", "") for row in rows]
        text = rows_of(*rows[:3], *strangers[3:5], *rows[5:])
        assert counts(desk.take(text)) == (7, 0, 0, 0, 0)
        assert (Debtor.objects.count(), Case.objects.count()) == (3, 3)
        identified = Case.objects.get(case_debtors__debtor__is_identified=True)
        for number in (0, 2, 5, 6):
            found = search.find(controller_ids=[desk.creditor.controller_id], kinds=["reference"], text=f"F-{number}")
            assert found == [identified.envelope_id]

    def test_that_the_database_refuses_leave_nothing(self, desk, in_parts, monkeypatch):
        monkeypatch.setattr("collections_app.services.references.take", lambda *, kind, year, count=1: ["X-1"] * count)
        strangers = [ANNA.replace("20000101-2384", "").replace("F-1", f"F-{number}") for number in range(9)]
        row = desk.creditor.controller
        report = ImportFile.objects.create(
            controller=row, creditor=desk.creditor, reference="I-1", file_digest=b"", started_at=AT
        )
        with pytest.raises(IntegrityError, match="reference"), transaction.atomic():
            desk.take_rows(report, rows_of(*strangers))
        assert not Debtor.objects.exists()
        assert counts(ImportFile.objects.get()) == (0, 0, 0, 0, 0)

    def test_ask_the_same_number_of_questions_whatever_their_size(self, desk, django_assert_max_num_queries):
        rows = [ANNA.replace("F-1", f"F-{number}") for number in range(400)]
        strangers = [row.replace("20000101-2384", "") for row in rows[200:]]
        with django_assert_max_num_queries(45):
            desk.take(rows_of(*rows[:200], *strangers))


@pytest.mark.skipif(not PEPPOL.is_dir(), reason="the shared Peppol examples are not beside this clone")
class TestPeppol:
    @pytest.mark.parametrize("names", [FIVE, FIVE[::-1], (*FIVE[1:], FIVE[0])], ids=["given", "reversed", "rotated"])
    def test_five_files_go_in_whichever_the_order(self, desk, names):
        reports = [desk.take_path(PEPPOL / name) for name in names]
        assert sum(report.rejected_count for report in reports) == 0
        assert Claim.objects.filter(kind="invoice").count() == 3
        assert Claim.objects.filter(kind="credit_note", credits__isnull=False).count() == 1
        assert list(IntakeItem.objects.filter(status="open").values_list("kind", flat=True)) == ["conflict"]
        again = [desk.take_path(PEPPOL / name) for name in names]
        assert [report.unchanged_count for report in again] == [1] * 5
