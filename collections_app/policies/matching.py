"""Who is the same debtor, and which case belongs to whom."""

import re
from collections.abc import Iterable
from uuid import UUID, uuid5

_DEBTOR_SETS = UUID("6f0d3a52-6a0e-5d0c-9a3e-3c1f7b1d9a44")
_SIGNS = re.compile(r"[\W_]+")


def debtor_set(debtor_ids: Iterable[UUID]) -> UUID:
    """Equal sets of debtors have equal keys, in whichever order they are named."""
    return uuid5(_DEBTOR_SETS, ",".join(sorted(str(debtor_id) for debtor_id in set(debtor_ids))))


def same_number_key(scheme: str, number: str) -> tuple[str, str]:
    """Two numbers are the same when their register and their letters and digits are, whatever stands between them.

    GDPR Art. 5(1)(d): people are told apart by number, never by name. The sign in a Finnish number is part of it.
    """
    return scheme, re.sub(r"[\s]", "", number).upper() if scheme == "henkilotunnus" else _SIGNS.sub("", number).upper()


def document_key(*, seller_number: str, kind: str, number: str) -> str:
    """A document is the same when the seller's company number, its type and its own number are.

    Spaces and signs in the seller's number do not count; the document's number counts as it stands.
    """
    return "\x00".join((_SIGNS.sub("", seller_number).upper(), kind, " ".join(number.split())))
