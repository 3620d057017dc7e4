"""The scan for personal values finds what is planted, in every place and form, and nothing else."""

import base64
import json
import logging
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
import redis
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from audit import trail
from audit.models import Event
from collections_app.events import CASE_CLOSED
from tests import leak_scan
from tests.factories import acting, collection
from tests.fixtures import databases
from tests.leak_scan import Needles

VALUE = "Åsa von Öberg"
EVENT_COLUMNS = ("name", "actor_kind", "purpose", "channel", "reference", "reason", "recipient", "fields", "salt")


class TestNeedles:
    @pytest.mark.parametrize(
        ("form", "content"),
        [
            ("plain", f"name={VALUE};"),
            ("case-folded", f"name={VALUE.upper()};"),
            ("case-folded", f"name={VALUE.lower()};"),
            ("hex", VALUE.encode().hex()),
            ("hex", VALUE.encode().hex().upper()),
            ("hex", VALUE.casefold().encode().hex()),
            ("escaped", json.dumps({"name": VALUE})),
            ("quoted", "/search?name=%C3%85sa%20von%20%C3%96berg"),
            ("base64", base64.urlsafe_b64encode(b"??" + VALUE.encode()).decode()),
        ],
    )
    def test_find_every_form(self, form: str, content: str) -> None:
        assert form in {hit.form for hit in Needles([VALUE]).hits("here", content)}

    @given(before=st.binary(max_size=9), after=st.binary(max_size=9))
    def test_find_base64_whatever_stands_around_it(self, before: bytes, after: bytes) -> None:
        content = base64.b64encode(before + VALUE.encode() + after)
        assert "base64" in {hit.form for hit in Needles([VALUE]).hits("here", content)}

    def test_find_a_number_however_it_is_written(self) -> None:
        needles = Needles(["19800101-1236"])
        for written in ("19800101-1236", "198001011236", base64.b64encode(b"x 198001011236").decode()):
            assert needles.hits("here", written)

    @given(st.text(alphabet="bcdfghjklmn 0123456789\n"))
    def test_find_nothing_where_nothing_is(self, content: str) -> None:
        assert Needles([VALUE]).hits("here", content) == []

    def test_look_into_bytes_that_are_no_text(self) -> None:
        assert Needles([VALUE]).hits("here", b"\xff\xfe\x00" + VALUE.encode() + b"\xff")

    def test_refuse_a_value_that_would_be_found_everywhere(self) -> None:
        with pytest.raises(ValueError, match="less than four"):
            Needles(["Bo"])


@pytest.fixture
def session(live_database: str) -> Iterator[psycopg.Connection]:
    """A session that may look at everything."""
    with databases.superuser(live_database) as server:
        yield server


class TestTables:
    def test_are_proven_column_by_column(self, session: psycopg.Connection) -> None:
        texts = {"public.audit_event": 10, "public.audit_line": 3, "public.audit_unfiled": 5}
        for table, columns in texts.items():
            assert leak_scan.prove_tables(session, [table]) == columns * len(leak_scan.plantings())

    def test_of_every_type_are_looked_through(self, session: psycopg.Connection) -> None:
        session.execute(
            "CREATE TABLE every_type (a text, b varchar(400), c bytea, d json, e jsonb, f text[], g varchar[], "
            "short varchar(5) NOT NULL, n integer NOT NULL, u uuid)"
        )
        assert leak_scan.prove_tables(session, ["public.every_type"]) == 8 * len(leak_scan.plantings())

    def test_of_a_type_that_nobody_has_thought_of_are_an_error(self, session: psycopg.Connection) -> None:
        session.execute("CREATE TABLE strange (way path)")
        with pytest.raises(leak_scan.Overlooked, match="path"):
            leak_scan.prove_tables(session, ["public.strange"])

    def test_are_all_of_them_wherever_they_lie(self, session: psycopg.Connection) -> None:
        session.execute("CREATE SCHEMA elsewhere CREATE TABLE kept (note text)")
        assert {"elsewhere.kept", "public.audit_event", "keys.data_key"} <= set(leak_scan.every_table(session))

    def test_that_are_not_there_are_an_error(self, session: psycopg.Connection) -> None:
        with pytest.raises(LookupError):
            leak_scan.scan_tables(session, ["public.no_such_table"], Needles([VALUE]))

    def test_give_away_a_value_in_the_real_event_table(self, session: psycopg.Connection) -> None:
        drop_checks(session, "audit_event")
        for column in (
            "name",
            "actor_kind",
            "purpose",
            "channel",
            "reference",
            "reason",
            "recipient",
            "fields",
            "salt",
        ):
            for form, text in leak_scan.plantings(VALUE).items():
                value: Any = {"fields": [text], "salt": text.encode()}.get(column, text)
                with session.transaction(force_rollback=True):
                    insert_event(session, {"name": "a.b", "actor_kind": "staff", "legal_basis": "lines", column: value})
                    hits = leak_scan.scan_tables(session, leak_scan.AUDIT_TABLES, Needles([VALUE]))
                assert (f"public.audit_event.{column}", form) in {(hit.place, hit.form) for hit in hits}

    def test_hold_nothing_after_a_day_at_the_desk(self, live_database: str, session: psycopg.Connection) -> None:
        with acting.hanna():
            controller = collection.controller()
            debtor = collection.debtor(
                controller, VALUE, identity_number="19800101-1236", phone="0701740605", email="asa@example.se"
            )
            collection.note(collection.case_file(controller, [debtor]), f"Talked to {VALUE}")
            trail.record(CASE_CLOSED, envelopes=[debtor.envelope_id], reference=debtor.reference)
        assert Event.objects.count() > 0
        tables = leak_scan.every_table(session)
        leak_scan.prove_tables(session, tables)
        needles = Needles([VALUE, "19800101-1236", "0701740605", "asa@example.se"])
        assert leak_scan.scan_tables(session, tables, needles) == []


def drop_checks(session: psycopg.Connection, table: str) -> None:
    """Let a table of a database that is thrown away take anything."""
    checks = session.execute(
        "SELECT conname FROM pg_constraint WHERE conrelid = to_regclass(%s) AND contype = 'c'", [table]
    ).fetchall()
    for (name,) in checks:
        session.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    leak_scan.drop_types(session, table)


def insert_event(session: psycopg.Connection, values: dict[str, Any]) -> None:
    marks = ", ".join(["%s"] * len(values))
    session.execute(f"INSERT INTO audit_event ({', '.join(values)}) VALUES ({marks})", list(values.values()))


class TestLogs:
    def test_are_proven_logger_by_logger(self) -> None:
        with leak_scan.captured_logs() as captured:
            assert leak_scan.prove_logs(captured) == 2 * len(leak_scan.loggers()) * len(leak_scan.plantings())
            assert captured.lines == []

    def test_give_away_what_is_logged_anywhere_below(self) -> None:
        with leak_scan.captured_logs() as captured:
            logging.getLogger("some.library").debug("found %s", VALUE)
        assert "plain" in {hit.form for hit in leak_scan.scan_lines("log", captured.lines, Needles([VALUE]))}

    def test_are_as_they_were_afterwards(self) -> None:
        before = [(logger.level, list(logger.handlers)) for logger in leak_scan.loggers()]
        with leak_scan.captured_logs():
            pass
        assert [(logger.level, list(logger.handlers)) for logger in leak_scan.loggers()] == before


class TestBroker:
    @pytest.fixture
    def client(self) -> Iterator[Any]:
        """A database of the test server that nobody else uses."""
        with redis.Redis.from_url(settings.CELERY_BROKER_URL, db=9) as client:
            client.flushdb()
            yield client
            client.flushdb()

    def test_is_proven_for_every_kind_of_value_and_for_messages(self, client: Any) -> None:
        assert leak_scan.prove_broker(client) == 7 * len(leak_scan.plantings()) + 1
        assert client.dbsize() == 0

    def test_gives_away_a_task_with_a_personal_value(self, client: Any) -> None:
        body = base64.b64encode(json.dumps([[], {"name": VALUE}, {}]).encode()).decode()
        client.lpush("celery", json.dumps({"body": body, "headers": {"task": "tests.task"}}))
        hits = leak_scan.scan_broker(client, Needles([VALUE]))
        assert {(hit.place, hit.form) for hit in hits} == {("broker celery", "base64")}


class TestOverlooked:
    def test_is_raised_when_the_scan_is_blind(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(Needles, "hits", lambda *_: [])
        with leak_scan.captured_logs() as captured, pytest.raises(leak_scan.Overlooked):
            leak_scan.prove_logs(captured)
