"""Recipients abroad and the client, as five notices promise them."""

from datetime import timedelta

import pytest
from django.test import Client

from accounts.roles import Role
from audit.models import Event
from collections_app.models import Disclosure, RecipientKind
from collections_app.services.disclosing import recipients, status_reports
from personal_data.purposes import Purpose
from tests.factories import accounts, acting, collection
from tests.factories import recipients as making
from tests.privacy.recipients.houses import ADEQUACY, AGREEMENT, BY, CLAUSES, GROUP_RULES, NOW, TODAY, House, mark

pytestmark = pytest.mark.django_db


class TestAbroad:
    @pytest.mark.parametrize(
        ("house", "kind", "key", "reason"),
        [
            pytest.param("INTRUM", "insurer", "insurers", "no_route",
                         marks=mark("INTRUM-96", "a way out of the Economic Area that nobody approved")),
            pytest.param("INTRUM", "group", "group_offices", "no_safeguard",
                         marks=mark("INTRUM-96", "a way out of the Economic Area that nobody approved")),
            pytest.param("AXACTOR", "employer", "employers", "no_route",
                         marks=mark("AXACTOR-85", "data abroad without a mechanism")),
            pytest.param("AXACTOR", "it_supplier", "server_operator", "no_safeguard",
                         marks=mark("AXACTOR-85", "data abroad without a mechanism")),
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
                    mark("INTRUM-90", "an agent without country or tool, or one taken for a processor"),
                    mark("INTRUM-98", "a line without the reason or the country of collection abroad"),
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
        [pytest.param("INTRUM", marks=mark("INTRUM-97", "a transfer in the group without the safeguard on its line"))],
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
                    mark("ALMI-67", "a transfer on no mechanism, or a second one beside it"),
                    mark("ALMI-68", "adequacy as a mechanism after its last day, or before its first"),
                    mark("ALMI-69", "clauses or group rules without their document, or not taken as mechanisms"),
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
        [
            pytest.param("INTRUM", marks=mark("INTRUM-34", "another client's case in the report to a client")),
            pytest.param(
                "AXACTOR", marks=mark("AXACTOR-72", "a client that gets another's case, or with no line of it")
            ),
        ],
        indirect=True,
    )
    def test_gets_a_report_of_its_own_cases_only(self, house: House) -> None:
        making.client(house.case.creditor)
        collection.claim(house.case)
        others = collection.case_file(house.controller, [collection.debtor(house.controller, "Jon Jonsson")])
        collection.claim(others, "F-2020-999")
        stranger = making.client(others.creditor)
        with acting.hanna(Purpose.COLLECTION):
            assert house.refuses(stranger, "status_report") == "other_creditor"
            made = status_reports.make(creditor=house.case.creditor, part=1, by=BY, at=NOW)
        said = made.content.decode()
        assert house.case.reference in said
        for secret in (others.reference, "Jon Jonsson", "F-2020-999"):
            assert secret not in said
        assert set(Disclosure.objects.values_list("case_reference", flat=True)) == {house.case.reference}
        event = Event.objects.get(name="collections.disclosure.made")
        assert (event.reference, event.recipient) == (
            house.case.reference,
            Disclosure.objects.get().recipient.reference,
        )
