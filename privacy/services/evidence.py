"""What shows an auditor that promises are kept (GDPR art. 5(2), 24(1)): one file with measurements, reviews and log.

It names references, codes, counts and times, and no person: who asks for more uses the pages that record it.
"""

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from accounts.models import RightsReview, User
from audit import trail
from audit.models import Event, Head
from personal_data import events as personal_data_events
from personal_data.models import Controller
from personal_data.purposes import Purpose
from privacy import events
from privacy.models import AccessReview, ComplianceFigure, UnattributedReview
from privacy.policies.controls import register
from privacy.policies.packs.checks import items
from privacy.selectors import packs
from privacy.selectors.compliance import figures
from retention.models import RestoreDrill

_OF_SECURITY = ("accounts.", "audit.")
_RECORDED = (
    str(personal_data_events.OPENING_REFUSED),
    str(personal_data_events.EMERGENCY_BEGUN),
    str(events.REVIEW_DECIDED),
    str(events.CHANGE_REVIEWED),
)
_TESTS = Path(settings.ROOT) / "var" / "conformance.json"


def write(target: Path, *, since: datetime, until: datetime) -> list[str]:
    """Write the file; what was measured, reviewed and recorded from ``since`` on and before ``until`` is in it.

    Returns the names of its parts. Raises FileExistsError.
    """
    with target.open("xb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("requirements.csv", _table(_requirements()))
        archive.writestr("controls.json", json.dumps(list(_controls()), indent=1))
        archive.writestr("measurements.csv", _table(_measurements(since, until)))
        archive.writestr("reviews.csv", _table(_reviews(since, until)))
        archive.writestr("log.csv", _table(_log(since, until)))
        archive.writestr("head.txt", _head())
        archive.writestr("tests.json", json.dumps(_tests(), indent=1))
        parts = archive.namelist()
    trail.record_apart(events.EVIDENCE_EXPORTED, count=len(parts))
    return parts


def _table(rows: Iterable[Sequence[Any]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def _panels() -> list[figures.Panel]:
    return [figures.panel(each) for each in (*Controller.objects.order_by("reference"), None)]


def _requirements() -> Iterator[Sequence[Any]]:
    """For each statement of a notice what measures it, how that stands, and the tests that passed for it."""
    yield "requirement", "controller", "promise", "law", "verdict", "broken", "out of", "measured at", "tests"
    tests, lines, without = _tests(), [], set(_rows_of_notices()) | set(_tests())
    for panel in _panels():
        whose = panel.controller.reference if panel.controller else ""
        for each in panel.standings:
            found, without = each.figure, without - set(each.promise.rows)
            stands = (found.verdict, found.broken, found.out_of, found.measured_at.isoformat()) if found else ("",) * 4
            said = (whose, each.promise.key, each.promise.check.law, *stands)
            lines += [(row, *said, " ".join(tests.get(row, []))) for row in each.promise.rows]
    lines += [(row, *("",) * 7, " ".join(tests.get(row, []))) for row in without]
    yield from sorted(lines, key=lambda line: line[:3])


def _rows_of_notices() -> Iterator[str]:
    for pack in packs.every().values():
        for _key, item in items(pack):
            yield from item.rows


def _tests() -> dict[str, list[str]]:
    """The tests that passed for each requirement, where they were run beside this installation."""
    told: dict[str, dict[str, bool]] = json.loads(_TESTS.read_text()) if _TESTS.exists() else {}
    return {row: sorted(name for name, is_passed in tests.items() if is_passed) for row, tests in told.items()}


def _controls() -> Iterator[dict[str, Any]]:
    """The measures with the threats, and how the checks of each stand, for the house and each controller."""
    stands: dict[str, dict[str, str]] = {}
    for panel in _panels():
        for each in panel.standings:
            if each.figure:
                whose = panel.controller.reference if panel.controller else "house"
                stands.setdefault(each.promise.key, {})[whose] = each.figure.verdict
    for control in register.every():
        yield {
            "control": control.code,
            "threats": control.threats,
            "kind": control.kind,
            "measure": control.text,
            "checks": {check: stands.get(check, {}) for check in control.checks},
            "tests": control.tests,
        }


def _measurements(since: datetime, until: datetime) -> Iterator[Sequence[Any]]:
    yield "day", "controller", "promise", "verdict", "broken", "about to break", "out of", "why not measured"
    found = ComplianceFigure.objects.filter(measured_at__gte=since, measured_at__lt=until)
    columns = ("day", "controller__reference", "promise", "verdict", "broken", "soon", "out_of", "reason")
    yield from found.order_by("day", "controller__reference", "promise").values_list(*columns)


def _reviews(since: datetime, until: datetime) -> Iterator[Sequence[Any]]:
    """Who looked into what, when, and with which outcome; what still waits has none."""
    yield "review", "of", "at", "by", "outcome"
    for rights in RightsReview.objects.filter(reviewed_at__gte=since, reviewed_at__lt=until).order_by("reviewed_at"):
        outcome = f"{rights.kept} kept, {rights.taken} taken"
        yield "rights", _staff(rights.user_id), rights.reviewed_at.isoformat(), _staff(rights.reviewed_by), outcome
    for review in AccessReview.objects.filter(found_at__gte=since, found_at__lt=until).order_by("found_at"):
        at = review.reviewed_at.isoformat() if review.reviewed_at else ""
        yield "openings", review.rule, at, _staff(review.reviewed_by), review.outcome
    for change in UnattributedReview.objects.filter(at__gte=since, at__lt=until).order_by("at"):
        yield "change by hand", change.event_id, change.at.isoformat(), _staff(change.by), change.outcome
    for drill in RestoreDrill.objects.filter(done_at__gte=since, done_at__lt=until).order_by("done_at"):
        outcome = "passed" if drill.is_passed else "failed"
        yield "restore", drill.reference, drill.done_at.isoformat(), _staff(drill.done_by), outcome


def _log(since: datetime, until: datetime) -> Iterator[Sequence[Any]]:
    """What was recorded of security: sign-ins, rights, refusals, emergencies, verifications. No secret report."""
    yield "event", "at", "name", "by", "about", "reason", "count"
    named = Q(name__in=_RECORDED)
    for start in _OF_SECURITY:
        named |= Q(name__startswith=start)
    found = Event.objects.filter(named, at__gte=since, at__lt=until).exclude(purpose=Purpose.LEGAL_REPORT)
    for event in found.order_by("id").iterator(chunk_size=2_000):
        by = _staff(event.actor_id) if event.actor_kind == "staff" else event.actor_kind
        yield event.id, event.at.isoformat(), event.name, by, event.reference, event.reason, event.count


def _head() -> str:
    """The newest signed head, so that the log can be held against an export with proofs (``export_audit_trail``)."""
    newest = Head.objects.order_by("size").last()
    return newest.note if newest else ""


def _staff(pk: UUID | None) -> str:
    return User(id=pk).reference if pk else ""
