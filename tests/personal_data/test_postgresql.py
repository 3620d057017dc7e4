"""The database backend keeps the session's attribution in step with who acts."""

from typing import Any

import pytest
from django.db import connection, transaction

from collections_app.models import Debtor
from personal_data import access
from personal_data.postgresql.base import DatabaseWrapper
from tests.factories import acting, collection


def setting() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('sigill.acting', true)")
        return str(cursor.fetchone()[0] or "")


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Who the session was told to be, each time it was told."""
    actors: list[str] = []
    attribute = DatabaseWrapper.attribute

    def noting(self: DatabaseWrapper) -> None:
        before = self._attributed_to
        attribute(self)
        if self._attributed_to != before:
            actors.append(str(self._attributed_to).split("|")[0])

    monkeypatch.setattr(DatabaseWrapper, "attribute", noting)
    return actors


def write() -> Any:
    return Debtor.objects.update(identity_scheme="x")


class TestAttribution:
    def test_is_sent_before_a_write_and_not_for_reads(self, db: None, told: list[str]) -> None:
        with acting.hanna():
            list(Debtor.objects.all())
            assert told == []
            write()
            assert told == ["staff"]

    def test_is_sent_once_for_many_writes(self, db: None, told: list[str]) -> None:
        with acting.hanna():
            write()
            write()
        with acting.nightly():
            write()
        write()
        assert told == ["staff", "system", ""]

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE collections_app_debtor SET kind = kind",
            "  \n update collections_app_debtor SET kind = kind",
            "WITH changed AS (UPDATE collections_app_debtor SET kind = kind RETURNING 1) SELECT * FROM changed",
            "/* a comment */ UPDATE collections_app_debtor SET kind = kind",
            "INSERT INTO collections_app_note SELECT * FROM collections_app_note WHERE false",
            "DO $$ BEGIN UPDATE collections_app_debtor SET kind = kind; END $$",
        ],
    )
    def test_precedes_every_way_of_writing(self, db: None, statement: str) -> None:
        with acting.hanna():
            access.attribute()
        with acting.nightly(), connection.cursor() as cursor:
            cursor.execute(statement)
            assert setting().startswith("system|")

    def test_is_renewed_after_a_savepoint_was_rolled_back(self, db: None) -> None:
        with acting.hanna():
            with transaction.atomic():
                write()
                transaction.set_rollback(True)
            write()
            assert setting().startswith("staff|")

    def test_is_renewed_after_a_transaction_was_rolled_back(self, live_database: str) -> None:
        with acting.hanna():
            with transaction.atomic():
                write()
                transaction.set_rollback(True)
            write()
            assert setting().startswith("staff|")

    def test_is_renewed_on_a_new_connection(self, live_database: str) -> None:
        with acting.hanna():
            write()
            connection.close()
            write()
            assert setting().startswith("staff|")

    def test_survives_a_statement_that_fails(self, live_database: str) -> None:
        with acting.hanna():
            collection.debtor(collection.controller())
            with pytest.raises(Exception, match="no_such"), connection.cursor() as cursor:
                cursor.execute("UPDATE no_such_table SET a = 1")
            write()
            assert setting().startswith("staff|")
