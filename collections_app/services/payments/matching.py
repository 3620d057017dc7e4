"""What the books know about the payments of one batch: one query for each question, whatever the size.

Nothing is opened: payments lead to cases by their references, and payers are recognised by keyed tokens of their names.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from collections_app.models import Case, CaseDebtor, CaseStatus, Payment
from collections_app.payments import references
from collections_app.policies import payments as policy
from collections_app.policies.allocation import OpenClaim
from collections_app.selectors import claims_owed
from collections_app.services.payments.arrivals import Arrival
from personal_data import digests, search
from personal_data.models import Controller, SearchEntry
from personal_data.postgresql import among  # noqa: F401  (registers the lookup)

_FEWEST_WORDS = 2
"""A first name alone is nobody's."""


class Party(NamedTuple):
    """A debtor of a case."""

    subject_id: UUID
    role: str
    profile_id: UUID


@dataclass(slots=True)
class NamedCase:
    """A case that a payment names, with what is owed in it and who owes it."""

    id: UUID
    envelope_id: UUID
    reference: str
    is_open: bool
    claims: list[OpenClaim] = field(default_factory=list)
    parties: list[Party] = field(default_factory=list)


def booked_among(asked: Collection[bytes]) -> set[bytes]:
    """Those bookings that are in the books, or were until they were erased; also under the name of a later report."""
    if not asked:
        return set()
    known = set()
    for column in ("entry_digest", "seen_digest"):
        living = Payment.objects.filter(**{f"{column}__among": asked}).values_list(column, flat=True)
        known |= {bytes(digest) for digest in living}
    return known | digests.erased_among(set(asked) - known)


def named_cases(controller: Controller, arrivals: Sequence[Arrival], *, lock: bool) -> list[list[NamedCase]]:
    """For each payment the cases that its references name. With ``lock`` nobody closes or pays them meanwhile."""
    asked = {reference for arrival in arrivals for reference in arrival.references}
    readings = {reference: references.case_numbers_of(reference) for reference in asked}
    by_number = {
        case.reference: case
        for case in _cases(controller, lock=lock, reference__in={each for read in readings.values() for each in read})
    }
    found = {
        reference: [by_number[number]]
        for reference, read in readings.items()
        if (number := next((each for each in read if each in by_number), None))
    }
    found.update(_by_creditors_numbers(controller, asked - found.keys(), lock=lock))
    cases = {case.id: case for named in found.values() for case in named}
    _load(cases)
    return [
        [cases[each] for each in {case.id: 0 for name in arrival.references for case in found.get(name, [])}]
        for arrival in arrivals
    ]


def holds(reference: str) -> bool:
    """Whether a reference satisfies the check of any of our countries, or is a case number."""
    checks = (references.is_ocr, references.is_kid, references.is_viite, references.is_rf)
    return any(check(reference) for check in checks) or bool(references.case_numbers_of(reference))


def same_name(controller_id: UUID, names: dict[int, str], cases: dict[int, NamedCase]) -> dict[int, Party]:
    """Whose name each payer has: the debtor of the case in whose name all the words of the payer's stand.

    ``names`` and ``cases`` go by the same keys. Compared are tokens, so nobody's name is opened.
    """
    profiles = {party.profile_id for case in cases.values() for party in case.parties}
    held = dict(SearchEntry.objects.filter(envelope_id__in=profiles).values_list("envelope_id", "tokens"))
    words = search.whole_words(controller_id=controller_id)
    recognised = {}
    for key, name in names.items():
        wanted = words(name)
        for party in cases[key].parties if len(wanted) >= _FEWEST_WORDS else ():
            if wanted <= set(held.get(party.profile_id, ())):
                recognised[key] = party
                break
    return recognised


def _by_creditors_numbers(controller: Controller, asked: Iterable[str], *, lock: bool) -> dict[str, list[NamedCase]]:
    """A reference with a right check digit may be the creditor's own: the number of the claim."""
    texts = [each for each in asked if policy.may_be_creditors_number(each) and holds(each)]
    if not texts:
        return {}
    held = search.find_each(controller_id=controller.pk, kind="reference", texts=texts)
    envelope_ids = {each for ids in held.values() for each in ids}
    cases = {case.envelope_id: case for case in _cases(controller, lock=lock, envelope_id__in=envelope_ids)}
    return {text: [cases[each] for each in ids if each in cases] for text, ids in held.items()}


def _cases(controller: Controller, *, lock: bool, **condition: Collection[object]) -> list[NamedCase]:
    rows = Case.objects.filter(controller=controller, **condition).order_by("id")
    if lock:
        rows = rows.select_for_update(of=("self",), no_key=True)
    return [
        NamedCase(case_id, envelope_id, reference, status == CaseStatus.OPEN)
        for case_id, envelope_id, reference, status in rows.values_list("id", "envelope_id", "reference", "status")
    ]


def _load(cases: dict[UUID, NamedCase]) -> None:
    """What is owed in the cases, and by whom."""
    for case_id, claims in claims_owed.of_cases(cases.keys()).items():
        cases[case_id].claims = claims
    columns = ("case_id", "debtor__subject_id", "role", "debtor__envelope_id")
    parts = CaseDebtor.objects.filter(case_id__in=cases.keys()).order_by("role", "id").values_list(*columns)
    for case_id, subject_id, role, profile_id in parts:
        cases[case_id].parties.append(Party(subject_id, role, profile_id))
