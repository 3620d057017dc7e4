"""Controllers with their published rules, and records beside the cases."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from collections_app.models import IdentifiableImport
from collections_app.models.records import KeptRecord
from collections_app.record_kinds import KINDS
from collections_app.services.records import ending, keeping
from collections_app.services.sets import identifiable
from personal_data.models import Controller, Envelope
from personal_data.purposes import Purpose
from personal_data.services import controllers
from privacy.policies.packs import facts
from privacy.selectors import packs
from retention.models import RetentionRule
from tests.factories import accounts, retention

Clock = tuple[date | None, date | None]
House = Callable[[str], Controller]


def row(name: str, breaks: str) -> pytest.MarkDecorator:
    return pytest.mark.requirement(name, breaks=breaks)


@pytest.fixture
def house(db: None) -> House:
    """A controller by its reference."""

    def made(reference: str) -> Controller:
        with accounts.command():
            bound = retention.controller(reference)
            controllers.bind_to_notice(controller=bound, purposes=facts.openings(packs.pack_of(bound)))
            return bound

    return made


def entered(controller: Controller, kind: str, began_on: str, /, **values: Any) -> KeptRecord:
    """A record of a kind, entered on the day on which it began."""
    texts = {name: f"{name} of a test" for name in KINDS[kind].texts}
    gathering = {"gathering": "P-0"} if kind == "valuation-row" else {}
    entry = keeping.Entry(**{**gathering, "began_on": date.fromisoformat(began_on), "texts": texts, **values})
    if kind == "valuation-row":
        names_approved(controller, entry.gathering)
    with accounts.command(_purpose(kind)):
        return keeping.enter(kind=KINDS[kind], controller=controller, entry=entry, by=uuid4(), at=timezone.now())


def names_approved(controller: Controller, portfolio: str) -> IdentifiableImport:
    """Two persons agreed that a portfolio is valued with names."""
    day, now = today(controller), timezone.now()
    with accounts.command():
        asked = identifiable.ask(
            controller=controller, portfolio=portfolio, reason="Scores of ten files.", ends_on=day, by=uuid4(), at=now,
            today=day,
        )  # fmt: skip
        return identifiable.approve(asked=asked, by=uuid4(), at=now)


def finished(record: KeptRecord, because: str, on: str) -> KeptRecord | None:
    """A record that has ended."""
    with accounts.command(Purpose.LEGAL_REPORT if because == "transaction_done" else Purpose.SECURITY):
        return ending.finish(record=record, because=because, on=date.fromisoformat(on), by=uuid4(), at=timezone.now())


def clock(record: KeptRecord) -> Clock:
    """Trigger and due day of a record."""
    envelope = Envelope.objects.get(pk=record.envelope_id)
    return envelope.trigger_on, envelope.due_on


def rule_of(controller: str, record_class: str) -> RetentionRule:
    return RetentionRule.objects.get(controller__reference=controller, record_class=record_class)


def today(controller: Controller) -> date:
    return datetime.now(ZoneInfo(controller.time_zone)).date()


def _purpose(kind: str) -> Purpose:
    return Purpose.LEGAL_REPORT if kind == "enquiry" else Purpose.SECURITY
