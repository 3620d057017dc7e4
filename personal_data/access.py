"""The access context: who opens personal data, for which purpose, through which channel.

Nothing opens outside a context. Keys that were taken for an opening live in the context and leave memory with it.
"""

from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, cast
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connections

from audit import acting
from audit.acting import ANONYMOUS, Actor, system
from audit.trail import NoActor
from personal_data.identifiers import time_ordered
from personal_data.purposes import Purpose

if TYPE_CHECKING:
    from personal_data.postgresql.base import DatabaseWrapper

__all__ = [
    "ANONYMOUS",
    "Actor",
    "Context",
    "HeldKey",
    "attribute",
    "context",
    "current",
    "readable_key",
    "renewed",
    "system",
    "turn",
]


class NotDeclared(Exception):
    """A page or task turns to a purpose that it does not say it may turn to (GDPR art. 5(1)(b))."""


class HeldKey(NamedTuple):
    """An envelope's key in memory. Held for writing only, or for reading after a recorded opening."""

    generation: int
    cipher: AESGCM
    readable: bool


@dataclass(slots=True)
class Context:
    """One access context and the keys it holds."""

    actor: Actor
    purpose: Purpose
    channel: str
    request_id: UUID
    controllers: frozenset[UUID] | None = None
    """Whose records a member of staff may reach; None for those who are not bound to controllers."""
    also: frozenset[Purpose] = frozenset()
    """Other purposes to which it may turn, by what it finds: a page of a case that is closed, to documentation."""
    keys: dict[UUID, HeldKey] = field(default_factory=dict, repr=False)
    index_keys: dict[UUID, bytes] = field(default_factory=dict, repr=False)

    def reaches(self, controller_id: UUID) -> bool:
        """Whether records of a controller may be reached here."""
        return self.controllers is None or controller_id in self.controllers

    def hold(self, envelope_id: UUID, key: HeldKey) -> None:
        """Keep a key; a key for reading is never replaced by one for writing."""
        held = self.keys.get(envelope_id)
        if held is None or key.readable or held.generation != key.generation:
            self.keys[envelope_id] = key


_current: ContextVar[Context | None] = ContextVar("access_context", default=None)


def current() -> Context | None:
    """The context in force, or None."""
    return _current.get()


def readable_key(envelope_id: UUID) -> HeldKey | None:
    """The key of an envelope that was opened in the current context, or None."""
    here = _current.get()
    held = here.keys.get(envelope_id) if here else None
    return held if held and held.readable else None


@contextmanager
def context(
    *,
    actor: Actor,
    purpose: Purpose,
    channel: str,
    request_id: UUID | None = None,
    controllers: frozenset[UUID] | None = None,
    also: Collection[Purpose] = (),
) -> Iterator[Context]:
    """Declare an access context for the length of a block; its keys are forgotten at the end."""
    here = Context(actor, purpose, channel, request_id or time_ordered(), controllers, frozenset(also))
    token = _current.set(here)
    try:
        with acting.declared(acting.Acting(actor, purpose.value, channel, here.request_id)):
            yield here
    finally:
        here.keys.clear()
        here.index_keys.clear()
        _current.reset(token)


def turn(purpose: Purpose) -> None:
    """Go on for another purpose, to which the context may turn; everything opened or written from here on is for it.

    Raises NotDeclared where it may not, or has opened something for its first purpose already, and NoActor outside.
    """
    here = _current.get()
    if here is None:
        raise NoActor("A purpose belongs to an access context (who, purpose, channel).")
    if purpose == here.purpose:
        return
    _expect_declared(here, purpose)
    if here.keys:
        raise NotDeclared("What was opened for one purpose is not used for another.")
    here.purpose = purpose
    acting.declare(acting.Acting(here.actor, purpose.value, here.channel, here.request_id))


def _expect_declared(here: Context, purpose: Purpose) -> None:
    if purpose not in here.also:
        raise NotDeclared(f"Nothing here says that it may turn to {purpose}.")


def renewed(purpose: Purpose | None = None) -> AbstractContextManager[Context]:
    """The same access with an empty set of keys, so that those of one batch do not outlive it; ``purpose`` is another
    one to which it may turn for that batch.

    Raises NoActor outside an access context, NotDeclared where it may not turn to it.
    """
    here = _current.get()
    if here is None:
        raise NoActor("Work in batches needs an access context (who, purpose, channel).")
    if purpose is not None and purpose != here.purpose:
        _expect_declared(here, purpose)
    return context(
        actor=here.actor,
        purpose=purpose or here.purpose,
        channel=here.channel,
        request_id=here.request_id,
        controllers=here.controllers,
        also=here.also,
    )


def attribute(alias: str = "default") -> None:
    """Tell the database session who acts, before a COPY or a function that writes."""
    cast("DatabaseWrapper", connections[alias]).attribute()
