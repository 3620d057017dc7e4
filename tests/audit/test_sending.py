"""Statements that are sent and waited for later, on a connection of their own."""

from uuid import UUID

import pytest
from django.db import DatabaseError, OperationalError, connections, transaction

from audit.sending import sent
from tests.fixtures import databases

NAME = UUID("5f0c7a4e-0f39-4c19-9a57-3f1f0d7f2c11")


@pytest.fixture(autouse=True)
def _real_connections(live_database: str) -> None:
    """Each test has the connection of the trail to itself."""


class TestParameters:
    def test_arrive_as_they_were(self) -> None:
        finish = sent(
            "audit", "SELECT %s::uuid, %s::text, %s::int, %s::boolean, %s::text", [NAME, "å'%", 7, True, None]
        )
        assert finish() == (str(NAME), "å'%", "7", "t", None)

    @pytest.mark.parametrize("part", ["a,b", 'say "a"', "back\\slash", "{a}", "NULL", "", "6(1)(c), 17(3)(b)"])
    def test_of_a_list_arrive_as_they_were(self, part: str) -> None:
        assert sent("audit", "SELECT (%s::text[])[2], cardinality(%s::text[])", [["x", part], [part]])() == (part, "1")

    def test_of_a_list_may_be_nothing(self) -> None:
        assert sent("audit", "SELECT (%s::text[])[1]", [[None]])() == (None,)


class TestSent:
    def test_gives_nothing_where_nothing_is_returned(self) -> None:
        assert sent("audit", "SELECT 1 WHERE %s::boolean", [False])() == ()

    def test_fails_when_it_is_waited_for_and_leaves_the_connection_usable(self) -> None:
        finish = sent("audit", "SELECT 1 / %s::int", [0])
        with pytest.raises(DatabaseError, match="division by zero"):
            finish()
        assert sent("audit", "SELECT %s::int", [1])() == ("1",)

    def test_is_refused_while_another_is_on_its_way(self) -> None:
        first = sent("audit", "SELECT %s::int", [1])
        with pytest.raises(OperationalError):
            sent("audit", "SELECT %s::int", [2])
        assert first() == ("1",)

    def test_is_refused_in_a_transaction_because_it_would_not_be_committed(self) -> None:
        with transaction.atomic(using="audit"):
            with connections["audit"].cursor() as cursor:
                cursor.execute("SELECT 1")
            with pytest.raises(OperationalError):
                sent("audit", "SELECT %s::int", [1])
            transaction.set_rollback(True, using="audit")

    def test_is_prepared_once_for_a_connection(self) -> None:
        count = "SELECT count(*) FROM pg_prepared_statements WHERE name LIKE %s::text"
        assert [sent("audit", count, ["sent\\_%"])() for _ in range(3)] == [("1",)] * 3

    def test_is_prepared_again_where_the_server_forgot_it(self) -> None:
        for _ in range(2):
            assert sent("audit", "SELECT %s::int", [1])() == ("1",)
            with connections["audit"].cursor() as cursor:
                cursor.execute("DEALLOCATE ALL")

    def test_reconnects_when_the_server_has_ended_an_idle_connection(self, live_database: str) -> None:
        (number,) = sent("audit", "SELECT pg_backend_pid()", [])()
        with databases.superuser() as server:
            server.execute("SELECT pg_terminate_backend(%s::int, 5000)", [number])
        (next_number,) = sent("audit", "SELECT pg_backend_pid()", [])()
        assert next_number != number
