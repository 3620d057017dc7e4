"""Growing a tree without reading it: the peaks are the roots of its whole subtrees, largest first."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from audit import merkle


class Node(NamedTuple):
    """A whole subtree: node ``place`` of ``level`` stands over the 2^level leaves from ``place * 2^level`` on."""

    level: int
    place: int
    hash: bytes


def peak_places(size: int) -> list[tuple[int, int]]:
    """Level and index of each peak of a tree of that size, largest first."""
    return [(level, (size >> level) - 1) for level in reversed(range(size.bit_length())) if size >> level & 1]


def grow(size: int, peaks: list[bytes], leaves: Iterable[bytes]) -> Iterator[Node]:
    """Append leaves and yield each interior node that becomes whole; ``peaks`` is brought up to date."""
    for leaf in leaves:
        level, found = 0, leaf
        while size >> level & 1:
            found = merkle.node_hash(peaks.pop(), found)
            level += 1
            yield Node(level, size >> level, found)
        peaks.append(found)
        size += 1


def root(peaks: Sequence[bytes]) -> bytes:
    """The head of the tree with these peaks."""
    if not peaks:
        return merkle.EMPTY_ROOT
    found = peaks[-1]
    for peak in reversed(peaks[:-1]):
        found = merkle.node_hash(peak, found)
    return found
