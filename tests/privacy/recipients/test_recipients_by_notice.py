"""Recipients and transfers as the notices promise them: who may receive, what is needed first, which line it leaves."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from accounts.roles import Role
from audit.models import Event
from collections_app.models import Case, Disclosure, Recipient, RecipientKind, SafeguardKind
from collections_app.services.disclosing import disclosures, legal_reports, recipients, status_reports
from collections_app.services.disclosing.disclosures import NotAllowed, Wanted
from personal_data.models import Controller
from personal_data.purposes import Purpose
from privacy.selectors import packs
from tests.factories import accounts, acting, collection, retention
from tests.factories import recipients as making

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
TODAY = NOW.date()
BY = acting.person("hanna").id
AGREEMENT, CLAUSES = SafeguardKind.PROCESSOR_AGREEMENT, SafeguardKind.STANDARD_CLAUSES
ADEQUACY, GROUP_RULES = SafeguardKind.ADEQUACY, SafeguardKind.BINDING_RULES


def _row(row: str, breaks: str) -> pytest.MarkDecorator:
    return pytest.mark.requirement(row, breaks=breaks)


@dataclass
class House:
    """One controller with one case."""

    controller: Controller
    case: Case

    def recipient(self, kind: str, key: str, country: str = "SE") -> Recipient:
        """Somebody who falls under a recipient of this controller's notice."""
        named = {each.key for each in packs.of_reference(self.controller.reference).recipients}
        assert key in named, f"the notice names no recipient {key}"
        made = making.recipient(self.controller, kind, country=country, notice_key=key)
        if kind == RecipientKind.CREDITOR:
            Recipient.objects.filter(pk=made.pk).update(creditor=self.case.creditor)
            made.refresh_from_db()
        return made

    def wanted(self, to: Recipient, purpose: str, **changed: str) -> Wanted:
        """The name of the debtor, or what that kind may get."""
        values = {"ground": "6(1)(f)", "channel": "file", **changed}
        if to.kind in {"court", "enforcement", "authority", "supervisor"}:
            values = {"provision": "Provlagen 1 §", "asked_as": "Dnr 12-26", **values}
        return Wanted(recipient=to, fields=("debtor.name",), purpose=purpose, **values)

    def gives(self, to: Recipient, purpose: str, *, at: datetime = NOW, **changed: str) -> Disclosure:
        """What leaves, with its line."""
        return disclosures.disclose(case=self.case, wanted=self.wanted(to, purpose, **changed), by=BY, at=at)

    def reports(self, demanded: Wanted) -> Disclosure:
        """What a law demands leaves with two persons, without secrecy."""
        with acting.rita():
            report = legal_reports.propose(case=self.case, wanted=demanded, secrecy="", by=BY, at=NOW)
            made = legal_reports.approve(report=report, case=self.case, by=acting.person("rune").id, at=NOW)
        return Disclosure.objects.get(pk=made.disclosure)

    def refuses(self, to: Recipient, purpose: str, *, at: datetime = NOW, **changed: str) -> str:
        """Why nothing may leave; nothing is written but the refusal."""
        before = Disclosure.objects.count()
        with pytest.raises(NotAllowed) as error:
            self.gives(to, purpose, at=at, **changed)
        assert Disclosure.objects.count() == before
        return str(error.value.code)


@pytest.fixture
def house(request: pytest.FixtureRequest) -> Iterator[House]:
    """The controller whose reference is the parameter."""
    with acting.hanna():
        controller = retention.controller(request.param)
        yield House(controller, collection.case_file(controller, [collection.debtor(controller, "Ida Johansson")]))


class TestWithoutAnAgreement:
    """A processor gets nothing before its agreement and nothing after, and each file to it is a line."""

    @pytest.mark.parametrize(
        ("house", "kind", "key"),
        [
            pytest.param(reference, kind, key, marks=_row(row, "data to such a supplier without agreement or line"))
            for reference, kind, key, row in (
                ("AMILI", "letter_delivery", "printing_and_mail", "AMILI-23"),
                ("AMILI", "processor", "service_of_documents", "AMILI-23"),
                ("AMILI", "processor", "legal_services", "AMILI-23"),
                ("AXACTOR", "processor", "suppliers", "AXACTOR-76"),
                ("AXACTOR", "it_supplier", "server_operator", "AXACTOR-99"),
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


class TestInsideTheHouse:
    @pytest.mark.parametrize(
        ("house", "kind", "key", "purpose"),
        [
            pytest.param("AMILI", "credit_bureau", "financial_information", "data_check",
                         marks=_row("AMILI-30", "a question about finances without recipient, purpose or fields")),
            pytest.param("INTRUM", "creditor", "client", "status_report",
                         marks=_row("INTRUM-84", "no client as recipient, or no line of what it got")),
            pytest.param("INTRUM", "enforcement", "courts_and_police", "enforcement",
                         marks=_row("INTRUM-33", "a report with more than its list, or without a line")),
            pytest.param("INTRUM", "bank", "client", "payment",
                         marks=_row("INTRUM-33", "a report with more than its list, or without a line")),
            pytest.param("ALMI", "bank", "banks", "payment", marks=_row("ALMI-63", "no bank as recipient")),
            pytest.param("ALMI", "authority", "authorities", "authority_order",
                         marks=_row("ALMI-59", "no authority, group company or supplier as recipient")),
            pytest.param("ALMI", "group", "group", "service",
                         marks=_row("ALMI-59", "no authority, group company or supplier as recipient")),
            pytest.param("AXACTOR", "group", "group", "service",
                         marks=_row("AXACTOR-81", "data inside the group without purpose and ground")),
            pytest.param("AXACTOR", "adviser", "advisers", "legal_advice",
                         marks=_row("AXACTOR-75", "no such recipient, or a processor taken for a controller")),
            pytest.param("AXACTOR", "bank", "advisers", "payment",
                         marks=_row("AXACTOR-75", "no such recipient, or a processor taken for a controller")),
            pytest.param("AXACTOR", "agent", "advisers", "collection_abroad",
                         marks=_row("AXACTOR-75", "no such recipient, or a processor taken for a controller")),
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
        more = Wanted(to, ("debtor.name", "note.text"), purpose, "6(1)(f)", "file", "Provlagen 1 §", "Dnr 12-26")
        with pytest.raises(NotAllowed) as refused:
            disclosures.disclose(case=house.case, wanted=more, by=BY, at=NOW)
        assert refused.value.code == "more_than_needed"
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
        [pytest.param("AMILI", marks=_row("AMILI-20", "a transfer to Kronofogden without its purpose or its basis"))],
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
        [pytest.param("ALMI", marks=_row("ALMI-61", "no disclosure on the ground of the contract"))],
        indirect=True,
    )
    def test_a_contract_is_a_ground(self, house: House) -> None:
        line = house.gives(house.recipient(RecipientKind.BANK, "banks"), "payment", ground="6(1)(b)")
        assert line.get_ground_display() == "contract with the person, art. 6(1)(b)"

    @pytest.mark.parametrize(
        ("house", "key"),
        [
            pytest.param("INTRUM", "authorities_against_crime",
                         marks=_row("INTRUM-55", "a report without authority, law and date in the register")),
            pytest.param("ALMI", "authorities",
                         marks=_row("ALMI-32", "a report to one of the four authorities without provision or line")),
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


class TestAbroad:
    @pytest.mark.parametrize(
        ("house", "kind", "key", "reason"),
        [
            pytest.param("INTRUM", "insurer", "insurers", "no_route",
                         marks=_row("INTRUM-96", "a way out of the Economic Area that nobody approved")),
            pytest.param("INTRUM", "group", "group_offices", "no_safeguard",
                         marks=_row("INTRUM-96", "a way out of the Economic Area that nobody approved")),
            pytest.param("AXACTOR", "employer", "employers", "no_route",
                         marks=_row("AXACTOR-85", "data abroad without a mechanism")),
            pytest.param("AXACTOR", "it_supplier", "server_operator", "no_safeguard",
                         marks=_row("AXACTOR-85", "data abroad without a mechanism")),
        ],
        indirect=["house"],
    )  # fmt: skip
    def test_nothing_goes_without_a_way_and_a_mechanism(self, house: House, kind: str, key: str, reason: str) -> None:
        to = house.recipient(kind, key, "US")
        if to.is_processor:
            making.safeguard(to, AGREEMENT)
        assert house.refuses(to, "service") == reason
        making.safeguard(to, CLAUSES)
        if reason == "no_route":
            assert house.refuses(to, "service") == reason, "clauses open no way that the notice does not name"
        else:
            assert house.gives(to, "service")
        inside = house.recipient(kind, key, "EE")
        if inside.is_processor:
            making.safeguard(inside, AGREEMENT)
        assert not isinstance(house.gives(inside, "service"), str)

    @pytest.mark.parametrize(
        "house",
        [
            pytest.param(
                "INTRUM",
                marks=[
                    _row("INTRUM-90", "an agent without country or tool, or one taken for a processor"),
                    _row("INTRUM-98", "a line without the reason or the country of collection abroad"),
                ],
            )
        ],
        indirect=True,
    )
    def test_an_agent_has_country_role_and_tool(self, house: House, client: Client) -> None:
        agent = house.recipient(RecipientKind.AGENT, "foreign_agents", "TR")
        assert house.refuses(agent, "collection_abroad") == "no_safeguard"
        making.safeguard(agent, CLAUSES)
        line = house.gives(agent, "collection_abroad")
        assert (line.purpose, line.recipient.country, agent.is_processor) == ("collection_abroad", "TR", False)
        petra = accounts.client_of(accounts.member(Role.PRIVACY_OFFICER))
        shown = petra.get(f"/dpo/disclosures/{line.pk}/").content.decode()
        for said in ("ollection in another country", "TR", "tandard contractual clauses", "Agreement 2020-1"):
            assert said in shown, said

    @pytest.mark.parametrize(
        "house",
        [pytest.param("INTRUM", marks=_row("INTRUM-97", "a transfer in the group without the safeguard on its line"))],
        indirect=True,
    )
    def test_in_the_group_the_line_names_the_safeguard(self, house: House) -> None:
        office = house.recipient(RecipientKind.GROUP, "group_offices", "CH")
        assert house.refuses(office, "service") == "no_safeguard"
        making.safeguard(office, CLAUSES, until=TODAY)
        line = house.gives(office, "service")
        making.safeguard(office, ADEQUACY, begins=TODAY + timedelta(days=1))
        petra = accounts.client_of(accounts.member(Role.PRIVACY_OFFICER))
        shown = petra.get(f"/dpo/disclosures/{line.pk}/").content.decode()
        assert "tandard contractual clauses" in shown
        assert "dequacy decision" not in shown, "what held on the day, not what holds now"

    @pytest.mark.parametrize(
        "house",
        [
            pytest.param(
                "ALMI",
                marks=[
                    _row("ALMI-67", "a transfer on no mechanism, or a second one beside it"),
                    _row("ALMI-68", "adequacy as a mechanism after its last day, or before its first"),
                    _row("ALMI-69", "clauses or group rules without their document, or not taken as mechanisms"),
                ],
            )
        ],
        indirect=True,
    )
    def test_exactly_one_mechanism_holds_on_the_day(self, house: House) -> None:
        to = house.recipient(RecipientKind.IT_SUPPLIER, "suppliers", "US")
        making.safeguard(to, AGREEMENT)
        assert house.refuses(to, "service") == "no_safeguard"
        making.safeguard(to, ADEQUACY, begins=TODAY, until=TODAY + timedelta(days=1))
        for kind in (CLAUSES, GROUP_RULES, ADEQUACY):
            with pytest.raises(recipients.NotAllowed, match="one holds at a time"):
                making.safeguard(to, kind, begins=TODAY)
        assert house.refuses(to, "service", at=NOW - timedelta(days=1)) == "no_safeguard"
        assert house.gives(to, "service")
        assert house.refuses(to, "service", at=NOW + timedelta(days=2)) == "no_safeguard"
        for days, kind in enumerate((CLAUSES, GROUP_RULES), start=2):
            day = TODAY + timedelta(days=days)
            with pytest.raises(recipients.NotAllowed, match="Name the document"):
                recipients.add_safeguard(
                    recipient=to, kind=kind, document=" ", valid_from=day, assessed_on=TODAY, by=BY, at=NOW
                )
            making.safeguard(to, kind, begins=day, until=day)
            assert house.gives(to, "service", at=NOW + timedelta(days=days))


class TestTheClient:
    @pytest.mark.parametrize(
        "house",
        [pytest.param("INTRUM", marks=_row("INTRUM-34", "another client's case in the report to a client"))],
        indirect=True,
    )
    def test_gets_a_report_of_its_own_cases_only(self, house: House) -> None:
        making.client(house.case.creditor)
        collection.claim(house.case)
        others = collection.case_file(house.controller, [collection.debtor(house.controller, "Jon Jonsson")])
        collection.claim(others, "F-2020-999")
        making.client(others.creditor)
        with acting.hanna(Purpose.COLLECTION):
            made = status_reports.make(creditor=house.case.creditor, part=1, by=BY, at=NOW)
        said = made.content.decode()
        assert house.case.reference in said
        for secret in (others.reference, "Jon Jonsson", "F-2020-999"):
            assert secret not in said
        assert set(Disclosure.objects.values_list("case_reference", flat=True)) == {house.case.reference}
