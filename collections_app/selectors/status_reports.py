"""Which cases of a client stand in its report: the open ones and those closed lately, part by part."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from collections_app.models import Case, CaseDebtor, Creditor
from personal_data.models import BlockKind, EnvelopeBlock

# So many cases to a part: each is opened, entered in the register and copied on its own.
PART = 100
CLOSED_SINCE = timedelta(days=31)
_STOPS_USE = (BlockKind.RESTRICTION, BlockKind.OBJECTION, BlockKind.NEED_TO_KNOW)


@dataclass(frozen=True, slots=True)
class Extent:
    """How much a report would tell: cases, parts, and how many cases are left out because they may not be used now."""

    cases: int
    left_out: int

    @property
    def parts(self) -> range:
        """The numbers of the parts, from 1."""
        return range(1, -(-self.cases // PART) + 1)


def extent(creditor: Creditor, *, today: date) -> Extent:
    """How much a report of today would tell. Opens nothing."""
    told = _told(creditor, today)
    usable = told.exclude(_is_blocked()).count()
    return Extent(usable, told.count() - usable)


def part(creditor: Creditor, number: int, *, today: date) -> Sequence[Case]:
    """The cases of one part, by their numbers; blocked ones are left out."""
    usable = _told(creditor, today).exclude(_is_blocked()).order_by("reference")
    return list(usable.select_related("controller")[PART * (number - 1) : PART * number])


def _told(creditor: Creditor, today: date) -> QuerySet[Case]:
    return Case.objects.of_creditor(creditor).filter(Q(closed_on=None) | Q(closed_on__gte=today - CLOSED_SINCE))


def _is_blocked() -> Exists:
    """Whether a restriction, an objection or a seal keeps the case, or one of its debtors, from collection."""
    standing = EnvelopeBlock.objects.filter(lifted_at=None, kind__in=_STOPS_USE)
    parties = CaseDebtor.objects.filter(case=OuterRef(OuterRef("pk")))
    about = Q(envelope=OuterRef("envelope")) | Q(subject__in=parties.values("debtor__subject"))
    return Exists(standing.filter(about | Q(envelope__in=parties.values("debtor__envelope"))))
