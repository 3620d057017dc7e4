"""Resealing: a new key for an envelope, so that what was superseded or removed cannot be read any more."""

from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connection, transaction

from personal_data import access, envelopes, keys
from personal_data.catalogue import personal_models
from personal_data.fields import SealedField
from personal_data.models import Envelope, SealedFile


class HoldsFiles(Exception):
    """The envelope holds sealed files, which are erased with their own envelope and not resealed."""


@transaction.atomic
def reseal(envelope: Envelope) -> int:
    """Give an envelope a new generation: living values are sealed anew, the old key and all history rows end.

    Opens the envelope (and records that). Returns the new generation. Raises Refused when it may not be opened, and a
    database error when it is held: earlier values of a held envelope must stay.
    """
    if SealedFile.objects.filter(envelope=envelope).exists():
        raise HoldsFiles("An envelope with files is not resealed; erase the file's envelope instead.")
    envelopes.open([envelope])
    values = [(row, _plaintexts(row)) for model in personal_models() for row in _rows(model, envelope)]
    key, epoch = keys.new_key(), keys.ring().current()
    generation = envelope.generation + 1
    access.attribute()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT gate.reseal(%s, %s, %s)",
            [envelope.id, epoch.number, keys.wrap(epoch, envelope.id, generation, key)],
        )
        if cursor.fetchone()[0] != generation:
            raise RuntimeError("The envelope was resealed by somebody else at the same time; nothing was changed.")
    here = access.current()
    assert here is not None
    here.keys[envelope.id] = access.HeldKey(generation, AESGCM(key), readable=True)
    for row, plaintexts in values:
        for name, plaintext in plaintexts.items():
            setattr(row, name, plaintext)
        if plaintexts:
            row.save(force_update=True)
    envelope.refresh_from_db(fields=["generation"])
    return generation


def _rows(model: Any, envelope: Envelope) -> list[Any]:
    return list(model.objects.filter(envelope=envelope).order_by("id"))


def _plaintexts(row: Any) -> dict[str, Any]:
    sealed = [field.name for field in row._meta.concrete_fields if isinstance(field, SealedField)]
    return {name: getattr(row, name).reveal() for name in sealed if getattr(row, name) is not None}
