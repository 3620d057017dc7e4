"""A bank booking as it arrives: its payments with the keyed digests by which each is held against the books."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from collections_app.payments import references
from collections_app.payments.entries import BankEntry
from collections_app.payments.entries import Payment as Reported
from collections_app.policies.sightings import Report
from personal_data import digests
from personal_data.models import Controller

Key = tuple[bytes, int]
"""A payment: the digest of its booking, and which part of it."""
_NAME_BYTES, _MOST_NAMES = 8, 4
_Digest = Callable[[str, str], bytes]


class Arrival(NamedTuple):
    """One payment of a bank booking with the digest of the booking and the references that it may be matched by."""

    entry: BankEntry
    reported: Reported
    part: int
    digest: bytes
    references: tuple[str, ...]
    alike: bytes = b""
    told: bytes = b""
    amount: bytes = b""
    """What value date and amount come to, in files of any kind."""
    deposit: bytes = b""
    """The same of the deposit that it is a part of; empty where it is no part of one."""
    names: bytes = b""
    """Digests of eight bytes of its first references, after a byte that says whether they were given as such."""

    @property
    def key(self) -> Key:
        """Which payment of which booking."""
        return self.digest, self.part

    def __repr__(self) -> str:
        return "<Arrival>"


def arrive(controller: Controller, entries: Iterable[BankEntry]) -> list[Arrival]:
    """The payments of some bookings. A booking's digest is the same in whichever file it comes."""
    digest = digests.digester(controller)
    return [arrival for entry in entries for arrival in _of_entry(entry, digest)]


def _of_entry(entry: BankEntry, digest: _Digest) -> list[Arrival]:
    booking = digest("bank booking", entry.identity)
    alike = digest("bank booking alike", entry.alike)
    told = digest("bank booking told", entry.told) if entry.told else b""
    is_part = len(entry.payments) == 1 and entry.deposit_minor not in (0, entry.amount_minor)
    deposit = digest("bank payment of", entry.of_amount(entry.deposit_minor)) if is_part else b""

    def arrived(part: int, reported: Reported) -> Arrival:
        named = tuple(_references(reported))
        amount = digest("bank payment of", entry.of_amount(reported.amount_minor))
        names = _names(digest, named, is_given=any(reported.references))
        return Arrival(entry, reported, part, booking, named, alike, told, amount, deposit, names)

    return [arrived(part, reported) for part, reported in enumerate(entry.payments)]


def _names(digest: _Digest, named: Sequence[str], *, is_given: bool) -> bytes:
    each = (digest("bank payment for", name)[:_NAME_BYTES] for name in named[:_MOST_NAMES])
    return bytes([is_given]) + b"".join(each) if named else b""


def report_of(reported_in: str, told: bytes, names: bytes, *, is_named: bool, is_seen_again: bool = False) -> Report:
    """What is compared of a payment, as it arrives and as the books keep it."""
    parts = frozenset(names[at : at + _NAME_BYTES] for at in range(1, len(names), _NAME_BYTES))
    return Report(reported_in, is_named, told, is_seen_again, parts, bool(names[:1] == b"\x01"))


def _references(reported: Reported) -> list[str]:
    """What the payer gave as a reference; where that is nothing, what in the message may be one."""
    given = [each for reference in reported.references if (each := references.plain(reference))]
    return list(dict.fromkeys(given)) or references.in_message(reported.message)
