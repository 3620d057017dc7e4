"""The residual-data check finds what is planted, of every kind and in every place, and calls what has a ground so."""

import base64
import hmac
import json
import os
import time
import zlib
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

import pytest
import redis
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from audit.models import Event
from collections_app.models import ImportFile
from collections_app.record_classes import LEDGER_ENTRY
from personal_data import envelopes, files, index_keys, tokens
from personal_data.catalogue import history_of, personal_models
from personal_data.models import Controller, ErasedTokens, Erasure, Role, SearchEntry, SuppressionReason
from personal_data.services import suppression
from retention import events
from retention.models import ErasureAct, ResidualCheck
from retention.policies import remainders
from retention.services import proving
from retention.services.residual import checking
from tests.factories import accounts, collection, retention
from tests.retention.proof.conftest import EMAIL, NAME, NUMBER, PHONE

pytestmark = pytest.mark.django_db
WRITTEN = {
    "identity_number": [NUMBER, "900101-2385", "199001012385", "se 19900101 2385,"],
    "phone": [PHONE, "070-174 06 05", "0046701740605", "(+46)70 174 06 05"],
    "email": [EMAIL, EMAIL.upper(), f"<mailto:{EMAIL}>."],
    "residence": [f"{NAME}, Provgatan 1, 111 22 Stockholm", "11122 ANDERSSON Anna"],
}
EVERY_WAY = [(kind, text) for kind, texts in WRITTEN.items() for text in texts]


def _check(act: ErasureAct) -> ResidualCheck:
    with accounts.command():
        return checking.check(act=act, at=timezone.now())


def _found(act: ErasureAct) -> set[tuple[str, str]]:
    return set(_check(act).leftovers.values_list("place", "kind"))


def _sql(statement: str, *parameters: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def _plant(text: str) -> None:
    """Put a text into a column that anybody may write."""
    Session.objects.create(session_key=uuid4().hex, session_data=text, expire_date=timezone.now())


def _plant_in_a_report(controller: Controller, **texts: str) -> ImportFile:
    values = {name: [{"message": text}] for name, text in texts.items()}
    with accounts.command():
        return ImportFile.objects.create(
            controller=controller,
            creditor=collection.creditor(controller),
            reference="I-2026-1",
            file_digest=b"",
            started_at=timezone.now(),
            **values,
        )


@pytest.fixture
def queue():
    with redis.Redis.from_url(settings.CELERY_BROKER_URL) as client:
        names: list[str] = []
        yield lambda *, name=None: names.append(name or f"planted-{uuid4()}") or (client, names[-1])
        client.delete(*names)


class TestWhatIsErased:
    def test_leaves_nothing_over(self, act):
        made = _check(act)
        assert list(made.leftovers.values_list("place", "kind", "record")) == []
        assert made.unread == []
        assert made.is_clean
        assert made.looked_for >= 4
        assert made.places > 100

    def test_is_looked_for_by_keyed_tokens_alone(self, act):
        assert ErasedTokens.objects.filter(act_id=act.id).count() == 1
        assert all(isinstance(each, int) for each in ErasedTokens.objects.get().tokens)

    def test_is_recorded_by_count(self, act):
        _check(act)
        assert Event.objects.filter(name=events.CHECK_CLEAN.name, reference=act.reference).count() == 1


@pytest.mark.requirement("AMILI-35", breaks="not looking through a table, or certifying although something is left")
class TestInAClearColumn:
    @pytest.mark.parametrize(("kind", "text"), EVERY_WAY)
    def test_finds_every_kind_however_it_is_written(self, amili, act, kind, text):
        _plant_in_a_report(amili, problems=text)
        assert _found(act) == {("collections_app_importfile.problems", kind)}

    def test_finds_a_number_that_is_kept_as_a_number(self, act):
        ResidualCheck.objects.create(act=act, begun_at=timezone.now(), bytes_read=199001012385)
        assert _found(act) == {("retention_residualcheck.bytes_read", "identity_number")}

    def test_finds_what_lies_across_two_columns(self, amili, act):
        report = _plant_in_a_report(amili, problems=NAME, notices="111 22")
        made = _check(act)
        found = [("collections_app_importfile", "residence", str(report.pk))]
        assert list(made.leftovers.values_list("place", "kind", "record")) == found

    def test_finds_a_sealed_column_that_was_never_sealed(self, amili, act):
        with accounts.command():
            other = retention.closed_case(amili, retention.almost(36), "Bo Berg")
            row = collection.note(other)
        _sql("UPDATE collections_app_note SET text = convert_to(%s, 'UTF8') WHERE id = %s", f"från {EMAIL}", row.id)
        found = _found(act)
        assert ("collections_app_note.text", "email") in found
        assert ("collections_app_historicalnote.text", "email") in found, "the history keeps what was overwritten"

    def test_finds_what_a_session_keeps(self, act):
        session = SessionStore()
        session["note"] = NUMBER
        session.save()
        assert _found(act) == {("django_session.session_data", "identity_number")}

    def test_does_not_take_others_for_the_erased(self, act):
        texts = ["19900102-2384", "070-174 06 06", "berit@example.test", "Anna Andersson, 111 23 Solna",
                 "Anna Berg, 111 22 Stockholm", "K-1990-01012385"]  # fmt: skip
        for text in texts:
            _plant(text)
        assert _found(act) == set()


class TestByToken:
    @pytest.mark.parametrize("kind", list(WRITTEN))
    def test_finds_a_token_whose_record_has_no_key(self, amili, act, kind):
        with accounts.command():
            form = "andersson anna@11122" if kind == "residence" else WRITTEN[kind][0]
            (token, *_) = tokens.of_value(index_keys.of(amili.id), kind, form)
        SearchEntry.objects.create(envelope_id=uuid4(), controller=amili, tokens=[token], whole_count=1)
        assert ("personal_data_searchentry.tokens", "token") in _found(act)

    def test_calls_the_token_of_a_living_record_a_remainder_with_its_ground(self, amili, act):
        with accounts.command():
            collection.debtor(amili, "Bo Berg", phone=PHONE)
        made = _check(act)
        assert made.is_clean
        assert [each["count"] for each in made.remainders if each["record_class"] == "profile"] == [1]

    def test_calls_a_suppression_entry_a_remainder(self, amili, act):
        with accounts.command():
            found_by = suppression.of_values(amili.pk, [("email", EMAIL)])
            suppression.enter(
                controller=amili,
                reason=SuppressionReason.MISTAKEN_IDENTITY,
                found_by=found_by,
                by=uuid4(),
                at=timezone.now(),
            )
        made = _check(act)
        assert made.is_clean
        assert [each["count"] for each in made.remainders if each["record_class"] == "suppression"] == [1]

    def test_finds_a_keyed_digest_of_a_whole_value(self, amili, act):
        with accounts.command():
            key = index_keys.of(amili.id)
        report = _plant_in_a_report(amili)
        report.file_digest = hmac.digest(key, b"email\x00" + EMAIL.encode(), sha256)
        report.save()
        assert _found(act) == {("collections_app_importfile.file_digest", "digest")}


class TestByNumber:
    def test_finds_a_row_that_names_an_erased_record(self, amili, act):
        gone = Erasure.objects.filter(run_id=act.id).values_list("envelope_id", flat=True)[0]
        SearchEntry.objects.create(envelope_id=gone, controller=amili, tokens=[1])
        assert _found(act) == {("personal_data_searchentry.envelope_id", "record")}

    def test_calls_the_log_and_the_trail_remainders(self, act):
        remainders = {each["record_class"] for each in _check(act).remainders}
        assert {"erasure_log", "audit_trail"} <= remainders


class TestOutsideTheDatabase:
    @pytest.fixture(autouse=True)
    def _own_folder(self, settings, tmp_path):
        settings.SEALED_FILES_DIRECTORY = str(tmp_path / "files")
        settings.RESIDUAL_CHECK_FOLDERS = [str(tmp_path / "exports")]
        for folder in ("files", "exports"):
            (tmp_path / folder).mkdir()

    @pytest.mark.parametrize("folder", ["files", "exports"])
    @pytest.mark.parametrize(("kind", "text"), [(kind, texts[0]) for kind, texts in WRITTEN.items()])
    def test_finds_every_kind_in_files(self, act, tmp_path, folder, kind, text):
        (tmp_path / folder / "export.csv").write_bytes(os.urandom(3_000_000) + f"\n{text}\n".encode())
        assert _found(act) == {(folder, kind)}

    def test_finds_a_number_in_the_name_of_a_file_and_does_not_repeat_it(self, act, tmp_path):
        (tmp_path / "exports" / f"{NUMBER}.pdf").write_bytes(b"%PDF")
        made = _check(act)
        assert list(made.leftovers.values_list("place", "kind")) == [("exports", "identity_number")]
        assert NUMBER not in made.leftovers.get().record

    def test_finds_a_file_of_which_no_row_knows(self, act):
        with accounts.command():
            act.begun_at = timezone.now()
        path = files.path_of(uuid4())
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"noise")
        os.utime(path, (time.time() - 60, time.time() - 60))
        assert _found(act) == set(), "what a killed worker left is swept away before"

    @pytest.mark.parametrize(("kind", "text"), [(kind, texts[0]) for kind, texts in WRITTEN.items()])
    def test_finds_every_kind_in_queue_and_cache(self, act, queue, kind, text):
        for plant in (self._plain, self._coded, self._packed, self._in_a_hash):
            client, name = queue()
            plant(client, name, text)
            assert _found(act) == {("queue and cache", kind)}, plant.__name__
            client.delete(name)

    @staticmethod
    def _plain(client: redis.Redis, name: str, text: str) -> None:
        client.set(name, text)

    @staticmethod
    def _coded(client: redis.Redis, name: str, text: str) -> None:
        body = base64.b64encode(json.dumps([[text], {}, {}], ensure_ascii=False).encode()).decode()
        client.lpush(name, json.dumps({"body": body}))

    @staticmethod
    def _packed(client: redis.Redis, name: str, text: str) -> None:
        client.set(name, zlib.compress(text.encode()))

    @staticmethod
    def _in_a_hash(client: redis.Redis, name: str, text: str) -> None:
        client.hset(name, mapping={"held": text})


class TestWhatStaysOfThePerson:
    def test_is_named_with_ground_law_and_last_day(self, amili):
        with accounts.command():
            case = retention.closed_case(amili, retention.months_ago(36))
            person = case.case_debtors.get().debtor.subject
            envelopes.create(
                controller=amili,
                record_class=LEDGER_ENTRY,
                subjects=[(person, Role.DEBTOR)],
                trigger_on=retention.months_ago(37),
            )
            act = proving.begin_act(controller=amili, reference="R-2026-000001", at=timezone.now())
            assert [each.reason for each in envelopes.erase([case.envelope_id], run=act.id)] == ["erased"]
        (kept,) = [each for each in _check(act).remainders if each["record_class"] == "ledger_entry"]
        assert kept["citation"] == "Bokföringslagen (1999:1078) 7 kap. 2 §"
        assert kept["until"] > timezone.now().date().isoformat()


class TestNotClean:
    def test_gives_no_certificate_and_alarms_the_privacy_officer(self, amili, act, mailoutbox):
        _plant(EMAIL)
        petra = accounts.member("privacy_officer", name="Petra Privacy")
        with accounts.command():
            assert proving.prove(act, at=timezone.now()) is None
        assert not act.certificates.exists()
        assert [each.to for each in mailoutbox] == [[petra.email]]
        assert EMAIL not in mailoutbox[0].body
        assert act.reference in mailoutbox[0].subject
        assert ErasedTokens.objects.filter(act_id=act.id).exists(), "it is looked for again"

    def test_is_certified_once_the_leftover_is_gone(self, act):
        _plant(EMAIL)
        with accounts.command():
            assert proving.prove_all(at=timezone.now()) == [act]
            Session.objects.all().delete()
            assert proving.prove_all(at=timezone.now()) == []
        assert act.certificates.count() == 1
        assert not ErasedTokens.objects.exists(), "by what they were found is forgotten"

    def test_is_given_up_after_thirty_days(self, act):
        with accounts.command():
            proving.prove_all(at=act.begun_at + proving.FORGET_AFTER * 2)
        assert not ErasedTokens.objects.exists()
        assert not act.certificates.exists()


def test_a_large_file_is_looked_through_whole(act, tmp_path: Path, settings) -> None:
    settings.RESIDUAL_CHECK_FOLDERS = [str(tmp_path)]
    with (tmp_path / "large.bin").open("wb") as file:
        for _ in range(64):
            file.write(os.urandom(1 << 20))
    made = _check(act)
    assert made.bytes_read > 64 << 20


def test_what_names_a_record_by_its_number_is_told_or_goes_with_it() -> None:
    """A new table that keeps the number of an erased record would stop every certificate: say here why it may."""
    going = {model._meta.db_table for model in personal_models()}
    going |= {history_of(model)._meta.db_table for model in personal_models()}
    going |= {
        "personal_data_envelopesubject", "personal_data_envelopeblock", "personal_data_erasuredecision",
        "personal_data_sealedfile", "personal_data_searchentry",
    }  # fmt: skip
    named = {
        model._meta.db_table
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if "envelope" in field.column and (field.column != "envelope_id" or model._meta.db_table not in going)
    }
    assert {table for table in named if remainders.of_number(table) is None} == set()
