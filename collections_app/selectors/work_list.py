"""The work list: one page of cases, sorted and filtered by columns that are held in the clear."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet, Value

from collections_app.models import Allocation, Case, CaseDebtor, CaseStatus, Claim, Creditor, Debtor
from collections_app.policies import balance
from personal_data import envelopes, reach
from personal_data.values import Sealed

PAGE_SIZE = 50
_NAME = Debtor._meta.get_field("name")
SORTS = ("opened_on", "-opened_on", "closed_on", "-closed_on", "reference", "-reference")


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last row of the page before: where the next one begins."""

    value: str
    case_id: UUID

    def __str__(self) -> str:
        return f"{self.value}_{self.case_id}"

    @classmethod
    def parse(cls, text: str, *, sort: str) -> "Cursor | None":
        """A cursor from an address, or None when there is none or it does not fit the order."""
        value, _, case_id = text.rpartition("_")
        try:
            if not sort.endswith("reference"):
                date.fromisoformat(value)
            return cls(value, UUID(case_id)) if value else None
        except ValueError:
            return None


class Named(NamedTuple):
    """A debtor as they stand in a list. ``name`` stays sealed where it may not be opened."""

    name: str | Sealed
    is_identified: bool

    @property
    def is_open(self) -> bool:
        """Whether the name may be shown."""
        return not isinstance(self.name, Sealed)


@dataclass(frozen=True, slots=True)
class Listed:
    """A case as it stands in a list."""

    case: Case
    debtors: Sequence[Named]
    owed: Sequence[balance.Money]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of cases, where the next begins, and whom the list can be filtered by."""

    listed: Sequence[Listed]
    next: Cursor | None
    creditors: Sequence[Creditor]


def page(*, status: str = CaseStatus.OPEN, creditor: str = "", sort: str = "-opened_on", after: str = "") -> Page:
    """Fifty cases with the names of their debtors, which are opened (and recorded) in one go."""
    cases = Case.objects.filter(reach.within(), status=status).select_related("creditor")
    if creditor:
        cases = cases.filter(creditor__reference=creditor)
    found = list(_after(cases, sort, Cursor.parse(after, sort=sort))[: PAGE_SIZE + 1])
    shown = found[:PAGE_SIZE]
    last = Cursor(str(getattr(shown[-1], sort.lstrip("-"))), shown[-1].pk) if len(found) > PAGE_SIZE else None
    choice: list[Creditor] = []
    return Page(_listed(shown, meanwhile=lambda: choice.extend(creditors())), last, choice)


def creditors() -> QuerySet[Creditor]:
    """Whom the list can be filtered by."""
    return Creditor.objects.filter(reach.within()).order_by("name")


def _after(cases: QuerySet[Case], sort: str, cursor: Cursor | None) -> QuerySet[Case]:
    column, is_descending = sort.lstrip("-"), sort.startswith("-")
    if cursor is not None:
        side = "lt" if is_descending else "gt"
        beyond = Q(**{f"{column}__{side}": cursor.value})
        cases = cases.filter(beyond | Q(**{column: cursor.value, f"id__{side}": cursor.case_id}))
    return cases.order_by(sort, "-id" if is_descending else "id")


def _listed(cases: Sequence[Case], *, meanwhile: Callable[[], object]) -> list[Listed]:
    ids = [case.pk for case in cases]
    case_of = {case.envelope_id: case.pk for case in cases}
    parts = CaseDebtor.objects.filter(case_id__in=ids).order_by("role", "id")
    debtors_of: dict[UUID, list[UUID]] = defaultdict(list)
    profiles: dict[UUID, UUID] = {}
    for case_id, debtor_id, envelope_id in parts.values_list("case_id", "debtor_id", "debtor__envelope_id"):
        debtors_of[case_id].append(debtor_id)
        profiles[debtor_id] = envelope_id
    documents: dict[UUID, list[tuple[str, balance.Money]]] = defaultdict(list)

    def add_up(_debtors: Sequence[Debtor]) -> None:
        meanwhile()
        claims = Claim.objects.filter(case_id__in=ids).values_list("envelope_id", "kind", "amount_minor", "currency")
        paid = Allocation.objects.filter(envelope_id__in=case_of).annotate(kind=Value("payment"))
        rows = claims.union(paid.values_list("envelope_id", "kind", "amount_minor", "currency"), all=True)
        for envelope_id, kind, amount_minor, currency in rows:
            documents[case_of[envelope_id]].append((kind, balance.Money(amount_minor, currency)))

    rows = Debtor.objects.filter(pk__in=profiles).only("envelope_id", "name", "is_identified")
    opened = envelopes.open_page(rows, envelope_ids=profiles.values(), meanwhile=add_up)
    names = _NAME.reveal_each(opened)
    debtors = {debtor.pk: Named(name, debtor.is_identified) for debtor, name in zip(opened, names, strict=True)}
    named = {case_id: [debtors[each] for each in ids if each in debtors] for case_id, ids in debtors_of.items()}
    return [Listed(case, named.get(case.pk, []), balance.owed(documents[case.pk])) for case in cases]
