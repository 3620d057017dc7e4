"""A tree that grows has the roots, nodes and proofs of one that is hashed whole."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit import merkle
from audit.tree import growing, ranges

LEAVES = [sha256(bytes([number])).digest() for number in range(70)]


def stored(size: int) -> dict[tuple[int, int], bytes]:
    peaks: list[bytes] = []
    made = growing.grow(0, peaks, LEAVES[:size])
    nodes = {(level, first + place): node for level, first, hashes in made for place, node in enumerate(hashes)}
    return nodes | {(0, index): leaf for index, leaf in enumerate(LEAVES[:size])}


@given(st.lists(st.integers(0, 12), min_size=1, max_size=6))
def test_has_the_root_of_the_whole_tree_however_it_grew(steps: list[int]) -> None:
    peaks: list[bytes] = []
    size = 0
    for step in steps:
        growing.grow(size, peaks, LEAVES[size : size + step])
        size = min(size + step, len(LEAVES))
        assert growing.root(peaks) == merkle.root(LEAVES[:size])
        assert len(peaks) == len(growing.peak_places(size))


@given(st.integers(0, 70), st.integers(0, 70), st.integers(0, 70))
def test_has_on_its_way_the_root_of_each_size(start: int, end: int, size: int) -> None:
    start, size, end = sorted((start, end, size))
    peaks: list[bytes] = []
    growing.grow(0, peaks, LEAVES[:start])
    before = [*peaks]
    grown = growing.Stretch(start, before, LEAVES[start:end], growing.grow(start, peaks, LEAVES[start:end]))
    assert grown.root_at(size) == merkle.root(LEAVES[:size])
    for outside in (start - 1, end + 1):
        with pytest.raises(IndexError):
            grown.root_at(outside)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 33, 64, 70])
def test_stores_the_peaks_where_they_are_looked_for(size: int) -> None:
    nodes, peaks = stored(size), []
    growing.grow(0, peaks, LEAVES[:size])
    assert [nodes[place] for place in growing.peak_places(size)] == peaks


@given(st.integers(1, 70).flatmap(lambda size: st.tuples(st.just(size), st.integers(0, size - 1))))
def test_proves_inclusion_as_the_whole_tree_does(case: tuple[int, int]) -> None:
    size, index = case
    nodes = stored(size)
    path = [ranges.hash_of(part, nodes) for part in ranges.inclusion(index, size)]
    assert path == merkle.inclusion_path(LEAVES[:size], index)


@given(st.integers(1, 70).flatmap(lambda size: st.tuples(st.just(size), st.integers(1, size))))
def test_proves_consistency_as_the_whole_tree_does(case: tuple[int, int]) -> None:
    size, earlier = case
    nodes = stored(size)
    path = [ranges.hash_of(part, nodes) for part in ranges.consistency(earlier, size)]
    assert path == merkle.consistency_path(LEAVES[:size], earlier)


@pytest.mark.parametrize("size", [1, 5, 1_000, 10_000_000])
def test_reads_few_nodes_for_a_proof(size: int) -> None:
    parts = ranges.inclusion(size // 2, size)
    assert sum(len(ranges.places(part)) for part in parts) <= 2 * size.bit_length()


@pytest.mark.parametrize(("index", "size"), [(0, 0), (5, 5), (-1, 3)])
def test_has_no_proof_of_a_leaf_outside(index: int, size: int) -> None:
    with pytest.raises(IndexError):
        ranges.inclusion(index, size)


@pytest.mark.parametrize(("earlier", "size"), [(0, 3), (4, 3)])
def test_has_no_proof_of_a_tree_that_was_not(earlier: int, size: int) -> None:
    with pytest.raises(IndexError):
        ranges.consistency(earlier, size)
