"""The register of disclosures and the recipients at the DPO's desk."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from collections_app.models import Case, Disclosure, Recipient, RecipientKind, RecipientSafeguard
from collections_app.selectors import disclosures as register
from collections_app.services.disclosing import disclosures
from personal_data import envelopes
from personal_data.models import BlockKind, Controller
from personal_data.services import blocks
from tests.factories import accounts, acting, collection, retention
from tests.factories import recipients as making

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)


@pytest.fixture
def amili(db: None) -> Controller:
    with acting.hanna():
        return retention.controller("AMILI")


@pytest.fixture
def case(amili: Controller) -> Case:
    with acting.hanna():
        return retention.closed_case(amili, retention.months_ago(36), "Ida Johansson")


@pytest.fixture
def court(amili: Controller) -> Recipient:
    with acting.hanna():
        return making.recipient(amili, RecipientKind.COURT, name="Provdomstolen")


@pytest.fixture
def line(case: Case, court: Recipient) -> Disclosure:
    wanted = disclosures.Wanted(
        recipient=court,
        fields=("debtor.name",),
        purpose="court_proceedings",
        ground="6(1)(f)",
        channel="letter",
        provision="Rättegångsbalken 42:1",
        asked_as="T 12-26",
    )
    with acting.hanna():
        return disclosures.disclose(case=case, wanted=wanted, by=acting.person("hanna").id, at=NOW)


@pytest.fixture
def petra() -> Client:
    return accounts.client_of(accounts.member(Role.PRIVACY_OFFICER, name="Petra Privacy"))


@pytest.fixture(params=[Role.PRIVACY_OFFICER, Role.DPO, Role.RECORDS_OFFICER, Role.AUDITOR])
def reader(request: pytest.FixtureRequest) -> Client:
    return accounts.client_of(accounts.member(request.param))


def page(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined,no-any-return]  # a response


class TestTheRegister:
    def test_shows_who_received_what_and_no_debtor(self, line: Disclosure, reader: Client) -> None:
        shown = page(reader.get("/dpo/disclosures/"))
        for said in ("Provdomstolen", line.case_reference, "Court proceedings", "Identity"):
            assert said in shown, said
        assert "Ida" not in shown

    @pytest.mark.parametrize(
        ("query", "is_there"),
        [
            ("kind=court", True),
            ("kind=bank", False),
            ("kind=nonsense", True),
            ("purpose=payment", False),
            ("controller=AMILI", True),
            ("case=K-1999-000001", False),
            ("recipient=RCP-99999", False),
            ("after=nonsense", True),
        ],
    )
    def test_is_filtered(self, line: Disclosure, petra: Client, query: str, is_there: bool) -> None:
        assert (str(line.pk) in page(petra.get(f"/dpo/disclosures/?{query}"))) is is_there

    def test_goes_on_where_a_page_ends(
        self, line: Disclosure, case: Case, court: Recipient, petra: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(register, "PAGE", 1)
        again = disclosures.Wanted(court, ("case.status",), "court_proceedings", "6(1)(f)", "letter", "RB 42:1", "T 1")
        with acting.hanna():
            disclosures.disclose(case=case, wanted=again, by=acting.person("hanna").id, at=datetime.now(UTC))
        first = petra.get("/dpo/disclosures/").context["table"]
        second = petra.get(f"/dpo/disclosures/{first.next_url}").context["table"]
        assert [row.line for row in second.rows] == [line]
        assert second.next_url == ""

    def test_asks_the_database_as_often_for_many_lines_as_for_one(
        self, amili: Controller, line: Disclosure, petra: Client
    ) -> None:
        petra.get("/dpo/disclosures/")
        with CaptureQueriesContext(connection) as one:
            assert len(petra.get("/dpo/disclosures/").context["table"].rows) == 1
        with acting.hanna():
            for number in range(3):
                other = making.recipient(amili, RecipientKind.COURT, name=f"Domstol {number}")
                wanted = disclosures.Wanted(
                    other, ("case.status",), "court_proceedings", "6(1)(f)", "letter", "RB 42:1", "T 1"
                )
                case = retention.closed_case(amili, retention.months_ago(30), f"Person {number}")
                disclosures.disclose(case=case, wanted=wanted, by=acting.person("hanna").id, at=NOW)
        with CaptureQueriesContext(connection) as many:
            assert len(petra.get("/dpo/disclosures/").context["table"].rows) == 4
        assert len(many) == len(one)

    def test_is_closed_to_handlers(self, line: Disclosure) -> None:
        hanna = accounts.client_of(accounts.member(Role.HANDLER))
        for address in ("/dpo/disclosures/", f"/dpo/disclosures/{line.pk}/", "/dpo/recipients/"):
            assert hanna.get(address).status_code == 403


class TestALine:
    def test_shows_the_provision_and_the_copy(self, line: Disclosure, reader: Client) -> None:
        shown = page(reader.get(f"/dpo/disclosures/{line.pk}/"))
        for said in ("Rättegångsbalken 42:1", "T 12-26", "Ida Johansson"):
            assert said in shown, said

    def test_says_that_the_copy_went_with_the_case(self, line: Disclosure, case: Case, petra: Client) -> None:
        with acting.nightly():
            (outcome,) = envelopes.erase([case.envelope_id], ground="due")
            assert outcome.erased
        shown = page(petra.get(f"/dpo/disclosures/{line.pk}/"))
        assert "The case has been erased, and the copy with it" in shown
        assert "Ida" not in shown
        assert "Provdomstolen" in shown

    def test_stays_closed_while_the_person_is_restricted(self, line: Disclosure, case: Case, petra: Client) -> None:
        with acting.hanna():
            subject = case.case_debtors.get().debtor.subject
            blocks.place(kind=BlockKind.RESTRICTION, reason_code="accuracy", subject=subject)
        shown = page(petra.get(f"/dpo/disclosures/{line.pk}/"))
        assert "the copy stays closed" in shown
        assert "Ida" not in shown
        assert "T 12-26" not in shown

    def test_that_is_not_there(self, petra: Client, db: None) -> None:
        assert petra.get("/dpo/disclosures/0190c0de-0000-7000-8000-000000000000/").status_code == 404


class TestRecipients:
    def enter(self, petra: Client, **changed: str) -> str:
        values = {"kind": "it_supplier", "name": "Cloud Inc.", "country": "us", "language": "en",
                  "notice_key": "it_suppliers", "contact": "1 Test Street\nProvtown", **changed}  # fmt: skip
        return page(petra.post("/dpo/recipients/of/AMILI/new/", values, follow=True))

    @pytest.mark.requirement("AMILI-25", breaks="saying that a supplier abroad may receive without a mechanism")
    @pytest.mark.requirement("OPR-37", breaks="keeping processors without their agreement")
    def test_are_entered_with_agreement_and_mechanism(self, amili: Controller, petra: Client) -> None:
        assert "No processor agreement" in self.enter(petra)
        address = f"/dpo/recipients/{Recipient.objects.get().reference}/"
        agreement = {"kind": "processor_agreement", "document": "PUB 2026-1", "valid_from": "2026-01-01",
                     "clauses": list("abcdefgh")}  # fmt: skip
        assert "no transfer mechanism" in page(petra.post(f"{address}safeguards/", agreement, follow=True))
        clauses = {"kind": "standard_clauses", "document": "2021/914 module 2", "valid_from": "2026-01-01"}
        assert "transfer was assessed" in page(petra.post(f"{address}safeguards/", clauses))
        petra.post(f"{address}safeguards/", {**clauses, "assessed_on": "2025-12-12"})
        assert "Nothing may go there" not in page(petra.get(address))
        adequacy = {"kind": "adequacy", "document": "2023/1795", "valid_from": "2026-02-01"}
        assert "one holds at a time" in page(petra.post(f"{address}safeguards/", adequacy))

    def test_an_agreement_ends(self, amili: Controller, petra: Client) -> None:
        self.enter(petra, country="SE")
        address = f"/dpo/recipients/{Recipient.objects.get().reference}/"
        agreement = {"kind": "processor_agreement", "document": "PUB 2026-1", "valid_from": "2026-01-01",
                     "clauses": list("abcdefgh")}  # fmt: skip
        petra.post(f"{address}safeguards/", agreement)
        ending = f"{address}safeguards/{RecipientSafeguard.objects.get().pk}/end/"
        assert "This will happen" in page(petra.get(ending))
        assert "cannot end before it begins" in page(petra.post(ending, {"last_day": "2025-12-31"}))
        petra.post(ending, {"last_day": "2026-03-31"})
        assert "Not in force" in page(petra.get(address))
        assert petra.get(f"{address}safeguards/99999999/end/").status_code == 404

    def test_a_recipient_ends(self, court: Recipient, petra: Client) -> None:
        address = f"/dpo/recipients/{court.reference}/"
        assert "This will happen" in page(petra.get(f"{address}end/"))
        assert "Nothing more goes to this recipient" in page(petra.post(f"{address}end/", follow=True))
        assert "has been ended already" in page(petra.post(f"{address}end/", follow=True))
        assert "Provdomstolen" not in page(petra.get("/dpo/recipients/"))
        assert "Provdomstolen" in page(petra.get("/dpo/recipients/?ended=on"))

    def test_a_wrong_country_or_kind_is_explained(self, amili: Controller, petra: Client) -> None:
        shown = self.enter(petra, country="Sweden", kind="")
        assert "Write the country in two letters." in shown
        assert "Choose what the recipient is." in shown
        assert not Recipient.objects.exists()

    def test_a_creditor_names_the_client_that_it_is(self, amili: Controller, petra: Client) -> None:
        with acting.hanna():
            client = collection.creditor(amili)
        assert "Choose the client" in self.enter(petra, kind="creditor", country="SE")
        assert "Only a creditor is one of our clients" in self.enter(petra, client=client.reference)
        self.enter(petra, kind="creditor", country="SE", client=client.reference)
        assert Recipient.objects.get().creditor == client

    def test_a_persons_name_is_sealed_and_shown(self, amili: Controller, petra: Client) -> None:
        assert "Advokat Alm" in self.enter(petra, kind="adviser", name="Advokat Alm", is_person="on", country="SE")
        assert Recipient.objects.get().name == ""

    @pytest.mark.parametrize("is_person", [False, True])
    def test_an_address_changes(self, amili: Controller, petra: Client, is_person: bool) -> None:
        with acting.hanna():
            made = making.recipient(amili, RecipientKind.ADVISER, name="Advokat Alm", is_person=is_person, contact="")
        address = f"/dpo/recipients/{made.reference}/"
        assert "no notice can be written to it" in page(petra.get(address))
        assert "Enter the address." in page(petra.post(f"{address}address/", {"contact": " "}))
        petra.post(f"{address}address/", {"contact": "Lagvägen 7\n999 07 Prov"})
        assert "Lagvägen 7" in page(petra.get(address))
        assert "Lagvägen 7" in page(petra.get(f"{address}address/"))
        assert Recipient.objects.filter(contact="").exists() is is_person

    def test_others_read_and_do_not_change(self, court: Recipient) -> None:
        for role in (Role.DPO, Role.RECORDS_OFFICER, Role.AUDITOR):
            other = accounts.client_of(accounts.member(role))
            shown = page(other.get(f"/dpo/recipients/{court.reference}/"))
            assert "Enter an agreement" not in shown
            assert "End this recipient" not in shown
            assert other.post(f"/dpo/recipients/{court.reference}/end/").status_code == 403
            assert other.post(f"/dpo/recipients/{court.reference}/address/", {"contact": "x"}).status_code == 403
            assert other.get("/dpo/recipients/of/AMILI/new/").status_code == 403

    def test_who_is_not_there(self, petra: Client, db: None) -> None:
        assert petra.get("/dpo/recipients/RCP-99999/").status_code == 404
        assert petra.get("/dpo/recipients/of/NOBODY/new/").status_code == 404
