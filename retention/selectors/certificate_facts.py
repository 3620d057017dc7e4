"""What a certificate of erasure says, without personal data: counts, rules, steps, remainders and dates."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Max
from django.utils.translation import gettext_noop

from accounts.models import User
from audit import merkle
from personal_data import keys
from personal_data.models import Erasure
from retention.models import ActKind, ErasureAct, ResidualCheck, RetentionRule, Run, RunState, RunStep
from retention.selectors import commitments

ADVISED = "advised"
"""The look of the data protection officer, which leads to no other state of a run."""
NOT_OPENED = gettext_noop("Sealed values of living records were not opened; their search tokens were compared.")


def of(act: ErasureAct, check: ResidualCheck) -> dict[str, Any]:
    """The facts of an act and its check."""
    controller = act.controller
    erased = Erasure.objects.filter(run_id=act.id, salt__isnull=False).values("record_class")
    counted = erased.annotate(count=Count("envelope_id")).order_by("record_class")
    counts = {row["record_class"]: row["count"] for row in counted}
    return {
        "controller": {
            "name": controller.name,
            "company_number": controller.company_number,
            "country": controller.country,
        },
        "act": {
            "kind": act.kind,
            "reference": act.reference,
            "begun_at": _moment(act.begun_at),
            "ended_at": _moment(act.ended_at or act.begun_at),
            "steps": _steps(act),
        },
        "classes": _classes(act, counts),
        "tree": {
            "hashing": "SHA-256, RFC 9162 section 2.1",
            "size": sum(counts.values()),
            "root": merkle.root(commitments.leaves(act.id)).hex(),
        },
        "check": _check(check),
    }


def _check(check: ResidualCheck) -> dict[str, Any]:
    return {
        "finished_at": _moment(check.finished_at or check.begun_at),
        "identifiers": check.looked_for,
        "places": check.places,
        "bytes": check.bytes_read,
        "leftovers": check.leftover_count,
        "remainders": check.remainders,
        "limits": NOT_OPENED,
    }


def last_epoch(act: ErasureAct) -> int:
    """The youngest key epoch under which an erased key was wrapped; with it the last back-up ends."""
    found = Erasure.objects.filter(run_id=act.id).aggregate(last=Max("key_epoch"))["last"]
    return found if found is not None else keys.ring().current().number


def latest_end(epoch: int, act: ErasureAct) -> datetime:
    """The last possible moment of an epoch: it is replaced after seven days and destroyed 28 days later."""
    try:
        begun = keys.ring().get(epoch).created_at
    except keys.EpochGone:
        return act.begun_at
    return begun + keys.EPOCH_LENGTH + keys.EPOCH_GRACE + timedelta(days=1)


def _classes(act: ErasureAct, counts: dict[str, int]) -> list[dict[str, Any]]:
    run = Run.objects.filter(pk=act.id).first() if act.kind == ActKind.RUN else None
    kept: dict[str, dict[str, int]] = {}
    for row in run.kept_items.values("record_class", "reason").annotate(count=Count("id")) if run else ():
        kept.setdefault(row["record_class"], {})[row["reason"]] = row["count"]
    day = run.due_by if run else act.begun_at.astimezone(ZoneInfo(act.controller.time_zone)).date()
    rules = RetentionRule.objects.in_force(day).filter(controller=act.controller).order_by("code")
    return [
        {
            "record_class": name,
            "erased": counts.get(name, 0),
            "kept": kept.get(name, {}),
            "rules": [_rule(rule) for rule in rules if rule.record_class == name],
        }
        for name in sorted(counts.keys() | kept.keys())
    ]


def _rule(rule: RetentionRule) -> dict[str, Any]:
    return {
        "code": rule.code,
        "kind": rule.kind,
        "months": rule.period_months,
        "ground": rule.ground,
        "citation": rule.citation,
        "valid_from": rule.valid_from.isoformat(),
    }


def _steps(act: ErasureAct) -> list[dict[str, Any]]:
    """Who did what, as numbered persons with their roles: enough to see that there were two, and no name."""
    if act.kind != ActKind.RUN:
        return []
    taken = [(step.at, step.to_state, step.by) for step in RunStep.objects.filter(run_id=act.id).order_by("at", "id")]
    run = Run.objects.get(pk=act.id)
    if run.advised_at and run.advised_by:
        later = (place for place, (at, to, _) in enumerate(taken) if at > run.advised_at or to == RunState.APPROVED)
        taken.insert(next(later, len(taken)), (run.advised_at, ADVISED, run.advised_by))
    people = {person.pk: sorted(person.roles) for person in _people(by for _, _, by in taken)}
    numbers = {each: place for place, each in enumerate(dict.fromkeys(by for _, _, by in taken), 1)}
    return [
        {"step": step, "person": numbers[by], "roles": people.get(by, ["system"]), "at": _moment(at)}
        for at, step, by in taken
    ]


def _people(ids: Iterable[Any]) -> Iterable[User]:
    return User.objects.with_rights().filter(pk__in=set(ids))


def _moment(at: datetime) -> str:
    return at.astimezone(ZoneInfo("UTC")).isoformat(timespec="seconds").replace("+00:00", "Z")
