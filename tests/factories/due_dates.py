"""Due dates set by hand, for tests of the gate without the retention rules above it."""

from datetime import date
from typing import Any

from tests.fixtures import databases

_NO_RULES = """
DROP TRIGGER IF EXISTS follow_trigger_on_insert ON personal_data_envelope;
DROP TRIGGER IF EXISTS follow_trigger_on_update ON personal_data_envelope;
DROP TRIGGER IF EXISTS follow_person_on_insert ON personal_data_envelopesubject;
DROP FUNCTION IF EXISTS retention_recompute_clocks(uuid[])"""
_SET = """
UPDATE personal_data_envelope SET due_on = coalesce(%s, (clock_timestamp() AT TIME ZONE c.time_zone)::date + %s)
FROM personal_data_controller c WHERE c.id = controller_id AND personal_data_envelope.id = ANY (%s)"""


def without_rules(database: str) -> None:
    """Take the retention rules' function out of this database, so that the gate judges what stands in ``due_on``."""
    with databases.superuser(database) as server:
        server.execute(_NO_RULES)


def fall_due(database: str, *rows: Any, in_days: int = 0, on: date | None = None) -> None:
    """Let the envelopes of some rows be due on a day, or some days after the controller's today."""
    with databases.superuser(database) as server:
        server.execute(_SET, [on, in_days, [getattr(row, "envelope_id", row.pk) for row in rows]])
