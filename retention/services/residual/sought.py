"""What a check looks for: the tokens of the erased persons, some hundred thousand persons at a time.

They are kept in order as plain 64-bit numbers, eight bytes each, so that memory has a bound however many were erased.
"""

import sys
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from struct import Struct
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from retention.models import ErasureAct

PERSONS = 250_000
"""So many profiles are looked for in one pass through everything that is kept: at most 30 MB of tokens."""
LOST = "SELECT unnest(tokens[1:whole_count]) AS token FROM personal_data_erasedtokens WHERE act_id = %(act)s"
"""All tokens of whole values of an act, for statements that compare them in the database."""
DIGEST_BYTES, TOKEN_BYTES = 32, 8
_BEGINNINGS = Struct(f">q{DIGEST_BYTES - TOKEN_BYTES + 1}x")
_MOST_FIRST_BITS = 21  # two megabytes
_PORTION = """
WITH portion AS MATERIALIZED (
    SELECT id, tokens, whole_count FROM personal_data_erasedtokens
    WHERE act_id = %s AND controller_id = %s AND id > %s ORDER BY id LIMIT %s)
SELECT (SELECT id FROM portion ORDER BY id DESC LIMIT 1),
    (SELECT string_agg(int8send(token), '' ORDER BY token)
     FROM portion, unnest(portion.tokens[1:portion.whole_count]) AS token),
    (SELECT string_agg(int8send(token), '' ORDER BY token) FROM (
        SELECT DISTINCT token FROM portion, unnest(portion.tokens[portion.whole_count + 1:]) AS token) AS shared)"""


class Tokens:
    """Tokens in order; answers whether one is among them.

    Most that are asked for are not, and of nearly all of those the first bits say so. Where these are negative they
    count from the end of the list.
    """

    __slots__ = ("_begins", "_ordered", "_rest")

    def __init__(self, packed: bytes = b"") -> None:
        self._ordered = array("q", packed)
        if sys.byteorder == "little":
            self._ordered.byteswap()
        first_bits = min(len(self._ordered).bit_length() + 4, _MOST_FIRST_BITS)
        self._rest = 8 * TOKEN_BYTES - first_bits
        self._begins = bytearray(1 << first_bits)
        for token in self._ordered:
            self._begins[token >> self._rest] = True

    def __contains__(self, token: int) -> bool:
        if not self._begins[token >> self._rest]:
            return False
        place = bisect_left(self._ordered, token)
        return place < len(self._ordered) and self._ordered[place] == token

    def beginning(self, digests: bytes) -> list[bytes]:
        """The tokens with which some digests begin, as bytes. Between two digests stands one byte, whatever it is."""
        begins, rest = self._begins, self._rest
        near = [token for (token,) in _BEGINNINGS.iter_unpack(digests + b" ") if begins[token >> rest]]
        return [token.to_bytes(TOKEN_BYTES, "big", signed=True) for token in near if token in self]

    def __len__(self) -> int:
        return len(self._ordered)


class Portion(NamedTuple):
    """The tokens of some persons: those of whole values, and those that identify nobody by themselves."""

    whole: Tokens
    parts: Tokens


def portions(act: ErasureAct) -> Iterator[Portion]:
    """What an act's persons were found by, in portions; one that is empty where it erased no profile."""
    after, is_first = UUID(int=0), True
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_PORTION, [act.id, act.controller_id, after, PERSONS])
            last, whole, parts = cursor.fetchone()
        if last is None and not is_first:
            return
        yield Portion(Tokens(bytes(whole or b"")), Tokens(bytes(parts or b"")))
        if last is None:
            return
        after, is_first = last, False
