"""Making a back-up: tables, keys and sealed files of one moment, each sealed under a key that ends with its epoch."""

import shutil
import tarfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, cast
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connections, transaction
from django.utils.translation import gettext as _

from audit import trail
from personal_data import keys
from personal_data.journal import closing
from personal_data.journal.chain import Position
from personal_data.journal.entries import journal
from retention import events
from retention.models import Backup
from retention.services.backups import manifest, rewrapping, tables
from retention.services.backups.manifest import Artefact, Manifest
from retention.services.backups.sealed import Writer

FILES = "files/files.tar"
Told = Callable[[str], object]


class WrongPlace(ValidationError):
    """A back-up may not lie where keys, sealed files or the erasure journal lie."""


@dataclass(frozen=True, slots=True)
class ForTests:
    """What makes a back-up a copy for tests: the one epoch that opens it, the approval of a back-up by its name, and
    how the approval is used up, in the transaction that notes the back-up; it may refuse."""

    epoch: keys.Epoch
    approval_of: Callable[[str], Mapping[str, Any]]
    use_up: Callable[[Backup], None]


def make(
    *,
    into: Path,
    keys_into: Path | None,
    by: UUID,
    at: datetime,
    told: Told = lambda _: None,
    for_tests: ForTests | None = None,
) -> Backup:
    """Make a back-up in a folder of its own; its wrapped keys may go elsewhere. Raises WrongPlace, tables.NotReadable,
    Closed.

    The view of the data is one moment of the database. The journal's position is read before it, so that whatever the
    view does not know is replayed. A copy for tests is opened where there is another journal, from its beginning; it is
    noted before its manifest is there, without which nothing opens it. A failure leaves nothing of either.
    """
    closing.require_open()
    for place in filter(None, (into, keys_into)):
        _require_apart(place)
    number = uuid4()
    reference = f"BU-{at:%Y%m%d-%H%M%S}-{number.hex[:4].upper()}"
    key = keys.new_key()
    own = for_tests.epoch if for_tests else None
    epoch, wrapped = manifest.wrapped(number, key, own or keys.ring().current())
    position = Position() if for_tests else journal().end()
    place, keys_place = into / reference, (keys_into or into) / reference
    with _removed_on_failure(place, keys_place):
        with _one_view():
            made = _copy(AESGCM(key), reference, place, keys_place, told, own)
            about = Manifest(
                id=str(number),
                reference=reference,
                made_at=at.isoformat(),
                made_by=str(by),
                epoch=epoch,
                wrapped_key=wrapped,
                migrations=tables.migrations(),
                journal={"number": position.number, "digest": position.digest},
                artefacts=made,
                sequences=tables.sequences(),
                partitions=tables.partitions(),
                approval=for_tests.approval_of(reference) if for_tests else None,
            )
        return _finished(about, place, keys_place, AESGCM(key), for_tests)


def _finished(about: Manifest, place: Path, keys_place: Path, cipher: AESGCM, for_tests: ForTests | None) -> Backup:
    backup = _noted(about, place, for_tests.use_up) if for_tests else None
    for folder in {place, keys_place}:
        manifest.write(folder, about, cipher)
    return backup or _noted(about, place)


@transaction.atomic
def _noted(about: Manifest, place: Path, use_up: Callable[[Backup], None] = lambda _: None) -> Backup:
    backup = Backup.objects.create(
        id=UUID(about.id),
        reference=about.reference,
        made_at=about.made,
        made_by=UUID(about.made_by),
        place=str(place),
        epoch=about.epoch,
        journal_number=about.position.number,
        rows=about.rows,
        size=about.size,
        expires_at=about.ends,
    )
    trail.record(events.BACKUP_MADE, reference=about.reference, count=about.rows)
    use_up(backup)
    return backup


@transaction.atomic
def forget(backup: Backup, *, at: datetime) -> None:
    """A back-up of a drill has been removed with its folder."""
    backup.removed_at = at
    backup.save(update_fields=["removed_at"])
    trail.record(events.BACKUP_EXPIRED, reference=backup.reference)


def _copy(
    cipher: AESGCM, reference: str, folder: Path, keys_folder: Path, told: Told, own: keys.Epoch | None
) -> list[Artefact]:
    made = []
    for name, columns in tables.columns().items():
        part = tables.KEYS if name.startswith("keys.") else "data"
        told(name)
        place = path_of(keys_folder if part == tables.KEYS else folder, part, name)
        with Writer(place, cipher, name_in(reference, name)) as writer:
            content = tables.copied_out(name, columns)
            for chunk in rewrapping.under(own, columns, content) if own and part == tables.KEYS else content:
                writer.write(chunk)
        made.append(Artefact(name, part, writer.size, writer.digest, tables.count(name), columns))
    told(FILES)
    with Writer(path_of(folder, "files", FILES), cipher, name_in(reference, FILES)) as writer:
        stored = _pack(writer)
    return [*made, Artefact(FILES, "files", writer.size, writer.digest, stored)]


def path_of(folder: Path, part: str, name: str) -> Path:
    """Where an artefact lies in the folder of its back-up."""
    return folder / part / f"{name.rpartition('/')[2]}.sealed"


def name_in(reference: str, name: str) -> str:
    """The name that is bound into an artefact, so that one of another back-up does not open in its place."""
    return f"{reference}/{name}"


def _pack(writer: Writer) -> int:
    """Every sealed file, as it lies there. One that is erased meanwhile is passed over: the journal knows of it."""
    root, stored = Path(settings.SEALED_FILES_DIRECTORY), 0
    with tarfile.open(fileobj=cast("Any", writer), mode="w|") as archive:
        for path in sorted(root.glob("??/*.sealed")):
            try:
                file = path.open("rb")
            except FileNotFoundError:
                continue
            with file:
                member = tarfile.TarInfo(str(path.relative_to(root)))
                member.size = path.stat().st_size
                archive.addfile(member, file)
            stored += 1
    return stored


@contextmanager
def _removed_on_failure(*folders: Path) -> Iterator[None]:
    try:
        yield
    except BaseException:
        for folder in folders:
            shutil.rmtree(folder, ignore_errors=True)
        raise


@contextmanager
def _one_view() -> Iterator[None]:
    """Everything that is read within the block is of one moment."""
    with transaction.atomic(using="owner"):
        with connections["owner"].cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


def _require_apart(place: Path) -> None:
    for kept in (settings.KEY_DIRECTORY, settings.SEALED_FILES_DIRECTORY, journal().directory):
        if place.resolve().is_relative_to(Path(kept).resolve()):
            raise WrongPlace(_("A back-up never lies in %(folder)s.") % {"folder": kept}, code="place")
