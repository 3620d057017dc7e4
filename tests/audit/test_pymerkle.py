"""An outside judge, the library pymerkle, gives the same roots and accepts our proofs, over 1,000 random trees.

Its inclusion proofs are those of RFC 9162 with the leaf in front. Its consistency proofs are its own: where the earlier
tree is a whole node, it goes on down to a leaf. So it is given ours twice: the hashes of our stored tree in its order,
and its roots are what our proof of the standard must lead to.
"""

from hypothesis import given, settings
from hypothesis import strategies as st
from pymerkle import InmemoryTree, verify_consistency, verify_inclusion
from pymerkle.core import _consistency_path_layout, _inclusion_path_layout
from pymerkle.proof import ConsistencyProof, InclusionProof

from audit import merkle
from audit.tree import growing, ranges

TREES = 1_000
FURTHEST = 100
HASHING = {"algorithm": "sha256", "security": True}


@st.composite
def trees(draw: st.DrawFn) -> tuple[list[bytes], int, int]:
    """Entries of a tree, a leaf of it, and the size that it had earlier."""
    size = draw(st.integers(1, FURTHEST))
    first = draw(st.binary(max_size=40))
    entries = [first + number.to_bytes(2, "big") for number in range(size)]
    return entries, draw(st.integers(0, size - 1)), draw(st.integers(1, size))


@settings(max_examples=TREES, deadline=None)
@given(trees())
def test_agrees(tree: tuple[list[bytes], int, int]) -> None:
    entries, index, earlier = tree
    size = len(entries)
    theirs = InmemoryTree(algorithm="sha256")
    for entry in entries:
        theirs.append_entry(entry)
    leaves = [merkle.leaf_hash(entry) for entry in entries]
    peaks: list[bytes] = []
    made = growing.grow(0, peaks, leaves)
    stored = {(level, first + place): node for level, first, hashes in made for place, node in enumerate(hashes)}
    stored |= {(0, place): leaf for place, leaf in enumerate(leaves)}
    now, then = theirs.get_root(size), theirs.get_root(earlier)
    assert (now, then) == (growing.root(peaks), merkle.root(leaves[:earlier]))

    path = [ranges.hash_of(part, stored) for part in ranges.inclusion(index, size)]
    rule, _ = _inclusion_path_layout(index + 1, size)
    proof = InclusionProof(size=size, index=index + 1, rule=rule, path=[leaves[index], *path], **HASHING)
    verify_inclusion(leaves[index], now, proof, index=index + 1, size=size)

    rule, subset, parts = _consistency_path_layout(earlier, size)
    in_its_order = [ranges.hash_of(ranges.Range(*part), stored) for part in parts]
    grown = ConsistencyProof(size=size, prior_size=earlier, rule=rule, subset=subset, path=in_its_order, **HASHING)
    verify_consistency(then, now, grown, prior_size=earlier, later_size=size)
    path = [ranges.hash_of(part, stored) for part in ranges.consistency(earlier, size)]
    assert merkle.is_consistent(earlier=earlier, later=size, earlier_root=then, later_root=now, path=path)
