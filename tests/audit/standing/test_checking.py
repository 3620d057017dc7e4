"""The check of a night, the commands and what a migration does about what was changed by hand."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connections

from accounts.roles import Role
from audit import checks
from audit.models import Event
from audit.standing import checking, facts, reference
from privacy.services import trail_alarm
from tests.factories import accounts
from tests.fixtures import databases

OFF = "Trigger guard on collections_app_note: is switched off."
GRANTED = "Right audit_line for app: is INSERT, SELECT, UPDATE, and was INSERT, SELECT."


def spoil(database: str, *statements: str) -> None:
    with databases.superuser(database) as session:
        for statement in statements:
            session.execute(statement)


def said() -> list[str]:
    return [str(each) for each in checking.differences()]


def named(name: str) -> list[Event]:
    return list(Event.objects.filter(name=name).order_by("id"))


def test_a_night_names_what_was_changed_and_mails_it(
    live_database: str, mailoutbox: list[Any], capsys: pytest.CaptureFixture[str]
) -> None:
    accounts.member(Role.DPO, email="dora@staff.test")
    with accounts.command():
        trail_alarm.check()
    assert mailoutbox == []
    (first,) = named("audit.installation.written")
    assert first.reference == f"SQL-{reference.newest().digest}"  # type: ignore[union-attr]
    spoil(live_database, "ALTER TABLE collections_app_note DISABLE TRIGGER guard", "GRANT UPDATE ON audit_line TO app")
    with accounts.command():
        trail_alarm.check()
    (mail,) = mailoutbox
    assert mail.subject == "The database is not what the migrations made"
    assert mail.to == ["dora@staff.test"]
    assert OFF in mail.body
    assert GRANTED in mail.body
    (event,) = named("audit.installation.changed")
    assert (event.reason, event.count, event.purpose) == ("right", 2, "security")

    for command in ("verify_database", "verify_audit_trail"):
        with pytest.raises(CommandError, match=r"2 differences|NOT what the migrations made"):
            call_command(command)
        assert OFF in capsys.readouterr().out
    assert [each.msg for each in checks.stands_as_it_was_made(None, ["default"])] == [GRANTED, OFF]


def test_a_migration_mends_what_it_made_and_does_not_take_in_the_rest(
    live_database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil(
        live_database,
        "ALTER TABLE collections_app_note DISABLE TRIGGER guard",
        "CREATE POLICY all_of_it ON collections_app_debtor USING (true)",
    )
    added = "Policy all_of_it on collections_app_debtor: was added."
    assert said() == [added, OFF]
    call_command("migrate")
    assert f"Changed by hand since the last migration: {OFF}" in capsys.readouterr().out
    assert said() == [added]
    call_command("migrate", verbosity=0)
    assert said() == [added]
    call_command("migrate", "--accept-differences", verbosity=0)
    assert said() == []


def test_a_migration_that_makes_nothing_new_changes_nothing(live_database: str) -> None:
    made, digest = facts.read(), reference.newest().digest  # type: ignore[union-attr]
    call_command("migrate", verbosity=0)
    assert facts.read() == made
    assert reference.newest().digest == digest  # type: ignore[union-attr]


def test_the_reference_itself_is_watched(live_database: str, mailoutbox: list[Any]) -> None:
    accounts.member(Role.DPO)
    with accounts.command():
        trail_alarm.check()
    with connections["owner"].cursor() as cursor, pytest.raises(Exception, match="append-only"):
        cursor.execute("UPDATE audit_standing SET content = '[]'")
    spoil(
        live_database,
        "ALTER TABLE audit_standing DISABLE TRIGGER append_only",
        "UPDATE audit_standing SET content = replace(content, 'guard on collections_app_note', 'x')",
    )
    (first, *_) = said()
    assert first.endswith("is not what migrate wrote down.")
    spoil(live_database, "INSERT INTO audit_standing (digest, content) VALUES (repeat('A', 30), '[]')")
    with accounts.command():
        trail_alarm.check()
    assert "A migration has written down anew" in mailoutbox[-1].body
    assert named("audit.installation.written")[-1].reference == f"SQL-{'A' * 30}"
