"""Recipients inside the European Economic Area, as five notices promise them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from accounts.roles import Role
from audit.models import Event
from collections_app.handler.disclosing.forms import DiscloseForm
from collections_app.models import Recipient, RecipientKind
from collections_app.services.disclosing import disclosures
from collections_app.services.disclosing.disclosures import NotAllowed, Wanted
from tests.factories import accounts
from tests.factories import recipients as making
from tests.privacy.recipients.houses import AGREEMENT, BY, NOW, TODAY, House, mark

pytestmark = pytest.mark.django_db
# They may get notes, as confidential as the notice says (INTRUM-11); a recording is in nobody's list.
TAKES_NOTES = {"adviser", "authority", "enforcement"}


class TestWithoutAnAgreement:
    """A processor gets nothing before its agreement and nothing after, and each file to it is a line."""

    @pytest.mark.parametrize(
        ("house", "kind", "key"),
        [
            pytest.param(
                reference, kind, key, marks=mark(row, "data to such a supplier without agreement, place or line")
            )
            for reference, kind, key, row in (
                ("AMILI", "letter_delivery", "printing_and_mail", "AMILI-23"),
                ("AMILI", "processor", "service_of_documents", "AMILI-23"),
                ("AMILI", "processor", "legal_services", "AMILI-23"),
                ("AXACTOR", "processor", "suppliers", "AXACTOR-76"),
                ("AXACTOR", "it_supplier", "server_operator", "AXACTOR-99"),
                ("INTRUM", "it_supplier", "storage_suppliers", "INTRUM-103"),
                ("ALMI", "processor", "identification_services", "ALMI-63"),
            )
        ],
        indirect=["house"],
    )
    def test_a_supplier_gets_nothing(self, house: House, kind: str, key: str) -> None:
        to = house.recipient(kind, key)
        assert house.refuses(to, "service") == "no_agreement"
        making.safeguard(to, AGREEMENT, begins=TODAY, until=TODAY + timedelta(days=30))
        assert house.refuses(to, "service", at=NOW - timedelta(days=1)) == "no_agreement"
        assert house.refuses(to, "service", at=NOW + timedelta(days=31)) == "no_agreement"
        line = house.gives(to, "service")
        assert (line.recipient, line.data_fields, line.purpose) == (to, ["debtor.name"], "service")
        petra = accounts.client_of(accounts.member(Role.PRIVACY_OFFICER))
        registered = petra.get(f"/dpo/recipients/{to.reference}/").content.decode()
        for said in ("rocessor agreement", "Agreement 2020-1", "<dd>SE</dd>"):
            assert said in registered, said


class TestInsideTheHouse:
    @pytest.mark.parametrize(
        ("house", "kind", "key", "purpose"),
        [
            pytest.param("AMILI", "credit_bureau", "financial_information", "data_check",
                         marks=mark("AMILI-30", "a question about finances without recipient, purpose or fields")),
            pytest.param("INTRUM", "creditor", "client", "status_report",
                         marks=mark("INTRUM-84", "no client as recipient, or no line of what it got")),
            pytest.param("INTRUM", "enforcement", "courts_and_police", "enforcement",
                         marks=mark("INTRUM-33", "a report with more than its list, or without a line")),
            pytest.param("INTRUM", "bank", "client", "payment",
                         marks=mark("INTRUM-33", "a report with more than its list, or without a line")),
            pytest.param("ALMI", "bank", "banks", "payment", marks=mark("ALMI-63", "no bank as recipient")),
            pytest.param("ALMI", "authority", "authorities", "authority_order",
                         marks=mark("ALMI-59", "no authority, group company or supplier as recipient")),
            pytest.param("ALMI", "group", "group", "service",
                         marks=mark("ALMI-59", "no authority, group company or supplier as recipient")),
            pytest.param("AXACTOR", "group", "group", "service",
                         marks=mark("AXACTOR-81", "data inside the group without purpose and ground")),
            pytest.param("AXACTOR", "adviser", "advisers", "legal_advice",
                         marks=mark("AXACTOR-75", "no such recipient, or a processor taken for a controller")),
            pytest.param("AXACTOR", "bank", "advisers", "payment",
                         marks=mark("AXACTOR-75", "no such recipient, or a processor taken for a controller")),
            pytest.param("AXACTOR", "agent", "advisers", "collection_abroad",
                         marks=mark("AXACTOR-75", "no such recipient, or a processor taken for a controller")),
        ],
        indirect=["house"],
    )  # fmt: skip
    def test_what_leaves_has_recipient_purpose_ground_and_fields(
        self, house: House, kind: str, key: str, purpose: str
    ) -> None:
        to = house.recipient(kind, key)
        assert not to.is_processor
        assert house.refuses(to, "") == "purpose_unknown"
        assert house.refuses(to, purpose, ground="") == "ground_unknown"
        for surplus in ("call_recording.file", *(() if kind in TAKES_NOTES else ("note.text",))):
            more = Wanted(to, ("debtor.name", surplus), purpose, "6(1)(f)", "file", "Provlagen 1 §", "Dnr 12-26")
            with pytest.raises(NotAllowed) as refused:
                disclosures.disclose(case=house.case, wanted=more, by=BY, at=NOW)
            assert refused.value.code == "more_than_needed", surplus
        line = house.gives(to, purpose)
        event = Event.objects.get(name="collections.disclosure.made")
        assert (line.recipient, line.purpose, line.ground, line.data_fields) == (
            to,
            purpose,
            "6(1)(f)",
            ["debtor.name"],
        )
        assert (event.recipient, event.reason, event.fields) == (to.reference, purpose, ["debtor.name"])

    @pytest.mark.parametrize(
        "house",
        [pytest.param("AMILI", marks=mark("AMILI-20", "a transfer to Kronofogden without its purpose or its basis"))],
        indirect=True,
    )
    def test_enforcement_needs_purpose_and_basis(self, house: House) -> None:
        kronofogden = house.recipient(RecipientKind.ENFORCEMENT, "courts_and_enforcement")
        assert house.refuses(kronofogden, "enforcement", ground="") == "ground_unknown"
        assert house.refuses(kronofogden, "", ground="6(1)(e)") == "purpose_unknown"
        line = house.gives(kronofogden, "enforcement", ground="6(1)(e)")
        assert (line.purpose, line.ground) == ("enforcement", "6(1)(e)")

    @pytest.mark.parametrize(
        "house",
        [pytest.param("INTRUM", marks=mark("INTRUM-89", "data to an insurer without saying why the case concerns it"))],
        indirect=True,
    )
    def test_an_insurer_gets_a_case_that_concerns_it(self, house: House) -> None:
        insurer = house.recipient(RecipientKind.INSURER, "insurers")
        assert house.refuses(insurer, "service", provision="  ") == "relevance_missing"
        assert "provision" not in DiscloseForm(recipient=house.recipient(RecipientKind.BANK, "client")).fields
        form = DiscloseForm({"purpose": "service"}, recipient=insurer)
        assert form.errors["provision"] == ["Say why the case concerns the insurance company."]
        assert "asked_as" not in form.fields
        line = house.gives(insurer, "service", provision="The payment protection covers the claim.")
        petra = accounts.client_of(accounts.member(Role.PRIVACY_OFFICER))
        assert "The payment protection covers the claim." in petra.get(f"/dpo/disclosures/{line.pk}/").content.decode()

    @pytest.mark.parametrize(
        "house",
        [pytest.param("ALMI", marks=mark("ALMI-61", "no disclosure on the ground of the contract"))],
        indirect=True,
    )
    def test_a_contract_is_a_ground(self, house: House) -> None:
        line = house.gives(house.recipient(RecipientKind.BANK, "banks"), "payment", ground="6(1)(b)")
        assert line.get_ground_display() == "contract with the person, art. 6(1)(b)"

    @pytest.mark.parametrize(
        ("house", "key"),
        [
            pytest.param("INTRUM", "authorities_against_crime",
                         marks=mark("INTRUM-55", "a report without authority, law and date in the register")),
            pytest.param("ALMI", "authorities",
                         marks=mark("ALMI-32", "a report to one of the four authorities without provision or line")),
        ],
        indirect=["house"],
    )  # fmt: skip
    def test_a_report_that_the_law_demands_is_in_the_register(self, house: House, key: str) -> None:
        petra = accounts.client_of(accounts.member(Role.PRIVACY_OFFICER))
        for kind, name in (("authority", "Skatteverket"), ("authority", "Polisen"),
                           ("enforcement", "Kronofogden"), ("supervisor", "Finansinspektionen")):  # fmt: skip
            to = house.recipient(kind, key)
            Recipient.objects.filter(pk=to.pk).update(name=name)
            assert house.refuses(to, "legal_duty", ground="6(1)(c)") == "second_person"
            demanded = replace(house.wanted(to, "legal_duty", ground="6(1)(c)"), is_report=True)
            for lacking in ("provision", "asked_as"):
                with pytest.raises(NotAllowed) as refused:
                    house.reports(replace(demanded, **{lacking: ""}))
                assert refused.value.code == "provision_missing"
            line = house.reports(replace(demanded, provision=f"Lagen om {name} 2 §"))
            shown = petra.get(f"/dpo/disclosures/{line.pk}/").content.decode()
            for said in (name, f"Lagen om {name} 2 §", "4 May 2026"):
                assert said in shown, said
            assert name in petra.get("/dpo/disclosures/").content.decode()
