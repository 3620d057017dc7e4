"""What an installation for tests asks before it opens or shows production data: an approval that the production
installation signed, for this copy, for this installation, and still in its days (INTRUM-51).

TEST_INSTALLATION_OF says that an installation is one: it is the public key of the production installation. Its approval
lies beside the erasure journal, outside the database, and its key epochs are those of the copy and no others.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.models import Restart
from audit.tree import lives
from audit.tree import signing as head_keys
from personal_data import ownership
from personal_data.journal import closing
from personal_data.journal.entries import journal
from retention.policies import copies_for_tests as policy
from retention.policies import verifying
from retention.policies.verifying import NotGenuine
from retention.services import signing

_FILE = "copy-for-tests.json"


class NotApproved(ValidationError):
    """Production data are not opened here; ``code`` says why."""

    def __init__(self, code: str) -> None:
        said = {
            "not_approved": _("Production data open on a test installation only with an approval, and there is none."),
            "not_genuine": _("The approval was not signed by the production installation, or was changed."),
            "other_backup": _("The approval is for another copy."),
            "other_installation": _("The approval is for another test installation."),
            "over": _("The days of the approval are over."),
            "not_for_tests": _("This is a copy for tests. It opens on the test installation for which it is approved."),
        }
        super().__init__(said[code], code=code)


def is_one() -> bool:
    """Whether this installation is for tests."""
    return bool(settings.TEST_INSTALLATION_OF)


def name() -> str:
    """By what an approval names this installation: the name of the key with which it signs."""
    return verifying.key_id(signing.public_bytes())


def require(approval: Mapping[str, Any] | None, *, backup: str, at: datetime) -> None:
    """Raises NotApproved where a back-up must not be restored on this installation."""
    if is_one():
        code = "not_approved" if approval is None else _judged(approval, backup, at)
    else:
        code = "" if approval is None else "not_for_tests"
    if code:
        raise NotApproved(code)


def keep(approval: Mapping[str, Any]) -> None:
    """Lay the approval of the copy that is about to be restored beside the journal."""
    path = _path()
    ownership.make_folder(path.parent)
    draft = path.with_suffix(".draft")
    draft.write_text(json.dumps(approval))
    with draft.open() as file:
        ownership.like_its_folder(file.fileno(), draft)
    draft.replace(path)


def kept() -> dict[str, Any] | None:
    """The approval of the copy that is here; None where there is none."""
    try:
        content: dict[str, Any] = json.loads(_path().read_text())
    except FileNotFoundError:
        return None
    return content


def forget() -> None:
    """The copy has been wiped."""
    _path().unlink(missing_ok=True)


def refusal(*, at: datetime) -> str:
    """Why nothing of this installation is shown now; empty where it may be.

    One for tests that holds made-up data only was never restored, and asks for nothing.
    """
    if not is_one():
        return ""
    approval = kept()
    if approval is None:
        return "not_approved" if Restart.objects.exists() else ""
    return _judged(approval, _restored(), at)


def _judged(approval: Mapping[str, Any], backup: str, at: datetime) -> str:
    try:
        statement = policy.verify(approval, verifying.read_key(settings.TEST_INSTALLATION_OF.encode()), policy.APPROVED)
    except NotGenuine:
        return "not_genuine"
    return policy.refusal(statement, backup=backup, installation=name(), at=at)


def _restored() -> str:
    """The back-up from which this database was restored here, by the note that this installation signed."""
    known, _findings = lives.known(head_keys.known())
    return known[-1].reference if known else ""


def _path() -> Path:
    return journal().directory / _FILE


closing.register(lambda: refusal(at=timezone.now()))
