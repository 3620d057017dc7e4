"""What somebody asks to have passed on."""

from datetime import UTC, datetime
from typing import Any

import pytest

from collections_app.models import (
    Case,
    DisclosedCopy,
    Disclosure,
    DisclosureChannel,
    DisclosureGround,
    DisclosurePurpose,
    Recipient,
)
from collections_app.services.disclosing import disclosures
from collections_app.services.disclosing.disclosures import NotAllowed, Wanted
from tests.factories import acting

NOW = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)

HANNA = acting.person("hanna").id

REPORT = ("debtor.name", "claim.number", "claim.amount_minor", "case.status")


def wanted(to: Recipient, fields: tuple[str, ...] = REPORT, **changed: Any) -> Wanted:
    values: dict[str, Any] = {
        "purpose": DisclosurePurpose.STATUS_REPORT.value,
        "ground": DisclosureGround.LEGITIMATE_INTEREST.value,
        "channel": DisclosureChannel.FILE.value,
        **changed,
    }
    return Wanted(recipient=to, fields=fields, **values)


def disclose(case: Case, what: Wanted, at: datetime = NOW) -> Disclosure:
    return disclosures.disclose(case=case, wanted=what, by=HANNA, at=at)


def refused(case: Case, what: Wanted, at: datetime = NOW) -> str:
    with pytest.raises(NotAllowed) as error:
        disclose(case, what, at)
    assert not Disclosure.objects.exists()
    assert not DisclosedCopy.objects.exists()
    return str(error.value.code)
