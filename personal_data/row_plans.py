"""How a model's rows are sealed and encoded, found out once for each model."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.db import models
from django.utils import timezone

from personal_data import copying, sealing
from personal_data.copying import Encoder
from personal_data.fields import SealedField

Column = tuple[str, Encoder, Callable[[Any], bytes] | None, bytes, str | None, Callable[[], Any] | None]
"""Name, encoder, what makes the plaintext of a sealed value, the column's part of a place, kind of token, default."""


@cache
def columns_of(model: type[models.Model]) -> tuple[Column, ...]:
    """What must be done with each column of a model."""
    return tuple(_column(field) for field in model._meta.concrete_fields)


def _column(field: "models.Field[Any, Any]") -> Column:
    encode, default = copying.encoder_of(field), _default_of(field)
    if isinstance(field, SealedField):
        return field.attname, encode, field.to_plaintext, sealing.in_column(field.column_id), field.search, default
    return field.attname, encode, None, b"", None, default


def _default_of(field: "models.Field[Any, Any]") -> Callable[[], Any] | None:
    if getattr(field, "auto_now_add", False):
        return timezone.now
    return field.get_default if field.has_default() else None
