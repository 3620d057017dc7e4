"""What the application's own login may delete: nothing that says it is kept."""

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.db import connection

from personal_data.catalogue import declaration_of, our_models
from personal_data.installation import guarded_tables
from tests.fixtures import databases


@pytest.mark.django_db
@pytest.mark.parametrize("right", ["DELETE", "TRUNCATE"])
def test_rows_of_ours_are_deleted_only_where_a_guard_answers_or_the_table_says_they_are_short_lived(right: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t FROM unnest(%s::text[]) t WHERE has_table_privilege('app', t, %s)",
            [[model._meta.db_table for model in our_models()], right],
        )
        removable = {table for (table,) in cursor.fetchall()} - guarded_tables().keys()
    short_lived = {model._meta.db_table for model in our_models() if getattr(declaration_of(model), "short_lived", "")}
    assert short_lived == {
        "privacy_failedsignins",
        "collections_app_playback",
        "privacy_compliancefigure",
        "accounts_signinmark",
        "privacy_accessreview",
        "privacy_askedletter",
        "retention_statisticsgroup",
        "personal_data_erasedtokens",
    }
    assert removable == (short_lived if right == "DELETE" else set())


def complaints() -> list[str]:
    """What ``manage.py check --database default`` says about the database; which check speaks first is up to Django."""
    return sorted(message.msg for message in run_checks(tags=["database"], databases=["default"]))


class TestAGuardPutToSleep:
    def test_is_named_by_the_check(self, live_database: str) -> None:
        assert complaints() == []
        past_the_gate = "keys.data_key can lose rows past the erasure gate."
        narrowed = "Trigger guard on keys.data_key: does not fire in the sessions in which it should."
        with databases.superuser(live_database) as server:
            for how, differs in (
                ("DISABLE TRIGGER guard", "Trigger guard on keys.data_key: is switched off."),
                ("ENABLE TRIGGER guard", narrowed),
                ("ENABLE REPLICA TRIGGER guard", narrowed),
            ):
                server.execute(f"ALTER TABLE keys.data_key {how}")
                assert complaints() == [differs, past_the_gate]
            server.execute("ALTER TABLE keys.data_key ENABLE ALWAYS TRIGGER guard")
            assert complaints() == []
            server.execute("DROP TRIGGER guard ON keys.data_key")
            assert complaints() == ["Trigger guard on keys.data_key: is gone.", past_the_gate]

    def test_is_woken_by_the_next_migration(self, live_database: str) -> None:
        with databases.superuser(live_database) as server:
            server.execute("ALTER TABLE collections_app_note DISABLE TRIGGER guard")
        assert complaints() == [
            "Trigger guard on collections_app_note: is switched off.",
            "collections_app_note can lose rows past the erasure gate.",
        ]
        call_command("migrate", verbosity=0)
        assert complaints() == []
