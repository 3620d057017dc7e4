"""What the case page shows of a file that has been opened."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from collections_app import wording as disclosure_words
from collections_app.handler import timeline, wording
from collections_app.models import Case, CaseDebtor, CaseStatus, Claim
from collections_app.policies import balance
from collections_app.selectors import namesakes
from collections_app.selectors.case_file import CaseFile
from collections_app.services import archive, purchases
from collections_app.services.calls import terms
from personal_data.models import BlockKind, EnvelopeBlock


@dataclass(frozen=True, slots=True)
class Party:
    """A debtor with their part in the case, in words."""

    part: CaseDebtor
    role: str | Promise
    namesakes: Sequence[str] = ()
    """The numbers of other profiles with the same name and date of birth."""


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """A claim with what may be done about it now."""

    claim: Claim
    may_demand: bool


@dataclass(frozen=True, slots=True)
class Banner:
    """Something that governs the whole page."""

    kind: str
    icon: str
    title: str | Promise
    body: str | Promise


_HIT = Banner(
    "stop",
    "warning",
    _("A register has something to say"),
    _("The debtor is insolvent or has a guardian. Look at it under the details before anybody is called."),
)


def of_file(file: CaseFile) -> dict[str, Any]:
    """The context of the case page."""
    today = timezone.localdate(timezone=ZoneInfo(file.case.controller.time_zone))
    return {
        "case": file.case,
        "is_open": file.case.status == CaseStatus.OPEN,
        "is_documentation": archive.purpose_of(file.case) is not None,
        "parties": _parties(file),
        "claims": [ClaimLine(claim, balance.may_demand(due_on=claim.due_on, today=today)) for claim in file.claims],
        "owed": file.owed,
        "banners": [*([_HIT] if file.has_hit else []), *_banners(file.blocks)],
        "entries": timeline.of_case(file),
        "records_calls": terms.of(file.case.controller.reference).is_on,
        "may_buy": purchases.may_buy(file.case),
        "purchases": purchases.of_case(file.case),
        "disclosures": [disclosure_words.of_line(each) for each in file.disclosures],
    }


def _parties(file: CaseFile) -> list[Party]:
    alike = namesakes.of([part.debtor for part in file.parties])
    return [
        Party(part, wording.ROLES.get(part.role, part.role), alike.get(part.debtor_id, ())) for part in file.parties
    ]


def of_restricted(case: Case, blocks: Iterable[EnvelopeBlock]) -> dict[str, Any]:
    """The context of the page of a case that may not be opened: what is in the clear, and why."""
    found = list(blocks)
    return {
        "case": case,
        "is_open": case.status == CaseStatus.OPEN,
        "is_held": any(block.kind == BlockKind.HOLD for block in found),
        "banners": list(_banners(found)),
    }


def _banners(blocks: Iterable[EnvelopeBlock]) -> Iterator[Banner]:
    """One banner for each kind of block, however many there are."""
    seen: set[str] = set()
    for block in blocks:
        if block.kind in seen or block.kind not in wording.BLOCKS:
            continue
        seen.add(block.kind)
        keeps = block.kind in {"wish", "marketing"}
        yield Banner("info" if keeps else "stop", "shield" if keeps else "lock", *wording.BLOCKS[block.kind])
