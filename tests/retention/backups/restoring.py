"""Steps of these tests: everything of Anna goes, something is held, a back-up is restored."""

from pathlib import Path
from typing import Any

from django.utils import timezone

from collections_app.models import Debtor
from personal_data import envelopes
from personal_data.models import BlockKind, EnvelopeBlock
from personal_data.services import blocks
from retention.services.backups import restoring
from tests.factories import acting
from tests.retention.backups.conftest import House


def erase_anna(house: House) -> None:
    """Everything of Anna goes, her profile last."""
    with acting.nightly():
        records = [house.case.envelope_id, house.recording.envelope_id]
        assert all(each.erased for each in envelopes.erase(records))
        assert envelopes.erase([house.anna.envelope_id])[0].erased


def hold(row: Any) -> EnvelopeBlock:
    with acting.omar():
        (block,) = blocks.place(kind=BlockKind.HOLD, reason_code="lawsuit", envelopes=[row.envelope_id])
    return block


def restore(house: House, folder: Path, keys_from: Path | None = None) -> restoring.Restored:
    return restoring.restore(folder=folder, keys_from=keys_from, email=house.keeper.email, at=timezone.now())


def name_of(debtor: Debtor) -> str:
    with acting.hanna():
        row = Debtor.objects.get(pk=debtor.pk)
        envelopes.open([row])
        name: str = row.name.reveal()
        return name
