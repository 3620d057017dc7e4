"""Making the residual-data check of an act of erasure, and keeping what it found."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime

from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from audit import trail
from personal_data import files, index_keys, record_classes
from personal_data.models import ErasedTokens
from personal_data.purposes import Purpose
from retention import events
from retention.models import ErasureAct, Leftover, ResidualCheck, RetentionRule
from retention.policies.traces import Erased
from retention.selectors.due import local_today
from retention.services.residual import rows, sought, stores, structure, tables
from retention.services.residual.found import Remainder, Tally

WORK_MEMORY = 64
"""So many MB each step of a statement may take in the database while it looks; beyond that it sorts on disk."""
# Stored and signed in English; whoever reads a certificate is told them in the language of the controller.
_NEEDED = gettext_noop("Needed by another record of a person, and goes with the last of them")
_OVERDUE = gettext_noop("Past its day: a hold, a restriction or a request keeps it, or the next run takes it")


def check(*, act: ErasureAct, at: datetime) -> ResidualCheck:
    """Look for what an act erased in every table, file, queue and cache; says what it found and keeps the result.

    What a killed worker left of erased files is removed first, as the sweep of the night would. Memory does not grow
    with what is looked through, nor with how many are looked for.
    """
    made = ResidualCheck.objects.create(act=act, begun_at=at)
    begun = act.begun_at.timestamp()
    files.sweep(settled_before=begun)
    with _room_to_sort():
        tally, looked_for = _looked_through(act)
        staying = structure.look(act, tally, looked_for=looked_for)
    stores.look_for_unknown_files(tally, begun_before=begun)
    tally.remainders += _with_grounds(act, staying)
    return _kept(made, tally, looked_for=looked_for)


@contextmanager
def _room_to_sort() -> Iterator[None]:
    """The database sorts what is looked for in memory, of which it takes so much and no more."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET work_mem = '{WORK_MEMORY}MB'")
    try:
        yield
    finally:
        with suppress(DatabaseError), connection.cursor() as cursor:  # a transaction that failed takes it back itself
            cursor.execute("RESET work_mem")


def _looked_through(act: ErasureAct) -> tuple[Tally, int]:
    key, known, tally, looked_for = index_keys.of(act.controller_id), tables.every(), Tally(), 0
    for portion in sought.portions(act):
        looked_for += len(portion.whole)
        tally.begin_again()
        erased = Erased(key, whole=portion.whole, parts=portion.parts)
        rows.look(known, erased, portion.whole, tally)
        stores.look(erased, tally)
    return tally, looked_for


def forget(act: ErasureAct) -> int:
    """Remove by what an act's erased persons were found; says how many profiles that were."""
    return ErasedTokens.objects.filter(act_id=act.id).delete()[0]


@transaction.atomic
def _kept(made: ResidualCheck, tally: Tally, *, looked_for: int) -> ResidualCheck:
    made.finished_at = timezone.now()
    made.looked_for, made.places, made.bytes_read = looked_for, tally.places, tally.bytes_read
    made.leftover_count, made.unread = tally.leftover_count, sorted(tally.unread)
    made.remainders = _summed(tally.remainders)
    made.save()
    Leftover.objects.bulk_create(
        Leftover(check_made=made, place=each.place[:160], kind=each.kind, record=each.record[:64])
        for each in tally.leftovers
    )
    name = events.CHECK_CLEAN if made.is_clean else events.CHECK_FAILED
    trail.record(name, reference=made.act.reference, count=made.leftover_count)
    return made


def _summed(found: list[Remainder]) -> list[dict[str, str | int | None]]:
    counts: dict[tuple[str, str, str, date | None], int] = defaultdict(int)
    for each in found:
        counts[(each.record_class, each.ground, each.citation, each.until)] += each.count
    return [
        {
            "record_class": record_class,
            "ground": ground,
            "citation": citation,
            "until": until.isoformat() if until else None,
            "count": count,
        }
        for (record_class, ground, citation, until), count in sorted(counts.items(), key=lambda item: str(item[0]))
    ]


def _with_grounds(act: ErasureAct, staying: list[structure.Staying]) -> list[Remainder]:
    """What stays of the persons, by class: the rule that keeps it and its last day, or that its day has passed.

    A class that may not be told of to the person is not told of at all (directive (EU) 2015/849 art. 39).
    """
    rules = RetentionRule.objects.in_force(local_today(act.controller)).filter(controller=act.controller)
    found = []
    for each in sorted(staying):
        if not _may_be_told(each.record_class):
            continue
        if each.is_overdue:
            found.append(Remainder(each.record_class, _OVERDUE, "GDPR art. 17(3), 18", None, each.records))
            continue
        rule = rules.filter(record_class=each.record_class).order_by("-is_statute", "-period_months", "code").first()
        ground, citation = (rule.ground, rule.citation) if rule else (_NEEDED, "")
        found.append(Remainder(each.record_class, ground, citation, each.until, each.records))
    return found


def _may_be_told(record_class: str) -> bool:
    purposes = record_classes.get(record_class).purposes
    return purposes is None or Purpose.SUBJECT_REQUEST in purposes
