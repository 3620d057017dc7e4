"""Figures, lists and courses of the compliance monitor as its pages show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise as Words
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Permission
from privacy.dpo.compliance.words import BADGES, ORDER, WHY_NOT
from privacy.models import ComplianceFigure, Verdict
from privacy.selectors.compliance.checks import Found
from privacy.selectors.compliance.figures import Panel
from privacy.selectors.compliance.registry import Promise


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One promise in the overview."""

    promise: Promise
    figure: ComplianceFigure
    badge: tuple[str, str]
    why_not: str | Words | None


@dataclass(frozen=True, slots=True)
class FoundRow:
    """One entry of a list: how it is called, and where it is shown to those who may go there."""

    found: Found
    label: str
    url: str


def figure_rows(panel: Panel) -> dict[str, Any]:
    """What is broken or about to be, what is kept and what is not measured; and how bad the worst is."""
    rows = [
        FigureRow(each.promise, each.figure, BADGES[each.figure.verdict], WHY_NOT.get(each.figure.reason))
        for each in panel.standings
        if each.figure
    ]
    ordered = sorted(rows, key=lambda row: (ORDER.index(Verdict(row.figure.verdict)), str(row.promise.title)))
    counts = {verdict: sum(row.figure.verdict == verdict for row in rows) for verdict in ORDER}
    return {
        "rows": [row for row in ordered if row.figure.verdict in (Verdict.BROKEN, Verdict.SOON)],
        "kept": [row for row in ordered if row.figure.verdict == Verdict.KEPT],
        "unmeasured": [row for row in ordered if row.figure.verdict == Verdict.UNMEASURED],
        "counts": [(count, Verdict(each).label, BADGES[each]) for each, count in counts.items() if count],
        "rank": (-counts[Verdict.BROKEN], -counts[Verdict.SOON]),
    }


def found_rows(listed: Sequence[Found], user: User) -> list[FoundRow]:
    """The entries of a list with the pages on which the reader may see them."""
    return [FoundRow(each, _label(each), _url(each, user)) for each in listed]


def trend(course: Sequence[ComplianceFigure]) -> dict[str, Any]:
    """The course of a promise as columns of the plot, and its days with a verdict for the table."""
    return {
        "columns": [(each.day, (each.broken, each.soon)) for each in course],
        "names": [(_("broken"), "broken"), (_("about to break"), "soon")],
        "days": [(each, BADGES[each.verdict]) for each in reversed(course)],
    }


def _label(found: Found) -> str:
    if found.reference and found.kind != "disclosure":
        return found.reference
    return _("Record %(id)s") % {"id": str(found.record)[-12:]} if found.record else found.reference


def _url(found: Found, user: User) -> str:
    """A page that shows it, where the reader may open that page; an address leads nobody further than they may go."""
    pages = {
        "request": (Permission.REQUESTS_VIEW, "dpo-request"),
        "recipient": (Permission.DISCLOSURES_VIEW, "dpo-recipient"),
        "disclosure": (Permission.DISCLOSURES_VIEW, "dpo-disclosure"),
        "case": (Permission.TRAIL_READ_CASE, "dpo-audit-case"),
    }
    if found.kind not in pages:
        return ""
    permission, name = pages[found.kind]
    return reverse(name, args=[found.reference]) if user.may(permission) else ""
