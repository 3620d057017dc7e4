"""Sealed model fields: encrypted under their envelope's key, declared where they stand."""

import json
import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, NoReturn
from uuid import UUID

from django.core.exceptions import FieldError
from django.db import models
from django.db.models.lookups import IsNull
from django.db.models.query_utils import DeferredAttribute
from django.utils.functional import cached_property

from personal_data import access, sealing
from personal_data.access import HeldKey
from personal_data.declaration import Declared
from personal_data.values import Ciphertext, NotOpened, Pending, Sealed


class SealedAttribute(DeferredAttribute):
    """Gives ``Sealed`` objects, takes plaintext."""

    field: "SealedField"

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        value = super().__get__(instance, cls)
        if instance is None or value is None or isinstance(value, Sealed):
            return value
        return Sealed(self.field, value, instance.id, instance.envelope_id)

    def __set__(self, instance: Any, value: Any) -> None:
        if isinstance(value, Sealed) and not isinstance(value, Pending):
            value = Ciphertext(value.ciphertext)
        elif value is not None and not isinstance(value, (Ciphertext, Sealed)):
            value = Pending(self.field, value)
        instance.__dict__[self.field.attname] = value


class SealedField(models.BinaryField):  # type: ignore[type-arg]  # generic in the stubs only
    """A value sealed in the row's envelope (``id`` and ``envelope_id`` of the row name its place).

    ``column_id`` is frozen in migrations: it is part of what is authenticated, so renaming a model or a field must
    keep it. ``search`` names the kind of token by which the value can be found.
    """

    descriptor_class = SealedAttribute

    def __init__(
        self, declared: Declared | None = None, *, search: str | None = None, column_id: str = "", **kwargs: Any
    ) -> None:
        self.declared = declared
        self.search = search
        self.column_id = column_id
        kwargs.setdefault("editable", False)
        super().__init__(**kwargs)

    @cached_property
    def in_column(self) -> bytes:
        """The part of a value's place that all rows share."""
        return sealing.in_column(self.column_id)

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        if not self.column_id and not cls._meta.abstract:
            self.column_id = f"{_snake(cls.__name__)}.{name}.v1"
        super().contribute_to_class(cls, name, private_only)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("editable", None)
        return name, path, args, {**kwargs, "column_id": self.column_id}

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Ciphertext | None:
        """Mark what comes from the database as ciphertext."""
        return None if value is None else Ciphertext(value)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Seal an assigned plaintext under the key that the access context holds for the row's envelope."""
        value = model_instance.__dict__.get(self.attname)
        if isinstance(value, Pending):
            row: Any = model_instance
            value = self.seal(row.id, row.envelope_id, value.plaintext)
            model_instance.__dict__[self.attname] = value
        return value

    def seal(self, row_id: Any, envelope_id: Any, plaintext: Any) -> Ciphertext:
        """Seal a plaintext for one row. Raises NotOpened when the context holds no key of the envelope."""
        here = access.current()
        held = here.keys.get(envelope_id) if here else None
        if held is None:
            raise NotOpened("No key of this envelope is at hand: create it, open it or prepare_to_write first.")
        place = self.in_column + sealing.in_row(row_id, envelope_id, held.generation)
        return Ciphertext(sealing.seal(held.cipher, held.generation, place, self.to_plaintext(plaintext)))

    def unseal(self, held: HeldKey, row_id: UUID, envelope_id: UUID, ciphertext: bytes) -> Any:
        """The plaintext of one row's value. Raises CannotOpen when the ciphertext was moved."""
        place = self.in_column + sealing.in_row(row_id, envelope_id, held.generation)
        return self.from_plaintext(sealing.unseal(held.cipher, place, ciphertext))

    def reveal_each(self, rows: Iterable[Any]) -> list[Any]:
        """This field of each row of a page: the plaintext where its envelope is open, else the sealed value.

        Half of what asking row by row takes. Raises CannotOpen when a ciphertext was moved.
        """
        here, name, in_column = access.current(), self.attname, self.in_column
        held_keys = here.keys if here else {}
        revealed: list[Any] = []
        for row in rows:
            stored = row.__dict__
            value, row_id, envelope_id = stored[name], stored["id"], stored["envelope_id"]
            held = held_keys.get(envelope_id)
            if held is not None and held.readable and isinstance(value, Ciphertext):
                place = in_column + sealing.in_row(row_id, envelope_id, held.generation)
                revealed.append(self.from_plaintext(sealing.unseal(held.cipher, place, value)))
            else:
                revealed.append(getattr(row, name))
        return revealed

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """Let ciphertext through; refuse a plaintext that would be stored as it is."""
        if value is not None and not isinstance(value, Ciphertext):
            raise FieldError(f"{self.column_id} is sealed: assign it on the object and save, update() cannot seal.")
        return super().get_db_prep_value(value, connection, prepared)

    def get_lookup(self, lookup_name: str) -> Any:
        return IsNull if lookup_name == "isnull" else _refuse_lookup(self)

    def value_to_string(self, obj: models.Model) -> NoReturn:
        """Refuse serialisation."""
        raise FieldError(f"{self.column_id} is sealed and cannot be serialised.")

    def to_plaintext(self, value: Any) -> bytes:
        """The bytes to encrypt."""
        raise FieldError("Use SealedText, SealedDate, SealedDecimal or SealedJSON.")

    def from_plaintext(self, plaintext: bytes) -> Any:
        """The value of decrypted bytes."""
        raise FieldError("Use SealedText, SealedDate, SealedDecimal or SealedJSON.")


class SealedText(SealedField):
    """A sealed text."""

    def to_plaintext(self, value: Any) -> bytes:
        return str(value).encode()

    def from_plaintext(self, plaintext: bytes) -> str:
        return plaintext.decode()


class SealedDate(SealedField):
    """A sealed calendar date."""

    def to_plaintext(self, value: Any) -> bytes:
        return (value.isoformat() if isinstance(value, date) else date.fromisoformat(value).isoformat()).encode()

    def from_plaintext(self, plaintext: bytes) -> date:
        return date.fromisoformat(plaintext.decode())


class SealedDecimal(SealedField):
    """A sealed decimal number."""

    def to_plaintext(self, value: Any) -> bytes:
        return str(Decimal(value)).encode()

    def from_plaintext(self, plaintext: bytes) -> Decimal:
        return Decimal(plaintext.decode())


class SealedJSON(SealedField):
    """A sealed JSON value."""

    def to_plaintext(self, value: Any) -> bytes:
        return _compact(value).encode()

    def from_plaintext(self, plaintext: bytes) -> Any:
        return json.loads(plaintext)


_compact = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def _refuse_lookup(field: SealedField) -> NoReturn:
    raise FieldError(f"{field.column_id} is sealed and cannot be compared in SQL; find it by its search tokens.")
