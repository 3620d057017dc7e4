"""Erasing due case files through the gate, against hand-written set-based SQL that does the same writes ungated."""

import statistics
from datetime import date
from pathlib import Path
from uuid import uuid4

from django.db import connection
from django.utils import timezone

from bench import gdpr_assist, plain
from bench.measuring import Result, by_turns, seconds, spread
from personal_data import access, catalogue
from personal_data.models import Controller, Envelope
from personal_data.purposes import Purpose
from retention.models import ResidualCheck, Run
from retention.services import certificates, proving, run_reviews, runs
from tests.fixtures import databases

_LONG_AGO = date(2019, 6, 30)
_BESIDE_THE_ROWS = ("personal_data_searchentry", "personal_data_sealedfile", "personal_data_envelopeblock")


def prepare(database: str) -> int:
    """Close every case of a database long ago and give each a note. Returns how many are due."""
    databases.point_at(database)
    with access.context(actor=access.system("bench"), purpose=Purpose.RETENTION, channel="command"):
        with connection.cursor() as cursor:
            access.attribute()
            cursor.execute(
                "INSERT INTO collections_app_note (id, envelope_id, case_id, kind, level, text, by, at)"
                " SELECT gen_random_uuid(), envelope_id, id, 'contact', 'normal', '\\x00', gen_random_uuid(), now()"
                " FROM collections_app_case"
            )
            cursor.execute(
                "UPDATE collections_app_case SET status = 'closed', opened_on = %s, closed_on = %s",
                [_LONG_AGO, _LONG_AGO],
            )
        Envelope.objects.filter(record_class="case_file").update(trigger_on=_LONG_AGO)
        total = Envelope.objects.filter(record_class="case_file", due_on__isnull=False).count()
    with databases.superuser(database) as server:
        server.execute("VACUUM ANALYZE")
    return total


def measure(source: str, total: int, folder: Path) -> list[Result]:
    """Each round on fresh copies of the same database."""

    def ours() -> float:
        name = fresh(source, "bench_erase_ours")
        databases.point_at(name)
        return seconds(run_retention)

    def by_hand() -> float:
        name = fresh(source, "bench_erase_hand")
        _ungate(name)
        with databases.superuser(name) as server:
            return seconds(lambda: server.execute(hand_written()))

    gated, ungated = by_turns(ours, by_hand)
    ratio = statistics.median(ungated) / statistics.median(gated)
    rate = total / statistics.median(gated)
    by_peer = fresh(source, "bench_erase_hand")
    _ungate(by_peer)
    return [
        Result(
            f"erasing {total:,} due case files",
            f"{ratio:.0%} of ungated set-based SQL ({rate:,.0f} debtors/s)",
            "75 %",
            ratio >= 0.75,
            [
                f"ours {spread(gated)} s with events, journal, commitments, certificate; by hand {spread(ungated)} s",
                "the hand-written SQL: bench/erasing.py",
            ],
        ),
        *gdpr_assist.measure(by_peer, rate, folder),
    ]


def _ungate(database: str) -> None:
    with databases.superuser(database) as server:
        for table in _tables():
            server.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        plain.keep_references(server)


def explain(source: str) -> str:
    """The plan of the largest statement of the baseline."""
    with databases.superuser(source) as server:
        rows = server.execute("EXPLAIN SELECT id FROM personal_data_envelope WHERE due_on <= current_date").fetchall()
    return "\n".join(row[0] for row in rows)


def hand_written() -> str:
    """What somebody who knows the schema would write: one set for everything, children first, no checks."""
    emptied = (
        *_personal_tables(),
        "personal_data_searchentry",
        "personal_data_sealedfile",
        "personal_data_envelopeblock",
    )
    deletes = "\n".join(f"DELETE FROM {table} USING gone WHERE {table}.envelope_id = gone.id;" for table in emptied)
    return f"""
    BEGIN;
    CREATE TEMPORARY TABLE gone ON COMMIT DROP AS
        SELECT e.id, e.controller_id, e.record_class, e.due_on, k.epoch FROM personal_data_envelope e
        JOIN keys.data_key k ON k.envelope_id = e.id WHERE e.due_on <= current_date;
    ANALYZE gone;
    WITH event AS (
        INSERT INTO audit_event (name, actor_kind, purpose, channel, count, legal_basis)
        SELECT 'personal_data.envelope.erased', 'system', 'retention', 'command', count(*), '6(1)(c)'
        FROM gone RETURNING id, at)
    INSERT INTO audit_line (event_id, at, subject, envelope_id, record_class, legal_basis, outcome)
    SELECT event.id, event.at, s.pseudonym, gone.id, gone.record_class, '6(1)(c)', 'erased' FROM event, gone
        JOIN personal_data_envelopesubject es ON es.envelope_id = gone.id
        JOIN personal_data_datasubject s ON s.id = es.subject_id;
    INSERT INTO personal_data_erasure
        (envelope_id, controller_id, record_class, ground, due_on, key_epoch, erased_at, salt)
        SELECT id, controller_id, record_class, 'due', due_on, epoch, now(), uuid_send(gen_random_uuid()) FROM gone;
    INSERT INTO personal_data_erasedtokens (id, act_id, controller_id, tokens, whole_count, erased_at)
        SELECT gen_random_uuid(), gone.id, gone.controller_id, s.tokens, s.whole_count, now() FROM gone
        JOIN personal_data_searchentry s ON s.envelope_id = gone.id WHERE gone.record_class = 'profile';
    INSERT INTO personal_data_keptdigest (id, digest, kept_on)
        SELECT gen_random_uuid(), document_digest, current_date FROM collections_app_claim
        JOIN gone ON gone.id = collections_app_claim.envelope_id;
    DELETE FROM keys.data_key USING gone WHERE envelope_id = gone.id;
    {deletes}
    CREATE TEMPORARY TABLE lonely ON COMMIT DROP AS
        SELECT DISTINCT subject_id AS id FROM personal_data_envelopesubject JOIN gone ON gone.id = envelope_id;
    DELETE FROM personal_data_envelopesubject USING gone WHERE envelope_id = gone.id;
    DELETE FROM personal_data_envelope USING gone WHERE personal_data_envelope.id = gone.id;
    DELETE FROM personal_data_datasubject USING lonely WHERE personal_data_datasubject.id = lonely.id
        AND NOT EXISTS (SELECT 1 FROM personal_data_envelopesubject es WHERE es.subject_id = lonely.id);
    COMMIT;
    """


def run_retention() -> None:
    """Everything that is due goes by a run for each controller, approved by a second person and certified."""
    first, second = uuid4(), uuid4()
    now = timezone.now()
    with access.context(actor=access.Actor("staff", first), purpose=Purpose.RETENTION, channel="command"):
        for controller in Controller.objects.all():
            run = runs.propose(controller=controller, by=first, at=now)
            run_reviews.advise(run=run, by=uuid4(), at=now)
            runs.approve(run=run, by=second, at=now)
            run = runs.execute(run=run, by=first, at=now)
            act = proving.act_of_run(run)
            clean = ResidualCheck.objects.create(act=act, begun_at=now, finished_at=timezone.now())
            certificates.issue(act=act, check=clean, at=timezone.now())
    assert not Envelope.objects.filter(due_on__isnull=False).exists(), "something that was due is still there"
    assert Run.objects.filter(state="executed").exists()


def fresh(source: str, name: str) -> str:
    """A copy of a database under a name; one that was there goes."""
    connection.close()
    databases.point_at("postgres")
    databases.drop(name)
    with databases.superuser() as server:
        server.execute(f'CREATE DATABASE "{name}" OWNER owner TEMPLATE "{source}" STRATEGY FILE_COPY')
    return name


def _personal_tables() -> list[str]:
    return [
        table
        for model in catalogue.erasure_order()
        for table in (model._meta.db_table, catalogue.history_of(model)._meta.db_table)
    ]


def _tables() -> list[str]:
    return [*_personal_tables(), *_BESIDE_THE_ROWS,
            "personal_data_envelopesubject", "personal_data_envelope", "personal_data_datasubject", "keys.data_key",
            "personal_data_erasure", "personal_data_keptdigest"]  # fmt: skip
