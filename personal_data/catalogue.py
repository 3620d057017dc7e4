"""The data map: every table and column of personal data, derived from the declarations on the models."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from graphlib import TopologicalSorter
from types import SimpleNamespace
from typing import Any

from django.apps import apps
from django.db import models

from personal_data.declaration import Category, Declared
from personal_data.fields import SealedField
from personal_data.models.personal_model import PersonalModel

OUR_PACKAGES = ("audit", "personal_data", "accounts", "collections_app", "retention", "privacy", "config")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of personal data as the data map lists it."""

    model: type[models.Model]
    name: str
    column_id: str
    declared: Declared
    is_sealed: bool
    search: str | None


def our_models() -> list[type[models.Model]]:
    """The models of our own packages, history tables left out."""
    return [
        model
        for model in apps.get_models()
        if model._meta.app_label in OUR_PACKAGES and not hasattr(model, "instance_type")
    ]


def personal_models() -> list[type[PersonalModel]]:
    """The tables that hold personal data in envelopes."""
    return [model for model in our_models() if issubclass(model, PersonalModel)]


@cache
def history_of(model: type[models.Model]) -> type[models.Model]:
    """The history table of a table that has one."""
    manager: Any = getattr(model, "history")  # noqa: B009  # the library gives it to the class, untyped
    history: type[models.Model] = manager.model
    return history


def declaration_of(model: type[models.Model]) -> Any:
    """The model's own ``class PersonalData``, or None."""
    return vars(model).get("PersonalData")


def owner_of(model: type[models.Model]) -> str:
    """The path from a row to the one data subject that it is about; empty where all persons of its envelope share it.

    In an envelope of several persons, such as a case of joint debtors, it tells whose a row is (GDPR art. 15(4)).
    """
    path: str = getattr(declaration_of(model), "about", "")
    return path


def columns() -> Iterator[Column]:
    """Every column of personal data, sealed or declared as kept in the clear."""
    for model in our_models():
        clear: dict[str, Declared] = getattr(declaration_of(model), "clear", {})
        for field in model._meta.concrete_fields:
            if isinstance(field, SealedField) and field.declared:
                yield Column(model, field.name, field.column_id, field.declared, True, field.search)
            elif field.name in clear:
                column_id = f"{model._meta.model_name}.{field.name}"
                yield Column(model, field.name, column_id, clear[field.name], False, None)


def erasure_order() -> list[type[PersonalModel]]:
    """The personal tables, those that refer to others first."""
    chosen = set(personal_models())
    sorter: TopologicalSorter[type[PersonalModel]] = TopologicalSorter()
    for model in sorted(chosen, key=lambda each: each._meta.label):
        sorter.add(model)
        for field in model._meta.concrete_fields:
            target = field.related_model
            if isinstance(target, type) and target in chosen and target is not model:
                sorter.add(target, model)
    return list(sorter.static_order())


def rows_in(envelopes: str) -> str:
    """SQL that tells which tables have rows in the envelopes of a relation, for ``categories_of``.

    The relation has a column ``envelope_id``. However many rows there are, each table is told of once, or once for
    each of the values by which its declaration varies (``VARIES_BY``, beside ``declared_as``).
    """
    return "\nUNION ALL\n".join(_rows_of(model, envelopes) for model in personal_models())


def categories_of(found: Iterable[Sequence[Any]]) -> tuple[Category, ...]:
    """The categories of what ``rows_in`` found, in the order in which they are declared."""
    held: set[Category] = set()
    declared = list(columns())
    models_of: dict[str, Any] = {model._meta.label_lower: model for model in personal_models()}
    for label, values in found:
        model = models_of[label]
        row = SimpleNamespace(**dict(zip(getattr(model, "VARIES_BY", ()), values or (), strict=True)))
        for column in declared:
            if column.model._meta.label_lower == label:
                told: Declared = model.declared_as(row, column.declared) if values else column.declared
                held.add(told.category)
    return tuple(each for each in Category if each in held)


def _rows_of(model: type[PersonalModel], envelopes: str) -> str:
    meta: Any = model._meta
    names: Sequence[str] = getattr(model, "VARIES_BY", ())
    rows = f'FROM {envelopes} JOIN "{meta.db_table}" held ON held.envelope_id = {envelopes}.envelope_id'
    if not names:
        return f"SELECT '{meta.label_lower}' AS label, NULL::text[] AS told WHERE EXISTS (SELECT {rows})"
    values = ", ".join(f'held."{meta.get_field(name).column}"::text' for name in names)
    return f"(SELECT DISTINCT '{meta.label_lower}' AS label, ARRAY[{values}] AS told {rows})"
