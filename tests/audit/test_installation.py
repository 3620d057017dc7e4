"""What the database needs besides tables is installed by roles, in order, as often as one likes."""

from collections.abc import Callable, Iterator

import psycopg
import pytest
from django.core.management import call_command
from django.db import connections
from django.db.migrations import Migration, RunSQL
from django.db.migrations.loader import MigrationLoader

from audit import installation
from personal_data.catalogue import personal_models
from tests.fixtures import databases

_OBJECTS = """
SELECT 'trigger', tgrelid::regclass::text || '.' || tgname, tgenabled::text || pg_get_triggerdef(oid) FROM pg_trigger
    WHERE NOT tgisinternal
UNION ALL SELECT 'function', p.oid::regprocedure::text, pg_get_functiondef(p.oid) FROM pg_proc p
    WHERE pronamespace IN ('public'::regnamespace, 'gate'::regnamespace)
UNION ALL SELECT 'plan', table_name, position::text FROM gate.erasure_plan
UNION ALL SELECT 'view', viewname, viewowner || definition FROM pg_views WHERE schemaname = 'public'
UNION ALL SELECT 'rights', oid::regclass::text, array_to_string(ARRAY(SELECT unnest(relacl)::text ORDER BY 1), ' ')
    FROM pg_class WHERE relnamespace IN ('public'::regnamespace, 'keys'::regnamespace) AND relkind IN ('r', 'p', 'v')
    ORDER BY 1, 2, 3"""

_NARROWED = "ALTER TABLE personal_data_controller ALTER COLUMN time_zone TYPE varchar(40)"


def _with(coming: Migration) -> Callable[[MigrationLoader], None]:
    """What reads the migrations, and finds one more in its application."""
    load = MigrationLoader.load_disk

    def load_disk(loader: MigrationLoader) -> None:
        load(loader)
        last = max(name for app, name in loader.disk_migrations if app == coming.app_label)
        coming.dependencies = [(coming.app_label, last)]
        loader.disk_migrations[coming.app_label, coming.name] = coming

    return load_disk


def state(database: str) -> list[tuple[str, ...]]:
    with databases.superuser(database) as server:
        return server.execute(_OBJECTS).fetchall()


class TestInstall:
    def test_changes_nothing_a_second_time(self, live_database: str) -> None:
        before = state(live_database)
        installation.install()
        assert state(live_database) == before

    def test_mends_what_was_taken_away(self, live_database: str) -> None:
        before = state(live_database)
        table = personal_models()[0]._meta.db_table
        with databases.superuser(live_database) as server:
            server.execute(f"DROP TRIGGER guard ON {table}")
            server.execute(f"GRANT REFERENCES ON {table} TO app")
            server.execute("ALTER TABLE keys.data_key DISABLE TRIGGER guard")
        assert state(live_database) != before
        installation.install()
        assert state(live_database) == before

    def test_makes_the_views_again_after_a_migration_that_changed_what_they_read(
        self, live_database: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A view pins the columns that it reads; a migration must be able to change them all the same."""
        before = state(live_database)
        widened = "ALTER TABLE personal_data_controller ALTER COLUMN time_zone TYPE text"
        pinned = pytest.raises(psycopg.errors.FeatureNotSupported, match="used by a view")
        with databases.superuser(live_database) as server, pinned:
            server.execute(widened)
        coming = Migration("9999_coming", "personal_data")
        coming.operations = [RunSQL(widened), RunSQL(_NARROWED)]
        monkeypatch.setattr(MigrationLoader, "load_disk", _with(coming))
        call_command("migrate", verbosity=0)
        assert state(live_database) == before

    def test_is_part_of_every_migration(self, live_database: str) -> None:
        before = state(live_database)
        with databases.superuser(live_database) as server:
            server.execute("DROP TRIGGER append_only ON audit_event")
        call_command("migrate", verbosity=0)
        assert state(live_database) == before


class TestRegister:
    @pytest.fixture(autouse=True)
    def no_steps(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(installation, "_steps", [])

    def test_keeps_the_order_and_ignores_a_second_registration(self) -> None:
        for name in ("a", "b", "a"):
            installation.register(installation.Step(name, lambda: ["SELECT 1"]))
        assert [step.name for step in installation.steps()] == ["a", "b"]

    def test_runs_each_step_under_its_role(self, live_database: str) -> None:
        for role in ("owner", "gatekeeper"):
            installation.register(
                installation.Step(role, lambda: ["SELECT set_config('sigill.seen', current_user, false)"], role=role)
            )
        installation.install()
        for role in ("owner", "gatekeeper"):
            with connections[role].cursor() as cursor:
                cursor.execute("SELECT current_setting('sigill.seen')")
                assert cursor.fetchone() == (role,)

    def test_undoes_a_step_that_fails(self, live_database: str) -> None:
        installation.register(
            installation.Step("x", lambda: ["CREATE TABLE half_done (id int)", "SELECT no_such_column"])
        )
        with pytest.raises(Exception, match="no_such_column"):
            installation.install()
        with databases.superuser(live_database) as server:
            assert server.execute("SELECT to_regclass('half_done')").fetchone() == (None,)


class TestRoles:
    """The application logs in as ``app``, which may do its work and nothing more."""

    @pytest.fixture(scope="class")
    @classmethod
    def app(cls, django_db_setup: None) -> Iterator[psycopg.Connection]:
        """A session of the application's role in a database where every attempt fails."""
        name = databases.clone_name("roles")
        databases.clone(name)
        with psycopg.connect(databases.urls(name)["DATABASE_URL"], autocommit=True) as session:
            yield session
        databases.drop(name)

    @pytest.mark.parametrize(
        "attempt",
        [
            "SET ROLE owner",
            "SET ROLE gatekeeper",
            "SET SESSION AUTHORIZATION owner",
            "CREATE TABLE own (id integer)",
            "CREATE FUNCTION own() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
            "ALTER TABLE collections_app_note DISABLE TRIGGER guard",
            "DROP TRIGGER guard ON collections_app_note",
            "SET session_replication_role = replica",
            "DELETE FROM gate.erasure_plan",
            "SELECT * FROM gate.verdicts(ARRAY[gen_random_uuid()], 'due')",
            "UPDATE personal_data_envelope SET generation = 9",
            "UPDATE personal_data_envelope SET controller_id = gen_random_uuid()",
            "UPDATE personal_data_envelopesubject SET role = 'debtor'",
            "INSERT INTO personal_data_erasure SELECT * FROM personal_data_erasure",
            "INSERT INTO personal_data_keptdigest SELECT * FROM personal_data_keptdigest",
            "UPDATE personal_data_datasubject SET pseudonym = gen_random_uuid()",
            "UPDATE personal_data_record_class SET is_profile = false",
        ],
    )
    def test_refuse_the_application_what_is_not_its_work(self, app: psycopg.Connection, attempt: str) -> None:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute(attempt)

    def test_are_not_superusers(self) -> None:
        with databases.superuser() as server:
            mighty = server.execute(
                "SELECT rolname FROM pg_roles WHERE rolname IN ('owner', 'app', 'creditor', 'sealer', 'keeper', "
                "'gatekeeper') AND (rolsuper OR rolcreaterole OR rolbypassrls OR rolreplication)"
            ).fetchall()
        assert mighty == []
