"""The report to a client: its own cases, no confidential reasons, a line in the register for each, no formulas."""

import csv
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO, StringIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from accounts.roles import Role
from audit.models import Event
from collections_app.models import Case, ClaimKind, Creditor, Debtor, DisclosedCopy, Disclosure, Recipient
from collections_app.selectors import disclosures as register
from collections_app.selectors import status_reports as extents
from collections_app.services.disclosing import disclosures, recipients, status_reports
from collections_app.services.payments import bank_files
from personal_data.models import BlockKind, Controller
from personal_data.services import blocks
from tests.collections_app.payments.conftest import bookkeeping, ocr, paid
from tests.collections_app.payments.files import camt
from tests.factories import accounts, acting, collection, retention
from tests.factories import recipients as making

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)
HANNA = acting.person("hanna").id
SECRET = "Sagt på telefon: är sjukskriven."


@pytest.fixture
def amili(db: None) -> Iterator[Controller]:
    with acting.hanna():
        yield retention.controller("AMILI")


@pytest.fixture
def ida(amili: Controller) -> Debtor:
    return collection.debtor(amili, "=HYPERLINK(1)", identity_number="198010162389", phone="+46701740605")


@pytest.fixture
def case(amili: Controller, ida: Debtor) -> Case:
    """An open case with a claim and a note."""
    made = collection.case_file(amili, [ida])
    collection.claim(made)
    collection.note(made, SECRET)
    return made


@pytest.fixture
def nordel(case: Case) -> Creditor:
    """The client of the case, as a recipient."""
    making.client(case.creditor)
    return case.creditor


def another(nordel: Creditor, name: str = "Jon Jonsson") -> Case:
    made = collection.case_file(nordel.controller, [collection.debtor(nordel.controller, name)])
    made.creditor = nordel
    made.save()
    return made


def make(nordel: Creditor, part: int = 1) -> list[list[str]]:
    content = status_reports.make(creditor=nordel, part=part, by=HANNA, at=NOW).content
    return list(csv.reader(StringIO(content.decode("utf-8-sig")), delimiter=";"))


class TestTheFile:
    @pytest.mark.requirement("AXACTOR-74", breaks="a note, a number or a way to reach the debtor in the report")
    def test_tells_the_state_of_the_debt_and_nothing_else(self, nordel: Creditor, case: Case) -> None:
        head, row = make(nordel)
        assert dict(zip(head, row, strict=True)) == {
            "case": case.reference,
            "status": "open",
            "opened_on": "2020-02-03",
            "closed_on": "",
            "debtors": "'=HYPERLINK(1)",
            "document": "invoice",
            "invoice_number": "F-2020-118",
            "amount": "1299.00",
            "still_owed": "1299.00",
            "currency": "SEK",
            "issued_on": "2020-01-02",
            "due_on": "2020-02-01",
        }

    def test_tells_a_credit_note_from_an_invoice(self, nordel: Creditor, case: Case) -> None:
        note = collection.claim(case, "F-2020-118-K", kind=ClaimKind.CREDIT_NOTE, credits=case.claims.get())
        assert note.amount_minor > 0
        assert [row[5:9] for row in make(nordel)[1:]] == [
            ["invoice", "F-2020-118", "1299.00", "0.00"],
            ["credit_note", "F-2020-118-K", "1299.00", ""],
        ]

    def test_tells_what_is_left_after_a_payment(self, nordel: Creditor, case: Case) -> None:
        """A paid claim that is reported as open would be wrong (GDPR art. 5(1)(d))."""
        statement = camt("053", 8, [paid("299.00", ocr(case))])
        with bookkeeping():
            bank_files.book(controller=nordel.controller, content=BytesIO(statement), file="bank.xml", at=NOW)
        (row,) = make(nordel)[1:]
        assert row[7:10] == ["1299.00", "1000.00", "SEK"]
        (owed,) = (each for each in DisclosedCopy.objects.get().content.reveal() if each["field"] == "claim.owed_minor")
        assert owed["value"] == 100_000

    def test_has_a_row_for_a_case_without_claims(self, nordel: Creditor) -> None:
        other = another(nordel)
        assert [other.reference, "open"] in [row[:2] for row in make(nordel)]

    def test_leaves_out_what_was_closed_long_ago_and_other_clients(self, nordel: Creditor, case: Case) -> None:
        lately, long_ago = another(nordel, "Lately"), another(nordel, "Long ago")
        retention.close(lately, NOW.date() - timedelta(days=30))
        retention.close(long_ago, NOW.date() - timedelta(days=40))
        collection.case_file(nordel.controller, [collection.debtor(nordel.controller, "Another client's")])
        assert {row[0] for row in make(nordel)[1:]} == {case.reference, lately.reference}

    @pytest.mark.parametrize("kind", [BlockKind.RESTRICTION, BlockKind.OBJECTION, BlockKind.NEED_TO_KNOW])
    @pytest.mark.parametrize("on_person", [False, True])
    def test_leaves_out_what_is_blocked_and_says_how_much(
        self, nordel: Creditor, case: Case, ida: Debtor, kind: BlockKind, on_person: bool
    ) -> None:
        another(nordel)
        where = {"subject": ida.subject} if on_person else {"envelopes": [case.envelope_id]}
        blocks.place(kind=kind, reason_code="accuracy_contested", **where)  # type: ignore[arg-type]  # either of both
        with acting.hanna():
            assert extents.extent(nordel, today=NOW.date()) == extents.Extent(cases=1, left_out=1)
            assert case.reference not in {row[0] for row in make(nordel)}

    def test_comes_in_parts(self, nordel: Creditor, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(extents, "PART", 2)
        references = {case.reference, *(another(nordel).reference for _ in range(2))}
        assert list(extents.extent(nordel, today=NOW.date()).parts) == [1, 2]
        told = [row[0] for part in (1, 2) for row in make(nordel, part)[1:]]
        assert sorted(told) == sorted(references)


class TestTheRegister:
    @pytest.mark.requirement("AMILI-28", breaks="a report to a client without a line for each case")
    def test_has_a_line_and_a_copy_for_each_case(self, nordel: Creditor, case: Case, ida: Debtor) -> None:
        another(nordel)
        make(nordel)
        assert Disclosure.objects.count() == DisclosedCopy.objects.count() == 2
        (line,) = register.of_subjects([ida.subject]).lines
        assert (line.recipient.creditor, line.case_reference, line.purpose) == (nordel, case.reference, "status_report")
        assert SECRET not in str(DisclosedCopy.objects.get(disclosure=line.pk).content.reveal())

    def test_all_cases_are_opened_for_the_client_in_one_reading(self, nordel: Creditor) -> None:
        another(nordel)
        with acting.hanna():
            make(nordel)
        opened = Event.objects.filter(name="personal_data.envelope.opened").exclude(recipient="")
        assert [event.recipient for event in opened] == [Recipient.objects.get().reference]

    def test_asks_once_for_all_cases_but_for_the_event_of_each(
        self, nordel: Creditor, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        with acting.hanna(), CaptureQueriesContext(connection) as of_one:
            make(nordel)
        for number in range(4):
            collection.claim(another(nordel, f"Person {number}"), number=f"F-2020-{number}")
        with acting.hanna(), django_assert_num_queries(len(of_one) + 4):
            assert len(make(nordel)) == 1 + 5

    def test_stays_empty_when_nothing_may_go(self, nordel: Creditor, case: Case) -> None:
        recipients.end(recipient=Recipient.objects.get(), on=NOW.date())
        with pytest.raises(disclosures.NotAllowed, match="has been ended"):
            make(nordel)
        with pytest.raises(status_reports.NoRecipient):
            make(collection.creditor(nordel.controller))
        assert not Disclosure.objects.exists()


class TestThePage:
    def test_says_what_will_happen_and_makes_the_file(self, nordel: Creditor, case: Case) -> None:
        hanna = accounts.client_of(accounts.member(Role.HANDLER))
        address = f"/handler/creditors/{nordel.reference}/status-report/"
        assert "1 case is opened for the client" in hanna.get(address).content.decode()
        assert not Disclosure.objects.exists()
        answer = hanna.post(address, {"part": "1"})
        assert answer["Content-Type"] == "text/csv; charset=utf-8"
        assert answer["Content-Disposition"].startswith(f'attachment; filename="{nordel.reference}-')
        assert case.reference in answer.content.decode()
        for wrong in ("2", "x", ""):
            assert "no such part" in hanna.post(address, {"part": wrong}, follow=True).content.decode()

    def test_explains_a_refusal(self, case: Case) -> None:
        hanna = accounts.client_of(accounts.member(Role.HANDLER))
        address = f"/handler/creditors/{case.creditor.reference}/status-report/"
        assert "has not been entered as a recipient" in hanna.get(address).content.decode()
        refused = hanna.post(address, {"part": "1"}, follow=True).content.decode()
        assert "has not been entered as a recipient" in refused

    def test_an_unknown_client_and_a_wrong_role(self, nordel: Creditor, client: Client) -> None:
        hanna = accounts.client_of(accounts.member(Role.HANDLER))
        assert hanna.get("/handler/creditors/C-NOBODY/status-report/").status_code == 404
        dora = accounts.client_of(accounts.member(Role.DPO))
        assert dora.get(f"/handler/creditors/{nordel.reference}/status-report/").status_code == 403

    def test_is_linked_where_data_are_passed_on(self, nordel: Creditor, case: Case) -> None:
        hanna = accounts.client_of(accounts.member(Role.HANDLER))
        page = hanna.get(f"/handler/cases/{case.reference}/disclosures/").content.decode()
        assert f"/handler/creditors/{nordel.reference}/status-report/" in page
