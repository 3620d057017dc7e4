"""The trail ends, too: old months go through the gate alone, by each controller's term; every other proof stands."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.test import Client

from audit.models import Event, ExpiryCertificate, Head, Line
from audit.tree import exporting, proofs, sealing, signing, verifying, witnesses
from audit.verify import main, verify
from personal_data import tasks
from personal_data.models import Controller
from personal_data.services import trail_expiry
from tests.factories import acting, collection
from tests.fixtures import databases

NOW = datetime.now(UTC)
OLD = datetime(NOW.year - 2, 3, 10, 12, tzinfo=UTC)
MONTH = OLD.date().replace(day=1)
_MONTHS = """
DO $$
DECLARE month timestamp; parent text; part text;
BEGIN
    FOR month IN SELECT generate_series(current_setting('test.first')::date, now() - interval '1 month', '1 month') LOOP
        FOREACH parent IN ARRAY ARRAY['audit_event', 'audit_line'] LOOP
            part := parent || to_char(month, '_YYYY_MM');
            CONTINUE WHEN to_regclass(part) IS NOT NULL;
            EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)', part, parent,
                           month AT TIME ZONE 'UTC', (month + interval '1 month') AT TIME ZONE 'UTC');
            EXECUTE format('ALTER TABLE %I OWNER TO owner', part);
            PERFORM audit_guard(part::regclass);
        END LOOP;
    END LOOP;
END $$"""


class House:
    """Two controllers, of which one keeps its trail for a year and the other for 9, and a trail that is old."""

    def __init__(self, session: psycopg.Connection) -> None:
        self.session = session
        with acting.hanna():
            self.short, self.long = collection.controller("AMILI"), collection.controller("INTRUM")
            self.anna = collection.debtor(self.short, "Anna Andersson")
            self.berit = collection.debtor(self.long, "Berit Berg")
        Controller.objects.filter(pk=self.short.pk).update(trail_years=1)
        Controller.objects.filter(pk=self.long.pk).update(trail_years=9)
        session.execute("SELECT set_config('test.first', %s::text, false)", [MONTH])
        session.execute(_MONTHS)

    def event(self, *envelopes: UUID) -> int:
        """An event of the old month about some envelopes."""
        row = self.session.execute(
            "INSERT INTO audit_event (at, name, actor_kind, purpose, legal_basis) "
            "VALUES (%s, 'personal_data.envelope.opened', 'staff', 'collection', '6(1)(f)') RETURNING id", [OLD],
        ).fetchone()  # fmt: skip
        assert row
        for envelope in envelopes:
            self.session.execute(
                "INSERT INTO audit_line (event_id, at, subject, envelope_id, record_class, outcome) "
                "VALUES (%s, %s, gen_random_uuid(), %s, 'profile', 'opened')", [row[0], OLD, envelope],
            )  # fmt: skip
        return int(row[0])


@pytest.fixture
def house(live_database: str, settings: Any, tmp_path: Path) -> Iterator[House]:
    settings.AUDIT_WITNESSES = f"file:{tmp_path}/heads.log"
    with databases.superuser(live_database) as session:
        yield House(session)


def expire() -> list[str]:
    with acting.nightly():
        return [str(each) for each in trail_expiry.expire(at=NOW)]


def there(*events: int) -> list[bool]:
    return [Event.objects.filter(pk=event).exists() for event in events]


def seal() -> Head:
    sealing.seal(at=NOW)
    witnesses.tell()
    head = Head.objects.order_by("size").last()
    assert head
    return head


class TestExpiry:
    def test_takes_each_controllers_events_by_its_own_term_and_leaves_every_other_proof(
        self, house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        anna, berit = house.anna.envelope_id, house.berit.envelope_id
        gone, also_gone = house.event(anna), house.event(anna, anna)
        kept = [house.event(berit), house.event(anna, berit), house.event(), house.event(UUID(int=7))]
        head = seal()
        before = exporting.proof_of(exporting.one(kept[0]), [], size=head.size)
        assert "2 events expired" in expire()[0]
        assert there(gone, also_gone, *kept) == [False, False, True, True, True, True]
        assert not Line.objects.filter(event_id__in=[gone, also_gone]).exists()
        assert expire() == []

        assert exporting.proof_of(exporting.one(kept[0]), [], size=head.size) == before
        lines = [json.dumps(exporting.heading(seal(), head.note)), json.dumps(before)]
        assert verify([lines[0]], keys=signing.published(), kept=head.note)
        leaf = proofs.leaf_of(gone)
        assert leaf < head.size
        report = verifying.verify()
        assert (report.findings, report.leaves - report.events) == ([], 2)
        assert "2 events expired" in report.notices[0]

        event = Event.objects.get(name="audit.trail.expired")
        assert (event.reference, event.count) == (f"EXP-{MONTH:%Y-%m}", 2)
        call_command("expire_audit_trail", "--certificates")
        certificate = tmp_path / "certificate.txt"
        public = Client().get("/portal/log/notes/").content.decode()
        certificate.write_text(capsys.readouterr().out)
        assert main([str(certificate), "--key", signing.published()[0]]) == 0
        assert public in certificate.read_text()
        assert f"Of {MONTH:%Y-%m} 2 events expired" in capsys.readouterr().out
        certificate.write_text(certificate.read_text().replace("2 events", "1 events"))
        assert main([str(certificate), "--key", signing.published()[0]]) == 1

    def test_takes_what_touches_nobody_when_every_term_is_over(self, house: House) -> None:
        events = [house.event(), house.event(UUID(int=7)), house.event(house.berit.envelope_id)]
        seal()
        assert expire() == []
        with acting.nightly():
            call_command("expire_audit_trail", "--controller", "INTRUM", "--years", "1")
        assert Event.objects.get(name="personal_data.controller.trail_term").count == 1
        tasks.expire_trail.apply(throw=True)
        assert there(*events) == [False] * 3
        for wrong in (["--controller", "NOBODY", "--years", "5"], ["--controller", "INTRUM", "--years", "0"]):
            with pytest.raises(CommandError):
                call_command("expire_audit_trail", *wrong)

    def test_leaves_what_was_never_sealed(self, house: House) -> None:
        event = house.event(house.anna.envelope_id)
        assert expire() == []
        assert there(event) == [True]

    def test_refuses_what_is_too_young(self, house: House) -> None:
        house.event(house.anna.envelope_id)
        seal()
        young = NOW.date().replace(day=1)
        for month, why in ((young, "too young"), (MONTH + timedelta(days=1), "whole months")):
            with connection.cursor() as cursor, pytest.raises(DatabaseError, match=why):
                cursor.execute("SELECT * FROM gate.expire_events(%s)", [month])
        Controller.objects.update(trail_years=9)
        with connection.cursor() as cursor, pytest.raises(DatabaseError, match="too young"):
            cursor.execute("SELECT * FROM gate.expire_events(%s)", [MONTH])
        assert expire() == []


class TestNothingElse:
    def test_deletes_an_event(self, house: House, live_database: str) -> None:
        event = house.event(house.anna.envelope_id)
        seal()
        urls = databases.urls(live_database)
        for role in ("DATABASE_URL", "OWNER_DATABASE_URL", "GATEKEEPER_DATABASE_URL", "SEALER_DATABASE_URL"):
            with psycopg.connect(urls[role], autocommit=True) as session:
                for table in ("audit_event", "audit_line", f"audit_event_{MONTH:%Y_%m}", "audit_leaf"):
                    with pytest.raises(psycopg.errors.InsufficientPrivilege):
                        session.execute(f"DELETE FROM {table}")
        with psycopg.connect(urls["DATABASE_URL"], autocommit=True) as app:
            for statement in (
                "INSERT INTO audit_expiry (month, events, count) VALUES ('2020-01-01', '{[1,9)}', 8)",
                "UPDATE audit_expiry_certificate SET note = ''",
                "DELETE FROM audit_expiry",
            ):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    app.execute(statement)
        assert there(event) == [True]

    def test_passes_for_an_expiry(self, house: House) -> None:
        """A superuser removes an event and says that it had expired: without the key nobody is believed."""
        gone = house.event(house.anna.envelope_id)
        other = house.event(house.berit.envelope_id)
        seal()
        expire()
        databases.silence(house.session)
        house.session.execute("DELETE FROM audit_event WHERE id = %s", [other])
        assert [each.where for each in verifying.verify().findings] == [f"Event {other}"]
        house.session.execute(
            "UPDATE audit_expiry SET events = events + %s::int8multirange", [f"{{[{other},{other}]}}"]
        )
        found = verifying.verify().findings
        assert {each.kind for each in found} == {"expiry_changed", "event_gone"}
        assert f"Event {gone}" in [each.where for each in found]
        house.session.execute("DELETE FROM audit_expiry_certificate")
        assert "expiry_not_certified" in [each.kind for each in verifying.verify().findings]
        assert not ExpiryCertificate.objects.exists()
