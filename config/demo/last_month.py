"""What the demo's trail says of the month before: nightly checks, sealed with the time of their nights.

The demo's past is made up, and its trail's too, so that there is a head from last month to keep and to check against
(``docs/checking_the_trail.md``). The checks are done, the events are hashed, sealed and signed by the product's own
services; only the times are of the story.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

from django.conf import settings
from django.db import connections

from audit import acting, events, trail
from audit.models import Head
from audit.tree import sealing, verifying

_NIGHTS = 31
_AT = time(3, 45, tzinfo=UTC)
_SEALED_AFTER = timedelta(seconds=20)
# The product's own way takes no time: there the database says when an event was.
_RECORDED = """
INSERT INTO audit_event (at, name, actor_kind, actor_id, purpose, channel, count, legal_basis)
VALUES (%s, %s, 'system', %s, 'security', 'task', %s, personal_data_basis_said('security'))"""
_VERIFIER = acting.system("privacy.verify_trail")


def tell(*, now: datetime) -> int:
    """Seal night by night, where nothing has been sealed yet. Returns how many nights were told.

    None where this installation has no sealer. Raises ValueError when a night's check finds the trail broken.
    """
    if "sealer" not in settings.DATABASES or Head.objects.exists():
        return 0
    nights = list(_nights(now))
    for night in nights:
        report = verifying.verify()
        if not report.is_whole:
            raise ValueError(f"The demo's trail is not whole: {report.findings[0]}")
        with connections[trail.recorder().alias].cursor() as cursor:
            cursor.execute(_RECORDED, [night, events.TRAIL_VERIFIED.name, _VERIFIER.id, report.events])
        sealing.seal(at=night + _SEALED_AFTER)
    return len(nights)


def _nights(now: datetime) -> Iterator[datetime]:
    """The nights of the last 31 days for which the trail has room: it is made from the month before this one on."""
    today = now.astimezone(UTC).date()
    first = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    for days in range(_NIGHTS, 0, -1):
        if (day := today - timedelta(days=days)) >= first:
            yield datetime.combine(day, _AT)
