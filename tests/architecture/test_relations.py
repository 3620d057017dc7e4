"""Foreign keys point down the house, and none of them can keep or lose personal data behind the gate's back."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models

from personal_data.catalogue import OUR_PACKAGES, history_of, our_models, personal_models
from personal_data.models import DataSubject, Envelope

# Ground first: a package may refer to itself and to those before it.
FLOORS = ["audit", "personal_data", "accounts", "collections_app", "retention", "privacy", "config"]
# What the gate empties besides the personal tables and their histories, in its own words (personal_data/sql/gate.sql).
EMPTIED_WITH_THE_ENVELOPE = {
    "personal_data_envelope",
    "personal_data_envelopesubject",
    "personal_data_envelopeblock",
    "personal_data_erasuredecision",
    "personal_data_searchentry",
    "personal_data_sealedfile",
    "personal_data_datasubject",
    "keys.data_key",
}


def relations() -> Iterator[tuple[type[models.Model], Any]]:
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.local_fields:
            if field.is_relation:
                yield model, field


def emptied() -> set[str]:
    """Every table that the gate empties when an envelope is erased."""
    tables = {model._meta.db_table for model in personal_models()}
    histories = {history_of(model)._meta.db_table for model in personal_models()}
    return tables | histories | EMPTIED_WITH_THE_ENVELOPE


def is_history(model: type[models.Model]) -> bool:
    return hasattr(model, "instance_type")


class TestForeignKeys:
    def test_know_every_floor(self) -> None:
        assert set(FLOORS) == set(OUR_PACKAGES)

    def test_point_down(self) -> None:
        upwards = [
            f"{model._meta.label}.{field.name}"
            for model, field in relations()
            if model._meta.app_label in FLOORS
            and field.related_model._meta.app_label in FLOORS
            and FLOORS.index(field.related_model._meta.app_label) > FLOORS.index(model._meta.app_label)
        ]
        assert upwards == []

    def test_across_packages_protect_and_have_no_way_back(self) -> None:
        loose = [
            f"{model._meta.label}.{field.name}"
            for model, field in relations()
            if model in our_models()
            and field.related_model in our_models()
            and field.related_model._meta.app_label != model._meta.app_label
            and (field.remote_field.on_delete is not models.PROTECT or not field.remote_field.hidden)
        ]
        assert loose == []

    def test_never_let_erasure_rely_on_cascade(self) -> None:
        cascading = [
            f"{model._meta.label}.{field.name}"
            for model, field in relations()
            if field.related_model._meta.db_table in emptied()
            and not is_history(model)
            and field.remote_field.on_delete is not models.PROTECT
        ]
        assert cascading == []


class TestErasureRules:
    """Every relation has one: a row that refers to personal data goes with them, or does not refer by key."""

    def test_models_that_refer_to_personal_data_are_emptied_too(self) -> None:
        left_behind = [
            f"{model._meta.label}.{field.name}"
            for model, field in relations()
            if field.related_model._meta.db_table in emptied() and model._meta.db_table not in emptied()
        ]
        assert left_behind == []

    def test_tables_that_refer_to_personal_data_are_emptied_too(self, db: None) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint WHERE contype = 'f'"
            )
            constraints = cursor.fetchall()
        assert ("collections_app_note", "collections_app_case") in constraints
        assert [pair for pair in constraints if pair[1] in emptied() and pair[0] not in emptied()] == []

    def test_history_tables_are_bound_to_nothing(self, db: None) -> None:
        histories = [history_of(model)._meta.db_table for model in personal_models()]
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT conrelid::regclass::text FROM pg_constraint WHERE contype = 'f' "
                "AND (conrelid::regclass::text = ANY (%s) OR confrelid::regclass::text = ANY (%s))",
                [histories, histories],
            )
            assert cursor.fetchall() == []

    @pytest.mark.parametrize("model", personal_models(), ids=lambda model: model._meta.label)
    def test_every_personal_table_hangs_on_its_envelope(self, model: Any) -> None:
        field = model._meta.get_field("envelope")
        assert field.related_model is Envelope
        assert not field.null
        assert field.db_index or any(index.fields[:1] == ["envelope"] for index in model._meta.indexes)

    @pytest.mark.parametrize("model", personal_models(), ids=lambda model: model._meta.label)
    def test_every_personal_table_has_capture_and_guard(self, db: None, model: Any) -> None:
        assert {"capture_insert", "capture_update", "guard"} <= triggers(model._meta.db_table)
        assert "guard" in triggers(history_of(model)._meta.db_table)

    def test_tables_outside_envelopes_name_no_person(self) -> None:
        naming = [
            model._meta.label
            for model in our_models()
            if model._meta.db_table not in emptied()
            and any(field.related_model is DataSubject for field in model._meta.local_fields if field.is_relation)
        ]
        assert naming == []


def triggers(table: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal AND tgenabled <> 'D'",
            [table],
        )
        return {row[0] for row in cursor.fetchall()}
