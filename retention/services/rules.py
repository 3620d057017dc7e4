"""Publishing a controller's retention rules from its rule file."""

import tomllib
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
_OPTIONAL = {"citation", "is_statute", "requirement_rows"}


class Unreadable(ValidationError):
    """The rule file is not what it should be; the message says where and how to mend it."""


class OutOfOrder(ValidationError):
    """A new version must begin after the one in force, or decisions taken by that one could not be explained."""

    def __init__(self, in_force: RetentionRule, wanted: date) -> None:
        super().__init__(
            f"Rule {in_force.code} has been in force since {in_force.valid_from}; a changed version cannot begin on "
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
    return content


def _check(rule: Mapping[str, Any], where: str) -> None:
    if missing := sorted(_NEEDED - set(rule)):
        raise Unreadable(f"{where}: {', '.join(missing)} is missing.", code="missing")
    if unknown := sorted(set(rule) - _NEEDED - _OPTIONAL):
        raise Unreadable(f"{where}: {', '.join(unknown)} is not known here.", code="unknown")
    for name, known in (("kind", RuleKind), ("anchor", Anchor), ("action", RuleAction)):
        if rule[name] not in (values := [each.value for each in known]):
            raise Unreadable(f"{where}: {name} is one of {', '.join(values)}.", code="value")
    months = rule["period_months"]
    if type(months) is not int or months < 0 or (months == 0 and rule["kind"] != RuleKind.EVENT):
        raise Unreadable(f"{where}: period_months is a whole number above zero.", code="period")
    if rule.get("is_statute") and not rule.get("citation"):
        raise Unreadable(f"{where}: a rule from a statute cites it.", code="citation")
    if rule["record_class"] not in {entry.name for entry in record_classes.every()}:
        raise Unreadable(f"{where}: nobody keeps records of the class {rule['record_class']!r}.", code="class")


@transaction.atomic
def publish(*, controller: Controller, content: Mapping[str, Any]) -> int:
    """Bring the rules of a file into force; what has not changed stays, what has gets a new version.

    Due dates are computed anew. Returns the number of new versions; publishing the same again changes nothing.
    Raises OutOfOrder.
    """
    published = 0
    for rule in content["rule"]:
        values = {name: rule[name] for name in (_NEEDED | _OPTIONAL) & set(rule)}
        in_force = RetentionRule.objects.filter(controller=controller, code=rule["code"], valid_until=None).first()
        if in_force and all(getattr(in_force, name) == value for name, value in values.items()):
            continue
        if in_force:
            if content["valid_from"] <= in_force.valid_from:
                raise OutOfOrder(in_force, content["valid_from"])
            in_force.valid_until = content["valid_from"]
            in_force.save(update_fields=["valid_until"])
        RetentionRule.objects.create(controller=controller, valid_from=content["valid_from"], **values)
        published += 1
    if published:
        trail.record(events.RULES_PUBLISHED, reference=f"CTRL-{controller.reference}", count=published)
        recompute(controller=controller)
    return published


def recompute(*, controller: Controller) -> int:
    """Compute the due dates of all of a controller's envelopes anew. Returns how many changed."""
    access.attribute()
    with connection.cursor() as cursor:
        cursor.execute("SELECT retention_recompute_due(%s, NULL)", [controller.id])
        changed: int = cursor.fetchone()[0]
    return changed
