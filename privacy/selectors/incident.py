"""The scope of an incident: whose data and which kinds were touched, counted in the trail (GDPR art. 33(3)(a))."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q

from accounts import events as account_events
from accounts.models import SignInMark
from accounts.services import sign_in_marks
from audit.models import Event
from collections_app.record_classes import SECRET
from personal_data import catalogue
from personal_data.declaration import Category
from personal_data.national_ids.number import Kind
from privacy import events
from privacy.selectors.trail_filter import to_be_counted

TOUCHED = ("opened", "changed", "erased")
_SIGNED_OUT = (account_events.SIGNED_OUT.name, events.PORTAL_SIGNED_OUT.name)
_COUNTRY_OF = {
    **dict.fromkeys((Kind.PERSONNUMMER, Kind.SAMORDNINGSNUMMER, Kind.ORGANISATIONSNUMMER), "SE"),
    **dict.fromkeys((Kind.HENKILOTUNNUS, Kind.Y_TUNNUS), "FI"),
    **dict.fromkeys((Kind.FODSELSNUMMER, Kind.D_NUMMER, Kind.ORGANISASJONSNUMMER), "NO"),
    **dict.fromkeys((Kind.CPR, Kind.CVR), "DK"),
}
# A person's country is that of the register that issued their number; of somebody without one, and of an erased
# envelope, it is the controller's.
_LINES = """
WITH chosen AS MATERIALIZED ({events}),
line AS MATERIALIZED (
    SELECT l.subject, l.envelope_id, l.record_class::text AS class, l.outcome::text AS outcome, l.at
    FROM chosen JOIN audit_line l ON l.event_id = chosen.id AND l.at = chosen.at
    WHERE l.at >= %s AND l.at < %s AND l.record_class <> ALL (%s)),
known AS (
    SELECT line.*, debtor.reference AS debtor,
           coalesce(country.code, controller.country) AS country, controller.reference AS controller
    FROM line
    LEFT JOIN personal_data_envelope e ON e.id = line.envelope_id
    LEFT JOIN personal_data_erasure gone ON gone.envelope_id = line.envelope_id
    LEFT JOIN personal_data_controller controller ON controller.id = coalesce(e.controller_id, gone.controller_id)
    LEFT JOIN personal_data_datasubject s ON s.pseudonym = line.subject
    LEFT JOIN collections_app_debtor debtor ON debtor.subject_id = s.id
    LEFT JOIN unnest(%s::text[], %s::text[]) AS country (scheme, code) ON country.scheme = debtor.identity_scheme)
"""
_COUNTS = f"""{_LINES}
SELECT class, country, outcome, count(DISTINCT subject), count(DISTINCT envelope_id), min(at), max(at)
FROM known WHERE outcome = ANY (%s)
GROUP BY GROUPING SETS ((), (class), (country), (outcome)) ORDER BY 4 DESC, 1, 2, 3"""
_PERSONS = f"""{_LINES}
SELECT coalesce(debtor, ''), coalesce(controller, ''), coalesce(country, ''),
       array_agg(DISTINCT class ORDER BY class), array_agg(DISTINCT outcome ORDER BY outcome), min(at), max(at)
FROM known WHERE outcome = ANY (%s) AND subject IS NOT NULL
GROUP BY subject, debtor, controller, country ORDER BY 1, 2"""
_TOUCHED = f"""{_LINES},
touched AS MATERIALIZED (SELECT DISTINCT envelope_id FROM known WHERE outcome = ANY (%s))
{{tables}}"""


@dataclass(frozen=True, slots=True)
class Lead:
    """What is known of an incident: a time, and an account, a session, a network address or one request in it."""

    since: datetime
    until: datetime
    account: UUID | None = None
    token: str = ""
    address: str = ""
    request_id: UUID | None = None

    @property
    def asked(self) -> list[str]:
        """By what it is asked, as it is recorded: never the address or the token."""
        return [name for name in ("account", "token", "address", "request_id") if getattr(self, name)]


class Count(NamedTuple):
    """One kind of record, country or outcome, with how many persons and records it is about."""

    key: str
    persons: int
    records: int


class Person(NamedTuple):
    """One person by the number that the agency gave, with what of theirs was touched."""

    debtor: str
    controller: str
    country: str
    classes: Sequence[str]
    outcomes: Sequence[str]
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Scope:
    """What an incident touched. ``categories`` are the kinds of data that lie in such records, by the data map."""

    lead: Lead
    sign_ins: int
    """How many sign-ins led from the address or the session to an account."""
    persons: int
    records: int
    first_at: datetime | None
    last_at: datetime | None
    classes: tuple[Count, ...]
    countries: tuple[Count, ...]
    outcomes: tuple[Count, ...]
    categories: tuple[Category, ...]


def scope(lead: Lead) -> Scope:
    """Count what was touched. Two statements, each bounded by the months of the incident."""
    marks = _marks(lead)
    events = _events(lead, marks)
    rows = _asked(_COUNTS, lead, events)
    whole = next((row for row in rows if row[:3] == (None, None, None)), (None, None, None, 0, 0, None, None))
    kept = _asked(_TOUCHED.replace("{tables}", catalogue.rows_in("touched")), lead, events)
    return Scope(
        lead=lead,
        sign_ins=len(marks),
        persons=whole[3],
        records=whole[4],
        first_at=whole[5],
        last_at=whole[6],
        classes=_by(rows, 0),
        countries=_by(rows, 1),
        outcomes=_by(rows, 2),
        categories=catalogue.categories_of(kept),
    )


def persons(lead: Lead) -> list[Person]:
    """Who is concerned, by number: those to whom a breach may have to be told (GDPR art. 34)."""
    return [Person(*row) for row in _asked(_PERSONS, lead, _events(lead, _marks(lead)))]


def _marks(lead: Lead) -> list[SignInMark]:
    found: list[SignInMark] = []
    if lead.address:
        found += sign_in_marks.from_address(lead.address, until=lead.until)
    if lead.token:
        found += sign_in_marks.of_session(lead.token, until=lead.until)
    return found


def _events(lead: Lead, marks: Iterable[SignInMark]) -> Any:
    """The events of the incident. Behind an address or a token stands somebody, from sign-in to sign-out."""
    within = Q(at__gte=lead.since, at__lt=lead.until)
    if lead.account:
        within &= Q(actor_kind="staff", actor_id=lead.account)
    if lead.request_id:
        within &= Q(request_id=lead.request_id)
    if lead.address or lead.token:
        sessions = Q(pk__in=())
        for mark in marks:
            kind, who = mark.actor
            sessions |= Q(actor_kind=kind, actor_id=who, at__gte=mark.signed_in_at, at__lt=_ends(mark))
        within &= sessions
    return Event.objects.filter(within & to_be_counted()).values("id", "at").query


def _ends(mark: SignInMark) -> datetime:
    latest = mark.signed_in_at + sign_in_marks.longest(mark)
    _kind, who = mark.actor
    out = Event.objects.filter(name__in=_SIGNED_OUT, actor_id=who, at__gt=mark.signed_in_at, at__lt=latest)
    return out.order_by("at").values_list("at", flat=True).first() or latest


def _asked(statement: str, lead: Lead, events: Any) -> list[tuple[Any, ...]]:
    try:
        chosen, parameters = events.sql_with_params()
    except EmptyResultSet:  # an address or a token from which nobody signed in
        return []
    countries: list[list[str]] = [[kind.value for kind in _COUNTRY_OF], list(_COUNTRY_OF.values())]
    asked: list[Any] = [*parameters, lead.since, lead.until, list(SECRET), *countries, list(TOUCHED)]
    with connection.cursor() as cursor:
        cursor.execute(statement.format(events=chosen), asked)
        return list(cursor.fetchall())


def _by(rows: Iterable[Sequence[Any]], place: int) -> tuple[Count, ...]:
    return tuple(Count(row[place], row[3], row[4]) for row in rows if row[place] is not None)
