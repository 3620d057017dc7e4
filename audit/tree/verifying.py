"""Verifying the trail: months, events, leaves, nodes, signed heads and their chain, and what the witnesses keep."""

import multiprocessing
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed

from django.db import connection, connections
from django.utils import timezone

from audit import events, trail
from audit.models import Head
from audit.tree import (
    checkpoints,
    expiring,
    lives,
    signing,
    verifying_events,
    verifying_months,
    verifying_tree,
    witnesses,
)
from audit.tree.checkpoints import TreeHead
from audit.tree.findings import Finding, Report
from audit.tree.resuming import Checked, Part, Progress

Promised = dict[int, list[tuple[str, bytes]]]
Tree = tuple[int, Promised, int]
Told = Callable[[str], None]


def verify(
    *, since: TreeHead | None = None, workers: int = 1, resume: bool = False, progress: Told = lambda _step: None
) -> Report:
    """Check the whole trail; or, from a head on, that the tree holds it, and everything that came after it.

    Several workers are processes of their own; inside a scheduled task there is one. With ``resume`` events that an
    interrupted verification has checked in the last hours are not checked again.
    """
    report = Report()
    start = since.size if since else 0
    progress("Signed heads")
    promised, elsewhere = _promised(report)
    if since:
        promised[since.size].append((f"Given head of {since.size} events", since.root))
    report.findings += verifying_months.verify()
    with connection.cursor() as cursor:
        expired = expiring.known(cursor, signing.known())
    report.findings += expired.findings
    report.notices += [str(each) for each in expired.said]
    report.leaves, missing = verifying_tree.verify_leaves()
    report.findings += missing
    progress("Leaves, nodes and events")
    resumed = Progress(since=start, at=timezone.now(), resume=resume)
    parts = verifying_events.parts(start)
    tree = None if missing else (report.leaves, dict(promised), start)
    report.findings += _checked(tree, resumed, parts, workers)
    for part in parts:
        count, unsealed, findings = resumed.done[part]
        report.events += count
        report.unsealed += unsealed
        report.findings += findings
    resumed.end()
    named = {finding.where for finding in report.findings}
    report.findings += [
        Finding("head_gone", where, "was signed and handed out, and is not among the heads.")
        for where in elsewhere if where not in named
    ]  # fmt: skip
    return report


def check(
    *, since: TreeHead | None = None, workers: int = 1, resume: bool = False, progress: Told = lambda _step: None
) -> Report:
    """Verify, and record that it was done and whether the trail is whole."""
    report = verify(since=since, workers=workers, resume=resume, progress=progress)
    if report.is_whole:
        trail.record_apart(events.TRAIL_VERIFIED, count=report.events)
    else:
        trail.record_apart(events.TRAIL_BROKEN, reason=report.findings[0].kind, count=len(report.findings))
    return report


def _promised(report: Report) -> tuple[Promised, list[str]]:
    """By size, who promised which root: our heads, the restarts, and what the witnesses keep of this life.

    With it the heads that only a witness has.
    """
    keys = signing.known()
    heads, findings = verifying_tree.verify_heads(Head.objects.order_by("size"), keys)
    begun, unsigned = lives.known(keys)
    report.findings += [*findings, *unsigned]
    report.heads = len(heads)
    report.notices += [str(life) for life in begun]
    promised: Promised = defaultdict(list)
    for head in heads:
        promised[head.size].append((f"Head of {head.size} events", head.root))
    for life in begun:
        promised[life.size].append((f"Restart at {life.size} events", life.root))
    ours, elsewhere = {head.link for head in heads}, []
    for head in _witnessed(report, keys):
        if head.link not in ours and not lives.excused(head, begun):
            elsewhere.append(f"Witnessed head of {head.size} events")
            promised[head.size].append((elsewhere[-1], head.root))
    return promised, elsewhere


def _witnessed(report: Report, keys: Mapping[bytes, bytes]) -> Iterator[TreeHead]:
    """What the witnesses keep; a note that nobody signed is a finding about the witness."""
    for where, note in witnesses.kept():
        try:
            yield checkpoints.verified(note, keys)
        except checkpoints.BadNote as error:
            report.findings.append(Finding("witness_not_signed", where, str(error)))


def _checked(tree: Tree | None, resumed: Progress, parts: Sequence[Part], workers: int) -> list[Finding]:
    """Check the tree and the parts of the events that are not checked yet. Returns what is wrong with the tree."""
    waiting = resumed.waiting(parts)
    if workers == 1 or not waiting:
        found = verifying_tree.verify_nodes(*tree) if tree else []
        for part in waiting:
            resumed.add(part, verifying_events.verify(*part))
        return found
    connections.close_all()  # a connection cannot be shared with a copy of this process
    forking = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(workers, mp_context=forking, initializer=_leave_inherited_connections) as pool:
        grown = pool.submit(verifying_tree.verify_nodes, *tree) if tree else None
        asked: dict[Future[Checked], Part] = {pool.submit(verifying_events.verify, *part): part for part in waiting}
        for done in as_completed(asked):
            resumed.add(asked[done], done.result())
        return grown.result() if grown else []


def _leave_inherited_connections() -> None:
    """Use none of the connections that the first process still has: those that it made beside an event loop, or without
    one, it could not see when it closed its own, and two copies that shared one would take each other's answers.
    """
    for each in connections.all(initialized_only=True):
        each.connection = None
