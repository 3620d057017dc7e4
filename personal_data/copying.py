"""COPY in PostgreSQL's binary format, encoded by hand: a batch has a dozen rows for each claim.

Each column type has one encoder; a type that is not known here is an error, never a guess. Source: PostgreSQL's
documentation of COPY, binary format; timestamps are microseconds and dates days since 2000-01-01.
"""

import json
import struct
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import connection, models

from personal_data.fields import SealedField

Encoder = Callable[[Any], bytes]
_HEADER = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
_END = b"\xff\xff"
NULL = b"\xff\xff\xff\xff"
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_EPOCH_DAY = date(2000, 1, 1).toordinal()
_MICROSECOND = timedelta(microseconds=1)
_LENGTH = struct.Struct("!i").pack
_INT16 = struct.Struct("!ih").pack
_INT32 = struct.Struct("!ii").pack
_INT64 = struct.Struct("!iq").pack
_ARRAY = struct.Struct("!iiiii")
_INT8_OID = 20


def _uuid(value: Any) -> bytes:
    return b"\x00\x00\x00\x10" + int(value.int).to_bytes(16, "big")


def raw(value: bytes) -> bytes:
    return _LENGTH(len(value)) + value


def _text(value: str) -> bytes:
    content = value.encode()
    return _LENGTH(len(content)) + content


def _flag(value: bool) -> bytes:
    return b"\x00\x00\x00\x01\x01" if value else b"\x00\x00\x00\x01\x00"


def _int16(value: int) -> bytes:
    return _INT16(2, value)


def _int32(value: int) -> bytes:
    return _INT32(4, value)


def _int64(value: int) -> bytes:
    return _INT64(8, value)


def _date(value: date) -> bytes:
    return _INT32(4, value.toordinal() - _EPOCH_DAY)


def _timestamp(value: datetime) -> bytes:
    return _INT64(8, (value - _EPOCH) // _MICROSECOND)


def _json(value: Any) -> bytes:
    content = b"\x01" + json.dumps(value, ensure_ascii=False).encode()
    return _LENGTH(len(content)) + content


def _int64_array(values: Sequence[int]) -> bytes:
    body = b"".join([_INT64(8, value) for value in values])
    head = _ARRAY.pack(1 if values else 0, 0, _INT8_OID, len(values), 1)
    content = head + body if values else head[:12]
    return _LENGTH(len(content)) + content


ENCODERS: dict[str, Encoder] = {
    "uuid": _uuid,
    "bytea": raw,
    "text": _text,
    "boolean": _flag,
    "smallint": _int16,
    "integer": _int32,
    "bigint": _int64,
    "date": _date,
    "timestamp with time zone": _timestamp,
    "jsonb": _json,
    "bigint[]": _int64_array,
}


def encoder_of(field: "models.Field[Any, Any]") -> Encoder:
    """How a model field's values are encoded. Raises KeyError for a column type that is not known here."""
    if isinstance(field, SealedField):
        return raw
    column_type = str(field.db_type(connection))
    return ENCODERS["text" if column_type.startswith("varchar") else column_type]


def width(columns: int) -> bytes:
    """What a row begins with."""
    return columns.to_bytes(2, "big")


def statement(table: str, columns: Sequence[str]) -> str:
    """The COPY statement of a table."""
    names = ", ".join(f'"{column}"' for column in columns)
    return f"COPY {table} ({names}) FROM STDIN (FORMAT BINARY)"


def data(rows: Sequence[bytes]) -> bytes:
    """Encoded rows as one COPY stream."""
    return _HEADER + b"".join(rows) + _END
