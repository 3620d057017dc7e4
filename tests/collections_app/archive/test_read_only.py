"""A closed case is read-only by every path, and what the law lets come in afterwards still comes in (AXACTOR-87)."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from accounts.roles import Role
from audit.models import Event
from collections_app.models import Allocation, Case, Claim, Debtor, DetailKind, Note, Paper
from collections_app.policies.details import Said
from collections_app.services import notes, purchases
from collections_app.services.archive import Archived
from collections_app.services.calls import contact_log
from collections_app.services.calls.contact_log import CallLine
from collections_app.services.details import entering
from personal_data import envelopes
from personal_data.catalogue import personal_models
from personal_data.models import Controller
from personal_data.purposes import Purpose
from privacy.models import Right
from privacy.services.contested import rectifying
from tests.collections_app.archive.conftest import BY, close, credit_note, reopen
from tests.factories import accounts, acting, collection
from tests.privacy.requests.asking import NOW, PETRA, receive
from tests.privacy.requests.test_rectification import item_of

pytestmark = pytest.mark.django_db

# One statement for each way to write in a file or to change it; %s is the envelope of the case.
WAYS = {
    "add a note": "INSERT INTO collections_app_note (id, envelope_id, case_id, kind, level, text, by, at) "
    "SELECT gen_random_uuid(), envelope_id, id, 'contact', 'normal', '\\x00', gen_random_uuid(), now() "
    "FROM collections_app_case "
    "WHERE envelope_id = '{file}'",
    "add notes to all cases at once": "INSERT INTO collections_app_note (id, envelope_id, case_id, kind, level, text, "
    "by, at) SELECT gen_random_uuid(), envelope_id, id, 'contact', 'normal', '\\x00', gen_random_uuid(), now() "
    "FROM collections_app_case",
    "change a note": "UPDATE collections_app_note SET at = now() WHERE envelope_id = '{file}'",
    "move a note in": "UPDATE collections_app_note SET envelope_id = '{file}' WHERE envelope_id <> '{file}'",
    "add a call": "INSERT INTO collections_app_call (id, envelope_id, case_id, direction, outcome, spoken_to, "
    "started_at, seconds, by, at) SELECT gen_random_uuid(), envelope_id, id, 'outbound', 'no_answer', 'nobody', "
    "now(), 0, gen_random_uuid(), now() FROM collections_app_case WHERE envelope_id = '{file}'",
    "add a claim": "INSERT INTO collections_app_claim (id, envelope_id, case_id, kind, amount_minor, currency, "
    "issued_on, number, document_digest, content_digest, received_at) SELECT gen_random_uuid(), envelope_id, case_id, "
    "'invoice', 1, 'NOK', issued_on, number, sha256('x'), sha256('y'), now() FROM collections_app_claim "
    "WHERE envelope_id = '{file}' LIMIT 1",
    "raise a claim": "UPDATE collections_app_claim SET amount_minor = amount_minor + 1 WHERE envelope_id = '{file}'",
    "add a part of a claim": "INSERT INTO collections_app_claimpart (id, envelope_id, claim_id, kind, amount_minor, "
    "currency) SELECT gen_random_uuid(), envelope_id, id, 'costs', 1, 'NOK' FROM collections_app_claim "
    "WHERE envelope_id = '{file}'",
    "add a party": "INSERT INTO collections_app_casedebtor (id, envelope_id, case_id, debtor_id, role) "
    "SELECT gen_random_uuid(), c.envelope_id, c.id, d.id, 'guarantor' FROM collections_app_case c "
    "CROSS JOIN collections_app_debtor d WHERE c.envelope_id = '{file}' AND d.id NOT IN (SELECT debtor_id "
    "FROM collections_app_casedebtor p WHERE p.case_id = c.id)",
    "change a role": "UPDATE collections_app_casedebtor SET role = 'guarantor' WHERE envelope_id = '{file}'",
    "enter a purchase": "INSERT INTO collections_app_purchase (id, envelope_id, case_id, seller, buyer, assigned_on, "
    "by, at) SELECT gen_random_uuid(), envelope_id, id, 'A', 'B', opened_on, gen_random_uuid(), now() "
    "FROM collections_app_case WHERE envelope_id = '{file}'",
    "add a step that is none": "INSERT INTO collections_app_casestatuschange (id, envelope_id, case_id, from_status, "
    "to_status, reason, effective_on, by, at) SELECT gen_random_uuid(), envelope_id, id, 'open', 'closed', 'paid', "
    "opened_on, gen_random_uuid(), now() FROM collections_app_case WHERE envelope_id = '{file}'",
    "change why it was closed": "UPDATE collections_app_casestatuschange SET reason = 'settled' "
    "WHERE envelope_id = '{file}'",
    "change a contact": "UPDATE collections_app_debtor SET phone = NULL WHERE id IN (SELECT debtor_id "
    "FROM collections_app_casedebtor WHERE envelope_id = '{file}')",
}
# What can be done to a case that is closed only.
OF_CLOSED = {
    "move the day of its closing": "UPDATE collections_app_case SET closed_on = closed_on - 1 "
    "WHERE envelope_id = '{file}'",
    "give it to another creditor while reopening it": "UPDATE collections_app_case SET status = 'open', "
    "closed_on = NULL, reference = 'K-1999-000001' WHERE envelope_id = '{file}'",
}


@contextmanager
def refused() -> Iterator[None]:
    with pytest.raises(ProgrammingError, match="the case is closed"), transaction.atomic():
        yield


def run(statement: str, case: Case) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement.replace("{file}", str(case.envelope_id)))
        return cursor.rowcount


def another(axactor: Controller) -> Case:
    """An open case of somebody else, with a note."""
    with acting.hanna():
        made = collection.case_file(axactor, [collection.debtor(axactor, "Ola Prøve")])
        collection.note(made)
        return made


class TestTheDatabase:
    @pytest.mark.parametrize("way", WAYS)
    def test_holds_the_file_as_it_is_until_the_case_is_reopened(
        self, way: str, case: Case, axactor: Controller
    ) -> None:
        another(axactor)
        if way.startswith(("add notes", "move")):
            with transaction.atomic():
                assert run(WAYS[way], case) > 0
                transaction.set_rollback(True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user")
            assert cursor.fetchone() == ("app",)
        archived = close(case)
        with refused():
            run(WAYS[way], archived)
        with acting.hanna(), refused():
            run(WAYS[way], archived)
        reopen(archived)
        assert run(WAYS[way], archived) > 0

    @pytest.mark.parametrize("way", OF_CLOSED)
    def test_lets_a_closed_case_be_reopened_and_nothing_else(self, way: str, archived: Case) -> None:
        with refused():
            run(OF_CLOSED[way], archived)

    def test_has_a_guard_on_every_table_of_a_file(self) -> None:
        """Payments may come late, and papers are still taken from their box: these two are guarded by nothing."""
        of_file = {
            model._meta.db_table
            for model in personal_models()
            for field in model._meta.concrete_fields
            if field.related_model in (Case, Claim)
        }
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT tgrelid::regclass::text, array_agg(tgname::text ORDER BY tgname) FROM pg_trigger "
                "WHERE tgname LIKE 'archive%%' AND tgenabled <> 'D' GROUP BY 1"
            )
            guarded = dict(cursor.fetchall())
        free = {Allocation._meta.db_table, Paper._meta.db_table}
        assert of_file - guarded.keys() == free
        whole = {table for table, names in guarded.items() if "archive_insert" in names}
        assert whole == of_file - free | {
            "collections_app_detail", "collections_app_callrecording"}  # fmt: skip
        # What is only ever added to needs no guard against being changed.
        added_to = {"collections_app_claimpart"}
        assert all("archive_update" in names for table, names in guarded.items() if table not in added_to)

    def test_records_who_was_refused(self, archived: Case, live_refusals: list[str]) -> None:
        with acting.hanna(), refused():
            run(WAYS["add a note"], archived)
        assert live_refusals == ["insert"]


@pytest.fixture
def live_refusals(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The refusals that would be recorded apart: they are in tests that roll back too."""
    seen: list[str] = []
    monkeypatch.setattr("audit.trail.is_apart", lambda: True)
    monkeypatch.setattr("audit.trail.record_apart", lambda name, **facts: seen.append(facts["reason"]))
    return seen


class TestTheServices:
    def test_say_so_before_the_database_does(self, archived: Case, kari: Debtor) -> None:
        at = timezone.now()
        said = Said(kind=DetailKind.PHONE, value="+4799999998", source_key="person", obtained_on=at.date())
        line = CallLine(direction="outbound", outcome="no_answer", spoken_to="nobody", started_at=at, number="1")
        with acting.hanna():
            for write in (
                lambda: notes.add(case=archived, text="x", kind="contact", level="normal", by=BY, at=at),
                lambda: notes.classify(note=archived.notes.get(), kind="work", level="special"),
                lambda: contact_log.log(case=archived, line=line, by=BY, at=at),
                lambda: entering.enter(case=archived, debtor=kari, said=said, by=BY, at=at),
                lambda: purchases.enter(case=archived, seller="A", buyer="B", assigned_on=at.date(), by=BY, at=at),
            ):
                with pytest.raises(Archived, match="closed and kept as it is"):
                    write()
        assert Note.objects.filter(case=archived).count() == 1


class TestThePage:
    def test_has_nothing_to_write_with_and_takes_nothing(self, archived: Case) -> None:
        handler = accounts.client_of(accounts.member(Role.HANDLER))
        address = f"/handler/cases/{archived.reference}/"
        page = handler.get(address).content.decode()
        assert "Archived: read only since the case was closed" in page
        assert "Add the note" not in page
        assert "Log the call" not in page
        assert "Reopen the case" in page
        said = handler.post(
            address + "notes/", {"text": "Ringte.", "kind": "contact", "level": "normal"}
        ).content.decode()
        assert "The case is closed and kept as it is." in said
        assert Note.objects.filter(case=archived).count() == 1
        assert "Enter a detail" not in handler.get(address + "details/").content.decode()

    def test_asks_nobody_to_classify_what_can_not_be_changed(self, case: Case) -> None:
        with acting.hanna():
            envelopes.prepare_to_write([case])
            old = collection.note(case, "Ikke sett på.", kind="", level="")
        handler = accounts.client_of(accounts.member(Role.HANDLER))
        address = f"/handler/cases/{case.reference}/"
        classify = f"{address}notes/{old.pk}/"
        places = (address, "/handler/notes/unclassified/")
        assert all(classify in handler.get(place).content.decode() for place in places)
        archived = close(case)
        assert not any(classify in handler.get(place).content.decode() for place in places)
        refused = handler.post(classify, {"kind": "contact", "level": "normal"})
        assert refused.status_code == 422
        assert "The case is closed and kept as it is." in refused.content.decode()
        reopen(archived)
        assert all(classify in handler.get(place).content.decode() for place in places)
        assert handler.post(classify, {"kind": "contact", "level": "normal"}).status_code == 302

    def test_lets_write_again_when_it_is_reopened(self, archived: Case) -> None:
        handler = accounts.client_of(accounts.member(Role.HANDLER))
        address = f"/handler/cases/{archived.reference}/"
        assert handler.post(address + "reopen/", {"reason": "payment_reversed"}).status_code == 302
        assert "Add the note" in handler.get(address).content.decode()
        assert (
            handler.post(address + "notes/", {"text": "Ringte.", "kind": "contact", "level": "normal"}).status_code
            == 302
        )
        assert Note.objects.filter(case=archived).count() == 2


class TestWhatStillComesIn:
    def test_is_a_credit_note(self, archived: Case) -> None:
        with acting.hanna(Purpose.INTAKE):
            envelopes.prepare_to_write([archived])
            credit_note(archived, archived.claims.get())
        assert archived.claims.count() == 2

    def test_is_what_the_person_has_put_right(self, archived: Case, kari: Debtor) -> None:
        with acting.hanna(Purpose.SUBJECT_REQUEST):
            item = item_of(receive(kari, Right.RECTIFICATION))
            rectifying.correct(item=item, values={"phone": "+4799999997"}, by=PETRA, at=NOW)
            fresh = Debtor.objects.get(pk=kari.pk)
            envelopes.open([fresh])
            assert fresh.phone is not None
            assert fresh.phone.reveal() == "+4799999997"
        assert Event.objects.filter(name="privacy.data.rectified").exists()

    def test_is_a_later_case_whose_contacts_are_worked(self, archived: Case, kari: Debtor, axactor: Controller) -> None:
        with acting.hanna():
            collection.case_file(axactor, [kari])
        assert run(WAYS["change a contact"], archived) == 1
