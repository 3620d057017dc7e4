"""Reading a controller's rule file; an error says in which file and on which line, and what is missing."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

from django.core.exceptions import ValidationError

from personal_data import record_classes
from retention.models import RuleAction
from retention.policies.due_dates import Anchor, RuleKind
from retention.policies.toml_lines import line_of

RULES_FOLDER = Path(__file__).parent.parent / "rules"
NEEDED = frozenset({"code", "record_class", "trigger", "anchor", "period_months", "kind", "action", "ground"})
DEFAULTS: Mapping[str, Any] = MappingProxyType(
    {
        "citation": "",
        "is_statute": False,
        "requirement_rows": [],
        "triggers": [],
        "review_months": None,
    }
)
# A rule that was stated wrongly at first: where the wrong statement binds already, the right one begins on this day, so
# that what was decided before can still be explained. Where nothing binds yet, it is right from the day of the file on.
REVISED = "revised_on"
_EVENT = re.compile(r"[a-z][a-z0-9_]{0,39}")


class Unreadable(ValidationError):
    """The rule file is not what it should be; the message says where and how to mend it."""


def read(path: Path) -> dict[str, Any]:
    """Read and check a rule file. Raises Unreadable."""
    text = path.read_text(encoding="utf-8")
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Unreadable(f"{path.name}: {error}", code="toml") from error
    for number, rule in enumerate(content.get("rule", []), 1):
        for key, says, code in _problems(rule):
            line = line_of(text, ("rule", number, key))
            raise Unreadable(
                f"{path.name}, line {line}, rule {number} ({rule.get('code', 'without a code')}): {says}", code=code
            )
    if not content.get("rule") or not isinstance(content.get("valid_from"), date):
        raise Unreadable(f"{path.name}: valid_from (a date) and at least one [[rule]] are needed.", code="missing")
    for code, count in Counter(rule["code"] for rule in content["rule"]).items():
        if count > 1:
            raise Unreadable(f"{path.name}: {count} rules have the code {code}. Give each its own.", code="twice")
    return content


def of_controller(reference: str) -> dict[str, Any] | None:
    """The content of a controller's own rule file; None where it has none. Raises Unreadable."""
    for path in sorted(RULES_FOLDER.glob("*.toml")):
        content = read(path)
        if content.get("controller") == reference:
            return content
    return None


def _problems(rule: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Key, complaint and code of what is wrong with a rule, worst first."""
    if missing := sorted(NEEDED - set(rule)):
        yield "", f"{', '.join(missing)} is missing.", "missing"
        return
    for key in sorted(set(rule) - NEEDED - set(DEFAULTS) - {REVISED}):
        yield key, f"{key} is not known here.", "unknown"
    for name, known in (("kind", RuleKind), ("anchor", Anchor), ("action", RuleAction)):
        if rule[name] not in (values := [each.value for each in known]):
            yield name, f"{name} is one of {', '.join(values)}.", "value"
    if rule["record_class"] not in {entry.name for entry in record_classes.every()}:
        yield "record_class", f"nobody keeps records of the class {rule['record_class']!r}.", "class"
    yield from _numbers(rule)
    yield from _sources(rule)


def _numbers(rule: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    months, review = rule["period_months"], rule.get("review_months")
    if type(months) is not int or months < 0 or (months == 0 and rule["kind"] != RuleKind.EVENT):
        yield "period_months", "period_months is a whole number above zero.", "period"
    if review is not None and (type(review) is not int or review < 0):
        yield "review_months", "review_months is a whole number.", "period"
    if not isinstance(rule.get(REVISED, date.min), date):
        yield REVISED, f"{REVISED} is a date.", "value"


def _sources(rule: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    named = rule.get("triggers", [])
    if not isinstance(named, list) or not all(isinstance(each, str) and _EVENT.fullmatch(each) for each in named):
        yield "triggers", "triggers are codes such as offer_lapsed.", "value"
    if rule.get("is_statute") and not rule.get("citation"):
        yield "is_statute", "a rule from a statute cites it.", "citation"
