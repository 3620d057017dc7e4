"""Wrapped keys of a copy for tests: each wrapped anew, under the one epoch that opens this copy and nothing else.

Works on the rows as PostgreSQL's binary COPY writes them: a header, then for each row the number of its values and each
value with its length. So the epochs of the installation that gives the copy stay where they are.
"""

import struct
from collections.abc import Iterator
from uuid import UUID

from personal_data import keys
from retention.services.backups.sealed import Damaged, Stream

_HEADER_BYTES = 19
_END = -1
_OWNERS = ("envelope_id", "controller_id")


def under(epoch: keys.Epoch, columns: list[str], content: Iterator[bytes]) -> Iterator[bytes]:
    """The rows of a table of keys, each key wrapped under an epoch. Raises InvalidTag, EpochGone, Damaged."""
    stream = Stream(content)
    yield _exactly(stream, _HEADER_BYTES)
    while (count := _number(stream, "!h")) != _END:
        values = dict(zip(columns, [_value(stream) for _ in range(count)], strict=True))
        _rewrap(values, epoch)
        yield struct.pack("!h", count) + b"".join(struct.pack("!i", len(each)) + each for each in values.values())
    yield struct.pack("!h", _END)
    for _after_the_end in content:  # PostgreSQL says only then that it has given all
        raise Damaged("The table of keys goes on after its end.")


def _rewrap(values: dict[str, bytes], epoch: keys.Epoch) -> None:
    owner = UUID(bytes=next(values[name] for name in _OWNERS if name in values))
    generation = int.from_bytes(values["generation"])
    before = keys.ring().get(int.from_bytes(values["epoch"]))
    key = keys.unwrap(before, owner, generation, values["wrapped"])
    values["wrapped"] = keys.wrap(epoch, owner, generation, key)
    values["epoch"] = epoch.number.to_bytes(4)


def _value(stream: Stream) -> bytes:
    return _exactly(stream, _number(stream, "!i"))


def _number(stream: Stream, form: str) -> int:
    (number,) = struct.unpack(form, _exactly(stream, struct.calcsize(form)))
    return int(number)


def _exactly(stream: Stream, size: int) -> bytes:
    found = stream.read(size) if size >= 0 else b""
    if len(found) != size:
        raise Damaged("The table of keys is not written as it is expected: a value is missing.")
    return found
