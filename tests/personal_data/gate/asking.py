"""Asking the gate."""

from typing import Any
from uuid import UUID

from personal_data import envelopes
from tests.fixtures import databases

RUN = UUID("5e1f0000-0000-4000-8000-0000000000f0")


def erase(*rows: Any, ground: str = "due") -> list[str]:
    """Ask for the envelopes of some rows; the gate's answers in the same order."""
    return [outcome.reason for outcome in envelopes.erase([row.envelope_id for row in rows], ground=ground, run=RUN)]


def keys(database: str) -> set[UUID]:
    """The envelopes that have a key."""
    with databases.superuser(database) as server:
        return {row[0] for row in server.execute("SELECT envelope_id FROM keys.data_key")}
