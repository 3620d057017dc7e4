"""Statements that go out beside the next one of another connection."""

import pytest
from django.db import DatabaseError, connection

from audit.beside import Beside
from audit.sending import sent
from tests.fixtures import databases

_WRITE = "INSERT INTO beside VALUES (1) RETURNING number"
_UNTIL_WRITTEN = """
DO $$ BEGIN
    FOR turn IN 1..1000 LOOP
        EXIT WHEN EXISTS (SELECT FROM beside);
        PERFORM pg_sleep(0.005);
    END LOOP;
    IF NOT EXISTS (SELECT FROM beside) THEN RAISE 'Nothing was sent while this was being answered.'; END IF;
END $$"""


@pytest.fixture(autouse=True)
def _a_table_of_our_own(live_database: str) -> None:
    with databases.superuser(live_database) as server:
        server.execute("CREATE TABLE beside (number integer)")
        server.execute("GRANT SELECT, INSERT ON beside TO app")
    connection.ensure_connection()


def _done(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _written(name: str) -> int:
    with databases.superuser(name) as server:
        ((number,),) = server.execute("SELECT count(*) FROM beside")
    return int(number)


def _beside(statement: str = _WRITE) -> Beside:
    event = Beside("audit", statement, [])
    event.go_with_next_of("default")
    return event


def test_a_statement_goes_out_with_the_next_one_while_that_is_being_answered(live_database: str) -> None:
    event = _beside()
    assert _written(live_database) == 0
    _done(_UNTIL_WRITTEN)
    assert event.finish() == ("1",)


def test_it_goes_out_once(live_database: str) -> None:
    event = _beside()
    for _ in range(3):
        _done("SELECT 1")
    event.finish()
    _done("SELECT 1")
    assert _written(live_database) == 1


def test_it_goes_out_at_the_end_where_nothing_else_was_asked(live_database: str) -> None:
    assert _beside().finish() == ("1",)
    assert _written(live_database) == 1
    _done("SELECT 1")
    assert _written(live_database) == 1


def test_it_goes_out_at_once_where_another_already_waits(live_database: str) -> None:
    waiting, second = _beside("SELECT 2"), Beside("audit", _WRITE, [])
    second.go_with_next_of("default")
    assert second.finish() == ("1",)
    assert waiting.finish() == ("2",)
    assert _written(live_database) == 1


def test_it_goes_out_at_once_beside_a_connection_that_is_not_open(live_database: str) -> None:
    connection.close()
    assert _beside().finish() == ("1",)


def test_where_it_cannot_be_sent_it_says_so_at_the_end_and_the_other_statement_is_answered() -> None:
    busy = sent("audit", "SELECT %s::int", [7])
    event = _beside()
    _done("SELECT 1")
    with pytest.raises(DatabaseError):
        event.finish()
    assert busy() == ("7",)
    _done("SELECT 1")


def test_where_the_other_statement_fails_it_is_written_all_the_same(live_database: str) -> None:
    event = _beside()
    with pytest.raises(DatabaseError, match="division by zero"):
        _done("SELECT 1 / 0")
    assert event.finish() == ("1",)
    assert _written(live_database) == 1
