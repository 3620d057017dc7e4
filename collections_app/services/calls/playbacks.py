"""Listening to a recording: begun with an event, served part by part, ended with an event that says how much.

The event of the opening is committed before the first byte is decrypted; every later request of the player goes on with
that opening (``personal_data.continuing``). When the listening ends, one more event says how many seconds were heard.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from audit import trail
from collections_app import events
from collections_app.models import CallRecording, Case, Playback
from collections_app.policies import calls as rules
from collections_app.policies.byte_ranges import ByteRange, seconds_of, united
from collections_app.selectors import recordings as kept
from personal_data import access, continuing, envelopes
from personal_data.purposes import Purpose

IDLE = timedelta(minutes=30)
"""A listening of which nothing was heard for so long is over."""
# One that goes on is ended all the same, and begins anew with an event of its own.
LONGEST = timedelta(hours=12)
_REFUSALS = {
    "purpose_not_listed": _("The recording was not made for that. Choose one of the purposes."),
    "no_sound": _("The recording has no sound any more."),
}


class NotPlayed(ValidationError):
    """The recording was not made for this purpose, or has no sound; ``code`` says which. The refusal is recorded."""

    def __init__(self, reason: str) -> None:
        super().__init__(_REFUSALS[reason], code=reason)


class Ended(Exception):
    """This listening is over, or is another's."""


def begin(*, recording: CallRecording, purpose: str, by: UUID, at: datetime) -> Playback:
    """Begin to listen for one of the purposes for which the recording was made (INTRUM-38, INTRUM-39).

    Opens it: the event is committed when this returns. Raises NotPlayed, Refused and Gone.
    """
    if not rules.may_listen(purpose=purpose, purposes=frozenset(recording.purposes)):
        raise _refused(recording, "purpose_not_listed")
    file = kept.sound_of(recording)
    if file is None:
        raise _refused(recording, "no_sound")
    here = _context()
    case = Case.objects.filter(reference=recording.case_reference).first()
    if case is not None:
        envelopes.prepare_to_write([case])  # while a case may not be worked, its calls are not listened to either
    envelopes.open([recording])
    return Playback.objects.create(
        recording=recording.pk,
        envelope=recording.envelope_id,
        case_reference=recording.case_reference,
        by=by,
        purpose=purpose,
        request_id=here.request_id,
        size=file.size,
        seconds=recording.seconds,
        began_at=at,
        last_at=at,
    )


@transaction.atomic
def serve(*, playback: UUID, recording: CallRecording, by: UUID, part: ByteRange, at: datetime) -> None:
    """Open the recording again for a part of it, and note what is sent.

    Raises Ended, Refused, Gone and NotOpened.
    """
    locked = Playback.objects.select_for_update().filter(pk=playback, recording=recording.pk, by=by).first()
    if locked is None:
        raise Ended
    resume(playback=locked, recording=recording)
    locked.served = united([*locked.served, part])
    locked.last_at = at
    with connection.cursor() as cursor:
        # The opening is safe on the disk; for the count of what followed no player has to wait until it is.
        cursor.execute("SET LOCAL synchronous_commit TO off")
    locked.save(update_fields=["served", "last_at"])


def resume(*, playback: Playback, recording: CallRecording) -> None:
    """Go on with the opening of the playback. Raises Refused, Gone and NotOpened."""
    continuing.open_again([recording], request_id=playback.request_id, since=playback.began_at - timedelta(minutes=1))


@transaction.atomic
def report(*, playback: Playback, played: Sequence[tuple[int, int]], at: datetime) -> None:
    """Note which seconds the player says that it has played, beside those that it said before."""
    locked = Playback.objects.select_for_update().filter(pk=playback.pk).first()
    if locked is not None:
        locked.reported = united([*(locked.reported or []), *played])
        locked.last_at = at
        locked.save(update_fields=["reported", "last_at"])


@transaction.atomic
def end(*, playback: Playback) -> int | None:
    """End a listening with its event. Returns the seconds heard, or None when it had ended before.

    What the player reports counts as far as so much was sent; without a report, all that was sent counts as heard.
    A part that is being sent just now is waited for: it counts too, and whoever ends is told so.
    """
    locked = Playback.objects.select_for_update().filter(pk=playback.pk).first()
    return None if locked is None else _ended(locked)


def _ended(locked: Playback) -> int:
    sent = seconds_of(locked.served, size=locked.size, seconds=locked.seconds)
    heard = sent if locked.reported is None else min(sent, sum(each.length for each in united(locked.reported)))
    trail.record(
        events.CALL_LISTENED,
        envelopes=[locked.envelope],
        reference=locked.case_reference,
        reason=locked.purpose,
        fields=["sent" if locked.reported is None else "reported"],
        count=heard,
    )
    locked.delete()
    return heard


def end_idle(*, at: datetime) -> int:
    """End what nobody listens to any more, in the name of who did: a closed lid sends no farewell. Says how many."""
    over = Playback.objects.filter(last_at__lt=at - IDLE) | Playback.objects.filter(began_at__lt=at - LONGEST)
    ended = 0
    for playback in over.order_by("began_at"):
        with (
            access.context(
                actor=access.Actor("staff", playback.by),
                purpose=Purpose.COLLECTION,
                channel="web",
                request_id=playback.request_id,
            ),
            transaction.atomic(),
        ):
            # Asked anew under the lock: one that somebody is using again is not idle, and is left alone.
            still = over.select_for_update(skip_locked=True).filter(pk=playback.pk).first()
            if still is not None:
                _ended(still)
                ended += 1
    return ended


def _refused(recording: CallRecording, reason: str) -> NotPlayed:
    trail.record_apart(events.LISTENING_REFUSED, reference=recording.case_reference, reason=reason)
    return NotPlayed(reason)


def _context() -> access.Context:
    here = access.current()
    if here is None:
        raise trail.NoActor("Recordings are listened to only inside an access context (who, purpose, channel).")
    return here
