"""The two families of check digits that Nordic registers use: Luhn's (Sweden) and weighted sums (the others)."""

from collections.abc import Sequence
from operator import mul

_ZERO = ord("0")


def _pair_value(first: int, second: int) -> int:
    """Luhn's value of two neighbouring digits, of which the first counts double (and has its own digits added)."""
    return sum(divmod(first * 2, 10)) + second


_LUHN_PAIRS = {f"{first}{second}": _pair_value(first, second) for first in range(10) for second in range(10)}


def luhn_holds(digits: str) -> bool:
    """Say whether ten digits, the last one being the check digit, satisfy Luhn's formula."""
    pairs = _LUHN_PAIRS
    total = pairs[digits[0:2]] + pairs[digits[2:4]] + pairs[digits[4:6]] + pairs[digits[6:8]] + pairs[digits[8:10]]
    return total % 10 == 0


def luhn_digit(digits: str) -> str:
    """The check digit that makes nine digits into ten that satisfy Luhn's formula."""
    return next(candidate for candidate in "0123456789" if luhn_holds(digits + candidate))


def weighted_sum(weights: Sequence[int], digits: str) -> int:
    """The sum of digit times weight; surplus digits are left out."""
    total: int = sum(map(mul, weights, digits.encode("ascii")))
    return total - _ZERO * sum(weights[: len(digits)])


def modulus_11_digit(weights: Sequence[int], digits: str) -> str | None:
    """The check digit by modulus 11, or None where the remainder is one and the register issues no such number."""
    remainder = weighted_sum(weights, digits) % 11
    if remainder == 1:
        return None
    return "0" if remainder == 0 else str(11 - remainder)
