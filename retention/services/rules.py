"""Publishing a controller's retention rules from its rule file."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import connection, transaction

from audit import trail
from personal_data import access
from personal_data.models import Controller
from retention import events
from retention.models import RetentionRule
from retention.services.rule_files import DEFAULTS, NEEDED, REVISED, RULES_FOLDER, Unreadable, read

__all__ = ["RULES_FOLDER", "OutOfOrder", "Unreadable", "publish", "put_in_force", "read", "recompute", "recompute_some"]
_LOOKED_AFTER = "review_months"


class OutOfOrder(ValidationError):
    """A new version must begin after the one in force, or decisions taken by that one could not be explained."""

    def __init__(self, last: RetentionRule, wanted: date) -> None:
        stands = f"is in force until {last.valid_until}" if last.valid_until else "has been in force"
        super().__init__(
            f"Rule {last.code} {stands} since {last.valid_from}; a changed version cannot begin, nor the rule end, on "
            f"{wanted}. Set valid_from of the file to a later day.",
            code="out_of_order",
        )


@transaction.atomic
def publish(*, controller: Controller, content: Mapping[str, Any]) -> int:
    """Bring the rules of a file into force: all the rules that the controller has from the file's day on.

    What has not changed stays, what has changed gets a new version, and what the file no longer names ends on that
    day. Due dates are computed anew. Returns the number of versions that begin or end without a successor; publishing
    the same again changes nothing. Raises OutOfOrder.
    """
    changed = put_in_force(controller=controller, content=content)
    if changed:
        trail.record(events.RULES_PUBLISHED, reference=f"CTRL-{controller.reference}", count=changed)
        recompute(controller=controller)
    return changed


def put_in_force(*, controller: Controller, content: Mapping[str, Any]) -> int:
    """Make and end the versions that a file's content asks for; ``publish`` records it and moves the due dates.

    Returns the number of versions that begin, end or change how they are looked after. Raises OutOfOrder.
    """
    begins, named = content["valid_from"], [rule["code"] for rule in content["rule"]]
    changed = sum(_publish_one(controller, rule, begins) for rule in content["rule"])
    for withdrawn in RetentionRule.objects.filter(controller=controller, valid_until=None).exclude(code__in=named):
        _end(withdrawn, begins)
        changed += 1
    return changed


def _publish_one(controller: Controller, rule: Mapping[str, Any], begins: date) -> bool:
    """Make the next version of a rule where it says something new."""
    values = {name: rule.get(name, default) for name, default in DEFAULTS.items()} | {n: rule[n] for n in NEEDED}
    last = RetentionRule.objects.filter(controller=controller, code=rule["code"]).order_by("valid_from").last()
    if last and last.valid_until is None:
        if all(getattr(last, name) == value for name, value in values.items() if name != _LOOKED_AFTER):
            return _look_after(last, values[_LOOKED_AFTER])
        begins = max(begins, rule.get(REVISED, begins))
        _end(last, begins)
    elif last and last.valid_until and begins < last.valid_until:
        raise OutOfOrder(last, begins)
    RetentionRule.objects.create(controller=controller, valid_from=begins, **values)
    return True


def _look_after(rule: RetentionRule, review_months: int | None) -> bool:
    """When somebody looks at a record moves no day on which it goes, so it changes in the version that is in force."""
    if rule.review_months == review_months:
        return False
    rule.review_months = review_months
    rule.save(update_fields=[_LOOKED_AFTER])
    return True


def _end(rule: RetentionRule, on: date) -> None:
    """The version binds no longer from this day on; its last day is the one before."""
    if on <= rule.valid_from:
        raise OutOfOrder(rule, on)
    rule.valid_until = on
    rule.save(update_fields=["valid_until"])


def recompute(*, controller: Controller) -> int:
    """Compute the due dates of all of a controller's envelopes anew. Returns how many changed."""
    access.attribute()
    with connection.cursor() as cursor:
        cursor.execute("SELECT retention_recompute_due(%s, NULL)", [controller.id])
        changed: int = cursor.fetchone()[0]
    return changed


def recompute_some(*, envelopes: Sequence[UUID]) -> None:
    """Compute the due dates of some envelopes, and of the profiles of their persons, anew."""
    access.attribute()
    with connection.cursor() as cursor:
        cursor.execute("SELECT retention_recompute_due(NULL, %s)", [list(envelopes)])
