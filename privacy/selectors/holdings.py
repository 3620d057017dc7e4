"""Everything that the data map knows about one person with one controller (GDPR art. 15(1) and (3)).

The portal's page of what is held and the access copy are both made from it. Opening is one event for all records; what
belongs to others is withheld with its reason.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from collections_app.models import CallRecording, Case, Creditor, Debtor
from personal_data import access, envelopes, index_keys, record_classes
from personal_data.models import DataSubject, Envelope, EnvelopeSubject, Role, SearchEntry
from privacy.policies.copies import scope
from privacy.policies.copies.cuts import Cuts, applied
from privacy.policies.copies.others_places import OwnPlaces
from privacy.policies.copies.others_words import OthersWords
from privacy.policies.held_ends import Ending
from privacy.policies.held_records import HeldRecord, Holdings
from privacy.policies.withheld import Withheld
from privacy.selectors import copy_cuts, endings, grades, held_rows
from privacy.selectors.held_rows import Contents, Reader

# What these are in a record is theirs; a contact or a person who is mentioned sees that they stand there and no more.
_PARTIES = (Role.DEBTOR, Role.JOINT_DEBTOR, Role.GUARANTOR, Role.CUSTOMER, Role.APPLICANT)

_NOBODY_ELSES = OthersWords(b"", theirs=frozenset(), own=frozenset(), places=OwnPlaces(()))


@dataclass(slots=True)
class _Gathered:
    """What is fetched while the event of the opening is being written: nothing of it needs an open value."""

    contents: Contents = field(default_factory=Contents)
    parts: Mapping[UUID, list[EnvelopeSubject]] = field(default_factory=dict)
    endings: Mapping[UUID, Ending] = field(default_factory=dict)
    cuts: Cuts = field(default_factory=dict)


def of_subject(subject: DataSubject, *, at: datetime, is_cut: bool = True) -> Holdings:
    """Open and read everything that is held about a person, in a number of queries that does not grow with it.

    Records of classes that the person may not know of are absent without a trace. A record that is blocked for the
    purpose of the context is listed, and everything in it is withheld. What was decided to be left out is left out;
    only who decides about that reads it with ``is_cut`` false. Grades are withheld until somebody decides to show them.
    """
    gathered = _Gathered()

    def gather(found: list[Envelope]) -> None:
        ids = [each.id for each in found]
        gathered.contents = held_rows.fetch(ids)
        gathered.parts = _parts(ids)
        rows = (row for each in gathered.contents.rows.values() for row in each)
        gathered.cuts = grades.withheld(subject.controller, rows)
        if is_cut:
            gathered.cuts = {**gathered.cuts, **copy_cuts.in_force(subject)}
        gathered.endings = endings.of_envelopes(found, subject=subject)

    found = envelopes.open_page(envelopes_of(subject), meanwhile=gather)
    others = _others_words(subject, gathered)
    creditors = _creditors(gathered.contents)
    records = (_record(each, subject, gathered, others, at=at) for each in sorted(found, key=_profile_first))
    named = (replace(each, creditor=creditors.get(each.envelope_id, "")) if each.rows else each for each in records)
    return Holdings(subject, subject.controller, applied(tuple(named), gathered.cuts))


def _record(
    envelope: Envelope, subject: DataSubject, gathered: _Gathered, others: OthersWords, *, at: datetime
) -> HeldRecord:
    parts = gathered.parts[envelope.id]
    role = next(each.role for each in parts if each.subject_id == subject.pk)
    is_shared = any(each.subject_id != subject.pk and _is_natural(each) for each in parts)
    withheld = _withheld(envelope, role, is_alone=len(parts) == 1)
    # Somebody who is only named in another person's record is told that they are, and nothing of that person.
    rows = [] if withheld is Withheld.ANOTHER_PERSON else gathered.contents.rows[envelope.id]
    reader = Reader(subject, gathered.contents, is_shared=is_shared, others=others, at=at)
    return HeldRecord(
        envelope.id,
        record_classes.get(envelope.record_class),
        reference=_reference(rows),
        creditor="",
        role=role,
        is_shared=is_shared,
        since=envelope.created_at,
        ending=gathered.endings[envelope.id],
        rows=tuple(reader.row(row, withheld=withheld) for row in rows),
        withheld=withheld,
    )


def envelopes_of(subject: DataSubject) -> QuerySet[Envelope]:
    """The envelopes of a person of which they may know. Opens nothing."""
    mine = EnvelopeSubject.objects.filter(subject=subject).values("envelope_id")
    return (
        Envelope.objects.filter(id__in=mine)
        .exclude(record_class__in=scope.absent_classes())
        .select_related("controller")
        .order_by("id")
    )


def _profile_first(envelope: Envelope) -> tuple[bool, UUID]:
    """The profile, then by age."""
    return not record_classes.get(envelope.record_class).is_profile, envelope.id


def _is_natural(part: EnvelopeSubject) -> bool:
    return part.subject.kind != DataSubject.Kind.COMPANY


def _withheld(envelope: Envelope, role: str, *, is_alone: bool) -> Withheld | None:
    """A record in which nobody else stands is the person's own, whatever they are in it: a contact's, a guardian's."""
    here = access.current()
    if here is None or envelope.id not in here.keys:
        return Withheld.BLOCKED
    return None if is_alone or role in _PARTIES else Withheld.ANOTHER_PERSON


def _parts(envelope_ids: list[UUID]) -> Mapping[UUID, list[EnvelopeSubject]]:
    found: dict[UUID, list[EnvelopeSubject]] = defaultdict(list)
    for part in EnvelopeSubject.objects.filter(envelope_id__in=envelope_ids).select_related("subject"):
        found[part.envelope_id].append(part)
    return found


def _others_words(subject: DataSubject, gathered: _Gathered) -> OthersWords:
    """What redacts the names, numbers and addresses of the natural persons who share a record. Their profiles stay
    sealed."""
    parts = gathered.parts
    people = {each.subject_id for every in parts.values() for each in every if _is_natural(each)}
    if not people - {subject.pk}:
        return _NOBODY_ELSES  # what is read to redact by would be read for nothing
    profiles = [each.name for each in record_classes.every() if each.is_profile]
    entries = (
        SearchEntry.objects.filter(envelope__parts__subject_id__in=people, envelope__record_class__in=profiles)
        .values_list("envelope__parts__subject_id", "tokens")
        .order_by("envelope_id")
    )
    tokens: dict[bool, set[int]] = {True: set(), False: set()}
    for subject_id, found in entries:
        tokens[subject_id == subject.pk].update(found)
    key = index_keys.of(subject.controller_id) if tokens[False] else b""
    return OthersWords(
        key,
        theirs=frozenset(tokens[False]),
        own=frozenset(tokens[True]),
        places=OwnPlaces(_own_places(subject, gathered.contents)),
    )


def _own_places(subject: DataSubject, contents: Contents) -> Iterator[str]:
    """Where the person lives and lived, and their telephone numbers, out of their own profile."""
    profiles = [row for rows in contents.rows.values() for row in rows if isinstance(row, Debtor)]
    mine = [row for row in profiles if row.subject_id == subject.pk]
    for each in [*mine, *(version for row in mine for version in contents.versions[row.pk])]:
        if each.phone is not None and each.phone.is_open:
            yield str(each.phone.reveal())
        if each.address is not None and each.address.is_open:
            address = each.address.reveal()
            yield from map(str, address.get("lines", ()))
            yield f"{address.get('postcode', '')} {address.get('city', '')}"


def _creditors(contents: Contents) -> Mapping[UUID, str]:
    cases = [row for rows in contents.rows.values() for row in rows if isinstance(row, Case)]
    names = dict(Creditor.objects.filter(id__in={case.creditor_id for case in cases}).values_list("id", "name"))
    return {case.envelope_id: names[case.creditor_id] for case in cases}


def _reference(rows: list[Any]) -> str:
    """What people call a record: the first number that one of its rows bears."""
    numbers = (row.case_reference if isinstance(row, CallRecording) else getattr(row, "reference", "") for row in rows)
    return next((number for number in numbers if number), "")
