"""A trail of any length: events of the daily kinds with their lines, written by the database itself.

What sealing, verifying and reading cost depends on how many events there are, not on who wrote them.
"""

from uuid import UUID

from tests.fixtures import databases

_BATCH = 100_000
_KINDS = "ARRAY['personal_data.envelope.opened', 'personal_data.record.changed', 'personal_data.record.created']"
_FILL = f"""
WITH made AS (
    INSERT INTO audit_event (at, name, actor_kind, actor_id, purpose, channel, request_id, reference, fields,
                             legal_basis)
    SELECT now() - (%(span)s * (1 - n::float / %(total)s)) * interval '1 second',
           ({_KINDS})[1 + n %% 3], 'staff', md5('staff' || n %% 50)::uuid, 'collection',
           'web', gen_random_uuid(), '', '{{}}', 'lines'
    FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS n RETURNING id, at)
INSERT INTO audit_line (event_id, at, subject, envelope_id, record_class, legal_basis, outcome)
SELECT id, at, CASE WHEN id %% %(every)s = 0 THEN %(person)s ELSE md5('p' || id %% 90000)::uuid END,
       md5('e' || id %% 90000)::uuid, 'case_file', '6(1)(f)', 'opened' FROM made"""
_EVERY = 500
_SPAN_SECONDS = 20 * 24 * 3600


def fill(database: str, events: int, *, person: UUID) -> None:
    """Add so many events with a line each, spread over the last weeks; each five-hundredth is about one person."""
    with databases.superuser(database) as session:
        for first in range(0, events, _BATCH):
            session.execute(
                _FILL,
                {"first": first, "last": min(first + _BATCH, events) - 1, "total": events, "every": _EVERY,
                 "person": person, "span": _SPAN_SECONDS},
            )  # fmt: skip
        session.execute("SELECT audit_make_partitions(24)")
        session.execute("ANALYZE audit_event, audit_line")
