"""The register of processors: each type that a notice names is a kind, and none gets data without an agreement."""

from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest

from accounts.roles import Role
from audit.models import Event
from collections_app.models import Clause, RecipientKind, SafeguardKind
from collections_app.selectors import recipients as register
from collections_app.services.disclosing import disclosures, recipients
from tests.factories import accounts
from tests.factories import recipients as making
from tests.privacy.compliance.asking import BROKEN, KEPT, verdict
from tests.privacy.recipients.houses import AGREEMENT, BY, NOW, TODAY, House, mark

pytestmark = pytest.mark.django_db
_BREAKS = "a type of external helper that is missing in the register, or gets data without an agreement in force"
# What the notice names -> the kinds under which the register holds it.
HELPERS = {
    "audit": ("audit",),
    "printing and mail": ("letter_delivery",),
    "IT": ("it_supplier", "it_cloud", "it_support"),
    "telephony and messages": ("telephony",),
    "measurement of customer experience": ("experience",),
    "legal services": ("legal_services",),
    "group": ("group_provider",),
}
KINDS = [kind for kinds in HELPERS.values() for kind in kinds]


class TestEachType:
    @pytest.mark.parametrize(
        ("house", "kind"), [pytest.param("INTRUM", kind, marks=mark("INTRUM-93", _BREAKS), id=kind) for kind in KINDS],
        indirect=["house"],
    )  # fmt: skip
    def test_is_a_processor_that_gets_nothing_without_an_agreement(self, house: House, kind: str) -> None:
        to = house.recipient(kind, "group_offices" if kind == "group_provider" else "service_suppliers")
        assert to.is_processor
        assert to in register.processors_of(house.controller)
        assert verdict(house.controller, "agreements") is BROKEN
        assert house.refuses(to, "service") == "no_agreement"
        event = Event.objects.filter(name="collections.disclosure.refused").latest("id")
        assert (event.recipient, event.reason) == (to.reference, "no_agreement")
        making.safeguard(to, SafeguardKind.STANDARD_CLAUSES)
        assert house.refuses(to, "service") == "no_agreement", "another paper is no agreement"

        with pytest.raises(recipients.NotAllowed, match=r"every point of art\. 28\(3\)"):
            recipients.add_safeguard(
                recipient=to, kind=AGREEMENT, document="Avtal 1", valid_from=TODAY, by=BY, at=NOW,
                clauses=[each for each in Clause.values if each != "h"],
            )  # fmt: skip
        making.safeguard(to, AGREEMENT, begins=TODAY, until=TODAY + timedelta(days=30))
        assert house.refuses(to, "service", at=NOW - timedelta(days=1)) == "no_agreement"
        line = house.gives(to, "service")
        assert (line.recipient, line.data_fields) == (to, ["debtor.name"])
        assert house.refuses(to, "service", at=NOW + timedelta(days=31)) == "no_agreement"

    @pytest.mark.parametrize(
        ("house", "kind"), [pytest.param("INTRUM", kind, marks=mark("INTRUM-93", _BREAKS), id=kind) for kind in KINDS],
        indirect=["house"],
    )  # fmt: skip
    def test_is_entered_and_found_in_the_register(self, house: House, kind: str) -> None:
        petra = accounts.client_of(accounts.member(Role.PRIVACY_OFFICER))
        typed = {"kind": kind, "name": "Hjälparna Oy", "country": "fi", "language": "sv",
                 "notice_key": "service_suppliers"}  # fmt: skip
        answer = petra.post(f"/dpo/recipients/of/{house.controller.reference}/new/", typed, follow=True)
        assert "Hjälparna Oy" in answer.content.decode()
        shown = unescape(petra.get(f"/dpo/recipients/?kind={kind}").content.decode())
        assert "Hjälparna Oy" in shown
        assert str(RecipientKind(kind).label) in shown
        assert "Hjälparna Oy" not in petra.get("/dpo/recipients/?kind=court").content.decode()

    @pytest.mark.parametrize("house", [pytest.param("INTRUM", marks=mark("INTRUM-93", _BREAKS))], indirect=True)
    def test_keeps_its_agreement_or_breaks_the_promise(self, house: House) -> None:
        made = [house.recipient(kind, "service_suppliers") for kind in KINDS]
        for each in made:
            making.safeguard(each, AGREEMENT)
        assert verdict(house.controller, "agreements") is KEPT
        for each in made:
            agreement = each.safeguards.get()
            each.safeguards.update(valid_until=agreement.valid_from)
            assert verdict(house.controller, "agreements") is BROKEN, each.kind
            each.safeguards.update(valid_until=None)

    @pytest.mark.parametrize("house", ["INTRUM"], indirect=True)
    @pytest.mark.parametrize(
        ("kind", "field"),
        [("audit", "debtor.address"), ("telephony", "debtor.identity_number"), ("experience", "claim.owed_minor"),
         ("document_service", "claim.owed_minor"), ("letter_delivery", "debtor.phone")],
    )  # fmt: skip
    def test_gets_no_more_than_its_service_needs(self, house: House, kind: str, field: str) -> None:
        to = house.recipient(kind, "service_suppliers")
        making.safeguard(to, AGREEMENT)
        with pytest.raises(disclosures.NotAllowed) as refused:
            disclosures.preview(case=house.case, wanted=replace(house.wanted(to, "service"), fields=(field,)), at=NOW)
        assert refused.value.code == "more_than_needed"
