"""Who opened one person's data: the person's own lines of the trail, newest first, without any employee's name.

The Court has held that a person may see when and why their data were looked up, and not by which employee
(GDPR art. 15(1), C-579/21). A line says who in a role that they held at the time.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.utils import timezone

from accounts.models import StaffRole
from audit.models import Event
from collections_app.events import CALL_LISTENED
from collections_app.models import Case, Debtor
from collections_app.selectors import authorisations
from personal_data.models import DataSubject
from personal_data.purposes import Purpose
from privacy import events
from privacy.models import NameDecision
from privacy.policies.copies import scope

PAGE = 100
_NEWEST = 2**63 - 1
# Looking that leaves no opened envelope behind, or says more than the opening beside it.
_ALSO = (events.TRAIL_OF_SUBJECT_READ, events.TRAIL_OF_CASE_READ, events.PORTAL_CODE_PRINTED, CALL_LISTENED)

_LOOKED = """
SELECT event_id, at, name, actor_kind, actor_id, purpose, classes, bases, envelopes
FROM audit_looks_at(%s::uuid, %s::bigint, %s::timestamptz, %s::timestamptz, %s::text[], %s::text[], %s,
                    %s::integer)"""


@dataclass(frozen=True, slots=True)
class Opening:
    """One event in which somebody looked at data of the person."""

    event_id: int
    at: datetime
    name: str
    actor_kind: str
    is_own: bool
    roles: tuple[str, ...]
    """The roles that a member of staff held when it happened; empty for all others."""
    purpose: str
    legal_bases: tuple[str, ...]
    record_classes: tuple[str, ...]
    cases: tuple[str, ...]
    """The references of the cases that were opened and are still kept."""
    named: str = ""
    """The member of staff by name, where somebody decided that the person is told."""
    heard_for: str = ""
    """What a recording was listened to for, as a code; empty where nobody listened."""
    heard_seconds: int = 0


@dataclass(frozen=True, slots=True)
class OpeningsPage:
    """One page, newest first, and the cursor of the next."""

    openings: tuple[Opening, ...]
    before: int | None


class _Looked(NamedTuple):
    event_id: int
    at: datetime
    name: str
    actor_kind: str
    actor_id: UUID | None
    purpose: str
    classes: Sequence[str]
    bases: Sequence[str]
    envelopes: Sequence[UUID]


def of_debtor(debtor: Debtor, *, before: int | None = None) -> OpeningsPage:
    """One page of who opened a debtor's data."""
    return of_subject(debtor.subject, before=before)


def of_subject(subject: DataSubject, *, before: int | None = None) -> OpeningsPage:
    """One page of who opened a person's data. Opens nothing; a few queries however long the trail is.

    Lines of records of which the person may not know are absent, and an event that has no others is absent with them;
    so is everything that was done for a report that a law demands, whichever record was opened for it.
    """
    found = _looked(subject, before)
    shown = found[:PAGE]
    roles = _roles(shown)
    cases = _cases(subject, {each for row in shown for each in row.envelopes})
    heard = _heard(shown)
    named = _named(subject, shown)
    speaking = authorisations.speaking_among(subject, [row.actor_id for row in shown if row.actor_kind == "debtor"])
    return OpeningsPage(
        tuple(
            replace(
                _opening(row, subject, roles, cases, heard),
                named=named.get(row.event_id, ""),
                actor_kind="representative" if row.actor_id in speaking else row.actor_kind,
            )
            for row in shown
        ),
        shown[-1].event_id if len(found) > PAGE else None,
    )


def is_shown(debtor: Debtor, event_id: int) -> bool:
    """Whether an event is among those that the debtor is shown."""
    if not 0 < event_id < _NEWEST:
        return False
    found = _looked(debtor.subject, event_id + 1, limit=1)
    return bool(found) and found[0].event_id == event_id


def _looked(subject: DataSubject, before: int | None, limit: int = PAGE + 1) -> list[_Looked]:
    with connection.cursor() as cursor:
        cursor.execute(
            _LOOKED,
            [
                subject.pseudonym,
                _NEWEST if before is None else before,
                subject.created_at - timedelta(days=1),
                timezone.now() + timedelta(days=1),
                list(scope.absent_classes()),
                [each.name for each in _ALSO],
                Purpose.LEGAL_REPORT.value,
                limit,
            ],
        )
        return [_Looked(*row) for row in cursor.fetchall()]


def _opening(
    row: _Looked,
    subject: DataSubject,
    roles: Mapping[UUID, Sequence[StaffRole]],
    cases: Mapping[UUID, str],
    listened: Mapping[int, tuple[str, int]],
) -> Opening:
    heard_for, heard_seconds = listened.get(row.event_id, ("", 0))
    held = roles.get(row.actor_id, ()) if row.actor_id else ()
    return Opening(
        event_id=row.event_id,
        at=row.at,
        name=row.name,
        actor_kind=row.actor_kind,
        is_own=row.actor_id == subject.pk,
        roles=tuple(role.role for role in held if _held_at(role, row.at)),
        purpose=row.purpose,
        legal_bases=tuple(sorted(basis for basis in row.bases if basis)),
        record_classes=tuple(sorted(row.classes)),
        cases=tuple(sorted(cases[each] for each in row.envelopes if each in cases)),
        heard_for=heard_for,
        heard_seconds=heard_seconds,
    )


def _heard(rows: Iterable[_Looked]) -> dict[int, tuple[str, int]]:
    """What recordings were listened to for, and for how many seconds, by event. Asks only where somebody listened."""
    listened = {row.event_id: row.at for row in rows if row.name == CALL_LISTENED.name}
    if not listened:
        return {}
    found = Event.objects.filter(id__in=listened, at__gte=min(listened.values()), at__lte=max(listened.values()))
    return {event.id: (event.reason, event.count or 0) for event in found}


def _named(subject: DataSubject, rows: Iterable[_Looked]) -> dict[int, str]:
    """Who was named to the person by a decision, by event. Asks only where staff looked."""
    looked = [row.event_id for row in rows if row.actor_kind == "staff"]
    if not looked:
        return {}
    decided = NameDecision.objects.filter(subject=subject.pseudonym, event_id__in=looked)
    return dict(decided.values_list("event_id", "member__name"))


def _held_at(role: StaffRole, at: datetime) -> bool:
    return role.granted_at <= at and (role.revoked_at is None or at < role.revoked_at)


def _roles(rows: Iterable[_Looked]) -> dict[UUID, list[StaffRole]]:
    staff = {row.actor_id for row in rows if row.actor_kind == "staff" and row.actor_id}
    found: dict[UUID, list[StaffRole]] = defaultdict(list)
    for role in StaffRole.objects.filter(user_id__in=staff).order_by("role", "id"):
        found[role.user_id].append(role)
    return found


def _cases(subject: DataSubject, envelopes: Iterable[UUID]) -> dict[UUID, str]:
    own = Case.objects.filter(case_debtors__debtor__subject=subject, envelope_id__in=list(envelopes))
    return dict(own.values_list("envelope_id", "reference"))
