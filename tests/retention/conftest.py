"""A controller with its published rules, and cases on both sides of their day."""

import pytest
from django.utils import timezone

from collections_app.models import Case
from personal_data.models import BlockKind, Controller
from personal_data.services import blocks
from retention.models import Run
from retention.services import runs, working_off
from tests.factories import accounts, retention
from tests.retention.interrupting import PETRA, ROLF


@pytest.fixture
def amili() -> Controller:
    with accounts.command():
        return retention.controller("AMILI")


@pytest.fixture
def intrum() -> Controller:
    with accounts.command():
        return retention.controller("INTRUM")


@pytest.fixture
def due_case(amili: Controller) -> Case:
    with accounts.command():
        return retention.closed_case(amili, retention.months_ago(36), noted=True)


@pytest.fixture
def young_case(amili: Controller) -> Case:
    with accounts.command():
        return retention.closed_case(amili, retention.almost(36), "Bo Berg")


@pytest.fixture
def approved(live_database: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    """An approved run over two due cases of two persons, one that is held and one that is young, in batches of two."""
    monkeypatch.setattr(working_off, "BATCH", 2)
    at = timezone.now()
    with accounts.command():
        controller = retention.controller("AMILI")
        for name in ("Anna Andersson", "Bo Berg"):
            retention.closed_case(controller, retention.months_ago(40), name, noted=True)
        held = retention.closed_case(controller, retention.months_ago(40), "Cia Ceder")
        blocks.place(kind=BlockKind.HOLD, reason_code="court", envelopes=[held.envelope_id])
        retention.closed_case(controller, retention.almost(36), "Dan Dal")
        run = runs.propose(controller=controller, by=ROLF, at=at)
        return runs.approve(run=run, by=PETRA, at=at)
