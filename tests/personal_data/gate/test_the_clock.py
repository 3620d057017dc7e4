"""The gate judges by the database's own clock, and a due date that somebody wrote by hand is not believed."""

from datetime import date

import psycopg
import pytest
import time_machine
from django.db import DatabaseError, connection

from collections_app.models import Case
from personal_data import envelopes
from personal_data.models import Envelope
from tests.factories import acting, collection, due_dates
from tests.fixtures import databases
from tests.personal_data.gate.asking import erase


class TestTheClock:
    def test_is_the_databases_own(self, gate: str, case: Case) -> None:
        due_dates.fall_due(gate, case, in_days=1)
        with time_machine.travel("2046-01-01"):
            assert erase(case) == ["not_due"]

    def test_cannot_be_brought_by_a_caller(self, gate: str) -> None:
        with databases.superuser(gate) as server:
            types = server.execute(
                "SELECT DISTINCT unnest(p.proargtypes)::regtype::text FROM pg_proc p "
                "JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = 'gate' "
                "AND p.proname <> 'expire_events'"  # names a month of the trail by its first day, judged by this clock
            ).fetchall()
        assert not [kind for (kind,) in types if "date" in kind or "time" in kind]

    @pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12"])
    def test_does_not_follow_the_session(self, gate: str, case: Case, zone: str) -> None:
        due_dates.fall_due(gate, case, in_days=1)
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('TimeZone', %s, false)", [zone])
        assert erase(case) == ["not_due"]
        due_dates.fall_due(gate, case)
        assert erase(case) == ["erased"]

    def test_follows_the_controllers_local_date(self, gate: str) -> None:
        first = collection.controller("EAST", time_zone="Pacific/Kiritimati")
        last = collection.controller("WEST", time_zone="Etc/GMT+12")
        here, there = (collection.case_file(each, [collection.debtor(each)]) for each in (first, last))
        due_dates.fall_due(gate, here)
        with databases.superuser(gate) as server:
            today = server.execute("SELECT (now() AT TIME ZONE 'Pacific/Kiritimati')::date").fetchone()[0]
        due_dates.fall_due(gate, here, there, on=today)
        assert erase(here, there) == ["erased", "not_due"]


class TestForgedDueDate:
    def test_is_refused_from_the_application(self, gate: str, case: Case) -> None:
        with pytest.raises(DatabaseError, match="permission denied"):
            Envelope.objects.filter(id=case.envelope_id).update(due_on=date(2001, 1, 1))

    def test_does_not_survive_the_making_of_an_envelope(self, gate: str, case: Case) -> None:
        forged = Envelope(controller=case.controller, record_class="case_file", due_on=date(2001, 1, 1))
        forged.save(force_insert=True)
        assert Envelope.objects.get(id=forged.id).due_on is None

    def test_is_void_when_the_clock_moves(self, gate: str, case: Case) -> None:
        due_dates.fall_due(gate, case, on=date(2001, 1, 1))
        envelopes.set_trigger(envelopes=[case.envelope_id], trigger_on=date(2026, 1, 1))
        assert erase(case) == ["trigger_unknown"]

    def test_by_the_owner_is_computed_anew_before_the_gate_judges(self, gate: str, case: Case) -> None:
        with databases.superuser(gate) as server:
            server.execute(
                "CREATE FUNCTION retention_recompute_clocks(uuid[]) RETURNS integer LANGUAGE sql "
                "SECURITY DEFINER AS $$ UPDATE public.personal_data_envelope SET due_on = NULL "
                "WHERE id = ANY ($1) RETURNING 1 $$"
            )
        with psycopg.connect(databases.urls(gate)["OWNER_DATABASE_URL"]) as owner:
            owner.execute("UPDATE personal_data_envelope SET due_on = '2001-01-01'")
        assert erase(case) == ["trigger_unknown"]
        assert Case.objects.exists()

    def test_by_the_owner_does_not_outwit_the_rules(self, live_database: str) -> None:
        with acting.hanna():
            controller = collection.controller()
            case = collection.case_file(controller, [collection.debtor(controller)])
            due_dates.fall_due(live_database, case, on=date(2001, 1, 1))
            assert erase(case) == ["trigger_unknown"]
