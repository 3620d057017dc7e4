"""Events of several threads of one program in one commit.

To write an event takes the database a third of the time that to commit it takes. While the event of one thread is being
committed, others come; these go together with the next commit, on the connection of the thread that came first, and
each waits until its own is committed. A thread alone commits at once, as ever.

Only statements that take no lock on a row may come here: a thread may hold such a lock in its transaction while it
waits for its event, and another thread's statement in the same commit would wait for it.
"""

import os
import threading
from collections.abc import Sequence
from typing import Any

from django.db import OperationalError

from audit import statements
from audit.pipelines import Failed, Statement, committed_together
from audit.sending import Row, array_of, sent, texts

MOST = 64
"""So many in one commit; who comes later goes with the next one."""
_LOST = "The commit that this event was a part of did not come to its end."


class _Order:
    """A statement on its way into a commit, and what came of it."""

    __slots__ = ("answer", "group", "is_alone", "statement", "turn")

    def __init__(self, statement: Statement) -> None:
        self.statement = statement
        self.turn = threading.Lock()
        self.turn.acquire()  # until somebody else has committed it, or it is to commit others
        self.group: list[_Order] = []
        """Those that its thread is to commit, itself first."""
        self.answer: Row | None = None
        self.is_alone = False
        """Whether its thread is to try it by itself: the group that it was in was refused."""


class _Queue:
    """Who waits, and whether somebody commits."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[_Order] = []
        self._is_committing = False

    def join(self, order: _Order) -> None:
        """Go first, or wait until it is done or one's turn to commit has come."""
        with self._lock:
            if not self._is_committing:
                order.group = [order]
                self._is_committing = True
                return
            self._waiting.append(order)
        try:
            order.turn.acquire()
        except BaseException:  # somebody ended the thread's work: the others must not wait for it
            self._leave(order)
            raise

    def hand_over(self, done: Sequence[_Order]) -> None:
        """Let the next ones commit, and tell those that were committed."""
        with self._lock:
            following, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
            self._is_committing = bool(following)
            if following:
                following[0].group = following
                following[0].turn.release()
        for order in done:
            order.turn.release()

    def _leave(self, order: _Order) -> None:
        """Whose turn it was to commit lets those behind it go on when it hands over."""
        with self._lock:
            if order in self._waiting:
                self._waiting.remove(order)
            self._waiting[:0] = order.group[1:]
            del order.group[1:]


_queues = [_Queue()]


def recorded(alias: str, statement: str, parameters: Sequence[Any]) -> Row:
    """Commit a statement, with those of others if others commit theirs now. Returns its first row as texts.

    Raises DatabaseError when it is not committed.
    """
    order = _Order((statement, texts(parameters)))  # what cannot be sent is its own thread's to hear of
    (queue,) = _queues
    try:
        queue.join(order)
        if order.group:
            _commit(alias, order.group)
    finally:  # whatever ended this thread's work: the others go on
        if order.group:
            queue.hand_over(order.group[1:])
    if order.answer is not None:
        return order.answer
    if order.is_alone:
        return sent(alias, *order.statement)()
    raise OperationalError(_LOST)


def _commit(alias: str, group: Sequence[_Order]) -> None:
    try:
        if len(group) == 1:
            group[0].answer = sent(alias, *group[0].statement)()
        else:
            parts = _parts(group)
            answers = committed_together(alias, [statement for statement, _ in parts])
            for (_, orders), answer in zip(parts, answers, strict=True):
                for order in orders:
                    order.answer = answer
    except Failed:
        for order in group:
            order.is_alone = True


def _parts(group: Sequence[_Order]) -> list[tuple[Statement, list[_Order]]]:
    """What to send for some orders: one statement for all events with lines, which nobody waits for an answer of, and
    each other by itself."""
    alike = [order for order in group if order.statement[0] == statements.RECORD_WITH_LINES]
    if len(alike) == 1 or not alike:
        return [(order.statement, [order]) for order in group]
    columns = [array_of(values) for values in zip(*(order.statement[1] for order in alike), strict=True)]
    others = [(order.statement, [order]) for order in group if order not in alike]
    return [((statements.RECORD_TOGETHER, columns), alike), *others]


def _begin_anew() -> None:
    """A copy of this process has none of its threads: nobody commits there, and nobody waits."""
    _queues[:] = [_Queue()]


os.register_at_fork(after_in_child=_begin_anew)
