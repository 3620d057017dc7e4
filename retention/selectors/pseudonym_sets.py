"""Pseudonymised sets within reach, with who asked for names and which files left. Opens nothing."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from collections_app.models import IdentifiableImport, PseudonymSet, SetExport
from collections_app.record_classes import PSEUDONYM_KEY, VALUATION_SET
from personal_data import reach
from personal_data.models import Controller
from retention.models import RetentionRule
from retention.selectors.due import local_today

SHOWN = 50


@dataclass(slots=True)
class Kept:
    """What one controller has of sets, newest first."""

    controller: Controller
    today: date
    may_keep: bool = False
    may_value: bool = False
    sets: list[PseudonymSet] = field(default_factory=list)
    asked: list[IdentifiableImport] = field(default_factory=list)
    exports: list[SetExport] = field(default_factory=list)


def panels() -> list[Kept]:
    """Every controller within reach that may keep sets or has any, in a number of queries that does not grow."""
    found = {
        each.pk: Kept(each, local_today(each))
        for each in Controller.objects.filter(reach.within("pk")).order_by("name")
    }
    rules = RetentionRule.objects.filter(
        controller__in=found, record_class__in=(PSEUDONYM_KEY.name, VALUATION_SET.name)
    ).only("controller_id", "record_class", "valid_from", "valid_until")
    for rule in rules:
        kept = found[rule.controller_id]
        if rule.valid_from <= kept.today and (rule.valid_until is None or rule.valid_until > kept.today):
            kept.may_keep |= rule.record_class == PSEUDONYM_KEY.name
            kept.may_value |= rule.record_class == VALUATION_SET.name
    for made in PseudonymSet.objects.filter(controller__in=found).order_by("-at")[:SHOWN]:
        found[made.controller_id].sets.append(made)
    for asked in IdentifiableImport.objects.filter(controller__in=found).order_by("-asked_at")[:SHOWN]:
        found[asked.controller_id].asked.append(asked)
    for export in SetExport.objects.filter(controller__in=found).order_by("-at")[:SHOWN]:
        found[export.controller_id].exports.append(export)
    return [each for each in found.values() if each.may_keep or each.sets or each.asked or each.exports]


def one(reference: str) -> PseudonymSet | None:
    """The set of that number within reach."""
    return PseudonymSet.objects.filter(reach.within(), reference=reference).select_related("controller").first()


def asked(number: UUID) -> IdentifiableImport | None:
    """What was asked for under that number, within reach."""
    return IdentifiableImport.objects.filter(reach.within(), pk=number).select_related("controller").first()


def export(number: UUID) -> SetExport | None:
    """The export of that number within reach."""
    return SetExport.objects.filter(reach.within(), pk=number).select_related("controller").first()


def controller(reference: str) -> Controller | None:
    """The controller of that reference within reach."""
    return Controller.objects.filter(reach.within("pk"), reference=reference).first()
