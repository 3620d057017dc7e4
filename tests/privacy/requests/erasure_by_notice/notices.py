"""What the five notices and their countries' laws say about erasure."""

from datetime import date

import pytest

from tests.privacy.requests.agencies import ALL

CLAIM_LAW = "GDPR art. 17(3)(e)"

# Until when a payment of 10 March 2025 is kept: the act that bookkeeping follows there, and the first day without it.
BOOKKEEPING = {
    "AMILI": ("Bokföringslagen (1999:1078) 7 kap. 2 §", date(2033, 1, 1)),
    "INTRUM": ("Kirjanpitolaki 1336/1997, 2:10", date(2032, 1, 1)),
    "ALMI": ("Bokföringslagen (1999:1078) 7 kap. 2 §", date(2033, 1, 1)),
    "AXACTOR": ("Bokføringsloven (2004-11-19 nr. 73) § 13", date(2031, 1, 1)),
    "OPR": ("Bokföringslagen (1999:1078) 7 kap. 2 §", date(2033, 1, 1)),
}


def row(name: str, breaks: str) -> pytest.MarkDecorator:
    return pytest.mark.requirement(name, breaks=breaks)


def each_agency(**rows: pytest.MarkDecorator) -> pytest.MarkDecorator:
    """Run at all five agencies; where a notice states it, its row is marked."""
    return pytest.mark.parametrize(
        "agency", [pytest.param(name, marks=rows.get(name, ())) for name in ALL], indirect=True
    )
