"""Verifying the tree itself: leaves without a gap, nodes and roots as hashing gives them, heads as they were signed."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate, pairwise
from typing import Any

from django.db import connection

from audit.models import Head
from audit.tree import checkpoints, growing, storing
from audit.tree.checkpoints import BadNote, TreeHead
from audit.tree.findings import Finding
from audit.uncollected import uncollected

CHUNK = 50_000
_GAPS = """
SELECT index, next FROM (SELECT index, lead(index) OVER (ORDER BY index) AS next FROM audit_leaf) each
WHERE next <> index + 1 ORDER BY index LIMIT 20"""
_FIRST = "SELECT min(index) FROM audit_leaf"
# Read as one value: row by row they would take as long to be read as to be hashed.
_TOGETHER = "SELECT string_agg(hash, ''::bytea ORDER BY index), array_agg(octet_length(hash) ORDER BY index)"
_LEAVES = f"{_TOGETHER} FROM audit_leaf WHERE index >= %s AND index < %s"
_SPAN = "FROM audit_node WHERE level = %s AND index BETWEEN %s AND %s"
_NODES = f"{_TOGETHER}, count(DISTINCT index) {_SPAN}"
_NODES_ONE_BY_ONE = f"SELECT index, hash {_SPAN}"
_COUNT_NODES = "SELECT count(*) FROM audit_node"


def verify_heads(heads: Iterable[Head], known: Mapping[bytes, bytes]) -> tuple[list[TreeHead], list[Finding]]:
    """Check that each head is what was signed. Returns what the genuine ones say."""
    genuine: list[TreeHead] = []
    findings = []
    for head in heads:
        where = f"Head of {head.size} events"
        try:
            said = checkpoints.verified(head.note, known)
        except BadNote as error:
            findings.append(Finding("head_not_signed", where, str(error)))
            continue
        if (said.size, said.root) != (head.size, bytes(head.root)):
            findings.append(Finding("head_changed", where, "does not say what its signed note says."))
        if genuine and said.signed_at < genuine[-1].signed_at:
            findings.append(Finding("head_back_dated", where, "was signed before a smaller one."))
        if gap := _gap(genuine[-1] if genuine else None, said):
            findings.append(Finding("head_gap", where, gap))
        genuine.append(said)
    return genuine, findings


def _gap(before: TreeHead | None, head: TreeHead) -> str:
    """What is wrong between a head and the one before it; heads that are older than the chain name none."""
    if not head.after:
        return "names no head before it, as those before it do." if before and before.after else ""
    if before is None:
        return "is the first, and yet names one before it, which is gone."
    return (
        "" if head.after == before.link else f"does not follow the head of {before.size} events: one between is gone."
    )


def verify_leaves() -> tuple[int, list[Finding]]:
    """Check that the leaves are numbered from 0 on without a gap. Returns how many there are."""
    with connection.cursor() as cursor:
        size = storing.size(cursor)
        cursor.execute(_FIRST)
        (first,) = cursor.fetchone()
        cursor.execute(_GAPS)
        gaps = [(0, first)] if first else []
        gaps += [(before + 1, after) for before, after in cursor.fetchall()]
    return size, [
        Finding("leaves_missing", f"Leaves {start} to {end - 1}", "are missing from the tree.") for start, end in gaps
    ]


def verify_nodes(size: int, promised: Mapping[int, list[tuple[str, bytes]]], since: int = 0) -> list[Finding]:
    """Grow the tree anew from its leaves; compare each node, and the root at each size for which one was promised.

    ``promised`` has, by size, who promised which root. With ``since`` the tree of that size is taken as it is stored.
    """
    findings: list[Finding] = []
    asked = sorted(at for at in promised if since <= at <= size)
    with connection.cursor() as cursor:
        peaks = storing.peaks(cursor, since)
        nodes = nodes_of(since)
        for start in range(since, max(size, since + 1), CHUNK):
            with uncollected():
                grown = _grown(cursor, start, min(start + CHUNK, size), peaks)
                nodes += sum(len(level.hashes) for level in grown.made)
                for level in grown.made:
                    findings += _compared(cursor, level)
            end = start + len(grown.leaves)
            while asked and asked[0] <= end:
                findings += _broken_promises(promised, asked.pop(0), grown)
        cursor.execute(_COUNT_NODES)
        (stored,) = cursor.fetchone()
    if stored != nodes:
        findings.append(Finding("nodes_differ", "Tree", f"has {stored} stored nodes where its leaves make {nodes}."))
    for at in (at for at in promised if at > size):
        for who, _ in promised[at]:
            findings.append(Finding("tree_cut", who, f"{at} events were sealed; the tree has {size}."))
    return findings


def nodes_of(size: int) -> int:
    """How many interior nodes over whole subtrees a tree has: a leaf less than leaves for each peak."""
    return size - size.bit_count()


def _broken_promises(
    promised: Mapping[int, list[tuple[str, bytes]]], size: int, grown: growing.Stretch
) -> Iterator[Finding]:
    found = grown.root_at(size)
    for who, root in promised[size]:
        if found != root:
            yield Finding("root_differs", who, f"the first {size} events are not what was sealed.")


def _grown(cursor: Any, start: int, end: int, peaks: list[bytes]) -> growing.Stretch:
    """The tree from some leaves on; ``peaks`` is brought up to its end."""
    cursor.execute(_LEAVES, [start, end])
    before, leaves = [*peaks], _cut(*cursor.fetchone())
    return growing.Stretch(start, before, leaves, growing.grow(start, peaks, leaves))


def _compared(cursor: Any, made: growing.Level) -> Iterator[Finding]:
    level, first, hashes = made
    span = [level, first, first + len(hashes) - 1]
    cursor.execute(_NODES, span)
    *stored, places = cursor.fetchone()
    if places == len(hashes) and _cut(*stored) == hashes:
        return
    cursor.execute(_NODES_ONE_BY_ONE, span)
    known = {place: bytes(found) for place, found in cursor.fetchall()}
    for place, hashed in enumerate(hashes, start=first):
        if known.get(place) != hashed:
            leaves = f"leaves {place << level} to {((place + 1) << level) - 1}"
            yield Finding("node_differs", f"Node {place} of level {level}", f"does not stand over {leaves}.")


def _cut(hashes: bytes | None, lengths: list[int] | None) -> list[bytes]:
    """Hashes that were read as one, each of its own length, which a superuser may have changed."""
    ends = accumulate(lengths or [], initial=0)
    return [(hashes or b"")[start:end] for start, end in pairwise(ends)]
