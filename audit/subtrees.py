"""Subtrees of a Merkle tree: that a leaf stands in one, and that a tree holds one unchanged.

A subtree is a run of leaves that begins at a multiple of the smallest power of two that holds it, so that it is a node
of every tree that reaches as far (draft-ietf-plants-merkle-tree-certs, section 4). With it somebody can check a part
of the trail, a month for instance, against the head of the whole without the other leaves. Nothing but hashing.
"""

from collections.abc import Sequence

from audit import merkle


def is_subtree(start: int, end: int) -> bool:
    """Whether the leaves from ``start`` to before ``end`` can be a subtree. One without leaves may begin anywhere."""
    if not 0 <= start <= end:
        return False
    return start == end or start % (1 << (end - start - 1).bit_length()) == 0


def is_included(*, leaf: bytes, index: int, start: int, end: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether a leaf is the one at ``index`` of the tree, in the subtree with this root. An empty one holds none."""
    if not is_subtree(start, end) or len(leaf) != merkle.HASH_BYTES:
        return False
    return merkle.is_included(leaf=leaf, index=index - start, size=end - start, path=path, root=root)


def is_consistent(*, start: int, end: int, size: int, subtree_root: bytes, root: bytes, path: Sequence[bytes]) -> bool:
    """Whether the tree of ``size`` leaves with this root holds the subtree with that root.

    A subtree without leaves has the hash of nothing, and stands in every tree without a path.
    """
    if not is_subtree(start, end) or end > size:
        return False
    if start == end:
        return subtree_root == merkle.EMPTY_ROOT and not path
    try:
        first, second = _roots(start, end, size, subtree_root, path)
    except ValueError:
        return False
    return (first, second) == (subtree_root, root)


def consistency_path(leaves: Sequence[bytes], start: int, end: int) -> list[bytes]:
    """The hashes that show that a tree holds a subtree. Raises IndexError where there is no such subtree."""
    if start == end or end > len(leaves) or not is_subtree(start, end):
        raise IndexError("There is no such subtree.")
    return _subproof(leaves, start, end, is_whole=True)


def _roots(start: int, end: int, size: int, subtree_root: bytes, path: Sequence[bytes]) -> tuple[bytes, bytes]:
    """The roots of subtree and tree to which a path leads. Raises ValueError where no path of such a tree looks so."""
    left, right, last = start, end - 1, size - 1
    while left != right and (right == last or right & 1):
        left, right, last = left >> 1, right >> 1, last >> 1
    hashes = [subtree_root, *path] if left == right else list(path)
    if not hashes or any(len(each) != merkle.HASH_BYTES for each in path):
        raise ValueError("The path is too short, or holds what is no hash.")
    first = second = hashes[0]
    for hashed in hashes[1:]:
        if last == 0:
            raise ValueError("The path is too long.")
        if right & 1 or right == last:
            first = merkle.node_hash(hashed, first) if left < right else first
            second = merkle.node_hash(hashed, second)
            while right and not right & 1:
                left, right, last = left >> 1, right >> 1, last >> 1
        else:
            second = merkle.node_hash(second, hashed)
        left, right, last = left >> 1, right >> 1, last >> 1
    if last:
        raise ValueError("The path is too short.")
    return first, second


def _subproof(leaves: Sequence[bytes], start: int, end: int, *, is_whole: bool) -> list[bytes]:
    size = len(leaves)
    if (start, end) == (0, size):
        return [] if is_whole else [merkle.root(leaves)]
    split = 1 << ((size - 1).bit_length() - 1)
    if end <= split:
        return [*_subproof(leaves[:split], start, end, is_whole=is_whole), merkle.root(leaves[split:])]
    if start >= split:
        below = _subproof(leaves[split:], start - split, end - split, is_whole=is_whole)
    else:
        below = _subproof(leaves[split:], 0, end - split, is_whole=False)
    return [*below, merkle.root(leaves[:split])]
