"""Every declared field is shown in a copy or excused."""

from typing import Any

import pytest
from django.db.models import CharField, Q

from personal_data import catalogue
from privacy.policies.copies import scope
from privacy.policies.copies.others_words import OthersWords
from privacy.selectors import held_rows
from tests.privacy.copies.asking import contents, made
from tests.privacy.copies.assembly.reading import every_datum
from tests.privacy.copies.people import NOW, Cast

pytestmark = pytest.mark.django_db
NOBODY_ELSE = OthersWords(b"", theirs=frozenset(), own=frozenset())


def filled(model: type[Any], people: Cast) -> Any:
    """A row of a table with something in every declared field; it is not saved, so nothing limits what it may say."""
    row = model(envelope_id=people.anna.envelope_id)
    for column in catalogue.columns():
        if column.model is model:
            setattr(row, column.name, "something")
    return row


def says_something(column: catalogue.Column, people: Cast) -> bool:
    """Whether a row of Anna's holds anything in a column."""
    rows = column.model._default_manager.filter(envelope__parts__subject=people.anna.subject)
    is_text = isinstance(column.model._meta.get_field(column.name), CharField)
    empty = Q(**{column.name: ""}) if is_text else Q(**{f"{column.name}__isnull": True})
    return rows.exclude(empty).exists()


class TestEveryDeclaredField:
    """Whoever declares a new field decides: it is in the copy, or it is excused with a ground."""

    @pytest.mark.requirement("INTRUM-131", breaks="a declared field that is neither in the copy nor excused")
    def test_is_shown_or_excused(self, people: Cast) -> None:
        reader = held_rows.Reader(
            people.anna.subject, held_rows.Contents(), is_shared=False, others=NOBODY_ELSE, at=NOW
        )
        shown = {
            f"{model._meta.label_lower}.{datum.field.partition('.')[2]}"
            for model in held_rows.shown_models()
            for datum in reader.row(filled(model, people)).data
        }
        missing = {
            f"{column.model._meta.label_lower}.{column.name}"
            for column in catalogue.columns()
            if column.model._meta.label_lower not in scope.EXCUSED_TABLES
        } - shown
        assert missing == set()

    def test_with_something_in_it_is_in_the_file(self, everything: Cast) -> None:
        written = {
            f"{column.model._meta.model_name}.{column.name}"
            for column in catalogue.columns()
            if column.model._meta.label_lower not in scope.EXCUSED_TABLES
            if says_something(column, everything)
        }
        assert len(written) > 100, "the cast has something to say almost everywhere"
        shown = {datum["field"] for datum in every_datum(contents(made(everything)))}
        assert written - shown == set()

    def test_excuses_name_tables_that_are_there(self) -> None:
        labels = {column.model._meta.label_lower for column in catalogue.columns()}
        assert set(scope.EXCUSED_TABLES) <= labels
        assert all(str(ground) for ground in scope.EXCUSED_TABLES.values())
