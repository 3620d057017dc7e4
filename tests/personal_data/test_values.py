"""A sealed value shows as dots and cannot be used by accident."""

import contextvars
import copy
import json
import pickle
from collections.abc import Callable
from typing import Any

import pytest
from django.core import serializers
from django.template import Context, Template
from django.utils.html import format_html

from collections_app.models import Debtor
from personal_data import envelopes
from personal_data.fields import SealedText
from personal_data.identifiers import time_ordered
from personal_data.models import Controller
from personal_data.values import DOTS, Ciphertext, NotOpened, Pending, Sealed, SealedValueUsed
from tests.factories import acting, collection

FIELD = Debtor._meta.get_field("name")
assert isinstance(FIELD, SealedText)
SEALED = Sealed(FIELD, Ciphertext(b"\x01" + bytes(60)), time_ordered(), time_ordered())
PENDING = Pending(FIELD, "Anna Andersson")

MISUSES: dict[str, Callable[[Any], object]] = {
    "equality": lambda value: value == "Anna Andersson",
    "inequality": lambda value: value != "Anna Andersson",
    "membership of a list": lambda value: value in ["Anna Andersson"],
    "order": lambda value: value < "B",
    "truth": bool,
    "not": lambda value: not value,
    "length": len,
    "iteration": list,
    "containment": lambda value: "Anna" in value,
    "index": lambda value: value[0],
    "adding": lambda value: value + "!",
    "adding to a text": lambda value: "Dear " + value,
    "format": lambda value: format(value, ""),
    "f-string": lambda value: f"{value}",
    "width": lambda value: f"{value:>10}",
    "str.format": "{}".format,
    "hash": hash,
    "dictionary key": lambda value: {value: 1},
    "bytes": bytes,
    "int": int,
    "float": float,
    "json": json.dumps,
    "json inside": lambda value: json.dumps({"name": value}),
    "pickle": pickle.dumps,
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
}


@pytest.mark.parametrize("value", [SEALED, PENDING], ids=["sealed", "pending"])
class TestSealedAndPending:
    @pytest.mark.parametrize("misuse", MISUSES.values(), ids=MISUSES.keys())
    def test_refuse_everything_but_reveal(self, value: Sealed, misuse: Callable[[Any], object]) -> None:
        with pytest.raises(TypeError):
            misuse(value)

    def test_show_as_dots(self, value: Sealed) -> None:
        assert str(value) == DOTS
        assert "%s" % value == DOTS  # noqa: UP031  (it is the thing that is tested)
        assert format_html("<b>{}</b>", value) == f"<b>{DOTS}</b>"

    def test_say_in_a_traceback_only_which_column_they_are(self, value: Sealed) -> None:
        assert repr(value) == "<Sealed debtor.name.v1>"

    def test_can_be_asked_whether_they_are_there(self, value: Sealed) -> None:
        assert value is not None


class TestSealed:
    def test_does_not_reveal_without_an_opening(self) -> None:
        with pytest.raises(NotOpened):
            SEALED.reveal()
        assert not SEALED.is_open

    def test_explains_what_to_do_instead(self) -> None:
        with pytest.raises(SealedValueUsed, match=r"call reveal\(\)"):
            bool(SEALED)

    def test_cannot_be_serialised_by_django(self, amili: Controller) -> None:
        debtor = collection.debtor(amili)
        with pytest.raises(Exception, match=r"debtor\.\w+\.v1 is sealed"):
            serializers.serialize("json", [debtor])


class TestRevealFilter:
    TEMPLATE = "{% load sealed %}{{ debtor.name|reveal }}|{{ debtor.phone|reveal }}|{{ debtor.name }}"

    def test_shows_and_escapes_what_was_opened(self, amili: Controller) -> None:
        debtor = collection.debtor(amili, "<b>Anna</b>")
        shown = Template(self.TEMPLATE).render(Context({"debtor": debtor}))
        assert shown == f"&lt;b&gt;Anna&lt;/b&gt;||{DOTS}"

    def test_shows_labelled_dots_for_what_was_not(self, amili: Controller) -> None:
        debtor = collection.debtor(amili)
        with acting.omar():
            shown = Template(self.TEMPLATE).render(Context({"debtor": Debtor.objects.get(pk=debtor.pk)}))
        assert "Anna" not in shown
        assert f'aria-label="Sealed">{DOTS}</span>' in shown

    def test_leaves_ordinary_values_alone(self) -> None:
        shown = Template("{% load sealed %}{{ value|reveal }}").render(Context({"value": "a < b"}))
        assert shown == "a &lt; b"


class TestRevealingEach:
    def test_gives_what_was_opened_and_keeps_the_rest_sealed(self, amili: Controller) -> None:
        debtors = [collection.debtor(amili, name) for name in ("Anna Andersson", "Bo Berg")]
        with acting.omar():
            rows = [Debtor.objects.get(pk=each.pk) for each in debtors]
            envelopes.open(rows[:1])
            opened, kept = FIELD.reveal_each(rows)
        assert opened == "Anna Andersson"
        assert isinstance(kept, Sealed)
        assert str(kept) == DOTS

    def test_leaves_what_was_taken_for_writing_sealed(self, amili: Controller) -> None:
        debtor = collection.debtor(amili)
        with acting.omar():
            row = Debtor.objects.get(pk=debtor.pk)
            envelopes.prepare_to_write([row])
            (name,) = FIELD.reveal_each([row])
        assert isinstance(name, Sealed)

    def test_gives_nothing_outside_a_context(self, amili: Controller) -> None:
        row = Debtor.objects.get(pk=collection.debtor(amili).pk)
        (name,) = contextvars.Context().run(FIELD.reveal_each, [row])
        assert isinstance(name, Sealed)


class TestPending:
    def test_reveals_to_the_code_that_assigned_it(self) -> None:
        debtor = Debtor(name="Anna Andersson")
        assert isinstance(debtor.name, Pending)
        assert debtor.name.reveal() == "Anna Andersson"
