"""How a model's rows are sealed and encoded, found out once for each model."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.db import models
from django.utils import timezone

from personal_data import copying, sealing
from personal_data.copying import Encoder
from personal_data.fields import SealedField

Column = tuple[str, Encoder, SealedField | None, bytes, Callable[[], Any] | None]
"""Name, encoder, sealed field or None, the column's part of a place, default."""


@cache
def columns_of(model: type[models.Model]) -> tuple[Column, ...]:
    """What must be done with each column of a model."""
    return tuple(
        (
            field.attname,
            copying.encoder_of(field),
            field if isinstance(field, SealedField) else None,
            sealing.in_column(field.column_id) if isinstance(field, SealedField) else b"",
            _default_of(field),
        )
        for field in model._meta.concrete_fields
    )


def _default_of(field: "models.Field[Any, Any]") -> Callable[[], Any] | None:
    if getattr(field, "auto_now_add", False):
        return timezone.now
    return field.get_default if field.has_default() else None
