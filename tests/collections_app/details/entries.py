"""Anna of one controller, and details that are entered about her by the product's own service."""

from datetime import date
from typing import Any
from uuid import uuid4

from collections_app.models import Case, Debtor, Detail
from collections_app.policies.details import Said
from collections_app.services.details import entering
from tests.factories import acting
from tests.privacy.copies.people import NOW

TOLD_ON = date(2026, 2, 3)
BY = uuid4()


def said(source: str, kind: str, value: str, /, **more: Any) -> Said:
    """What somebody wants to enter, told on a day of February."""
    return Said(**{"source_key": source, "kind": kind, "value": value, "obtained_on": TOLD_ON, **more})


def entered(case: Case, debtor: Debtor, what: Said) -> Detail:
    """A detail that Hanna enters."""
    with acting.hanna():
        return entering.enter(case=case, debtor=debtor, said=what, by=BY, at=NOW)


def refusal(case: Case, debtor: Debtor, what: Said) -> str:
    """The code with which it is refused; empty where it is kept."""
    try:
        entered(case, debtor, what)
    except entering.NotKept as refused:
        return str(refused.code)
    return ""
