"""Each event says on which legal basis it happened, or why it names none itself; the database takes no other."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from audit import bases, trail
from audit.models import Event
from audit.tree import leaves, sealing, verifying
from audit.tree.events import SELECTED, recorded
from collections_app.events import CASE_CLOSED
from personal_data import envelopes
from personal_data.purposes import Purpose
from personal_data.services import controllers
from tests.factories import acting, collection
from tests.fixtures import databases

COLUMNS = "INSERT INTO audit_event (name, actor_kind, purpose, legal_basis) VALUES "
UNTRUE = (
    "('personal_data.envelope.opened', 'staff', 'collection', 'lines')",  # which has no line
    "('privacy.trail.searched', 'staff', 'supervision', 'lines')",  # which never speaks through lines
    "('privacy.trail.searched', 'staff', 'supervision', 'nobody')",  # though somebody acted
)


def insert(**values: Any) -> None:
    said = {"name": "privacy.trail.searched", "actor_kind": "staff", "purpose": "supervision", **values}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO audit_event ({', '.join(said)}) VALUES ({', '.join('%s' for _ in said)})", list(said.values())
        )


def said() -> set[str | None]:
    return set(Event.objects.filter(name=CASE_CLOSED.name).values_list("legal_basis", flat=True))


def test_no_event_is_taken_that_says_nothing_of_its_basis(db: None) -> None:
    with pytest.raises(IntegrityError, match="legal_basis"):
        insert()
    for value in ("", "because", "6", "6(1)(f),6(1)(c)"):
        with pytest.raises(IntegrityError, match="audit_basis"):
            insert(legal_basis=value)
    insert(legal_basis="6(1)(c)")


class TestWithoutARecord:
    def test_it_is_that_of_the_purpose(self, db: None) -> None:
        controller = collection.controller()
        other = collection.controller("INTRUM")
        controllers.bind_to_notice(controller=other, purposes={Purpose.COLLECTION: "6(1)(b), 6(1)(f)"})
        own = {f"6(1)({letter})" for letter in "bf"} | {controller.collection_basis}
        with acting.hanna():
            trail.record(CASE_CLOSED)
            trail.record_apart(CASE_CLOSED)
        assert said() == {", ".join(sorted(own))}

    def test_a_duty_is_one_before_there_is_a_controller(self, db: None) -> None:
        with acting.hanna(purpose=Purpose.SECURITY):
            trail.record(CASE_CLOSED)
        assert said() == {"6(1)(c)"}


class TestWithRecords:
    def test_the_event_says_what_its_lines_do(self, db: None) -> None:
        with acting.hanna():
            debtors = [collection.debtor(collection.controller(each)) for each in ("AMILI", "INTRUM")]
            controllers.bind_to_notice(
                controller=debtors[1].subject.controller, purposes={Purpose.COLLECTION: "6(1)(b)"}
            )
            trail.record(CASE_CLOSED, envelopes=[each.envelope_id for each in debtors])
        own = {debtors[0].subject.controller.collection_basis, "6(1)(b)"}
        assert said() == {", ".join(sorted(own))}

    def test_an_opening_leaves_it_to_its_lines(self, db: None) -> None:
        with acting.hanna():
            debtor = collection.debtor(collection.controller())
        with acting.omar():
            envelopes.open([debtor])
        assert Event.objects.get(name="personal_data.envelope.opened").legal_basis == bases.LINES

    def test_a_change_by_hand_says_that_nobody_said_it(self, live_database: str) -> None:
        with acting.hanna():
            debtor = collection.debtor(collection.controller())
        with databases.superuser(live_database) as session:
            session.execute("UPDATE collections_app_debtor SET kind = 'sole_trader' WHERE id = %s", [debtor.pk])
        event = Event.objects.get(actor_kind="unattributed")
        assert (event.purpose, event.legal_basis) == ("", bases.NOBODY)
        sealing.seal(at=timezone.now())
        assert verifying.verify().findings == []


@pytest.fixture
def session(live_database: str) -> Iterator[psycopg.Connection]:
    with databases.superuser(live_database) as opened:
        yield opened


def test_a_word_that_is_not_true_is_found_by_the_nightly_check(session: psycopg.Connection) -> None:
    for values in UNTRUE:
        session.execute(COLUMNS + values)
    session.execute(COLUMNS + "('privacy.trail.searched', 'staff', 'supervision', '6(1)(c)')")
    sealing.seal(at=timezone.now())
    assert [finding.kind for finding in verifying.verify().findings] == ["basis_unsaid"] * len(UNTRUE)


def test_events_from_before_it_was_said_are_hashed_as_they_were(session: psycopg.Connection) -> None:
    session.execute("ALTER TABLE audit_event DROP CONSTRAINT audit_event_says_its_basis")
    session.execute(COLUMNS + "('privacy.trail.searched', 'staff', 'supervision', NULL)")
    session.execute(COLUMNS + "('privacy.trail.searched', 'staff', 'supervision', '6(1)(c)')")
    sealing.seal(at=timezone.now())
    assert verifying.verify().findings == []
    with connection.cursor() as cursor:
        cursor.execute(f"{SELECTED} ORDER BY e.id")
        before, since = recorded(cursor, cursor.fetchall())
    assert (before.header.split("\n")[0], before.values.get("legal_basis")) == (leaves.FORMAT, None)
    assert (since.header.split("\n")[0], since.values["legal_basis"]) == (leaves.FORMAT_WITH_BASIS, "6(1)(c)")
    assert leaves.header_text(before.values) == before.header
    assert leaves.header_text(since.values) == since.header
    for forged in ({**since.values, "note": ""}, {**since.values, "name": "a\nb"}):
        with pytest.raises(ValueError, match="fields of a header"):
            leaves.header_text(forged)


def test_the_words_that_are_no_articles_have_their_reasons() -> None:
    assert set(bases.REASONS) == {bases.LINES, bases.NOBODY}
    assert all(len(reason) > 40 for reason in bases.REASONS.values())
