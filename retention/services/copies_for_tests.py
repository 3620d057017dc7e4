"""Production data for a test installation: asked for, approved by the data protection officer, made, and gone again
(INTRUM-51, GDPR art. 5(1)(c), (e) and 32(1))."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from audit import trail
from collections_app.services import sole_worker
from personal_data import keys, reach
from personal_data.models import Controller
from retention import events
from retention.models import Backup, CopyAim, CopyForTests
from retention.policies import copies_for_tests as policy
from retention.policies import verifying
from retention.services import signing
from retention.services.backups import making

_MINUTE = 60


class NotNow(ValidationError):
    """The step cannot be taken with this copy; ``code`` says why."""

    def __init__(self, code: str) -> None:
        said = {
            "beyond": _("It holds data of controllers for whom you do not work. Somebody who works for all decides."),
            "not_approved": _("Nobody has approved this copy."),
            "over": _("Its days are over. Ask anew."),
            "made": _("This copy has been made already. Each approval is for one."),
            "being_made": _("This copy is being made. Each approval is for one."),
            "same_place": _("The key of the copy goes another way than the copy: name another folder for it."),
            "not_made": _("No copy has been made with that reference."),
            "other": _("The statement is of another copy."),
        }
        super().__init__(said[code], code=code)


@transaction.atomic
def ask(*, aim: CopyAim, why: str, installation: str, days: int, by: UUID, at: datetime) -> CopyForTests:
    """Ask for a copy: for which aim, why made-up data would not do, where to, for how many days. Raises
    ValidationError."""
    copy = CopyForTests(
        reference=f"CFT-{at:%Y%m%d}-{uuid4().hex[:8].upper()}",
        aim=aim.value,
        why=why.strip(),
        installation=installation.strip().lower(),
        days=days,
        asked_by=by,
        asked_at=at,
    )
    copy.full_clean()
    copy.save(force_insert=True)
    trail.record(events.COPY_ASKED, reference=copy.reference, reason=copy.aim, count=days)
    return copy


@transaction.atomic
def approve(*, copy: CopyForTests, by: UUID, at: datetime) -> CopyForTests:
    """Approve it as the data protection officer: its days run from now on. The same again changes nothing.

    The copy holds data of every controller, so who approves works for all. Raises NotNow, and ValidationError for who
    asked for it.
    """
    locked = CopyForTests.objects.select_for_update(of=("self",)).get(pk=copy.pk)
    if locked.approved_at is not None:
        return locked
    if Controller.objects.filter(reach.beyond("pk")).exists():
        raise NotNow("beyond")
    locked.approved_by, locked.approved_at = by, at
    locked.ends_at = at + timedelta(days=locked.days)
    locked.full_clean()
    locked.save(update_fields=["approved_by", "approved_at", "ends_at"])
    trail.record(events.COPY_APPROVED, reference=locked.reference, reason=locked.aim, count=locked.days)
    return locked


def make(*, copy: CopyForTests, into: Path, key_into: Path, by: UUID, at: datetime) -> CopyForTests:
    """Make the copy as a back-up that one key epoch of its own opens, and lay that epoch into a folder of its name.

    One program makes it at a time, and it is noted as made before anything can open it, so that an approval is for one
    copy whatever stops meanwhile. A failure leaves neither copy nor epoch. The epoch stays where it was laid: whoever
    carries it destroys it there. Raises NotNow, and what ``making.make`` raises.
    """
    if _is_within(key_into, into) or _is_within(into, key_into):
        raise NotNow("same_place")
    with sole_worker.on(copy.reference) as is_ours:
        if not is_ours:
            raise NotNow("being_made")
        _require_makeable(CopyForTests.objects.get(pk=copy.pk), at)
        ring = keys.DirectoryKeyRing(key_into / copy.reference)
        # Counted in minutes, so that it is no number of an epoch of any ring here or there.
        epoch = ring.advance(at=at, number=int(at.timestamp()) // _MINUTE)
        for_tests = making.ForTests(
            epoch,
            lambda name: policy.sign(_approval(copy, name), signing.key()),
            lambda backup: _use_up(copy, backup, at),
        )
        try:
            making.make(into=into, keys_into=None, by=by, at=at, for_tests=for_tests)
        except BaseException:
            ring.destroy(epoch.number)
            _give_back(copy, at)
            raise
    return CopyForTests.objects.select_related("backup").get(pk=copy.pk)


def _use_up(copy: CopyForTests, backup: Backup, at: datetime) -> None:
    """In the transaction that notes the back-up."""
    locked = CopyForTests.objects.select_for_update(of=("self",)).get(pk=copy.pk)
    _require_makeable(locked, at)
    locked.backup = backup
    locked.save(update_fields=["backup"])
    trail.record(events.COPY_MADE, reference=locked.reference, count=backup.rows)


@transaction.atomic
def _give_back(copy: CopyForTests, at: datetime) -> None:
    """Nothing can open what was made, so the approval is for another try."""
    locked = CopyForTests.objects.select_for_update(of=("self",)).select_related("backup").get(pk=copy.pk)
    if locked.backup is not None:
        making.forget(locked.backup, at=at)
        locked.backup = None
        locked.save(update_fields=["backup"])


@transaction.atomic
def note_wiped(*, file: bytes) -> CopyForTests:
    """Keep that the test installation says, signed, that the copy is gone. Raises NotGenuine, NotNow."""
    signed = _parsed(file)
    copy = (
        CopyForTests.objects.select_for_update(of=("self",))
        .filter(reference=str(_of(signed, "statement").get("copy")), backup__isnull=False)
        .first()
    )
    if copy is None or copy.backup is None:
        raise NotNow("not_made")
    public_key = verifying.read_key(str(signed.get("public_key")).encode())
    if verifying.key_id(public_key) != copy.installation:
        raise verifying.NotGenuine("It was signed by another installation than the one that had the copy.")
    statement = policy.verify(signed, public_key, policy.WIPED)
    if statement["backup"] != copy.backup.reference:
        raise NotNow("other")
    if copy.wiped_at is None:
        copy.wiped_at, copy.wiped_digest = datetime.fromisoformat(statement["wiped_at"]), verifying.fingerprint(file)
        copy.save(update_fields=["wiped_at", "wiped_digest"])
        trail.record(events.COPY_WIPED, reference=copy.reference, count=statement["rows"])
    return copy


def _require_makeable(copy: CopyForTests, at: datetime) -> None:
    if copy.approved_at is None or copy.ends_at is None:
        raise NotNow("not_approved")
    if not copy.approved_at <= at < copy.ends_at:
        raise NotNow("over")
    if copy.backup_id is not None:
        raise NotNow("made")


def _approval(copy: CopyForTests, backup: str) -> dict[str, Any]:
    assert copy.approved_at is not None
    assert copy.ends_at is not None
    return {
        "schema": policy.APPROVED,
        "copy": copy.reference,
        "backup": backup,
        "aim": copy.aim,
        "installation": copy.installation,
        "approved_at": copy.approved_at.isoformat(),
        "ends_at": copy.ends_at.isoformat(),
    }


def _is_within(path: Path, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())


def _parsed(file: bytes) -> Mapping[str, Any]:
    try:
        content = json.loads(file)
    except ValueError:
        raise verifying.NotGenuine("The statement cannot be read.") from None
    if not isinstance(content, dict):
        raise verifying.NotGenuine("The statement cannot be read.")
    return content


def _of(signed: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = signed.get(name)
    if not isinstance(found, dict):
        raise verifying.NotGenuine("This is no statement of that kind.")
    return found
