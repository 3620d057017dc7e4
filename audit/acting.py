"""Who is acting, why and through which channel: the facts that every event carries.

GDPR art. 5(2) and 32: an access that cannot be attributed must not happen. The current facts live in a context
variable, so that they follow a request, a task or a command and end with it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

ACTOR_KINDS = ("staff", "debtor", "creditor", "system", "anonymous")
CHANNELS = ("web", "portal", "api", "task", "command", "letter", "phone")


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody or something that acts. ``id`` is a reference, never a name or an e-mail address."""

    kind: str
    id: UUID

    def __post_init__(self) -> None:
        if self.kind not in ACTOR_KINDS:
            raise ValueError(f"{self.kind!r} is no kind of actor; the kinds are {', '.join(ACTOR_KINDS)}.")


@dataclass(frozen=True, slots=True)
class Acting:
    """One actor acting for one purpose through one channel."""

    actor: Actor
    purpose: str
    channel: str
    request_id: UUID = field(default_factory=uuid4)

    def __post_init__(self) -> None:
        if self.channel not in CHANNELS:
            raise ValueError(f"{self.channel!r} is no channel; the channels are {', '.join(CHANNELS)}.")


ANONYMOUS = Actor("anonymous", uuid5(NAMESPACE_URL, "sigill:anonymous"))

_current: ContextVar[Acting | None] = ContextVar("audit_acting", default=None)


def system(name: str) -> Actor:
    """The actor of a task or command, with an id derived from its name so that it is the same in every process."""
    return Actor("system", uuid5(NAMESPACE_URL, f"sigill:system:{name}"))


def current() -> Acting | None:
    """Who is acting now, or None where nobody declared it."""
    return _current.get()


def declare(acting: Acting) -> None:
    """Say anew who acts, within a block that was declared: what is written from here on says so."""
    _current.set(acting)


@contextmanager
def declared(acting: Acting) -> Iterator[Acting]:
    """Declare who acts for the length of a block."""
    token = _current.set(acting)
    try:
        yield acting
    finally:
        _current.reset(token)
