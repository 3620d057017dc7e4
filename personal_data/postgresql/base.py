"""The PostgreSQL backend with attribution: every write carries who acts.

Change events and history rows are written by triggers. They take the actor from a session setting, which this
backend brings up to date before a write; sessions that never set it are recorded as unattributed.
"""

from collections.abc import Callable
from typing import Any

from django.db import ProgrammingError
from django.db.backends.postgresql import base

from audit import acting
from personal_data.postgresql import refusals

_READS = ("SELECT", "BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "SET", "SHOW", "EXPLAIN", "DECLARE", "FETCH")


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that keeps the session's attribution in step with the access context."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._attributed_to: str | None = None
        self.execute_wrappers.append(self._attribute_writes)

    def attribute(self) -> None:
        """Tell the session who acts now. Called by itself before a write; call it before a COPY or a function."""
        who = acting.current()
        wanted = _session_value(who) if who else ""
        if wanted == self._attributed_to:
            return
        self.ensure_connection()
        if self.connection is not None:
            with self.connection.cursor() as cursor:
                cursor.execute("SELECT set_config('sigill.acting', %s, false)", [wanted])
        self._attributed_to = wanted

    def _attribute_writes(
        self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        # Events on the connection of their own name their actor themselves.
        if self.alias != "audit" and not str(sql).lstrip()[:9].upper().startswith(_READS):
            self.attribute()
        try:
            return execute(sql, params, many, context)
        except ProgrammingError as error:
            if self.alias == "default":
                refusals.record(str(sql), error)
            raise

    # A roll-back takes the session setting back, so what we believe about it must go too.
    def _rollback(self) -> None:
        self._attributed_to = None
        super()._rollback()  # type: ignore[misc]  # the stubs leave it out

    def _savepoint_rollback(self, sid: str) -> None:
        self._attributed_to = None
        super()._savepoint_rollback(sid)  # type: ignore[misc]  # the stubs leave it out

    def _close(self) -> None:
        self._attributed_to = None
        super()._close()  # type: ignore[misc]  # the stubs leave it out


def _session_value(who: acting.Acting) -> str:
    return f"{who.actor.kind}|{who.actor.id}|{who.purpose}|{who.channel}|{who.request_id}"
