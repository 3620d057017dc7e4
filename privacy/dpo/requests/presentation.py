"""One request as its page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from personal_data import record_classes
from privacy.models import (
    AskedBecause,
    CopyDownload,
    CopyState,
    DataSubjectRequest,
    ItemOutcome,
    Letter,
    LetterKind,
    RequestItem,
    RequestStatus,
    Right,
    UnlinkedRequest,
    UnlinkedState,
)
from privacy.policies import contested_grounds, erasure_grounds
from privacy.policies.erasure_proposals import Proposal
from privacy.selectors import age, copy_page, scope
from privacy.selectors.requests import RequestFile
from privacy.services.contested import answers
from privacy.services.copies import progress as copy_progress


@dataclass(frozen=True, slots=True)
class Clock:
    """A deadline as the clock component shows it."""

    state: str
    days: int
    on: date
    why: str = ""


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One record of a request with what is proposed for it and what was decided."""

    item: RequestItem
    kind: str | Promise
    ground: str | Promise
    proposal: Proposal | None
    proposed_ground: str | Promise


def clock_of(request: DataSubjectRequest, *, today: date, is_paused: bool) -> Clock:
    """The clock of one request. What is late is measured against the legal deadline."""
    if not request.is_open or (request.status == RequestStatus.DECIDED and request.answered_at):
        return Clock("done", 0, request.legal_deadline_on)
    why = _("extended by two months") if request.extended_on else ""
    if is_paused:
        return Clock("paused", 0, request.legal_deadline_on, _("waiting for the person's answer"))
    left = (request.legal_deadline_on - today).days
    state = "overdue" if left < 0 else "last_day" if left == 0 else "running"
    return Clock(state, abs(left), request.legal_deadline_on, why)


def clock_of_unlinked(entry: UnlinkedRequest) -> Clock:
    """The clock of a request that is of nobody yet; it runs all the same. Today is that of its controller."""
    if not entry.is_open:
        return Clock("done", 0, entry.legal_deadline_on)
    if entry.state == UnlinkedState.ASKED:
        return Clock("paused", 0, entry.legal_deadline_on, _("waiting for the person's answer"))
    left = (entry.legal_deadline_on - timezone.localdate(timezone=ZoneInfo(entry.controller.time_zone))).days
    state = "overdue" if left < 0 else "last_day" if left == 0 else "running"
    return Clock(state, abs(left), entry.legal_deadline_on)


def of_file(file: RequestFile, *, today: date) -> dict[str, Any]:
    """What the page of one request shows."""
    request = file.request
    paused = any(pause.answered_on is None for pause in file.pauses)
    return {
        "file": file,
        "subject_request": request,
        "clock": clock_of(request, today=today, is_paused=paused),
        "is_paused": paused,
        "items": item_rows(file),
        **_copy(request, today),
        "age": age.at_collection(file.debtor) if request.because == AskedBecause.MINOR and file.debtor else None,
        "is_contested": request.right in answers.RIGHTS,
        "letters": letters_by_kind(file.letters),
        "entries": timeline(file),
        "may_close_unidentified": request.status == RequestStatus.AWAITING_IDENTITY
        and not any(letter.kind == LetterKind.NOT_IDENTIFIED for letter in file.letters),
        "may_extend": request.is_open
        and request.status != RequestStatus.DECIDED
        and request.extended_on is None
        and today <= request.legal_deadline_on,
    }


def item_rows(file: RequestFile) -> list[ItemRow]:
    """The records with the proposal for each that has no decision yet."""
    proposals: dict[Any, Proposal] = {}
    if file.undecided and file.request.right == Right.ERASURE:
        proposals = {each.envelope.id: each.proposal for each in scope.erasure_scope(file.request.subject)}
    return [
        ItemRow(
            item,
            record_classes.get(item.record_class).label if item.record_class else _("Everything about the person"),
            _ground(item.ground),
            proposal := proposals.get(item.item_envelope) if item.outcome == ItemOutcome.OPEN else None,
            _ground(proposal.ground) if proposal else "",
        )
        for item in file.items
    ]


def letters_by_kind(letters: Sequence[Letter]) -> list[Letter]:
    """Letters, newest first."""
    return list(reversed(letters))


def _ground(code: str) -> str | Promise:
    ground = erasure_grounds.REFUSALS.get(code) or contested_grounds.LABELS.get(code)
    return ground.label if ground else ""


def _entry(file: RequestFile, step: Any) -> dict[str, Any]:
    return {
        "icon": "note",
        "what": capfirst(step.get_to_status_display()),
        "at": step.at,
        "by": file.staff.get(step.by, "") or (_("the person") if step.to_status == RequestStatus.RECEIVED else ""),
    }


def _copy(request: DataSubjectRequest, today: date) -> dict[str, Any]:
    """The copy of a request for access, and how far it is while it is being made."""
    copy = copy_page.of_request(request, today=today)
    if copy is None or copy.copy is None or copy.state != CopyState.ORDERED:
        return {"copy": copy}
    progress = copy_progress.shown(
        copy.copy.pk, url=reverse("dpo-request", args=[request.reference]), target="#copy-panel"
    )
    return {"copy": copy, "copy_progress": progress}


def timeline(file: RequestFile) -> list[dict[str, Any]]:
    """Steps and downloads, newest first."""
    entries = [_entry(file, step) for step in file.steps] + [_fetched(file, each) for each in file.downloads]
    entries.sort(key=itemgetter("at"))
    return entries[::-1]  # of one moment the later step stands first


def _fetched(file: RequestFile, download: CopyDownload) -> dict[str, Any]:
    return {
        "icon": "down",
        "what": _("Downloaded: %(part)s") % {"part": download.get_part_display()},
        "at": download.at,
        "by": _("the person") if download.by_person else file.staff.get(download.by, ""),
    }
