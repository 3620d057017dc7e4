"""Recipients of data, as tests need them. All need an access context."""

from datetime import date
from typing import Any
from uuid import UUID

from collections_app.models import Clause, Creditor, Recipient, RecipientKind, SafeguardKind
from collections_app.services.disclosing import recipients
from personal_data.models import Controller
from tests.factories.collection import LONG_AGO

BY = UUID("5e1f0000-0000-4000-8000-00000000000a")


def client(of: Creditor) -> Recipient:
    """A client as the recipient of its own cases."""
    return recipient(of.controller, RecipientKind.CREDITOR, name=of.name, creditor=of)


def recipient(of: Controller, kind: str = RecipientKind.GROUP, **values: Any) -> Recipient:
    """Somebody to whom data may go, a company of the group; in Sweden unless another country is named."""
    made: dict[str, Any] = {
        "name": "Hyllan Möbler AB",
        "country": "SE",
        "language": "sv",
        "contact": "Provgatan 5\n222 22 Lund",
        **values,
    }
    return recipients.register(controller=of, kind=kind, at=LONG_AGO, **made)


def safeguard(to: Recipient, kind: str, *, begins: date = date(2020, 1, 1), until: date | None = None) -> None:
    """An agreement or a transfer mechanism, assessed on its first day where it has to be."""
    needs_assessment = kind in {SafeguardKind.STANDARD_CLAUSES, SafeguardKind.BINDING_RULES}
    recipients.add_safeguard(
        recipient=to,
        kind=kind,
        document="Agreement 2020-1",
        valid_from=begins,
        valid_until=until,
        assessed_on=begins if needs_assessment else None,
        clauses=Clause.values,
        by=BY,
        at=LONG_AGO,
    )
