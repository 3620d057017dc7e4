"""The data map: every table and column of personal data, derived from the declarations on the models."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from graphlib import TopologicalSorter
from typing import Any

from django.apps import apps
from django.db import models

from personal_data.declaration import Declared
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
