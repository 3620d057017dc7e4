"""What the database refuses to the application is an event, whoever asked and however; the transaction is undone."""

from typing import Any

import pytest
from django.db import ProgrammingError, connection, connections, transaction

from audit.models import Event
from collections_app.models import Debtor, Note
from tests.factories import acting, collection

REFUSED = {
    "DELETE FROM collections_app_note": ("delete", ["collections_app_note"]),
    "TRUNCATE collections_app_debtor CASCADE": ("truncate", ["collections_app_debtor"]),
    "DELETE FROM audit_event": ("delete", ["audit_event"]),
    "TRUNCATE audit_line": ("truncate", ["audit_line"]),
    "UPDATE audit_event SET channel = 'web'": ("update", ["audit_event"]),
    "ALTER TABLE collections_app_note DISABLE TRIGGER guard": ("alter", []),
    "DELETE FROM keys.data_key": ("delete", ["data_key"]),
    "UPDATE keys.data_key SET epoch = 9": ("update", ["data_key"]),
    "WITH all_of_it AS (SELECT 1) DELETE FROM audit_leaf": ("select", ["audit_leaf"]),
}


def refused() -> list[Event]:
    return list(Event.objects.filter(name="personal_data.statement.refused").order_by("id"))


def test_each_refusal_names_statement_table_and_who_asked(live_database: str) -> None:
    with acting.hanna():
        collection.debtor(collection.controller())
        for statement, (operation, tables) in REFUSED.items():
            with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)
            event = refused()[-1]
            assert (event.reason, event.fields, event.actor_kind) == (operation, tables, "staff"), statement
        with pytest.raises(ProgrammingError), transaction.atomic():
            Note.objects.all()._raw_delete("default")
    assert len(refused()) == len(REFUSED) + 1
    assert Debtor.objects.count() == 1


def test_nobody_in_a_shell_is_nobody_in_the_trail(live_database: str) -> None:
    with pytest.raises(ProgrammingError), connection.cursor() as cursor:
        cursor.execute("DELETE FROM collections_app_note")
    (event,) = refused()
    assert (event.actor_kind, event.purpose, event.channel) == ("anonymous", "security", "command")


def test_other_faults_are_none(live_database: str, caplog: Any) -> None:
    with acting.hanna(), pytest.raises(ProgrammingError), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM no_such_table")
    assert refused() == []


def test_stays_refused_when_the_trail_is_out_of_reach(
    live_database: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    connections["audit"].close()
    monkeypatch.setitem(connections["audit"].settings_dict, "PORT", "1")
    with acting.hanna(), pytest.raises(ProgrammingError), connection.cursor() as cursor:
        cursor.execute("DELETE FROM collections_app_note")
    assert "could not be recorded" in caplog.text
