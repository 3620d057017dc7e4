"""What has happened with the cases of an import since: one query for each kind of record, whatever the number of cases.

Kinds of record are taken from the data map, so what another package puts into a case file tomorrow counts tomorrow.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from collections_app.models import (
    Case,
    CaseDebtor,
    Claim,
    ClaimPart,
    ImportFile,
    IntakeItem,
    IntakeItemStatus,
)
from collections_app.record_classes import CASE_FILE, PROFILE
from personal_data import catalogue
from personal_data.models import EnvelopeSubject, SealedFile

_OF_THE_IMPORT = (Case, CaseDebtor, Claim, ClaimPart)
_NAMES_ITS_CASE = "case_reference"


@dataclass(slots=True)
class Facts:
    """What is known of one case."""

    rows_beside: set[str] = field(default_factory=set)
    with_the_person: set[str] = field(default_factory=set)
    other_claims: bool = False
    decided: bool = False
    claims: int = 0


def of(report: ImportFile, cases: Sequence[Case]) -> Mapping[UUID, Facts]:
    """The facts by case."""
    facts: dict[UUID, Facts] = defaultdict(Facts)
    by_envelope = {case.envelope_id: case.pk for case in cases}
    _claims(report, by_envelope, facts)
    for kind, case_id in _rows_beside(cases, by_envelope):
        facts[case_id].rows_beside.add(kind)
    for kind, case_id in _with_the_persons(report, by_envelope):
        facts[case_id].with_the_person.add(kind)
    for case in cases:
        if case.closed_on is not None:
            facts[case.pk].rows_beside.add("closed")
    return facts


def _claims(report: ImportFile, by_envelope: Mapping[UUID, UUID], facts: Mapping[UUID, Facts]) -> None:
    claims = Claim.objects.filter(envelope_id__in=by_envelope).values_list("case_id", "received_at", "document_digest")
    case_of = {}
    for case_id, received_at, digest in claims:
        facts[case_id].other_claims |= received_at != report.started_at
        facts[case_id].claims += received_at == report.started_at
        case_of[bytes(digest)] = case_id
    decided = IntakeItem.objects.filter(
        creditor=report.creditor, document_digest__in=list(case_of), status=IntakeItemStatus.DECIDED
    )
    for digest in decided.values_list("document_digest", flat=True):
        facts[case_of[bytes(digest)]].decided = True


def _rows_beside(cases: Sequence[Case], by_envelope: Mapping[UUID, UUID]) -> Iterable[tuple[str, UUID]]:
    by_reference = {case.reference: case.pk for case in cases}
    for model in catalogue.personal_models():
        name = str(model._meta.model_name)
        if model in _OF_THE_IMPORT:
            continue
        inside = model._default_manager.filter(envelope_id__in=list(by_envelope))
        for envelope_id in inside.values_list("envelope_id", flat=True).distinct():
            yield name, by_envelope[envelope_id]
        if any(each.name == _NAMES_ITS_CASE for each in model._meta.concrete_fields):
            about = model._default_manager.filter(**{f"{_NAMES_ITS_CASE}__in": list(by_reference)})
            for reference in about.values_list(_NAMES_ITS_CASE, flat=True).distinct():
                yield name, by_reference[reference]
    for envelope_id in SealedFile.objects.filter(envelope_id__in=list(by_envelope)).values_list(
        "envelope_id", flat=True
    ):
        yield "file", by_envelope[envelope_id]


def _with_the_persons(report: ImportFile, by_envelope: Mapping[UUID, UUID]) -> Iterable[tuple[str, UUID]]:
    """Records about the debtors of these cases, other cases and profiles apart, that came after the import began."""
    cases_of: dict[UUID, set[UUID]] = defaultdict(set)
    for envelope_id, subject_id in EnvelopeSubject.objects.filter(envelope_id__in=list(by_envelope)).values_list(
        "envelope_id", "subject_id"
    ):
        cases_of[subject_id].add(by_envelope[envelope_id])
    since = EnvelopeSubject.objects.filter(
        subject_id__in=list(cases_of), envelope__created_at__gte=report.started_at
    ).exclude(envelope__record_class__in=[CASE_FILE.name, PROFILE.name])
    for subject_id, record_class in since.values_list("subject_id", "envelope__record_class"):
        for case_id in cases_of[subject_id]:
            yield record_class, case_id
