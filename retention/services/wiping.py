"""Wiping a test installation: when the days of its copy are over, when its approval was taken away, or when somebody
ends it before (INTRUM-51).

First nothing is shown any more, then the keys go, then the files and every row. What was done already is done again
without harm, so a wipe that was interrupted is finished by the next: what there was to wipe is noted beside the journal
before anything goes, and the note goes last. The signed statement says what the note says. One program wipes at a time.
"""

import base64
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from audit import trail
from collections_app.services import sole_worker
from personal_data import keys
from personal_data.journal import closing
from personal_data.journal.entries import journal
from retention import events
from retention.policies import copies_for_tests as policy
from retention.services import installation_for_tests, signing
from retention.services.backups import tables

_SESSIONS = "public.django_session"
_BEGUN = "wiping.json"
_SOLE = "wiping"


class BeingWiped(ValidationError):
    """Another program wipes this installation already."""

    def __init__(self) -> None:
        super().__init__(_("It is being wiped already."), code="being_wiped")


def wipe_if_over(*, at: datetime) -> Path | None:
    """Wipe the copy that is here if its days are over, its approval is gone, or a wipe of it was interrupted. Gives
    where the signed statement lies; None where nothing is to be wiped, or somebody else does."""
    if not installation_for_tests.is_one():
        return None
    with sole_worker.on(_SOLE) as is_ours:
        must = is_ours and (_is_begun() or installation_for_tests.must_be_wiped(at=at))
        return _wipe(at) if must else None


def wipe(*, at: datetime) -> Path | None:
    """Wipe the copy that is here, whatever its days; None where there is none.

    Raises BeingWiped, and ImproperlyConfigured without the login of the owner: then nothing can be read any more, and
    rows are left.
    """
    if not installation_for_tests.is_one():
        return None
    with sole_worker.on(_SOLE) as is_ours:
        if not is_ours:
            raise BeingWiped
        return _wipe(at) if _is_begun() or _is_here() else None


def _wipe(at: datetime) -> Path:
    closing.close("wiped")
    begun = _begin()
    for number in keys.ring().numbers():
        keys.ring().destroy(number)
    _remove_files()
    if "owner" not in settings.DATABASES:
        raise ImproperlyConfigured("OWNER_DATABASE_URL must be set: only that login empties the tables.")
    if "rows" not in begun:
        begun["rows"] = sum(map(tables.count, _tables()))
        installation_for_tests.lay(_BEGUN, begun)
    _empty()
    with transaction.atomic():
        trail.record(events.COPY_WIPED, reference=begun["copy"], count=begun["rows"])
    path = _keep(policy.sign({"schema": policy.WIPED, "wiped_at": at.isoformat(), **begun}, signing.key()))
    installation_for_tests.forget()
    (journal().directory / _BEGUN).unlink()
    return path


def _is_begun() -> bool:
    return installation_for_tests.laid(_BEGUN) is not None


def _is_here() -> bool:
    return installation_for_tests.kept() is not None or bool(installation_for_tests.opened())


def _begin() -> dict[str, Any]:
    """What there is to wipe: as it was when the wipe began, whoever finishes it.

    The copy that was opened here has its name from the trail, since its approval may have been exchanged; one that was
    not opened to the end has it from its approval.
    """
    begun = installation_for_tests.laid(_BEGUN)
    if begun:
        return begun
    said = installation_for_tests.statement_of(installation_for_tests.kept() or {})
    opened = installation_for_tests.opened()
    begun = {
        "copy": opened or said.get("copy", ""),
        "backup": installation_for_tests.restored() if opened else said.get("backup", ""),
        "epochs": keys.ring().numbers(),
        "files": len(_files()),
    }
    installation_for_tests.lay(_BEGUN, begun)
    return begun


def _files() -> list[Path]:
    return list(Path(settings.SEALED_FILES_DIRECTORY).glob("??/*"))


def _remove_files() -> None:
    for path in _files():
        path.unlink(missing_ok=True)


def _tables() -> list[str]:
    return [*tables.columns(), _SESSIONS]


def _empty() -> None:
    """Every row of every table goes, the trail's and the sessions' too. Only the owner can, with the guards asleep."""
    with transaction.atomic(using="owner"), tables.without_triggers():
        tables.empty(_tables())


def _keep(signed: Mapping[str, Any]) -> Path:
    content = {**signed, "public_key": base64.b64encode(signing.public_bytes()).decode()}
    return installation_for_tests.lay(f"wiped-{signed['statement']['copy']}.json", content)
