"""The data map: derived from the declarations, complete, printed as a table and as JSON."""

import json
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models
from django.test.utils import isolate_apps

from collections_app.models import Case, CaseDebtor, Claim, Debtor, Note
from personal_data import catalogue, checks, fields
from personal_data.declaration import Category, Declared, Source
from tests.fixtures import databases

DECLARED = Declared(Category.IDENTITY, "Name", Source.CREDITOR)


class TestColumns:
    def test_lists_every_sealed_field_of_every_model(self) -> None:
        sealed = {
            (model, field.name)
            for model in apps.get_models()
            if not hasattr(model, "instance_type")
            for field in model._meta.concrete_fields
            if isinstance(field, fields.SealedField)
        }
        listed = {(column.model, column.name) for column in catalogue.columns() if column.is_sealed}
        assert listed == sealed
        assert (Debtor, "name") in listed

    def test_lists_what_is_kept_in_the_clear(self) -> None:
        clear = {column.column_id for column in catalogue.columns() if not column.is_sealed}
        assert {"claim.amount_minor", "case.status", "user.email"} <= clear

    def test_gives_every_column_an_id_of_its_own(self) -> None:
        ids = [column.column_id for column in catalogue.columns()]
        assert len(ids) == len(set(ids))

    def test_labels_every_column(self) -> None:
        assert all(str(column.declared.label) for column in catalogue.columns())


class TestErasureOrder:
    def test_empties_those_that_refer_before_those_referred_to(self) -> None:
        order = catalogue.erasure_order()
        for child, parent in ((Note, Case), (Claim, Case), (CaseDebtor, Case), (CaseDebtor, Debtor)):
            assert order.index(child) < order.index(parent)
        assert set(order) == set(catalogue.personal_models())

    def test_is_what_the_gate_carries_out(self, live_database: str) -> None:
        with databases.superuser(live_database) as server:
            plan = [row[0] for row in server.execute("SELECT table_name FROM gate.erasure_plan ORDER BY position")]
        expected = []
        for model in catalogue.erasure_order():
            expected += [model._meta.db_table, catalogue.history_of(model)._meta.db_table]
        assert plan[: len(expected)] == expected
        assert plan[len(expected) :] == [
            "personal_data_searchentry", "personal_data_sealedfile", "personal_data_envelopeblock",
            "personal_data_erasuredecision",
        ]  # fmt: skip


class TestCommand:
    def run(self, *options: str) -> str:
        out = StringIO()
        call_command("data_map", *options, stdout=out)
        return out.getvalue()

    def test_prints_json(self) -> None:
        entries = {entry["id"]: entry for entry in json.loads(self.run("--json"))}
        assert entries["debtor.name.v1"] == {
            "table": "collections_app_debtor",
            "column": "name",
            "id": "debtor.name.v1",
            "label": "Name",
            "category": "identity",
            "source": "creditor",
            "provided": False,
            "kept": "sealed",
            "searchable": "name",
            "remains": "nothing",
        }
        assert entries["claim.amount_minor"]["kept"] == "in the clear"

    def test_prints_a_table(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("COLUMNS", "200")
        printed = self.run()
        assert f"Data map: {len(list(catalogue.columns()))} columns of personal data" in printed
        assert "identity_number" in printed


class TestSystemCheck:
    """``manage.py check`` fails on any field of ours that nobody declared."""

    def problems(self, monkeypatch: pytest.MonkeyPatch, model: type[models.Model]) -> list[str]:
        monkeypatch.setattr(checks, "our_models", lambda: [model])
        return [str(problem.id) for problem in checks.every_field_is_declared(None)]

    def test_is_content_with_the_product(self) -> None:
        assert checks.every_field_is_declared(None) == []

    @isolate_apps("collections_app")
    def test_fails_on_a_model_that_says_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        class Silent(models.Model):
            class Meta:
                app_label = "collections_app"

        assert self.problems(monkeypatch, Silent) == ["personal_data.E001"]

    @isolate_apps("collections_app")
    def test_fails_on_an_undeclared_field(self, monkeypatch: pytest.MonkeyPatch) -> None:
        class Forgetful(models.Model):
            nickname = models.CharField(max_length=10)

            class PersonalData:
                free: dict[str, str] = {}

            class Meta:
                app_label = "collections_app"

        assert self.problems(monkeypatch, Forgetful) == ["personal_data.E005"]

    @isolate_apps("collections_app")
    @pytest.mark.parametrize(
        ("declaration", "expected"),
        [
            ({"clear": {"nickname": DECLARED}}, []),
            ({"free": {"nickname": "a code"}}, []),
            ({"none": "a list of words"}, []),
            ({"clear": {"nickname": "Name"}}, ["personal_data.E004"]),
            ({"free": {"nickname": ""}}, ["personal_data.E005"]),
            ({"free": {"nickname": "a code", "gone": "a code"}}, ["personal_data.E006"]),
        ],
    )
    def test_reads_the_declaration(
        self, monkeypatch: pytest.MonkeyPatch, declaration: dict[str, Any], expected: list[str]
    ) -> None:
        class Thing(models.Model):
            nickname = models.CharField(max_length=10)
            PersonalData = type("PersonalData", (), declaration)

            class Meta:
                app_label = "collections_app"

        assert self.problems(monkeypatch, Thing) == expected

    @isolate_apps("collections_app")
    def test_fails_on_a_sealed_field_without_a_declaration(self, monkeypatch: pytest.MonkeyPatch) -> None:
        class Undeclared(models.Model):
            secret = fields.SealedText()

            class PersonalData:
                free: dict[str, str] = {}

            class Meta:
                app_label = "collections_app"

        assert self.problems(monkeypatch, Undeclared) == ["personal_data.E003"]

    def test_fails_on_a_personal_model_that_says_none(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(Note, "PersonalData", type("PersonalData", (), {"none": "nothing here"}))
        assert self.problems(monkeypatch, Note) == ["personal_data.E002"]
