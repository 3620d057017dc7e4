"""Page-sized reads of requests received without identification, and of the people whose they may be."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from collections_app.models import CaseDebtor, Debtor
from collections_app.models.records import KeptRecord
from collections_app.selectors import findings, records
from personal_data import envelopes, reach, search
from personal_data.models import DataSubject
from privacy.models import UnlinkedRequest, UnlinkedState

PAGE = 50
_MOST = 20
_RECORD = re.compile(r"REC-[0-9]{7,}")


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody whose request it may be, opened, with the numbers of their cases: a debtor, or who has no case here, by
    the record that names them."""

    person: Debtor | KeptRecord
    cases: tuple[str, ...]


def listed(*, closed: bool = False, controller: str = "") -> list[UnlinkedRequest]:
    """Those that wait and came in no crowd, the most urgent first, or the last ones that were closed. Opens nothing."""
    found = UnlinkedRequest.objects.filter(reach.within()).select_related("controller")
    if controller:
        found = found.filter(controller__reference=controller)
    if closed:
        return list(found.filter(state=UnlinkedState.CLOSED).order_by("-reference")[:PAGE])
    waits = found.exclude(state=UnlinkedState.CLOSED).filter(in_crowd=False)
    return list(waits.order_by("legal_deadline_on", "id")[:PAGE])


def waiting(*, controller: str = "", after: str = "") -> list[UnlinkedRequest]:
    """A page of everything that waits, also what came in a crowd, in the order of numbers from ``after`` on."""
    found = UnlinkedRequest.objects.filter(reach.within()).exclude(state=UnlinkedState.CLOSED)
    if controller:
        found = found.filter(controller__reference=controller)
    return list(found.filter(reference__gt=after).select_related("controller").order_by("reference")[:PAGE])


def unlisted(*, controller: str = "") -> int:
    """How many wait beside those that ``listed`` shows."""
    found = UnlinkedRequest.objects.filter(reach.within()).exclude(state=UnlinkedState.CLOSED)
    if controller:
        found = found.filter(controller__reference=controller)
    crowd = found.filter(in_crowd=True).count()
    return crowd + max(found.filter(in_crowd=False).count() - PAGE, 0)


def by_reference(reference: str) -> UnlinkedRequest:
    """One of them with its controller. Raises UnlinkedRequest.DoesNotExist."""
    return UnlinkedRequest.objects.select_related("controller", "envelope").get(reach.within(), reference=reference)


def consult(entry: UnlinkedRequest, *, text: str = "", with_candidates: bool = True) -> list[Candidate]:
    """Open what was written and find who may have written it: by ``text``, else by the case number, else by the name.

    Only people of the same controller are looked for; they, and nobody else, are opened and recorded.
    """
    envelopes.open([entry])
    if not with_candidates:
        return []
    for wanted in (text,) if text else _own_words(entry):
        if record := _record(entry, wanted):
            envelopes.open([record])
            return [Candidate(record, ())]
        if debtors := envelopes.open_page(_answering(entry, wanted)):
            return _with_cases(debtors)
    return []


def person_of(entry: UnlinkedRequest, reference: str) -> DataSubject:
    """The debtor of that reference with the controller of the request, or whom the record of that number names.

    Raises DataSubject.DoesNotExist."""
    debtor = Debtor.objects.select_related("subject__controller").filter(
        controller=entry.controller_id, reference=reference
    )
    if (found := debtor.first()) is not None:
        return found.subject
    record = _record(entry, reference)
    if record is None:
        raise DataSubject.DoesNotExist
    return DataSubject.objects.select_related("controller").get(parts__envelope_id=record.envelope_id)


def _record(entry: UnlinkedRequest, text: str) -> KeptRecord | None:
    """The record beside the cases of that number that names its person (an applicant, somebody who wrote in a chat)."""
    number = text.strip().upper()
    if not _RECORD.fullmatch(number):
        return None
    return records.that_names(controller=entry.controller_id, reference=number)


def _own_words(entry: UnlinkedRequest) -> list[str]:
    words = [entry.case_number, entry.name]
    return [str(each.reveal()) for each in words if each is not None]


def _answering(entry: UnlinkedRequest, text: str) -> QuerySet[Debtor]:
    """The debtors of the controller who answer a text: a case number, a debtor's number, or what the index knows."""
    ours = Debtor.objects.filter(controller=entry.controller_id).order_by("id")
    if case := findings.case_reference(text):
        parts = CaseDebtor.objects.filter(case__reference=case).values("debtor_id")
        return ours.filter(pk__in=parts)[:_MOST]
    if match := findings.DEBTOR_REFERENCE.fullmatch(text.strip()):
        return ours.filter(reference=f"D-{match[1]}")[:_MOST]
    kinds = findings.kinds_of(text)
    found = search.find(controller_ids=[entry.controller_id], kinds=kinds, text=text.strip(), limit=_MOST)
    return ours.filter(envelope_id__in=found)[:_MOST]


def _with_cases(debtors: Sequence[Debtor]) -> list[Candidate]:
    cases: dict[UUID, list[str]] = {each.pk: [] for each in debtors}
    parts = CaseDebtor.objects.filter(debtor_id__in=list(cases)).order_by("case__reference")
    for debtor_id, reference in parts.values_list("debtor_id", "case__reference"):
        cases[debtor_id].append(reference)
    return [Candidate(each, tuple(cases[each.pk])) for each in debtors]
