"""The style guide: each component with made-up content. Local settings only."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, cast
from uuid import uuid4

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.access import signed_in
from collections_app.models import Debtor
from personal_data.fields import SealedField
from personal_data.values import Sealed

_TOKENS = ("paper", "surface", "surface-sunk", "ink", "ink-soft", "line-strong", "wax", "info", "good", "wait", "stop")


class _Sample(forms.Form):
    """One field of each kind, of which one is wrong."""

    name = forms.CharField(label="Name", help_text="As the person writes it.")
    reason = forms.ChoiceField(label="Reason", choices=[("", "Choose"), ("paid", "The debt is paid")])
    closed_on = forms.DateField(label="Closed on", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    wish = forms.ChoiceField(
        label="What becomes of it?", choices=[("a", "Keep it"), ("b", "Erase it")], widget=forms.RadioSelect
    )


class _Upload(forms.Form):
    file = forms.FileField(label="File with claims")


@dataclass(frozen=True, slots=True)
class _Clock:
    """A deadline as ``components/clock.html`` draws it."""

    state: str
    days: int
    on: date
    why: str = ""


@require_GET
@signed_in
def page(request: HttpRequest) -> HttpResponse:
    """Every component once, in each of its states."""
    now = timezone.now()
    context: dict[str, Any] = {
        "now": now,
        "tokens": _TOKENS,
        "form": _Sample({"name": "Åsa Öberg", "reason": "", "wish": "a"}),
        "upload": _Upload(auto_id="upload_%s")["file"],
        "sealed": Sealed(cast("SealedField", Debtor._meta.get_field("name")), b"", uuid4(), uuid4()),
        "clocks": _clocks(now.date()),
        "entries": _entries(now),
        "items": [
            {"term": "Creditor", "detail": "Nordel Energi AB"},
            {"term": "Ground", "detail": "Electricity, March"},
        ],
        "lines": _lines(now),
        "progress": {
            "label": "Importing claims",
            "done": now.second,
            "total": 60,
            "finished": False,
            "url": request.path,
            "target": "#progress",
        },
        "points": [("2024", 412), ("2025", 1303), ("2026", 877)],
    }
    return render(request, "styleguide/page.html", context)


def _clocks(today: date) -> list[_Clock]:
    day = timedelta(days=1)
    return [
        _Clock("running", 12, today + 12 * day),
        _Clock("last_day", 0, today),
        _Clock("overdue", 3, today - 3 * day),
        _Clock("paused", 9, today + 9 * day, "while we check who you are"),
        _Clock("done", 0, today - day),
    ]


def _entries(now: datetime) -> list[dict[str, Any]]:
    return [
        {"icon": "check", "what": "Case closed", "at": now, "by": "Hanna Handler", "said": "The debt is paid"},
        {"icon": "note", "what": "Note", "at": now - timedelta(days=2), "by": "Hanna Handler", "said": "Called back."},
        {"icon": "folder", "what": "Case opened", "at": now - timedelta(days=90), "is_whole_day": True},
    ]


def _lines(now: datetime) -> list[dict[str, Any]]:
    common = {"at": now, "actor": "staff", "channel": "web"}
    opened = {"what": "Opened", "purpose": "collection", "outcome": "opened", "outcome_kind": "good", "proof_url": "#"}
    refused = {"what": "Opening refused", "purpose": "collection", "outcome": "refused", "outcome_kind": "stop"}
    return [{**common, **opened}, {**common, **refused}]
