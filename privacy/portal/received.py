"""Who has received the person's data: the lines of the register of disclosures that concern them (art. 15(1)(c))."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from collections_app.models import Disclosure
from personal_data.declaration import CATEGORY_LABELS, Category
from privacy.portal.words import article

_PERSON = _("A person; ask us for the name")


@dataclass(frozen=True, slots=True)
class Received:
    """One disclosure."""

    at: datetime
    recipient: str | Promise
    kind: str
    purpose: str
    basis: str
    categories: tuple[Promise, ...]
    case: str
    event: int | None
    """Which event of the trail it is, for its proof; none where that has expired."""


def of_lines(lines: Iterable[Disclosure], events: Mapping[UUID, int]) -> list[Received]:
    """Lines of the register as the person reads them: an organisation by its name, a person by what they are."""
    return [
        Received(
            at=line.at,
            recipient=line.recipient.name or _PERSON,
            kind=line.recipient.get_kind_display(),
            purpose=line.get_purpose_display(),
            basis=article(line.ground),
            categories=tuple(CATEGORY_LABELS[Category(each)] for each in line.categories),
            case=line.case_reference,
            event=events.get(line.pk),
        )
        for line in lines
    ]
