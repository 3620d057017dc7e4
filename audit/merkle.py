"""Merkle trees as RFC 9162 section 2 hashes them: roots, inclusion and consistency proofs, and their verification.

Nothing but hashing, so that whoever verifies a proof elsewhere needs this module and no database. Hashes are SHA-256,
32 bytes each.
"""

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    """The hash of a leaf; its prefix keeps a leaf from passing for a node."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node over its two children."""
    return sha256(b"\x01" + left + right).digest()


def root(leaves: Iterable[bytes]) -> bytes:
    """The head of the tree over some leaf hashes, as they come: what is kept grows with the logarithm of their number.

    Whole subtrees wait for their right neighbours, each twice as large as the next; what waits at the end is joined
    from the right.
    """
    waiting: list[tuple[int, bytes]] = []
    for leaf in leaves:
        size, found = 1, leaf
        while waiting and waiting[-1][0] == size:
            found = node_hash(waiting.pop()[1], found)
            size *= 2
        waiting.append((size, found))
    if not waiting:
        return EMPTY_ROOT
    found = waiting.pop()[1]
    while waiting:
        found = node_hash(waiting.pop()[1], found)
    return found


def inclusion_path(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The hashes that lead from the leaf at ``index`` to the root, lowest first. Raises IndexError."""
    if not 0 <= index < len(leaves):
        raise IndexError("There is no such leaf.")
    path, level = [], list(leaves)
    while len(level) > 1:
        partner = index ^ 1
        if partner < len(level):
            path.append(level[partner])
        level, index = _next(level), index >> 1
    return path


def consistency_path(leaves: Sequence[bytes], earlier: int) -> list[bytes]:
    """The hashes that show that the first ``earlier`` leaves stand unchanged in this tree. Raises IndexError."""
    if not 0 < earlier <= len(leaves):
        raise IndexError("There was no such tree.")
    return _subproof(earlier, leaves, is_whole=True)


def root_from_inclusion(*, leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes:
    """The root to which a path leads (RFC 9162, 2.1.3.2). Raises ValueError where no path of such a tree looks so."""
    if not 0 <= index < size:
        raise ValueError("The leaf lies outside the tree.")
    found = leaf
    for is_left, hashed in _climb(index, size - 1, path):
        found = node_hash(hashed, found) if is_left else node_hash(found, hashed)
    return found


def is_included(*, leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether a leaf is the one at ``index`` of the tree with this root."""
    try:
        return root_from_inclusion(leaf=leaf, index=index, size=size, path=path) == root
    except ValueError:
        return False


def is_consistent(*, earlier: int, later: int, earlier_root: bytes, later_root: bytes, path: Sequence[bytes]) -> bool:
    """Whether a tree of ``later`` leaves begins with the tree of ``earlier`` leaves (RFC 9162, 2.1.4.2)."""
    try:
        first, second = _roots_from_consistency(earlier, later, earlier_root, path)
    except ValueError:
        return False
    return first == earlier_root and second == later_root


def _roots_from_consistency(
    earlier: int, later: int, earlier_root: bytes, path: Sequence[bytes]
) -> tuple[bytes, bytes]:
    if not 0 < earlier <= later:
        raise ValueError("The earlier tree is not the smaller one.")
    if earlier == later:
        if path:
            raise ValueError("Two trees of one size need no path.")
        return earlier_root, earlier_root
    hashes = list(path) if earlier & (earlier - 1) else [earlier_root, *path]
    if not hashes:
        raise ValueError("The path is empty.")
    position, last = earlier - 1, later - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    first = second = hashes[0]
    for is_left, hashed in _climb(position, last, hashes[1:]):
        first = node_hash(hashed, first) if is_left else first
        second = node_hash(hashed, second) if is_left else node_hash(second, hashed)
    return first, second


def _climb(position: int, last: int, path: Sequence[bytes]) -> Iterator[tuple[bool, bytes]]:
    """The hashes of a path with the side on which each joins. ``last`` is the place of the level's last node."""
    for hashed in path:
        if len(hashed) != HASH_BYTES:
            raise ValueError("A hash has 32 bytes.")
        if last == 0:
            raise ValueError("The path is too long.")
        is_left = bool(position & 1) or position == last
        yield is_left, hashed
        while is_left and position and not position & 1:
            position, last = position >> 1, last >> 1
        position, last = position >> 1, last >> 1
    if last:
        raise ValueError("The path is too short.")


def _next(level: Sequence[bytes]) -> list[bytes]:
    above = [node_hash(level[place], level[place + 1]) for place in range(0, len(level) - 1, 2)]
    return [*above, level[-1]] if len(level) & 1 else above


def _subproof(earlier: int, leaves: Sequence[bytes], *, is_whole: bool) -> list[bytes]:
    size = len(leaves)
    if earlier == size:
        return [] if is_whole else [root(leaves)]
    split = 1 << ((size - 1).bit_length() - 1)
    if earlier <= split:
        return [*_subproof(earlier, leaves[:split], is_whole=is_whole), root(leaves[split:])]
    return [*_subproof(earlier - split, leaves[split:], is_whole=False), root(leaves[:split])]
