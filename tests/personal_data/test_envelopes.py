"""Opening: one query, one event, nothing readable before the record."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any, cast

import pytest
from django.db import connections, transaction

from audit.models import Event, Line
from audit.trail import RecordingFailed
from collections_app.models import Account, Debtor, LedgerEntry
from collections_app.record_classes import LEDGER_ENTRY
from personal_data import access, envelopes
from personal_data.models import BlockKind, Controller, EnvelopeSubject
from personal_data.purposes import Purpose
from personal_data.services import blocks
from personal_data.values import NotOpened
from tests.factories import acting, collection, statements
from tests.fixtures import databases


def opened() -> Any:
    return Event.objects.filter(name="personal_data.envelope.opened").order_by("id")


class TestCreate:
    def test_lets_the_maker_seal_and_read(self, amili: Controller) -> None:
        assert collection.debtor(amili).name.reveal() == "Anna Andersson"

    def test_gives_every_envelope_a_key_of_its_own(self, amili: Controller, in_context: access.Context) -> None:
        collection.debtor(amili)
        collection.debtor(amili)
        first, second = in_context.keys.values()
        assert first.cipher is not second.cipher

    def test_names_its_persons_and_their_roles(self, amili: Controller) -> None:
        debtors = [collection.debtor(amili, name) for name in ("Anna Andersson", "Bo Berg")]
        case = collection.case_file(amili, debtors)
        roles = EnvelopeSubject.objects.filter(envelope=case.envelope).values_list("subject_id", "role")
        assert dict(roles) == {debtors[0].subject_id: "debtor", debtors[1].subject_id: "joint_debtor"}


class TestOpen:
    def test_writes_one_event_that_names_every_envelope_and_person(self, amili: Controller) -> None:
        debtors = [collection.debtor(amili, name) for name in ("Anna Andersson", "Bo Berg")]
        case = collection.case_file(amili, debtors)
        note = collection.note(case)
        with acting.omar(Purpose.COLLECTION) as here:
            envelopes.open([*debtors, note])
        event = opened().get()
        assert (event.actor_kind, event.actor_id) == ("staff", acting.person("omar").id)
        assert (event.purpose, event.channel, event.request_id) == ("collection", "web", here.request_id)
        assert (event.fields, event.count) == (["debtor", "note"], 3)
        lines = Line.objects.filter(event_id=event.id)
        pseudonyms = [debtor.subject.pseudonym for debtor in debtors]
        assert {(line.envelope_id, line.subject) for line in lines} == {
            (debtors[0].envelope_id, pseudonyms[0]),
            (debtors[1].envelope_id, pseudonyms[1]),
            (case.envelope_id, pseudonyms[0]),
            (case.envelope_id, pseudonyms[1]),
        }
        assert {line.outcome for line in lines} == {"opened"}
        assert {line.legal_basis for line in lines} == {"6(1)(f)"}
        assert {line.record_class for line in lines} == {"profile", "case_file"}

    @pytest.mark.parametrize(
        ("purpose", "basis"),
        [(Purpose.COLLECTION, "6(1)(f)"), (Purpose.INTAKE, "6(1)(f)"), (Purpose.SUBJECT_REQUEST, "6(1)(c)")],
    )
    def test_records_the_legal_basis_of_its_purpose(self, amili: Controller, purpose: Purpose, basis: str) -> None:
        debtor = collection.debtor(amili)
        with acting.omar(purpose):
            envelopes.open([debtor])
        assert Line.objects.get(event_id=opened().get().id).legal_basis == basis

    def test_records_once_in_one_context_and_again_in_the_next(self, amili: Controller) -> None:
        debtor = collection.debtor(amili)
        for _ in range(2):
            with acting.omar():
                envelopes.open([debtor])
                envelopes.open([debtor])
        assert opened().count() == 2

    def test_opens_all_or_none(self, amili: Controller) -> None:
        free, restricted = collection.debtor(amili), collection.debtor(amili, "Bo Berg")
        blocks.place(kind=BlockKind.RESTRICTION, reason_code="accuracy", envelopes=[restricted.envelope_id])
        with acting.omar():
            with pytest.raises(envelopes.Refused) as refusal:
                envelopes.open([free, restricted])
            with pytest.raises(NotOpened):
                free.name.reveal()
        assert refusal.value.reason == "restriction"
        event = Event.objects.get(name="personal_data.opening.refused")
        assert event.reason == "restriction"
        line = Line.objects.get(event_id=event.id)
        assert (line.envelope_id, line.outcome) == (restricted.envelope_id, "refused")
        assert not opened().exists()

    def test_says_when_the_key_is_gone(self, amili: Controller) -> None:
        debtor = collection.debtor(amili)
        debtor.envelope_id = debtor.pk
        with acting.omar(), pytest.raises(envelopes.Gone):
            envelopes.open([debtor])

    def test_opens_nothing_without_anything_to_open(self, amili: Controller) -> None:
        with acting.omar():
            envelopes.open([])
        assert not opened().exists()

    def test_keeps_a_record_class_to_its_purposes(self, amili: Controller) -> None:
        envelope = envelopes.create(controller=amili, record_class=LEDGER_ENTRY, subjects=[])
        entry = LedgerEntry.objects.create(
            envelope=envelope, controller=amili, posted_on=collection.LONG_AGO.date(), amount_minor=100,
            currency="SEK", debit_account=Account.BANK, credit_account=Account.CLIENT_FUNDS,
            counterparty_name="Anna Andersson", voucher="V-1",
        )  # fmt: skip
        with acting.omar(Purpose.COLLECTION), pytest.raises(envelopes.Refused) as refusal:
            envelopes.open([entry])
        assert refusal.value.reason == "purpose_locked"
        with acting.omar(Purpose.BOOKKEEPING):
            envelopes.open([entry])
            assert entry.counterparty_name.reveal() == "Anna Andersson"


class TestOpenPage:
    @pytest.fixture
    def fifty(self, amili: Controller) -> list[Debtor]:
        return [collection.debtor(amili, f"Anna Number{number}") for number in range(50)]

    def test_is_one_query_and_one_event(self, fifty: list[Debtor]) -> None:
        with acting.omar(), statements.recorded() as sent:
            page = envelopes.open_page(Debtor.objects.order_by("id")[:50])
            names = [debtor.name.reveal() for debtor in page]
        assert names == [f"Anna Number{number}" for number in range(50)]
        page_of_rows, keys_with_event = [sql for _, sql in sent]
        assert 'FROM "collections_app_debtor"' in page_of_rows
        assert "personal_data_open(" in keys_with_event
        event = opened().get()
        assert (event.count, Line.objects.filter(event_id=event.id).count()) == (50, 50)

    def test_shows_what_is_blocked_as_dots_and_records_it_as_refused(self, fifty: list[Debtor]) -> None:
        blocked = fifty[7]
        blocks.place(kind=BlockKind.RESTRICTION, reason_code="accuracy", envelopes=[blocked.envelope_id])
        with acting.omar():
            page = envelopes.open_page(Debtor.objects.order_by("id"))
            assert [debtor.pk for debtor in page if not debtor.name.is_open] == [blocked.pk]
        event = opened().get()
        refused = Line.objects.get(event_id=event.id, outcome="refused")
        assert (event.count, refused.envelope_id) == (49, blocked.envelope_id)

    def test_leaves_out_what_was_erased_a_moment_ago(self, fifty: list[Debtor]) -> None:
        fifty[3].envelope_id = fifty[3].pk
        with acting.omar():
            page = envelopes.open_page(cast("Any", fifty))
            assert page == fifty[:3] + fifty[4:]
            assert all(debtor.name.is_open for debtor in page)
        assert opened().get().count == 49

    def test_reads_rows_whose_envelopes_are_known_while_the_event_is_written(self, live_database: str) -> None:
        with acting.hanna():
            controller = collection.controller()
            first, second = (collection.debtor(controller, name) for name in ("Anna Andersson", "Bo Berg"))
        seen: list[int] = []
        with acting.omar():
            envelopes.open_page(Debtor.objects.all()[:1])  # both connections are up from here on
        before = set(opened())
        with acting.omar(), statements.recorded() as sent:
            page = envelopes.open_page(
                Debtor.objects.order_by("reference"),
                envelope_ids=[first.envelope_id],
                meanwhile=lambda page: seen.extend(debtor.name.is_open for debtor in page),
            )
            assert [debtor.name.is_open for debtor in page] == [True, False]
        # The event goes out beside the question for the rows, before that is answered (tests/audit/test_beside.py).
        assert [alias for alias, _ in sent] == ["default", "audit"]
        assert seen == [False, False]
        (event,) = set(opened()) - before
        assert Line.objects.get(event_id=event.id).envelope_id == first.envelope_id
        assert second.envelope_id != first.envelope_id

    def test_is_one_query_and_one_event_with_real_connections(self, live_database: str) -> None:
        with acting.hanna():
            controller = collection.controller()
            for number in range(50):
                collection.debtor(controller, f"Anna Number{number}")
        with acting.omar():
            envelopes.open_page(Debtor.objects.all()[:1])  # both connections are up from here on
        with acting.omar(), statements.recorded() as sent:
            page = envelopes.open_page(Debtor.objects.all()[:50])
            assert all(debtor.name.reveal().startswith("Anna") for debtor in page)
        (reading, page_of_rows), (recording, keys_with_event) = sent
        assert (reading, recording) == ("default", "audit")
        assert 'FROM "collections_app_debtor"' in page_of_rows
        assert "personal_data_open(" in keys_with_event


class TestPrepareToWrite:
    def test_makes_nothing_readable_and_records_no_reading(self, amili: Controller) -> None:
        debtor = collection.debtor(amili)
        with acting.omar():
            envelopes.prepare_to_write([debtor])
            with pytest.raises(NotOpened):
                debtor.name.reveal()
        assert not opened().exists()

    def test_does_not_take_back_what_is_open(self, amili: Controller) -> None:
        debtor = collection.debtor(amili)
        with acting.omar():
            envelopes.open([debtor])
            envelopes.prepare_to_write([debtor])
            assert debtor.name.reveal() == "Anna Andersson"

    def test_can_be_followed_by_an_opening(self, amili: Controller) -> None:
        debtor = collection.debtor(amili)
        with acting.omar():
            envelopes.prepare_to_write([debtor])
            envelopes.open([debtor])
            assert debtor.name.reveal() == "Anna Andersson"
        assert opened().count() == 1


class TestTheRecord:
    """Read events are committed apart, and without them nothing opens."""

    @pytest.fixture
    def debtor(self, live_database: str) -> Iterator[Debtor]:
        with acting.hanna():
            yield collection.debtor(collection.controller())

    def test_survives_a_request_that_is_rolled_back(self, debtor: Debtor) -> None:
        with acting.omar(), suppress(ZeroDivisionError), transaction.atomic():
            envelopes.open([debtor])
            debtor.name = "Changed and taken back"
            debtor.save()
            raise ZeroDivisionError
        assert opened().count() == 1
        assert not Event.objects.filter(name="personal_data.record.changed").exists()

    def test_is_there_before_anything_can_be_read(self, debtor: Debtor, live_database: str) -> None:
        seen: list[int] = []
        with acting.omar(), transaction.atomic(), databases.superuser(live_database) as observer:
            envelopes.open([debtor])
            row = observer.execute("SELECT count(*) FROM audit_event WHERE name = 'personal_data.envelope.opened'")
            seen.append(row.fetchone()[0])
            debtor.name.reveal()
        assert seen == [1]

    def test_missing_right_means_nothing_opens(self, debtor: Debtor, live_database: str) -> None:
        with databases.superuser(live_database) as server:
            server.execute("REVOKE INSERT ON audit_event FROM app")
        with acting.omar():
            with pytest.raises(RecordingFailed):
                envelopes.open([debtor])
            with pytest.raises(NotOpened):
                debtor.name.reveal()
            with pytest.raises(RecordingFailed):
                envelopes.open_page(Debtor.objects.all())

    def test_dead_recorder_means_nothing_opens(self, debtor: Debtor) -> None:
        connections["audit"].ensure_connection()
        connections["audit"].connection.close()
        connections["audit"].health_check_done = True
        with acting.omar():
            with pytest.raises(RecordingFailed):
                envelopes.open([debtor])
            with pytest.raises(NotOpened):
                debtor.name.reveal()

    def test_unreachable_recorder_means_nothing_opens(self, debtor: Debtor, monkeypatch: pytest.MonkeyPatch) -> None:
        connections["audit"].close()
        monkeypatch.setitem(connections["audit"].settings_dict, "PORT", "1")
        with acting.omar():
            with pytest.raises(RecordingFailed):
                envelopes.open([debtor])
            with pytest.raises(NotOpened):
                debtor.name.reveal()
