"""Publishing a controller's retention rules from its rule file."""

import tomllib
from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction

from audit import trail
from personal_data import access, record_classes
from personal_data.models import Controller
from retention import events
from retention.models import RetentionRule, RuleAction
from retention.policies.due_dates import Anchor, RuleKind

RULES_FOLDER = Path(__file__).parent.parent / "rules"
_NEEDED = {"code", "record_class", "trigger", "anchor", "period_months", "kind", "action", "ground"}
_DEFAULTS: Mapping[str, Any] = {"citation": "", "is_statute": False, "requirement_rows": []}
# A rule that was stated wrongly at first: where the wrong statement binds already, the right one begins on this day, so
# that what was decided before can still be explained. Where nothing binds yet, it is right from the day of the file on.
_REVISED = "revised_on"


class Unreadable(ValidationError):
    """The rule file is not what it should be; the message says where and how to mend it."""


class OutOfOrder(ValidationError):
    """A new version must begin after the one in force, or decisions taken by that one could not be explained."""

    def __init__(self, last: RetentionRule, wanted: date) -> None:
        stands = f"is in force until {last.valid_until}" if last.valid_until else "has been in force"
        super().__init__(
            f"Rule {last.code} {stands} since {last.valid_from}; a changed version cannot begin, nor the rule end, on "
            f"{wanted}. Set valid_from of the file to a later day.",
            code="out_of_order",
        )


def read(path: Path) -> dict[str, Any]:
    """Read and check a rule file. Raises Unreadable."""
    try:
        content = tomllib.loads(path.read_text())
    except tomllib.TOMLDecodeError as error:
        raise Unreadable(f"{path.name}: {error}", code="toml") from error
    for number, rule in enumerate(content.get("rule", []), 1):
        _check(rule, f"{path.name}, rule {number} ({rule.get('code', 'without a code')})")
    if not content.get("rule") or not isinstance(content.get("valid_from"), date):
        raise Unreadable(f"{path.name}: valid_from (a date) and at least one [[rule]] are needed.", code="missing")
    for code, count in Counter(rule["code"] for rule in content["rule"]).items():
        if count > 1:
            raise Unreadable(f"{path.name}: {count} rules have the code {code}. Give each its own.", code="twice")
    return content


def _check(rule: Mapping[str, Any], where: str) -> None:
    if missing := sorted(_NEEDED - set(rule)):
        raise Unreadable(f"{where}: {', '.join(missing)} is missing.", code="missing")
    if unknown := sorted(set(rule) - _NEEDED - set(_DEFAULTS) - {_REVISED}):
        raise Unreadable(f"{where}: {', '.join(unknown)} is not known here.", code="unknown")
    for name, known in (("kind", RuleKind), ("anchor", Anchor), ("action", RuleAction)):
        if rule[name] not in (values := [each.value for each in known]):
            raise Unreadable(f"{where}: {name} is one of {', '.join(values)}.", code="value")
    months = rule["period_months"]
    if type(months) is not int or months < 0 or (months == 0 and rule["kind"] != RuleKind.EVENT):
        raise Unreadable(f"{where}: period_months is a whole number above zero.", code="period")
    if not isinstance(rule.get(_REVISED, date.min), date):
        raise Unreadable(f"{where}: {_REVISED} is a date.", code="value")
    if rule.get("is_statute") and not rule.get("citation"):
        raise Unreadable(f"{where}: a rule from a statute cites it.", code="citation")
    if rule["record_class"] not in {entry.name for entry in record_classes.every()}:
        raise Unreadable(f"{where}: nobody keeps records of the class {rule['record_class']!r}.", code="class")


@transaction.atomic
def publish(*, controller: Controller, content: Mapping[str, Any]) -> int:
    """Bring the rules of a file into force: all the rules that the controller has from the file's day on.

    What has not changed stays, what has changed gets a new version, and what the file no longer names ends on that
    day. Due dates are computed anew. Returns the number of versions that begin or end without a successor; publishing
    the same again changes nothing. Raises OutOfOrder.
    """
    begins, named = content["valid_from"], [rule["code"] for rule in content["rule"]]
    changed = sum(_publish_one(controller, rule, begins) for rule in content["rule"])
    for withdrawn in RetentionRule.objects.filter(controller=controller, valid_until=None).exclude(code__in=named):
        _end(withdrawn, begins)
        changed += 1
    if changed:
        trail.record(events.RULES_PUBLISHED, reference=f"CTRL-{controller.reference}", count=changed)
        recompute(controller=controller)
    return changed


def _publish_one(controller: Controller, rule: Mapping[str, Any], begins: date) -> bool:
    """Make the next version of a rule where it says something new."""
    values = {name: rule.get(name, default) for name, default in _DEFAULTS.items()} | {n: rule[n] for n in _NEEDED}
    last = RetentionRule.objects.filter(controller=controller, code=rule["code"]).order_by("valid_from").last()
    if last and last.valid_until is None:
        if all(getattr(last, name) == value for name, value in values.items()):
            return False
        begins = max(begins, rule.get(_REVISED, begins))
        _end(last, begins)
    elif last and last.valid_until and begins < last.valid_until:
        raise OutOfOrder(last, begins)
    RetentionRule.objects.create(controller=controller, valid_from=begins, **values)
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
