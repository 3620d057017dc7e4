"""Growing a tree without reading it: the peaks are the roots of its whole subtrees, largest first."""

from collections.abc import Sequence
from typing import NamedTuple

from audit import merkle


class Level(NamedTuple):
    """Whole subtrees of one level, one after another: the node at place ``first + i`` stands over the 2^level leaves
    from ``(first + i) * 2^level`` on."""

    level: int
    first: int
    hashes: list[bytes]


def peak_places(size: int) -> list[tuple[int, int]]:
    """Level and index of each peak of a tree of that size, largest first."""
    return [(level, (size >> level) - 1) for level in reversed(range(size.bit_length())) if size >> level & 1]


def grow(size: int, peaks: list[bytes], leaves: Sequence[bytes]) -> list[Level]:
    """Append leaves. Returns the interior nodes that become whole, level by level; ``peaks`` is brought up to date.

    Level by level, because a tree of millions of leaves is hashed anew by whoever verifies it.
    """
    waiting = {level: peak for (level, _), peak in zip(peak_places(size), peaks, strict=True)}
    made, level, first, row = list[Level](), 0, size, list(leaves)
    while row:
        if first & 1:
            row.insert(0, waiting.pop(level))
        if len(row) & 1:
            waiting[level] = row.pop()
        level, first = level + 1, first >> 1
        row = list(map(merkle.node_hash, row[::2], row[1::2]))
        if row:
            made.append(Level(level, first, [*row]))
    peaks[:] = [waiting[level] for level in sorted(waiting, reverse=True)]
    return made


def root(peaks: Sequence[bytes]) -> bytes:
    """The head of the tree with these peaks."""
    if not peaks:
        return merkle.EMPTY_ROOT
    found = peaks[-1]
    for peak in reversed(peaks[:-1]):
        found = merkle.node_hash(peak, found)
    return found


class Stretch(NamedTuple):
    """A tree while it grew by some leaves: the peaks before them, the leaves, and the nodes that became whole."""

    start: int
    before: Sequence[bytes]
    leaves: Sequence[bytes]
    made: Sequence[Level]

    def root_at(self, size: int) -> bytes:
        """The root that the tree had at a size on its way. Raises IndexError for one that it did not have here."""
        if not self.start <= size <= self.start + len(self.leaves):
            raise IndexError("The tree did not have this size here.")
        before = dict(zip(peak_places(self.start), self.before, strict=True))
        return root([before[place] if place in before else self._node(*place) for place in peak_places(size)])

    def _node(self, level: int, place: int) -> bytes:
        if not level:
            return self.leaves[place - self.start]
        _, first, hashes = self.made[level - 1]
        return hashes[place - first]
