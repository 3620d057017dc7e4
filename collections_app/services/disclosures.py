"""Disclosures: passing data on to a recipient, with a line in the register and a sealed copy of what left."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from audit import trail
from collections_app import events
from collections_app.models import Case, Debtor, DisclosedCopy, Disclosure
from collections_app.record_classes import DISCLOSURE
from collections_app.selectors import disclosable
from collections_app.services import disclosure_checks
from collections_app.services.disclosure_checks import NotAllowed, Wanted
from personal_data import envelopes
from personal_data.models import DataSubject, Envelope, EnvelopeSubject

__all__ = ["NotAllowed", "Wanted", "disclose", "enter", "persons_of", "preview", "start_clocks"]


def preview(*, case: Case, wanted: Wanted, at: datetime) -> list[disclosable.Entry]:
    """What would leave, word for word; opens the records and records that. Raises NotAllowed as ``disclose`` does."""
    disclosure_checks.check(case=case, wanted=wanted, at=at)
    return _read(disclosable.rows_of(case, wanted.fields), wanted.fields)


def disclose(*, case: Case, wanted: Wanted, by: UUID, at: datetime, secret_in: Envelope | None = None) -> Disclosure:
    """Pass data on: open them for the recipient, write the line of the register, seal the copy of what left.

    Raises NotAllowed, recorded with the recipient, when the agreement or transfer mechanism does not hold on the day,
    the controller's notice does not let data go there, more is asked than such a recipient needs, or a record is
    blocked.
    """
    disclosure_checks.check(case=case, wanted=wanted, at=at)
    return _carry_out(case=case, wanted=wanted, by=by, at=at, secret_in=secret_in)


@transaction.atomic
def _carry_out(*, case: Case, wanted: Wanted, by: UUID, at: datetime, secret_in: Envelope | None = None) -> Disclosure:
    rows = disclosable.rows_of(case, wanted.fields)
    envelopes.keep([row.envelope_id for row in rows])
    left = _read(rows, wanted.fields, recipient=wanted.recipient.reference)
    if not left:
        raise NotAllowed("nothing_there")
    return enter(case=case, wanted=wanted, rows=rows, left=left, by=by, at=at, secret_in=secret_in)


@transaction.atomic
def enter(
    *,
    case: Case,
    wanted: Wanted,
    rows: Sequence[Case | Debtor],
    left: Sequence[disclosable.Entry],
    by: UUID,
    at: datetime,
    secret_in: Envelope | None = None,
) -> Disclosure:
    """Enter in the register what has been checked and opened for the recipient, with the copy of what left.

    ``secret_in`` is the envelope of a report that may not be told of: line and copy lie there and nowhere else.
    """
    records = [row.envelope_id for row in rows]
    used = {entry["field"] for entry in left} & set(wanted.fields)
    line = _line(case, wanted, records, used, by, at, secret_in)
    copied_into = case.envelope_id if secret_in is None else secret_in.pk
    DisclosedCopy.objects.create(envelope_id=copied_into, disclosure=line.pk, content=left)
    trail.record(
        events.DISCLOSED,
        envelopes=[*records, line.envelope_id],
        reference=case.reference,
        reason=wanted.purpose,
        recipient=wanted.recipient.reference,
        fields=used,
        count=len(left),
    )
    return line


def _line(
    case: Case,
    wanted: Wanted,
    records: Sequence[UUID],
    used: Collection[str],
    by: UUID,
    at: datetime,
    secret_in: Envelope | None,
) -> Disclosure:
    """The line of the register, in an envelope of its own with everybody whom the case is about."""
    envelope = secret_in or envelopes.create(
        controller=case.controller, record_class=DISCLOSURE, subjects=persons_of(case)
    )
    return Disclosure.objects.create(
        envelope=envelope,
        controller=case.controller,
        recipient=wanted.recipient,
        records=records,
        case_reference=case.reference,
        categories=sorted({disclosable.declared(name).category.value for name in used}),
        data_fields=sorted(used),
        purpose=wanted.purpose,
        ground=wanted.ground,
        channel=wanted.channel,
        provision=wanted.provision.strip() or None,
        asked_as=wanted.asked_as.strip() or None,
        by=by,
        at=at,
        is_secret=secret_in is not None,
    )


def _read(rows: Sequence[Case | Debtor], fields: Sequence[str], *, recipient: str = "") -> list[disclosable.Entry]:
    try:
        envelopes.open(rows, recipient=recipient)
    except envelopes.Refused as refused:
        raise NotAllowed("blocked") from refused
    return disclosable.entries(rows, fields)


def persons_of(case: Case) -> list[tuple[DataSubject, str]]:
    """Everybody whom a case is about, with their role in it."""
    parts = EnvelopeSubject.objects.filter(envelope_id=case.envelope_id).select_related("subject")
    return [(part.subject, part.role) for part in parts.order_by("role", "subject_id")]


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
