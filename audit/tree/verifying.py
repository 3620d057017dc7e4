"""Verifying the trail: events, leaves, nodes, roots, signatures, and what the witnesses keep."""

import multiprocessing
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor

from django.db import connections

from audit import events, trail
from audit.models import Head
from audit.tree import checkpoints, signing, verifying_events, verifying_tree, witnesses
from audit.tree.findings import Finding, Report

# More of one kind are counted only: whoever replaced a month need not be told event by event.
SHOWN = 100


def verify(*, since: int = 0, workers: int = 1, progress: Callable[[str], None] = lambda _step: None) -> Report:
    """Check the whole trail, or its events from a number on (the tree is always checked whole).

    Several workers are processes of their own; inside a scheduled task there is one.
    """
    report = Report()
    progress("Signed heads")
    heads, report.findings = verifying_tree.verify_heads(Head.objects.order_by("size"), signing.known())
    report.heads = len(heads)
    promised: dict[int, list[tuple[str, bytes]]] = defaultdict(list)
    for head in heads:
        promised[head.size].append((f"Head of {head.size} events", head.root))
    for head in _witnessed(report):
        promised[head.size].append((f"Witnessed head of {head.size} events", head.root))
    progress("Leaves and nodes")
    report.leaves, missing = verifying_tree.verify_leaves()
    report.findings += missing
    if not missing:
        report.findings += verifying_tree.verify_nodes(report.leaves, promised)
    progress("Events")
    for count, unsealed, findings in _of_events(verifying_events.parts(workers, since), workers):
        report.events += count
        report.unsealed += unsealed
        report.findings += findings
    return report


def check(*, since: int = 0, workers: int = 1, progress: Callable[[str], None] = lambda _step: None) -> Report:
    """Verify, and record that it was done and whether the trail is whole."""
    report = verify(since=since, workers=workers, progress=progress)
    if report.is_whole:
        trail.record_apart(events.TRAIL_VERIFIED, count=report.events)
    else:
        trail.record_apart(events.TRAIL_BROKEN, reason=report.findings[0].kind, count=len(report.findings))
    return report


def _witnessed(report: Report) -> list[checkpoints.TreeHead]:
    """What the witnesses keep; a note that nobody signed is a finding about the witness."""
    kept = []
    known = signing.known()
    for where, note in witnesses.kept():
        try:
            kept.append(checkpoints.verified(note, known))
        except checkpoints.BadNote as error:
            report.findings.append(Finding("witness_not_signed", where, str(error)))
    return kept


def _of_events(parts: Sequence[tuple[int, int]], workers: int) -> list[tuple[int, int, list[Finding]]]:
    if workers == 1 or len(parts) < 2:
        return [verifying_events.verify(*part) for part in parts]
    connections.close_all()  # a connection cannot be shared with a copy of this process
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("fork")) as pool:
        return list(pool.map(verifying_events.verify, *zip(*parts, strict=True)))
