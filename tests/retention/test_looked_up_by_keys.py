"""What the day of a profile costs, when the database's own statistics are from before a file came in."""

from uuid import UUID

import psycopg
import pytest

from personal_data.models import Controller
from tests.factories import accounts, retention
from tests.fixtures import databases

PEOPLE, RECORDS_EACH, NEW = 1_500, 6, 200
# People with a profile and some records each, and records without anybody; nobody looks at them as they come.
_PEOPLE = """
WITH numbered AS (
    SELECT gen_random_uuid() AS profile, gen_random_uuid() AS subject FROM generate_series(1, %(people)s)),
records AS (SELECT gen_random_uuid() AS id, subject FROM numbered, generate_series(1, %(each)s)),
made AS (INSERT INTO personal_data_envelope (id, controller_id, record_class, generation, created_at)
         SELECT profile, %(controller)s::uuid, 'profile', 1, now() FROM numbered
         UNION ALL SELECT id, %(controller)s::uuid, 'case_file', 1, now() FROM records
         UNION ALL SELECT gen_random_uuid(), %(controller)s::uuid, 'call_recording', 1, now()
         FROM generate_series(1, %(new)s)),
them AS (INSERT INTO personal_data_datasubject (id, controller_id, kind, pseudonym, created_at)
         SELECT subject, %(controller)s::uuid, 'person', gen_random_uuid(), now() FROM numbered)
INSERT INTO personal_data_envelopesubject (envelope_id, subject_id, role)
SELECT profile, subject, 'mentioned' FROM numbered UNION ALL SELECT id, subject, 'mentioned' FROM records"""
_ANOTHER_RECORD_EACH = """
INSERT INTO personal_data_envelopesubject (envelope_id, subject_id, role)
SELECT record.id, subject.id, 'mentioned'
FROM (SELECT id, row_number() OVER () AS place FROM personal_data_envelope WHERE record_class = 'call_recording') record
JOIN (SELECT id, row_number() OVER (ORDER BY ctid DESC) AS place FROM personal_data_datasubject) subject
    USING (place)"""
_ENTRIES_READ = """
SELECT sum(pg_stat_get_xact_tuples_returned(indexrelid)) FROM pg_index
WHERE indrelid IN ('personal_data_envelope'::regclass, 'personal_data_envelopesubject'::regclass)"""
_MOST = NEW * 150
"""Some entries for each record of each person who gets another one; not as many as there are people."""


@pytest.fixture
def amili(live_database: str) -> Controller:
    with accounts.command():
        return retention.controller("AMILI")


def test_new_records_are_looked_up_one_by_one_however_many_others_have_fallen_due(
    live_database: str, amili: Controller
) -> None:
    with databases.superuser(live_database) as server:
        _fill(server, amili.id)
        with server.transaction():
            before = _entries_read(server)
            server.execute(_ANOTHER_RECORD_EACH)
            assert _entries_read(server) - before < _MOST


def _fill(server: psycopg.Connection, controller: UUID) -> None:
    """People of whom nothing is due when the database counts, and all their profiles are a moment later."""
    server.execute("SET session_replication_role = replica")
    server.execute(_PEOPLE, {"people": PEOPLE, "each": RECORDS_EACH, "new": NEW, "controller": controller})
    server.execute("ALTER TABLE personal_data_envelope SET (autovacuum_enabled = off)")
    server.execute("ANALYZE personal_data_envelope, personal_data_envelopesubject, personal_data_datasubject")
    server.execute("UPDATE personal_data_envelope SET due_on = '2030-01-01' WHERE record_class = 'profile'")
    server.execute("SET session_replication_role = origin")


def _entries_read(server: psycopg.Connection) -> int:
    row = server.execute(_ENTRIES_READ).fetchone()
    assert row
    return int(row[0])
