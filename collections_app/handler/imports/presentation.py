"""What the pages of imports show of a file: counts in words, problems with their places, first rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Permission
from collections_app.handler.imports import wording
from collections_app.intake import csv_columns
from collections_app.models import ImportFile, ImportUpload, PaymentReason, UploadState
from collections_app.selectors import imports
from collections_app.selectors.imports import Import
from collections_app.services import payment_uploads
from collections_app.services.imports import check
from personal_data import envelopes

PROBLEMS_SHOWN = 100
_ICONS = {"new": "check", "credited": "check", "allocated": "check", "rejected": "stop"}


@dataclass(frozen=True, slots=True)
class Counted:
    """How many documents share a fate."""

    count: int
    words: str | Promise
    icon: str


def of(found: Import, user: User) -> dict[str, Any]:
    """The context of one file's page. Who may import sees the first rows; that opens them, and is recorded."""
    upload, report = found.upload, found.report
    state = upload.state if upload else UploadState.IMPORTED
    source = upload or report
    context: dict[str, Any] = {
        "upload": upload,
        "report": report,
        "state": str(state),
        "reference": source.reference if source else "",
        "creditor": source.creditor if source else None,
        "whose": source.creditor or source.controller if source else None,
        "is_done": report is not None,
    }
    if report is not None and report.undo_ordered_at and not report.undone_at:
        return {**context, "state": "undoing", "progress": _progress_back(report)}
    if upload is not None and state in (UploadState.CHECKING, UploadState.IMPORTING):
        return {**context, "progress": _progress(upload, report)}
    if upload is not None and upload.kind == payment_uploads.PAYMENTS:
        return {**context, **_of_payments(upload, user)}
    if upload is not None and user.may(Permission.INTAKE_IMPORT):
        envelopes.open([upload])
        context["first_rows"] = _first_rows(upload) if state == UploadState.CHECKED else []
        context["is_opened"] = True
        context["unused"] = _unused(upload) if report is None and state != UploadState.UNMAPPED else []
    if upload is not None and report is None:
        counts = list(_foreseen(upload.findings))
        context |= {"counts": counts, "before": imports.imported_before(upload), "can_import": _can(upload, "rejected")}
    elif report is not None:
        context |= {"counts": list(_counted(report)), "kept": list(_kept(report))}
    findings = upload.findings if upload is not None and upload.findings else _kept_findings(report)
    return {**context, **_problems(findings), "notices": list(_notices(findings))}


def _of_payments(upload: ImportUpload, user: User) -> dict[str, Any]:
    """A bank's file: what would become or became of its payments; no name, account number or message of it."""
    if user.may(Permission.INTAKE_IMPORT):
        envelopes.open([upload])
    is_done = upload.payment_file is not None
    words = wording.PAYMENT_OUTCOMES if is_done else wording.PAYMENT_OUTCOMES_FORESEEN
    findings = upload.findings
    return {
        "is_opened": user.may(Permission.INTAKE_IMPORT),
        "is_done": is_done,
        "counts": [
            Counted(findings[name], says, _ICONS.get(name, "info"))
            for name, says in words.items()
            if findings.get(name)
        ],
        "lines": [
            {**line, "says": PaymentReason(line["standing"]).label if line["standing"] else _("already booked")}
            for line in findings.get("lines", [])
        ],
        "can_import": _can(upload, "rejected"),
        **_problems(findings),
    }


def _can(upload: ImportUpload, *besides: str) -> bool:
    """Whether there is anything to import in a checked file."""
    found = {**upload.findings, **upload.findings.get("set_aside", {})}
    names = {*wording.OUTCOMES_FORESEEN, *wording.PAYMENT_OUTCOMES_FORESEEN}.difference(besides)
    return upload.state == UploadState.CHECKED and any(found.get(name) for name in names)


def _progress(upload: ImportUpload, report: ImportFile | None) -> dict[str, Any]:
    """How far it is, as the component ``progress`` wants it."""
    if upload.state == UploadState.IMPORTING:
        label, done = _("Documents are being imported"), report.read_count if report else 0
        total = upload.findings.get("read", 0)
    else:
        label, done, total = _("Bytes of the file have been checked"), check.progress_of(upload), upload.size
    return {
        "label": label,
        "done": min(done, total),
        "total": max(total, 1),
        "finished": False,
        "url": reverse("handler-import", args=[upload.reference]),
        "target": "#import",
    }


def _progress_back(report: ImportFile) -> dict[str, Any]:
    total = report.new_count + report.credited_count
    done = report.undone_count + sum(report.undo_kept.values())
    return {
        "label": _("Claims are being taken back"),
        "done": min(done, total),
        "total": max(total, 1),
        "finished": False,
        "url": reverse("handler-import", args=[report.reference]),
        "target": "#import",
    }


def _kept(report: ImportFile) -> Iterator[Counted]:
    """What stayed when the import was rolled back, by reason."""
    for reason, count in sorted(report.undo_kept.items()):
        if count:
            yield Counted(count, wording.KEPT_IN_ROLL_BACK.get(reason, reason), "lock")


def _foreseen(findings: dict[str, Any]) -> Iterator[Counted]:
    counts = {**findings, **findings.get("set_aside", {})}
    for name, words in wording.OUTCOMES_FORESEEN.items():
        if isinstance(counts.get(name), int) and counts[name]:
            yield Counted(counts[name], words, _ICONS.get(name, "info"))


def _counted(report: ImportFile) -> Iterator[Counted]:
    for name, words in wording.OUTCOMES.items():
        if count := getattr(report, f"{name}_count"):
            yield Counted(count, words, _ICONS.get(name, "info"))


def _first_rows(upload: ImportUpload) -> list[dict[str, Any]]:
    rows = upload.first_rows.reveal() if upload.first_rows is not None else []
    return [
        {
            **row,
            "says": wording.VERDICTS.get(row["verdict"], row["verdict"]),
            "due": date.fromisoformat(row["due_on"]) if row["due_on"] else None,
            "birth_date": date.fromisoformat(row["birth_date"]) if row.get("birth_date") else None,
        }
        for row in rows
    ]


def _unused(upload: ImportUpload) -> list[str]:
    """The headings of the columns of which nothing is read."""
    headings = upload.head.reveal()["headings"] if upload.head is not None else []
    return [headings[position] for position in csv_columns.unused(headings, upload.columns)]


def _kept_findings(report: ImportFile | None) -> dict[str, Any]:
    """What the report keeps when the file has gone."""
    if report is None:
        return {}
    return {"problems": report.problems, "notices": report.notices, "problem_count": len(report.problems)}


def _problems(findings: dict[str, Any]) -> dict[str, Any]:
    problems = [
        {**problem, "label": wording.CLAIM_FIELDS.get(problem["field"] or "", problem["field"])}
        for problem in findings.get("problems", [])
    ]
    count = findings.get("problem_count", 0)
    return {"problems": problems, "problem_count": count, "more_problems": count - len(problems)}


def _notices(findings: dict[str, Any]) -> Iterator[Counted]:
    for code, count in sorted(findings.get("notices", {}).items()):
        yield Counted(count, wording.NOTICES.get(code, code), "warning")
