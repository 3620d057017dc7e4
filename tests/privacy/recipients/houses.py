"""An agency with its cases, recipients and their papers, as the tests of recipients need it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from collections_app.models import Case, Disclosure, Recipient, RecipientKind, SafeguardKind
from collections_app.services.disclosing import disclosures, legal_reports
from collections_app.services.disclosing.disclosures import NotAllowed, Wanted
from personal_data.models import Controller
from privacy.selectors import packs
from tests.factories import acting
from tests.factories import recipients as making

NOW = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
TODAY = NOW.date()
BY = acting.person("hanna").id
AGREEMENT, CLAUSES = SafeguardKind.PROCESSOR_AGREEMENT, SafeguardKind.STANDARD_CLAUSES
ADEQUACY, GROUP_RULES = SafeguardKind.ADEQUACY, SafeguardKind.BINDING_RULES


def mark(row: str, breaks: str) -> pytest.MarkDecorator:
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

    def wanted(self, to: Recipient, purpose: str, **changed: Any) -> Wanted:
        """The name of the debtor, or what that kind may get."""
        values: dict[str, Any] = {"ground": "6(1)(f)", "channel": "file", **changed}
        if to.kind in {"court", "enforcement", "authority", "supervisor"}:
            values = {"provision": "Provlagen 1 §", "asked_as": "Dnr 12-26", **values}
        if self.controller.reference == "ALMI":
            values = {"secrecy_check": "cleared", **values}
        if to.kind == RecipientKind.INSURER:
            values = {"provision": "The policy covers the claim.", **values}
        return Wanted(recipient=to, fields=("debtor.name",), purpose=purpose, **values)

    def gives(self, to: Recipient, purpose: str, *, at: datetime = NOW, **changed: Any) -> Disclosure:
        """What leaves, with its line."""
        return disclosures.disclose(case=self.case, wanted=self.wanted(to, purpose, **changed), by=BY, at=at)

    def reports(self, demanded: Wanted) -> Disclosure:
        """What a law demands leaves with two persons, without secrecy."""
        with acting.rita():
            report = legal_reports.propose(case=self.case, wanted=demanded, secrecy="", by=BY, at=NOW)
            made = legal_reports.approve(report=report, case=self.case, by=acting.person("rune").id, at=NOW)
        return Disclosure.objects.get(pk=made.disclosure)

    def refuses(self, to: Recipient, purpose: str, *, at: datetime = NOW, **changed: Any) -> str:
        """Why nothing may leave; nothing is written but the refusal."""
        before = Disclosure.objects.count()
        with pytest.raises(NotAllowed) as error:
            self.gives(to, purpose, at=at, **changed)
        assert Disclosure.objects.count() == before
        return str(error.value.code)
