"""The figure of records past their day."""

import pytest

from config.health import figures
from personal_data import envelopes
from personal_data.models import BlockKind
from personal_data.services import blocks
from retention.selectors import overdue
from tests.factories import accounts, acting, retention

pytestmark = pytest.mark.django_db


@pytest.mark.requirement(
    "AXACTOR-86", breaks="a figure that does not count a record past its day, or never falls to zero"
)
def test_counts_what_is_past_its_day_and_kept_by_nothing() -> None:
    with accounts.command():
        axactor = retention.controller("AXACTOR")
        late, held, _young = (retention.closed_case(axactor, retention.months_ago(months)) for months in (40, 40, 12))
        (hold,) = blocks.place(kind=BlockKind.HOLD, reason_code="court", envelopes=[held.envelope_id])
        assert overdue.count() == 1
        assert "sigill_overdue_records 1.0" in figures.exposition().decode()
        blocks.lift(hold)
        assert overdue.count() == 2
    with acting.nightly():
        assert [each.reason for each in envelopes.erase([late.envelope_id, held.envelope_id])] == ["erased", "erased"]
    assert "sigill_overdue_records 0.0" in figures.exposition().decode()
