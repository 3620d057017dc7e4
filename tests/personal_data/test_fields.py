"""Sealed fields: what is saved is ciphertext, what comes back is sealed."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import FieldError
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from collections_app.models import Debtor, Note
from personal_data import access, envelopes, fields
from personal_data.models import Controller
from personal_data.sealing import CannotOpen
from personal_data.values import NotOpened, Sealed
from tests.factories import acting, collection

JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
TEXT = st.text(st.characters(codec="utf-8"))


def round_trip(field: fields.SealedField, value: Any) -> Any:
    return field.from_plaintext(field.to_plaintext(value))


class TestRoundTrips:
    @given(TEXT)
    def test_keep_every_text(self, value: str) -> None:
        assert round_trip(fields.SealedText(), value) == value

    @given(st.dates())
    def test_keep_every_date(self, value: date) -> None:
        assert round_trip(fields.SealedDate(), value) == value
        assert round_trip(fields.SealedDate(), value.isoformat()) == value

    @given(st.decimals(allow_nan=False, allow_infinity=False))
    def test_keep_every_decimal_with_its_places(self, value: Decimal) -> None:
        assert str(round_trip(fields.SealedDecimal(), value)) == str(value)

    @given(JSON_VALUES)
    def test_keep_every_json_value(self, value: Any) -> None:
        assert round_trip(fields.SealedJSON(), value) == value

    @pytest.mark.parametrize("wrong", ["2026-02-30", "yesterday", ""])
    def test_refuse_what_is_no_date(self, wrong: str) -> None:
        with pytest.raises(ValueError):
            fields.SealedDate().to_plaintext(wrong)

    @pytest.mark.parametrize("kind", [fields.SealedField])
    def test_need_a_kind(self, kind: type[fields.SealedField]) -> None:
        with pytest.raises(FieldError, match="Use SealedText"):
            kind().to_plaintext("x")
        with pytest.raises(FieldError, match="Use SealedText"):
            kind().from_plaintext(b"x")


def stored(table: str, column: str, row_id: Any) -> bytes | None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} WHERE id = %s", [row_id])
        value = cursor.fetchone()[0]
    return None if value is None else bytes(value)


class TestSaving:
    def test_stores_ciphertext_only(self, amili: Controller) -> None:
        debtor = collection.debtor(amili, "Anna Andersson", address={"city": "Växjö"})
        name = stored("collections_app_debtor", "name", debtor.pk)
        address = stored("collections_app_debtor", "address", debtor.pk)
        assert name is not None
        assert address is not None
        assert b"Anna" not in name
        assert "Växjö".encode() not in address

    def test_leaves_an_empty_column_empty(self, amili: Controller) -> None:
        debtor = collection.debtor(amili)
        assert stored("collections_app_debtor", "phone", debtor.pk) is None
        assert Debtor.objects.get(pk=debtor.pk).phone is None

    def test_gives_the_value_back_after_an_opening(self, amili: Controller) -> None:
        where = {"city": "Malmö", "lines": ["c/o Ek"]}
        debtor = collection.debtor(amili, "Åsa Öberg", address=where, phone="070-1740605")
        with acting.omar():
            again = Debtor.objects.get(pk=debtor.pk)
            assert isinstance(again.name, Sealed)
            envelopes.open([again])
            assert again.name.reveal() == "Åsa Öberg"
            assert again.address.reveal() == where
            assert again.phone.reveal() == "070-1740605"

    def test_needs_a_key_at_hand(self, amili: Controller) -> None:
        debtor = collection.debtor(amili)
        debtor.name = "Somebody Else"
        with acting.omar(), pytest.raises(NotOpened):
            debtor.save()

    def test_seals_with_a_key_that_was_taken_for_writing_only(self, amili: Controller) -> None:
        debtor = collection.debtor(amili)
        with acting.omar():
            envelopes.prepare_to_write([debtor])
            debtor.name = "Anna Ek"
            debtor.save()
            with pytest.raises(NotOpened):
                Debtor.objects.get(pk=debtor.pk).name.reveal()
        assert Debtor.objects.get(pk=debtor.pk).name.reveal() == "Anna Ek"

    def test_seals_in_bulk(self, amili: Controller) -> None:
        case = collection.case_file(amili, [collection.debtor(amili)])
        texts = [f"Note {number}" for number in range(5)]
        Note.objects.bulk_create(
            Note(envelope=case.envelope, case=case, text=text, by=case.pk, at=collection.LONG_AGO) for text in texts
        )
        assert sorted(note.text.reveal() for note in Note.objects.filter(case=case)) == texts

    def test_copies_no_plaintext_when_a_sealed_value_is_assigned(self, amili: Controller) -> None:
        first, second = collection.debtor(amili), collection.debtor(amili, "Bo Berg")
        second.name = first.name
        second.save()
        with pytest.raises(CannotOpen):
            Debtor.objects.get(pk=second.pk).name.reveal()


class TestQueries:
    @pytest.mark.parametrize(
        "lookup", ["name", "name__exact", "name__contains", "name__in", "name__gt", "name__startswith"]
    )
    def test_cannot_compare_sealed_values(self, db: None, lookup: str) -> None:
        with pytest.raises(FieldError, match="is sealed"):
            list(Debtor.objects.filter(**{lookup: ["Anna"] if lookup.endswith("in") else "Anna"}))

    def test_may_ask_whether_there_is_one(self, amili: Controller) -> None:
        collection.debtor(amili)
        assert Debtor.objects.filter(phone__isnull=True).count() == 1

    def test_cannot_update_with_a_plaintext(self, amili: Controller) -> None:
        with pytest.raises(FieldError, match="is sealed"):
            Debtor.objects.filter(controller=amili).update(name="Anna")


class TestMovedCiphertext:
    """What somebody with the right to UPDATE could try: nothing that was moved opens."""

    @pytest.fixture
    def two(self, amili: Controller) -> tuple[Debtor, Debtor]:
        return (
            collection.debtor(amili, "Anna Andersson", phone="0701740605", email="anna@example.se"),
            collection.debtor(amili, "Bo Berg", phone="0701740606", email="bo@example.se"),
        )

    def update(self, assignment: str, *parameters: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE collections_app_debtor SET {assignment} WHERE id = %s", parameters)

    def test_to_another_row_does_not_open(self, two: tuple[Debtor, Debtor]) -> None:
        anna, bo = two
        self.update("name = (SELECT name FROM collections_app_debtor WHERE id = %s)", anna.pk, bo.pk)
        with pytest.raises(CannotOpen):
            Debtor.objects.get(pk=bo.pk).name.reveal()

    def test_to_another_row_of_the_same_envelope_does_not_open(self, amili: Controller) -> None:
        case = collection.case_file(amili, [collection.debtor(amili)])
        one, other = collection.note(case, "Hard times"), collection.note(case, "Paid in full")
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE collections_app_note o SET text = n.text FROM collections_app_note n "
                "WHERE n.id = %s AND o.id = %s",
                [one.pk, other.pk],
            )
        with pytest.raises(CannotOpen):
            Note.objects.get(pk=other.pk).text.reveal()

    def test_to_another_column_does_not_open(self, two: tuple[Debtor, Debtor]) -> None:
        self.update("phone = email", two[0].pk)
        with pytest.raises(CannotOpen):
            Debtor.objects.get(pk=two[0].pk).phone.reveal()

    def test_to_another_envelope_does_not_open(self, two: tuple[Debtor, Debtor]) -> None:
        anna, bo = two
        self.update("envelope_id = %s", bo.envelope_id, anna.pk)
        moved = Debtor.objects.get(pk=anna.pk)
        envelopes.open([moved])
        with pytest.raises(CannotOpen):
            moved.name.reveal()

    def test_to_another_generation_does_not_open(self, two: tuple[Debtor, Debtor], in_context: access.Context) -> None:
        held = in_context.keys[two[0].envelope_id]
        in_context.keys[two[0].envelope_id] = access.HeldKey(held.generation + 1, held.cipher, readable=True)
        with pytest.raises(CannotOpen):
            Debtor.objects.get(pk=two[0].pk).name.reveal()


class TestDeclaredColumn:
    def test_names_itself_without_django_labels(self) -> None:
        field = Debtor._meta.get_field("identity_number")
        assert field.column_id == "debtor.identity_number.v1"

    def test_is_frozen_in_migrations(self) -> None:
        _, _, _, arguments = Debtor._meta.get_field("name").deconstruct()
        assert arguments["column_id"] == "debtor.name.v1"

    def test_is_shared_by_the_history_row(self) -> None:
        assert Debtor.history.model._meta.get_field("name").column_id == "debtor.name.v1"
