"""Which promises are measured for whom: the checks joined with the items of the notice that refer to them."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from django.utils import timezone
from django.utils.functional import Promise as Words
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from personal_data import record_classes
from personal_data.models import Controller
from privacy.policies.packs.checks import items
from privacy.policies.packs.items import Item
from privacy.policies.packs.pack import Pack
from privacy.selectors import packs
from privacy.selectors.compliance import (
    declared,
    house,
    informing,
    keeping,
    on_paper,
    passing_on,
    proofs,
    pseudonyms,
    requests,
    security,
    suppression,
)
from privacy.selectors.compliance.checks import Asked, Check, Rows
from retention.models import RetentionRule
from retention.selectors.due import local_today

_NOTHING = "SELECT '' AS reference, 'thing' AS kind, NULL::date AS day, true AS is_broken, NULL::uuid AS record LIMIT 0"


@dataclass(frozen=True, slots=True)
class Promise:
    """One promise to one controller's people (or of the house), with the requirement rows that it is made in."""

    check: Check
    rows: tuple[str, ...]
    said: tuple[Item, ...] = ()
    """The items of the notice that make it, each with its words."""

    @property
    def key(self) -> str:
        """Its name in addresses and in stored figures."""
        return self.check.key

    @property
    def title(self) -> str | Words:
        """Its name in words."""
        return self.check.title


def asked_of(controller: Controller | None) -> Asked:
    """For whom and when a check is made now: the controller's own day, and the notice if there is one."""
    now = timezone.now()
    if controller is None:
        return Asked(None, None, now.date(), now)
    return Asked(controller, packs.every().get(controller.reference), local_today(controller), now)


def promises_of(controller: Controller | None) -> list[Promise]:
    """Every promise that is measured, or that cannot be, of one controller; of the house without one."""
    if controller is None:
        everything = list(packs.every().values())
        return [_promise(check, *everything) for check in _static() if check.of_house]
    pack = packs.every().get(controller.reference)
    named = [pack] if pack else []
    made = [_promise(check, *named) for check in _static() if not check.of_house]
    return [*_kept(controller, pack), *made, *_not_held(pack)]


def promise_of(controller: Controller | None, key: str) -> Promise | None:
    """One promise by its name; None when there is none of that name."""
    return next((each for each in promises_of(controller) if each.key == key), None)


@cache
def _static() -> tuple[Check, ...]:
    parts = (
        keeping, on_paper, informing, requests, suppression, passing_on, declared, pseudonyms, proofs, house, security,
    )  # fmt: skip
    return tuple(check for part in parts for check in part.CHECKS)


def _kept(controller: Controller, pack: Pack | None) -> Iterator[Promise]:
    """One promise for each class of record, whoever registered it and whatever rule ends it."""
    in_force = list(RetentionRule.objects.in_force(local_today(controller)).filter(controller=controller))
    for entry in record_classes.every():
        rules = [rule for rule in in_force if rule.record_class == entry.name]
        codes = {rule.code for rule in rules}
        said = tuple(kept for kept in pack.keeping if kept.rule in codes) if pack else ()
        rows = {row for rule in rules for row in rule.requirement_rows} | {row for kept in said for row in kept.rows}
        yield Promise(keeping.of_class(entry), tuple(sorted(rows)), said)


def _not_held(pack: Pack | None) -> Iterator[Promise]:
    """Periods of the notice for records that the product does not keep: grey, with the reason."""
    for kept in pack.keeping if pack else ():
        if not kept.rule:
            check = Check(
                f"notice.{kept.key}",
                str(kept.text),
                _("records past their day"),
                "GDPR art. 13(2)(a)",
                Rows(_NOTHING),
                Permission.RETENTION_VIEW,
                why_not=lambda _asked: "not_held",
            )
            yield Promise(check, kept.rows, (kept,))


def _promise(check: Check, *named: Pack) -> Promise:
    """A check with every item that refers to it, and their requirement rows."""
    said = tuple(item for pack in named for _key, item in items(pack) if check.key in item.checks)
    return Promise(check, tuple(sorted({row for item in said for row in item.rows})), said)
