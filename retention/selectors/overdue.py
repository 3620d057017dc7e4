"""Records past their day: a figure that is zero where everything goes in time (AXACTOR-86)."""

from django.db import connection

# By the controller's own day. A profile has no day of its own: it goes with the last record that needs it.
_OVERDUE = """
SELECT count(*) FROM personal_data_envelope e
JOIN personal_data_controller c ON c.id = e.controller_id
JOIN personal_data_record_class rc ON rc.name = e.record_class AND NOT rc.is_profile
WHERE e.due_on < (clock_timestamp() AT TIME ZONE c.time_zone)::date
AND NOT EXISTS (SELECT 1 FROM personal_data_envelopeblock b
    WHERE b.lifted_at IS NULL AND b.kind IN ('hold', 'wish', 'restriction', 'objection')
    AND (b.envelope_id = e.id OR b.subject_id IN (
        SELECT s.subject_id FROM personal_data_envelopesubject s WHERE s.envelope_id = e.id)))"""


def count() -> int:
    """How many records are past the day on which they had to go, and are kept by nothing."""
    with connection.cursor() as cursor:
        cursor.execute(_OVERDUE)
        row: tuple[int] = cursor.fetchone()
        return row[0]
