"""The tokens of pseudonymised sets and their keys (GDPR art. 4(5), 32(1)(a)).

Work with a set takes place for its own purpose, and the key opens for security alone. So whoever computes tokens does
it in a context within the context: the key is in memory for the length of that, and its opening is an event of its own.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from audit.trail import NoActor
from collections_app.models import PseudonymSet, SetKind
from collections_app.record_classes import PSEUDONYM_KEY
from collections_app.services import references
from collections_app.services.records import clocks, keeping
from personal_data import access, envelopes, keys, tokens
from personal_data.macs import Mac
from personal_data.models import Controller
from personal_data.purposes import Purpose

Token = Callable[[str, str], str]

_DIGITS = 32
_REFUSALS = {
    "not_kept": _("The notice of this controller speaks of no pseudonymised sets, so none are made."),
    "ended": _("The set has ended, and the key of its tokens with it."),
    "unexplained": _("Say what it is for, and why anonymous statistics would not do."),
    "wrong_order": _("The first day lies before the last."),
    "ends_wrong": _("It ends after today, and within three years."),
    "no_cases": _("None of its cases is inside its retention time, so there is nothing to learn from."),
    "not_closed_yet": _("Only cases that were closed before today tell anything."),
}
_LONGEST_YEARS = 3


class NotPossible(ValidationError):
    """The step is not possible; ``code`` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(_REFUSALS[reason], code=reason)


@dataclass(frozen=True, slots=True)
class About:
    """What is said of a set when it is made."""

    name: str
    why: str
    ends_on: date
    closed_from: date | None = None
    closed_until: date | None = None


def make(*, controller: Controller, kind: SetKind, about: About, by: UUID, at: datetime) -> PseudonymSet:
    """Draw the key of a new set and seal it in an envelope of its own, which goes on the last day of the set.

    Raises NotPossible where the notice of the controller names no such sets, or something said of it cannot be.
    """
    check_new(controller, about, keeping.today_at(controller, at))
    with _for_security():
        envelope = envelopes.create(
            controller=controller, record_class=PSEUDONYM_KEY, subjects=[], trigger_on=about.ends_on
        )
        made = PseudonymSet(
            envelope=envelope,
            controller=controller,
            reference=references.take(kind="record", year=at.year)[0],
            kind=kind,
            name=about.name.strip(),
            why=about.why.strip(),
            closed_from=about.closed_from,
            closed_until=about.closed_until,
            ends_on=about.ends_on,
            key=keys.new_key().hex(),
            by=by,
            at=at,
        )
        made.save(force_insert=True)
    return made


def check_new(controller: Controller, about: About, today: date) -> None:
    """Whether a set may be made. Raises NotPossible."""
    if PSEUDONYM_KEY.name not in clocks.kept_by(controller):
        raise NotPossible("not_kept")
    if not today < about.ends_on <= today.replace(year=today.year + _LONGEST_YEARS, day=min(today.day, 28)):
        raise NotPossible("ends_wrong")
    if not (about.name.strip() and about.why.strip()):
        raise NotPossible("unexplained")
    if about.closed_from is None or about.closed_until is None:
        return
    if about.closed_from > about.closed_until:
        raise NotPossible("wrong_order")
    if about.closed_until >= today:
        raise NotPossible("not_closed_yet")


@contextmanager
def tokens_of(made: PseudonymSet, *, today: date) -> Iterator[Token]:
    """How the values of a set become tokens. Raises NotPossible when the set has ended, Gone when it was erased."""
    if made.ends_on <= today:
        raise NotPossible("ended")
    with _for_security():
        envelopes.open([made])
        yield _token_under(bytes.fromhex(made.key.reveal()))


def _token_under(key: bytes) -> Token:
    mac = Mac(key)

    def token(kind: str, value: str) -> str:
        return mac(f"{kind}\x00{tokens.normalise(kind, value)}".encode())[: _DIGITS // 2].hex()

    return token


def _for_security() -> AbstractContextManager[access.Context]:
    here = access.current()
    if here is None:
        raise NoActor("Tokens are made only inside an access context (who, purpose, channel).")
    return access.context(
        actor=here.actor,
        purpose=Purpose.SECURITY,
        channel=here.channel,
        request_id=here.request_id,
        controllers=here.controllers,
    )
