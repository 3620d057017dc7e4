"""Disclosures: passing data on to a recipient, with a line in the register and a sealed copy of what left."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from audit import trail
from collections_app import events
from collections_app.models import Case, Debtor, DisclosedCopy, Disclosure
from collections_app.policies import disclosures as rules
from collections_app.record_classes import DISCLOSURE
from collections_app.selectors import disclosable
from collections_app.services.disclosing import checks
from collections_app.services.disclosing.checks import NotAllowed, Wanted
from personal_data import envelopes
from personal_data.models import DataSubject, Envelope, EnvelopeSubject

__all__ = ["Left", "NotAllowed", "Wanted", "disclose", "enter", "persons_of", "preview", "start_clocks"]


class Left(NamedTuple):
    """What left of one case: the rows that were opened for it, and each datum."""

    case: Case
    rows: Sequence[Case | Debtor]
    entries: Sequence[disclosable.Entry]


def preview(*, case: Case, wanted: Wanted, at: datetime) -> list[disclosable.Entry]:
    """What would leave, word for word; opens the records and records that. Raises NotAllowed as ``disclose`` does."""
    checks.check(case=case, wanted=wanted, at=at)
    return _read(_rows(case, wanted), wanted.fields)


def disclose(*, case: Case, wanted: Wanted, by: UUID, at: datetime, secret_in: Envelope | None = None) -> Disclosure:
    """Pass data on: open them for the recipient, write the line of the register, seal the copy of what left.

    Raises NotAllowed, recorded with the recipient, when the agreement or transfer mechanism does not hold on the day,
    the controller's notice does not let data go there, more is asked than such a recipient needs, or a record is
    blocked.
    """
    checks.check(case=case, wanted=wanted, at=at)
    return _carry_out(case=case, wanted=wanted, by=by, at=at, secret_in=secret_in)


@transaction.atomic
def _carry_out(*, case: Case, wanted: Wanted, by: UUID, at: datetime, secret_in: Envelope | None = None) -> Disclosure:
    rows = _rows(case, wanted)
    envelopes.keep([row.envelope_id for row in rows])
    left = _read(rows, wanted.fields, recipient=wanted.recipient.reference)
    if not left:
        raise NotAllowed("nothing_there")
    (line,) = enter(wanted=wanted, left=[Left(case, rows, left)], by=by, at=at, secret_in=secret_in)
    return line


@transaction.atomic
def enter(
    *, wanted: Wanted, left: Sequence[Left], by: UUID, at: datetime, secret_in: Envelope | None = None
) -> list[Disclosure]:
    """Enter in the register what has been checked and opened for the recipient: for each case a line, and the copy.

    ``secret_in`` is the envelope of a report that may not be told of: line and copy lie there and nowhere else. All
    cases are of one controller.
    """
    if not left:
        return []
    homes = [secret_in] * len(left) if secret_in else _new_envelopes([each.case for each in left], wanted.about)
    lines = Disclosure.objects.bulk_create(
        _line(each, wanted, home, by, at, is_secret=secret_in is not None)
        for each, home in zip(left, homes, strict=True)
    )
    DisclosedCopy.objects.bulk_create(
        DisclosedCopy(
            envelope_id=each.case.envelope_id if secret_in is None else secret_in.pk,
            disclosure=line.pk,
            content=each.entries,
        )
        for each, line in zip(left, lines, strict=True)
    )
    for each, line in zip(left, lines, strict=True):
        trail.record(
            events.DISCLOSED,
            envelopes=[*line.records, line.envelope_id],
            reference=line.case_reference,
            reason=wanted.purpose,
            recipient=wanted.recipient.reference,
            fields=line.data_fields,
            count=len(each.entries),
        )
    return lines


def _new_envelopes(cases: Sequence[Case], about: Debtor | None) -> list[Envelope]:
    """For the line of each case an envelope of its own, with everybody whom the case is about.

    That somebody speaks for ``about`` is nothing that the others in the case may know.
    """
    persons = persons_of_each(cases)
    if about is not None:
        persons = {case: [part for part in parts if part[0].pk == about.subject_id] for case, parts in persons.items()}
    return envelopes.create_each(
        controller=cases[0].controller, record_class=DISCLOSURE, subjects_of=[persons[case.pk] for case in cases]
    )


def _line(left: Left, wanted: Wanted, home: Envelope, by: UUID, at: datetime, *, is_secret: bool) -> Disclosure:
    used = {entry["field"] for entry in left.entries} & set(wanted.fields)
    return Disclosure(
        envelope=home,
        controller=left.case.controller,
        recipient=wanted.recipient,
        records=[row.envelope_id for row in left.rows],
        case_reference=left.case.reference,
        categories=sorted({disclosable.declared(name).category.value for name in used}),
        data_fields=sorted(used),
        purpose=wanted.purpose,
        ground=wanted.ground,
        channel=wanted.channel,
        secrecy_check=wanted.secrecy_check,
        noticed_on=wanted.noticed_on,
        provision=wanted.provision.strip() or None,
        asked_as=wanted.asked_as.strip() or None,
        by=by,
        at=at,
        is_secret=is_secret,
    )


def _rows(case: Case, wanted: Wanted) -> list[Case | Debtor]:
    levels = rules.LEVELS_FOR.get(wanted.recipient.kind, frozenset())
    return disclosable.rows_of(case, wanted.fields, levels=levels, about=wanted.about)


def _read(rows: Sequence[Case | Debtor], fields: Sequence[str], *, recipient: str = "") -> list[disclosable.Entry]:
    try:
        envelopes.open(rows, recipient=recipient)
    except envelopes.Refused as refused:
        raise NotAllowed("blocked") from refused
    cases = [row for row in rows if isinstance(row, Case)]
    return disclosable.entries(rows, fields, disclosable.owed_on(cases, fields))


def persons_of(case: Case) -> list[tuple[DataSubject, str]]:
    """Everybody whom a case is about, with their role in it."""
    return persons_of_each([case])[case.pk]


def persons_of_each(cases: Sequence[Case]) -> dict[UUID, list[tuple[DataSubject, str]]]:
    """Everybody whom each case is about, with their role in it, in one query."""
    found: dict[UUID, list[tuple[DataSubject, str]]] = {case.envelope_id: [] for case in cases}
    parts = EnvelopeSubject.objects.filter(envelope_id__in=list(found)).select_related("subject")
    for part in parts.order_by("role", "subject_id"):
        found[part.envelope_id].append((part.subject, part.role))
    return {case.pk: found[case.envelope_id] for case in cases}


@transaction.atomic
def start_clocks(*, at: datetime) -> int:
    """Start the retention clock of each line whose records have all been erased; says how many those are.

    As long as a record lives, its recipients must be known: a correction or an erasure has to reach them (art. 19).
    """
    with connection.cursor() as cursor:
        cursor.execute(_RECORDS_GONE)
        waiting = cursor.fetchall()
    for envelope_id, time_zone in waiting:
        envelopes.set_trigger(envelopes=[envelope_id], trigger_on=at.astimezone(ZoneInfo(time_zone)).date())
    return len(waiting)


# Django has no join by an array.
_RECORDS_GONE = """
SELECT line.envelope_id, controller.time_zone FROM collections_app_disclosure line
JOIN personal_data_envelope own ON own.id = line.envelope_id AND own.trigger_on IS NULL
JOIN personal_data_controller controller ON controller.id = line.controller_id
WHERE NOT line.is_secret
AND NOT EXISTS (SELECT 1 FROM personal_data_envelope record WHERE record.id = ANY (line.records))"""
