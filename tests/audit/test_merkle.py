"""The Merkle tree, against the published vectors and against itself."""

import base64
import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit import merkle, subtrees

VECTORS = Path(__file__).resolve().parents[3] / "shared" / "data" / "merkle" / "rfc6962_vectors.json"
LEAVES = [merkle.leaf_hash(bytes([number])) for number in range(33)]


def _vectors(kind: str) -> list[dict[str, Any]]:
    if not VECTORS.exists():
        return []
    return [each for each in json.loads(VECTORS.read_text()) if each["name"].startswith(kind + "/")]


def _bytes(text: str | None) -> bytes:
    return base64.b64decode(text or "")


def _path(vector: dict[str, Any]) -> list[bytes]:
    return [_bytes(each) for each in vector["proof"] or []]


@pytest.mark.skipif(not VECTORS.exists(), reason="the shared inputs are not beside this clone")
class TestPublishedVectors:
    def test_of_inclusion(self):
        for vector in _vectors("inclusion"):
            said = merkle.is_included(
                leaf=_bytes(vector["leafHash"]),
                index=vector["leafIdx"],
                size=vector["treeSize"],
                path=_path(vector),
                root=_bytes(vector["root"]),
            )
            assert said is not vector["wantErr"], vector["name"]

    def test_of_consistency(self):
        for vector in _vectors("consistency"):
            said = merkle.is_consistent(
                earlier=vector["size1"],
                later=vector["size2"],
                earlier_root=_bytes(vector["root1"]),
                later_root=_bytes(vector["root2"]),
                path=_path(vector),
            )
            assert said is not vector["wantErr"], vector["name"]

    def test_of_inclusion_in_a_subtree(self):
        for vector in _vectors("subtreeinclusion"):
            said = subtrees.is_included(
                leaf=_bytes(vector["leafHash"]),
                index=vector["leafIdx"],
                start=vector["start"],
                end=vector["end"],
                path=_path(vector),
                root=_bytes(vector["root"]),
            )
            assert said is not vector["wantErr"], vector["name"]

    def test_of_consistency_with_a_subtree(self):
        for vector in _vectors("subtreeconsistency"):
            said = subtrees.is_consistent(
                start=vector["start"],
                end=vector["end"],
                size=vector["size"],
                subtree_root=_bytes(vector["root1"]),
                root=_bytes(vector["root2"]),
                path=_path(vector),
            )
            assert said is not vector["wantErr"], vector["name"]

    def test_are_all_judged(self):
        kinds = ("inclusion", "consistency", "subtreeinclusion", "subtreeconsistency")
        assert [len(_vectors(kind)) for kind in kinds] == [49, 49, 102, 59]
        assert len(json.loads(VECTORS.read_text())) == 259


class TestSubtrees:
    def test_stand_in_every_tree_that_reaches_as_far(self):
        for size in range(1, 18):
            leaves, root = LEAVES[:size], merkle.root(LEAVES[:size])
            for start, end in ((a, b) for a in range(size) for b in range(a + 1, size + 1)):
                if not subtrees.is_subtree(start, end):
                    continue
                part = merkle.root(leaves[start:end])
                place = {"start": start, "end": end, "size": size, "root": root}
                path = subtrees.consistency_path(leaves, start, end)
                assert subtrees.is_consistent(**place, subtree_root=part, path=path)
                assert not subtrees.is_consistent(**place, subtree_root=merkle.leaf_hash(part), path=path)
                assert not subtrees.is_consistent(**place, subtree_root=part, path=[*path, part])

    @pytest.mark.parametrize(("start", "end"), [(1, 3), (2, 6), (3, 2), (-1, 1), (4, 9)])
    def test_begin_where_a_node_begins(self, start, end):
        assert not subtrees.is_subtree(start, end)
        with pytest.raises(IndexError):
            subtrees.consistency_path(LEAVES, start, end)


class TestRoot:
    def test_of_nothing_is_the_hash_of_nothing(self):
        assert merkle.root([]) == sha256(b"").digest()

    def test_of_three_hashes_as_the_standard_draws_it(self):
        a, b, c = LEAVES[:3]
        assert merkle.root([a, b, c]) == merkle.node_hash(merkle.node_hash(a, b), c)

    def test_a_node_cannot_pass_for_a_leaf(self):
        a, b = LEAVES[:2]
        assert merkle.leaf_hash(a + b) != merkle.node_hash(a, b)


class TestProofs:
    @given(st.integers(1, 33).flatmap(lambda size: st.tuples(st.just(size), st.integers(0, size - 1))))
    def test_lead_from_every_leaf_to_the_root(self, chosen):
        size, index = chosen
        leaves = LEAVES[:size]
        path = merkle.inclusion_path(leaves, index)
        proof = {"index": index, "size": size, "path": path, "root": merkle.root(leaves)}
        assert merkle.is_included(leaf=leaves[index], **proof)
        assert not merkle.is_included(leaf=merkle.leaf_hash(b"another"), **proof)

    @given(st.integers(1, 33).flatmap(lambda size: st.tuples(st.just(size), st.integers(1, size))))
    def test_show_that_a_tree_has_only_grown(self, chosen):
        later, earlier = chosen
        old, new = merkle.root(LEAVES[:earlier]), merkle.root(LEAVES[:later])
        path = merkle.consistency_path(LEAVES[:later], earlier)
        sizes = {"earlier": earlier, "later": later}
        assert merkle.is_consistent(**sizes, earlier_root=old, later_root=new, path=path)
        assert not merkle.is_consistent(**sizes, earlier_root=merkle.leaf_hash(b""), later_root=new, path=path)

    def test_are_refused_for_leaves_that_are_not_there(self):
        with pytest.raises(IndexError):
            merkle.inclusion_path(LEAVES, 33)
        with pytest.raises(IndexError):
            merkle.consistency_path(LEAVES, 34)
        assert not merkle.is_included(leaf=LEAVES[0], index=1, size=1, path=[], root=LEAVES[0])

    def test_with_hashes_of_another_length_are_refused(self):
        assert not merkle.is_included(leaf=LEAVES[0], index=0, size=2, path=[b"short"], root=merkle.root(LEAVES[:2]))
