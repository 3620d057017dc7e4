"""A database that was put back by other means is recognised by the journal, and the house is closed."""

import pytest
from django.conf import settings

from collections_app.models import Case
from personal_data import envelopes
from personal_data.journal import closing, entries
from personal_data.models import BlockKind, Envelope, EnvelopeBlock, Erasure, JournalLife
from personal_data.services import blocks, journal_standing
from tests.factories import collection, due_dates
from tests.fixtures import databases


@pytest.fixture
def case(gate: str) -> Case:
    """A case that is due, in a database that the journal knows."""
    controller = collection.controller()
    case = collection.case_file(controller, [collection.debtor(controller)])
    due_dates.fall_due(gate, case)
    assert journal_standing.begin() == ""
    return case


def put_back(database: str, statement: str) -> None:
    """Do to the database, past every guard, what restoring an older copy of it would do."""
    with databases.superuser(database) as server:
        server.execute("SET session_replication_role = replica")
        for table in ("personal_data_erasure", "personal_data_envelopeblock"):
            server.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        server.execute(statement)


def test_a_database_stands_as_long_as_it_knows_what_the_journal_knows(case: Case) -> None:
    (block,) = blocks.place(kind=BlockKind.HOLD, reason_code="lawsuit", envelopes=[case.envelope_id])
    assert journal_standing.begin() == ""
    blocks.lift(block)
    assert journal_standing.begin() == ""
    envelopes.erase([case.envelope_id])
    assert not EnvelopeBlock.objects.exists()
    assert journal_standing.begin() == ""
    assert closing.why() == ""


def test_one_without_the_last_erasure_is_an_older_one(case: Case, gate: str) -> None:
    envelopes.erase([case.envelope_id])
    assert Erasure.objects.exists()
    put_back(gate, "DELETE FROM personal_data_erasure")
    assert journal_standing.begin() == "behind"
    assert closing.why() == "behind"
    with pytest.raises(closing.Closed):
        closing.require_open()


def test_one_without_the_last_hold_is_an_older_one(case: Case, gate: str) -> None:
    blocks.place(kind=BlockKind.HOLD, reason_code="lawsuit", envelopes=[case.envelope_id])
    put_back(gate, "DELETE FROM personal_data_envelopeblock")
    assert journal_standing.begin() == "behind"


def test_one_in_which_the_last_release_did_not_happen_is_an_older_one(case: Case, gate: str) -> None:
    (block,) = blocks.place(kind=BlockKind.HOLD, reason_code="lawsuit", envelopes=[case.envelope_id])
    blocks.lift(block)
    put_back(gate, "UPDATE personal_data_envelopeblock SET lifted_at = NULL, lifted_by = NULL")
    assert journal_standing.begin() == "behind"


def test_another_database_is_not_taken_for_the_one_of_the_journal(case: Case) -> None:
    JournalLife.objects.create()
    assert journal_standing.begin() == "other_database"


def test_a_database_that_holds_nothing_begins_with_the_journal_as_it_is(live_database: str) -> None:
    assert not Envelope.objects.exists()
    assert journal_standing.begin() == ""
    JournalLife.objects.create()
    assert journal_standing.begin() == ""
    assert [line.content["kind"] for line in entries.journal().lines()] == ["attached", "attached"]


def test_only_whoever_replays_works_while_the_house_is_closed(case: Case) -> None:
    closing.close("restored")
    closing.close("behind")
    assert closing.why() == "restored"
    with closing.replaying():
        closing.require_open()
    with pytest.raises(closing.Closed):
        closing.require_open()
    closing.open_again()
    closing.require_open()


def test_the_journal_lies_beside_the_keys_unless_it_is_named(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    assert str(entries.journal().directory) == str(settings.KEY_DIRECTORY).replace("/keys", "/journal")
    monkeypatch.setattr(settings, "JOURNAL_DIRECTORY", "/somewhere/else")
    assert str(entries.journal().directory) == "/somewhere/else"
