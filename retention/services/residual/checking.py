"""Making the residual-data check of an act of erasure, and keeping what it found."""

from collections import defaultdict
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from audit import trail
from personal_data import files, index_keys, record_classes
from personal_data.models import ErasedTokens
from personal_data.purposes import Purpose
from retention import events
from retention.models import ErasureAct, Leftover, ResidualCheck, RetentionRule
from retention.policies.traces import Erased
from retention.selectors.due import local_today
from retention.services.residual import stores, structure, tables
from retention.services.residual.found import Remainder, Tally

_NEEDED = "Needed by another record of a person, and goes with the last of them"


def check(*, act: ErasureAct, at: datetime) -> ResidualCheck:
    """Look for what an act erased in every table, file, queue and cache; says what it found and keeps the result.

    What a killed worker left of erased files is removed first, as the sweep of the night would. Memory does not grow
    with what is looked through.
    """
    made = ResidualCheck.objects.create(act=act, begun_at=at)
    begun = act.begun_at.timestamp()
    files.sweep(settled_before=begun)
    whole, parts = _looked_for(act)
    erased = Erased(index_keys.of(act.controller_id), whole=whole, parts=parts)
    tally = Tally()
    tables.look(erased, tally)
    living = structure.look(act, tally)
    stores.look(erased, tally, begun_before=begun)
    tally.remainders += _with_grounds(act, living)
    return _kept(made, tally, looked_for=len(whole))


def forget(act: ErasureAct) -> int:
    """Remove by what an act's erased persons were found; says how many profiles that were."""
    return ErasedTokens.objects.filter(act_id=act.id).delete()[0]


def _looked_for(act: ErasureAct) -> tuple[set[int], set[int]]:
    whole: set[int] = set()
    parts: set[int] = set()
    rows = ErasedTokens.objects.filter(act_id=act.id, controller_id=act.controller_id)
    for found, count in rows.values_list("tokens", "whole_count").iterator(chunk_size=2_000):
        whole.update(found[:count])
        parts.update(found[count:])
    return whole, parts


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


def _with_grounds(act: ErasureAct, living: structure.Living) -> list[Remainder]:
    """What stays of the persons, by class: the rule that keeps it and its last day.

    A class that may not be told of to the person is not told of at all (directive (EU) 2015/849 art. 39).
    """
    days: dict[str, list[date | None]] = defaultdict(list)
    for record_class, due_on in living.values():
        days[record_class].append(due_on)
    rules = RetentionRule.objects.in_force(local_today(act.controller)).filter(controller=act.controller)
    found = []
    for record_class, ends in sorted(days.items()):
        if not _may_be_told(record_class):
            continue
        rule = rules.filter(record_class=record_class).order_by("-is_statute", "-period_months", "code").first()
        known = [each for each in ends if each is not None]
        until = max(known) if len(known) == len(ends) else None
        ground, citation = (rule.ground, rule.citation) if rule else (_NEEDED, "")
        found.append(Remainder(record_class, ground, citation, until, len(ends)))
    return found


def _may_be_told(record_class: str) -> bool:
    purposes = record_classes.get(record_class).purposes
    return purposes is None or Purpose.SUBJECT_REQUEST in purposes
