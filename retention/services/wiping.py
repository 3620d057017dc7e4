"""Wiping a test installation: when the days of its copy are over, or somebody ends it before (INTRUM-51).

First nothing is shown any more, then the keys go, then the files and every row. What was done already is done again
without harm, so a wipe that was interrupted is finished by the next; the signed statement is written last.
"""

import base64
import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from audit import trail
from personal_data import keys, ownership
from personal_data.journal import closing
from personal_data.journal.entries import journal
from retention import events
from retention.policies import copies_for_tests as policy
from retention.services import installation_for_tests, signing
from retention.services.backups import tables

_SESSIONS = "public.django_session"


def wipe_if_over(*, at: datetime) -> Path | None:
    """Wipe the copy that is here if its days are over. Gives where the signed statement lies."""
    is_over = installation_for_tests.kept() is not None and installation_for_tests.refusal(at=at) == "over"
    return wipe(at=at) if is_over else None


def wipe(*, at: datetime) -> Path | None:
    """Wipe the copy that is here, whatever its days; None where there is none.

    Raises ImproperlyConfigured without the login of the owner: then nothing can be read any more, and rows are left.
    """
    approval = installation_for_tests.kept()
    if approval is None or not installation_for_tests.is_one():
        return None
    closing.close("wiped")
    epochs = keys.ring().numbers()
    for number in epochs:
        keys.ring().destroy(number)
    files = _remove_files()
    if "owner" not in settings.DATABASES:
        raise ImproperlyConfigured("OWNER_DATABASE_URL must be set: only that login empties the tables.")
    rows = _empty()
    said = approval["statement"]
    with transaction.atomic():
        trail.record(events.COPY_WIPED, reference=said["copy"], count=rows)
    statement = {
        "schema": policy.WIPED,
        "copy": said["copy"],
        "backup": said["backup"],
        "wiped_at": at.isoformat(),
        "epochs": epochs,
        "files": files,
        "rows": rows,
    }
    path = _keep(policy.sign(statement, signing.key()), said["copy"])
    installation_for_tests.forget()
    return path


def _remove_files() -> int:
    stored = list(Path(settings.SEALED_FILES_DIRECTORY).glob("??/*"))
    for path in stored:
        path.unlink(missing_ok=True)
    return len(stored)


def _empty() -> int:
    """Every row of every table goes, the trail's and the sessions' too. Only the owner can, with the guards asleep."""
    with transaction.atomic(using="owner"):
        there = [*tables.columns(), _SESSIONS]
        rows = sum(map(tables.count, there))
        with tables.without_triggers():
            tables.empty(there)
    return rows


def _keep(signed: Mapping[str, Any], name: str) -> Path:
    path = journal().directory / f"wiped-{name}.json"
    content = {**signed, "public_key": base64.b64encode(signing.public_bytes()).decode()}
    draft = path.with_suffix(".draft")
    draft.write_text(json.dumps(content, indent=1))
    with draft.open() as file:
        ownership.like_its_folder(file.fileno(), draft)
    draft.replace(path)
    return path
