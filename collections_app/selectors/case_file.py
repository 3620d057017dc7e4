"""The case file: everything about one case, opened and recorded as one reading."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q
from django.db.models.functions import JSONObject

from accounts.selectors import names
from collections_app.models import (
    Allocation,
    Call,
    CallRecording,
    Case,
    CaseDebtor,
    CaseStatusChange,
    Claim,
    ClaimPart,
    Disclosure,
    Note,
)
from collections_app.policies import balance
from collections_app.selectors import details, disclosures
from personal_data import envelopes, reach
from personal_data.models import EnvelopeBlock

# The page shows the newest disclosures; the register has them all.
_NEWEST = 5


# In one query with the claims; by their letters from the last, they stand as they are read: principal, interest, costs.
_PARTS = ArraySubquery(
    ClaimPart.objects.filter(claim=OuterRef("pk"))
    .order_by("-kind")
    .values(part=JSONObject(kind="kind", amount_minor="amount_minor"))
)


@dataclass(frozen=True, slots=True)
class CaseFile:
    """One case with its parties, claims, notes and steps; all that is sealed in it is open."""

    case: Case
    parties: Sequence[CaseDebtor]
    claims: Sequence[Claim]
    notes: Sequence[Note]
    calls: Sequence[Call]
    changes: Sequence[CaseStatusChange]
    recordings: Sequence[CallRecording]
    blocks: Sequence[EnvelopeBlock]
    disclosures: Sequence[Disclosure]
    payments: Sequence[Allocation]
    staff: dict[UUID, str]
    has_hit: bool = False
    """A register says that a debtor is insolvent or has a guardian, and nobody has looked at that."""

    @property
    def owed(self) -> list[balance.Money]:
        """What is still owed, for each currency."""
        return self.owed_on(date.max)

    @property
    def taken_back(self) -> set[UUID]:
        """The payments on claims that were taken back; they paid nothing, in time or late."""
        return {each.corrects for each in self.payments if each.corrects}

    def owed_on(self, day: date) -> list[balance.Money]:
        """What was owed at the end of a day: documents issued until then, less the payments booked until then."""
        documents = [(each.kind, each.amount_minor, each.currency) for each in self.claims if each.issued_on <= day]
        paid = [("payment", each.amount_minor, each.currency) for each in self.payments if each.booked_on <= day]
        return balance.owed((kind, balance.Money(amount, currency)) for kind, amount, currency in [*documents, *paid])


def by_reference(reference: str) -> Case:
    """One case within reach with its creditor, controller and envelope. Raises Case.DoesNotExist."""
    cases = Case.objects.filter(reach.within())
    return cases.select_related("creditor", "controller", "envelope").get(reference=reference)


def is_there(reference: str) -> bool:
    """Whether the case of that number is within reach and has not been erased."""
    return Case.objects.filter(reach.within(), reference=reference).exists()


def consult(case: Case) -> CaseFile:
    """Open the case and the profiles of its debtors. Raises envelopes.Refused when one of them is blocked."""
    parties = list(case.case_debtors.select_related("debtor").order_by("role", "id"))
    contents: dict[str, Any] = {}

    def read() -> None:
        """Fetch what lies in the file; it becomes readable when the opening has been recorded."""
        notes = list(case.notes.order_by("-at", "-id"))
        calls = list(case.calls.order_by("-started_at", "-id"))
        changes = list(case.status_changes.order_by("-at", "-id"))
        writers = {*(note.by for note in notes), *(call.by for call in calls), *(change.by for change in changes)}
        recordings = CallRecording.objects.filter(case_reference=case.reference).order_by("-recorded_at", "-id")
        contents.update(
            claims=list(case.claims.select_related("credits").annotate(made_of=_PARTS).order_by("issued_on", "id")),
            notes=notes,
            calls=calls,
            changes=changes,
            recordings=list(recordings),
            blocks=_blocks(case, parties),
            payments=list(Allocation.objects.filter(envelope_id=case.envelope_id).order_by("-booked_on", "-id")),
            disclosures=disclosures.of_case(case, limit=_NEWEST),
            staff=staff_names(writers),
            has_hit=details.waiting(case),
        )

    envelopes.open([case, *(party.debtor for party in parties)], meanwhile=read)
    return CaseFile(case=case, parties=parties, **contents)


def blocks_on(case: Case) -> list[EnvelopeBlock]:
    """The living blocks on a case that may not be opened, and on the persons in it. Opens nothing."""
    return _blocks(case, list(case.case_debtors.select_related("debtor")))


def staff_names(ids: Iterable[UUID]) -> dict[UUID, str]:
    """The names of members of staff, for those who wrote in a file."""
    return names(ids)


def _blocks(case: Case, parties: Iterable[CaseDebtor]) -> list[EnvelopeBlock]:
    """The living blocks on the case and on the persons in it."""
    subjects = [party.debtor.subject_id for party in parties]
    profiles = [party.debtor.envelope_id for party in parties]
    scope = Q(envelope_id__in=[case.envelope_id, *profiles]) | Q(subject_id__in=subjects)
    return list(EnvelopeBlock.objects.filter(scope, lifted_at__isnull=True).order_by("placed_at", "id"))
