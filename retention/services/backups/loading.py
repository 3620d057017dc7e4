"""Filling an empty database and an empty file store from a back-up."""

import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connections, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Permission
from personal_data import ownership
from personal_data.models import Envelope
from retention.services.backups import manifest, tables
from retention.services.backups.making import FILES, Told, name_in, path_of
from retention.services.backups.manifest import Artefact, Manifest
from retention.services.backups.sealed import Damaged, Stream, read

_ORPHANED = """
DELETE FROM keys.data_key k WHERE NOT EXISTS (SELECT FROM personal_data_envelope e WHERE e.id = k.envelope_id)"""


class NotEmpty(ValidationError):
    """A back-up is restored into an empty database only: nothing that lives is overwritten."""

    def __init__(self) -> None:
        super().__init__(_("This database is not empty. Restore into a new one, after `migrate`."), code="not_empty")


class OtherProgram(ValidationError):
    """The tables of the back-up are not those of this program."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(
            _("Back-up and program differ in %(names)s. Restore with the program that made it, then update.")
            % {"names": ", ".join(names)},
            code="other_program",
        )


class NotNamed(ValidationError):
    """Whoever restores is not among the persons to whom back-ups are open."""

    def __init__(self) -> None:
        super().__init__(_("Nobody active with that address kept back-ups when this one was made."), code="not_named")


@dataclass(frozen=True, slots=True)
class Source:
    """A back-up to restore from: where its data and its keys lie, and what opens each."""

    about: Manifest
    folder: Path
    cipher: AESGCM
    keys_about: Manifest
    keys_folder: Path
    keys_cipher: AESGCM

    def content(self, artefact: Artefact) -> Iterator[bytes]:
        """The plaintext of an artefact. Raises Damaged."""
        if artefact.part == tables.KEYS:
            about, folder, cipher = self.keys_about, self.keys_folder, self.keys_cipher
        else:
            about, folder, cipher = self.about, self.folder, self.cipher
        path = path_of(folder, artefact.part, artefact.name)
        return read(path, cipher, name_in(about.reference, artefact.name))

    def artefacts(self) -> list[Artefact]:
        """The tables to fill."""
        return [*self.about.of("data"), *self.keys_about.of(tables.KEYS)]


def opened(folder: Path, keys_from: Path | None = None) -> Source:
    """Look at a back-up before anything is done with it. Raises Damaged, EpochGone."""
    keys_folder = keys_from or folder
    cipher, keys_cipher = manifest.check(folder), manifest.check(keys_folder)
    return Source(manifest.read(folder), folder, cipher, manifest.read(keys_folder), keys_folder, keys_cipher)


def require_empty(source: Source) -> None:
    """Raises NotEmpty, OtherProgram."""
    if Envelope.objects.using("owner").exists() or User.objects.using("owner").exists():
        raise NotEmpty
    here = set(tables.migrations())
    if different := sorted(here ^ set(source.about.migrations)):
        raise OtherProgram(different)


def load(source: Source, *, email: str, told: Told = lambda _: None) -> User:
    """Fill the database in one transaction, then the file store. Gives the person who restores, found in the back-up.

    Keys without an envelope are left out: with keys that are newer than the data there may be some. Raises NotEmpty,
    OtherProgram, NotNamed, Damaged; then nothing has been done.
    """
    require_empty(source)
    with transaction.atomic(using="owner"):
        tables.make_partitions(dict(source.about.partitions))
        _fill(source, told)
        tables.set_sequences({**source.about.sequences})
        person = keeper(email, alias="owner")
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")
    _unpack(source, told)
    return person


def keeper(email: str, *, alias: str = "default") -> User:
    """The person with an address to whom back-ups are open. Raises NotNamed."""
    person = User.objects.db_manager(alias).with_rights().filter(email=email.lower(), is_active=True).first()
    if person is None or not person.may(Permission.BACKUPS_KEEP):
        raise NotNamed
    return person


def _fill(source: Source, told: Callable[[str], object]) -> None:
    there = tables.columns()
    wanted = {artefact.name: artefact for artefact in source.artefacts()}
    with tables.without_triggers():
        tables.empty(list(wanted))
        for name in tables.in_order(there):
            told(name)
            artefact = wanted[name]
            if tables.copy_in(name, artefact.columns, source.content(artefact)) != artefact.rows:
                raise Damaged(f"{name} holds another number of rows than the back-up says.")
        with connections["owner"].cursor() as cursor:
            cursor.execute(_ORPHANED)


def _unpack(source: Source, told: Callable[[str], object]) -> None:
    root = Path(settings.SEALED_FILES_DIRECTORY)
    for artefact in source.about.of("files"):
        told(artefact.name)
        stream = Stream(source.content(artefact))
        with tarfile.open(fileobj=cast("Any", stream), mode="r|") as archive:
            for member in archive:
                _unpack_one(archive, member, root)


def _unpack_one(archive: tarfile.TarFile, member: tarfile.TarInfo, root: Path) -> None:
    target = root / member.name
    if not target.resolve().is_relative_to(root.resolve()) or not member.isfile():
        raise Damaged(f"{FILES} holds what is no sealed file.")
    if target.exists():
        return
    ownership.make_folder(target.parent)
    draft = target.with_suffix(".draft")
    content = archive.extractfile(member)
    assert content is not None
    with draft.open("wb") as output:
        ownership.like_its_folder(output.fileno(), draft)
        while part := content.read(1024 * 1024):
            output.write(part)
    draft.replace(target)
