"""Where no text stands: search tokens, keyed digests and numbers of records are found, and what has a ground."""

import hmac
import os
from datetime import date
from hashlib import sha256
from uuid import uuid4

import pytest
from django.apps import apps
from django.utils import timezone

from collections_app.record_classes import LEDGER_ENTRY
from personal_data import envelopes, index_keys, tokens
from personal_data.catalogue import history_of, personal_models
from personal_data.models import Erasure, Role, SearchEntry, SuppressionReason
from personal_data.services import suppression
from retention.policies import remainders
from retention.services import proving
from retention.services.residual import structure
from tests.factories import accounts, collection, retention
from tests.retention.proof.conftest import ADDRESS, EMAIL, NAME, PHONE
from tests.retention.proof.residual.planting import WRITTEN, check, found, in_reports

pytestmark = pytest.mark.django_db


class TestByToken:
    def test_finds_tokens_of_every_kind_whose_record_has_no_key(self, amili, act):
        entries = []
        for kind, texts in WRITTEN.items():
            with accounts.command():
                form = "andersson anna@11122" if kind == "residence" else texts[0]
                (token, *_) = tokens.of_value(index_keys.of(amili.id), kind, form)
            entry = SearchEntry.objects.create(envelope_id=uuid4(), controller=amili, tokens=[token], whole_count=1)
            entries.append(("personal_data_searchentry.tokens", "token", str(entry.envelope_id)))
        assert set(check(act).leftovers.values_list("place", "kind", "record")) == set(entries)

    @pytest.mark.parametrize("entries", [structure._ENTRIES_BY_INDEX, structure._ENTRIES_AT_ONCE])
    def test_calls_the_token_of_a_living_record_a_remainder_however_it_is_asked(self, amili, act, entries, monkeypatch):
        monkeypatch.setattr(structure, "_ENTRIES_BY_INDEX", entries)
        monkeypatch.setattr(structure, "_ENTRIES_AT_ONCE", entries)
        with accounts.command():
            collection.debtor(amili, "Bo Berg", phone=PHONE)
        made = check(act)
        assert made.is_clean
        assert [each["count"] for each in made.remainders if each["record_class"] == "profile"] == [1]

    @pytest.mark.requirement("INTRUM-05", breaks="a namesake who lives counted among what is left of an erased person")
    @pytest.mark.parametrize(("postcode", "staying"), [("222 22", []), (ADDRESS["postcode"], [1])])
    def test_takes_nobody_for_the_erased_by_name_and_date_of_birth(self, amili, postcode, staying):
        with accounts.command():
            known = {"birth_date": date(1984, 5, 17), "address": ADDRESS}
            gone = collection.debtor(amili, NAME, **known)
            case = retention.close(collection.case_file(amili, [gone]), retention.months_ago(36))
            collection.debtor(amili, NAME, **{**known, "address": {**ADDRESS, "postcode": postcode}})
            act = proving.begin_act(controller=amili, reference="R-2026-000001", at=timezone.now())
            for record in (case.envelope_id, gone.envelope_id):
                assert [each.reason for each in envelopes.erase([record], run=act.id)] == ["erased"]
        made = check(act)
        assert [each["count"] for each in made.remainders if each["record_class"] == "profile"] == staying

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
        made = check(act)
        assert made.is_clean
        assert [each["count"] for each in made.remainders if each["record_class"] == "suppression"] == [1]

    @pytest.mark.parametrize("beside", [{}, {"problems": os.urandom(50_000).hex()}])
    def test_finds_keyed_digests_of_whole_values_among_others(self, amili, act, beside):
        """Also where long values lie outside the pages of the table."""
        with accounts.command():
            key = index_keys.of(amili.id)
        reports = in_reports(amili, *[{}] * 3, beside, *[{}] * 4)
        kept = {1: b"email\x00" + EMAIL.encode(), 2: b"email\x00somebody.else@example.test", 6: b"phone\x0070174605"}
        for number, message in kept.items():
            reports[number].file_digest = hmac.digest(key, message, sha256)
        reports[4].file_digest = hmac.digest(key, kept[1], sha256)
        reports[5].file_digest = hmac.digest(key, kept[1], sha256)[:20]
        for report in reports:
            report.save()
        leftovers = set(check(act).leftovers.values_list("place", "kind", "record"))
        place = "collections_app_importfile.file_digest"
        assert leftovers == {(place, "digest", str(reports[number].pk)) for number in (1, 4)}


class TestByNumber:
    def test_finds_a_row_that_names_an_erased_record(self, amili, act):
        gone = Erasure.objects.filter(run_id=act.id).values_list("envelope_id", flat=True)[0]
        SearchEntry.objects.create(envelope_id=gone, controller=amili, tokens=[1])
        assert found(act) == {("personal_data_searchentry.envelope_id", "record")}

    def test_calls_the_log_and_the_trail_remainders(self, act):
        remainders = {each["record_class"] for each in check(act).remainders}
        assert {"erasure_log", "audit_trail"} <= remainders


class TestWhatStaysOfThePerson:
    def test_is_what_is_known_of_them_as_staff_also_in_its_history(self, act):
        """A debtor may work here: neither the account nor what was changed of it goes with the debts."""
        user = accounts.member(email=EMAIL)
        user.name = "Anna Berg"
        user.save()
        made = check(act)
        assert made.is_clean, list(made.leftovers.values_list("place", "kind"))
        assert [each["ground"] for each in made.remainders if each["record_class"] == remainders.STAFF] == [
            "The person also works for the controller"
        ]

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
        (kept,) = [each for each in check(act).remainders if each["record_class"] == "ledger_entry"]
        assert kept["citation"] == "Bokföringslagen (1999:1078) 7 kap. 2 §"
        assert kept["until"] > timezone.now().date().isoformat()

    def test_has_no_last_day_once_its_day_has_passed(self, amili):
        with accounts.command():
            case = retention.closed_case(amili, retention.months_ago(36))
            person = case.case_debtors.get().debtor.subject
            for months in (37, 120):
                envelopes.create(
                    controller=amili,
                    record_class=LEDGER_ENTRY,
                    subjects=[(person, Role.DEBTOR)],
                    trigger_on=retention.months_ago(months),
                )
            act = proving.begin_act(controller=amili, reference="R-2026-000001", at=timezone.now())
            assert [each.reason for each in envelopes.erase([case.envelope_id], run=act.id)] == ["erased"]
        kept = [each for each in check(act).remainders if each["record_class"] == "ledger_entry"]
        assert [each["count"] for each in kept] == [1, 1]
        (overdue,) = [each for each in kept if each["until"] is None]
        assert "Past its day" in overdue["ground"]
        (other,) = [each for each in kept if each is not overdue]
        assert other["until"] > timezone.now().date().isoformat()


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
