"""Ending back-ups: thirty-five days after they were made they are removed (AXACTOR-95; schedule, R21).

By then nothing in them can be opened any more, since the key epoch of their time has been destroyed; so a copy that
somebody forgot somewhere else is noise, too.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction

from audit import trail
from personal_data import keys
from retention import events
from retention.models import Backup
from retention.services.backups import manifest
from retention.services.backups.manifest import Manifest
from retention.services.backups.sealed import Damaged


@dataclass(frozen=True, slots=True)
class Found:
    """A back-up in a folder: what it says of itself, and whether its key epoch lives."""

    about: Manifest
    folder: Path
    can_be_opened: bool

    def has_ended(self, at: datetime) -> bool:
        """Whether its time is over."""
        return at >= self.about.ends


def found_in(place: Path) -> list[Found]:
    """The back-ups in a folder, oldest first. What is no back-up is passed over."""
    living = set(keys.ring().numbers())
    found = [Found(about, folder, about.epoch in living) for folder, about in _manifests(place)]
    return sorted(found, key=lambda each: each.about.made)


@transaction.atomic
def expire(*, place: Path, at: datetime) -> list[str]:
    """Remove what has ended in a folder and record it. Gives the references; a second call changes nothing."""
    ended = [each for each in found_in(place) if each.has_ended(at)]
    for each in ended:
        shutil.rmtree(each.folder)
        Backup.objects.filter(reference=each.about.reference, removed_at=None).update(removed_at=at)
        trail.record(events.BACKUP_EXPIRED, reference=each.about.reference)
    return [each.about.reference for each in ended]


def expire_known(*, at: datetime) -> list[str]:
    """Remove what has ended of all back-ups that this database knows, wherever they lie within reach."""
    ended = Backup.objects.filter(expires_at__lte=at, removed_at=None).values_list("place", flat=True)
    return [
        reference for place in sorted({Path(each).parent for each in ended}) for reference in expire(place=place, at=at)
    ]


def _manifests(place: Path) -> Iterator[tuple[Path, Manifest]]:
    for folder in sorted(place.glob("BU-*")) if place.is_dir() else ():
        try:
            yield folder, manifest.read(folder)
        except Damaged:
            continue
