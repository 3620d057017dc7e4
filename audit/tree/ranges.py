"""Proofs from a stored tree: which subtrees a path is made of, and which stored nodes these are (RFC 9162, 2.1.3-4).

A proof reads some twice as many nodes as the tree has levels, whatever its size.
"""

from collections.abc import Mapping
from typing import NamedTuple

from audit import merkle
from audit.tree.growing import peak_places

Place = tuple[int, int]


class Range(NamedTuple):
    """The leaves of a subtree, from ``start`` to before ``end``."""

    start: int
    end: int


def inclusion(index: int, size: int) -> list[Range]:
    """The subtrees that lead from a leaf to the root, lowest first. Raises IndexError."""
    if not 0 <= index < size:
        raise IndexError("There is no such leaf.")
    path, whole = [], Range(0, size)
    while whole.end - whole.start > 1:
        middle = _split(whole)
        left, right = Range(whole.start, middle), Range(middle, whole.end)
        whole, other = (left, right) if index < middle else (right, left)
        path.append(other)
    return path[::-1]


def consistency(earlier: int, size: int) -> list[Range]:
    """The subtrees that show that the first ``earlier`` leaves stand unchanged. Raises IndexError."""
    if not 0 < earlier <= size:
        raise IndexError("There was no such tree.")
    path, whole, is_known = [], Range(0, size), True
    while earlier != whole.end:
        middle = _split(whole)
        left, right = Range(whole.start, middle), Range(middle, whole.end)
        if earlier <= middle:
            whole, other = left, right
        else:
            whole, other, is_known = right, left, False
        path.append(other)
    return ([] if is_known else [whole]) + path[::-1]


def places(part: Range) -> list[Place]:
    """The stored nodes that make up a subtree, largest first: level and index."""
    return [(level, (part.start >> level) + index) for level, index in peak_places(part.end - part.start)]


def hash_of(part: Range, stored: Mapping[Place, bytes]) -> bytes:
    """The hash over a subtree, from its stored nodes. Raises KeyError where one is missing."""
    found: bytes | None = None
    for place in reversed(places(part)):
        found = stored[place] if found is None else merkle.node_hash(stored[place], found)
    if found is None:
        raise IndexError("A subtree has leaves.")
    return found


def _split(whole: Range) -> int:
    """Where a subtree divides: after the largest power of two of leaves that leaves some over."""
    return whole.start + (1 << ((whole.end - whole.start - 1).bit_length() - 1))
