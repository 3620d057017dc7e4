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

from audit.models import Event, Restart
from audit.tree import lives
from audit.tree import signing as head_keys
from personal_data import ownership
from personal_data.journal import closing
from personal_data.journal.entries import journal
from retention import events
from retention.policies import copies_for_tests as policy
from retention.policies import verifying
from retention.policies.verifying import NotGenuine
from retention.services import signing

NOT_FOR_TESTS = "not_for_tests"
_FILE = "copy-for-tests.json"
_EXCHANGED = frozenset({"not_genuine", "other_installation"})


class NotApproved(ValidationError):
    """Production data are not opened here; ``code`` says why."""

    def __init__(self, code: str) -> None:
        said = {
            "not_approved": _("Production data open on a test installation only with an approval, and there is none."),
            "not_genuine": _("The approval was not signed by the production installation, or was changed."),
            "other_backup": _("The approval is for another copy."),
            "other_installation": _("The approval is for another test installation."),
            "over": _("The days of the approval are over."),
            NOT_FOR_TESTS: _("This is a copy for tests. It opens on the test installation for which it is approved."),
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
        code = "" if approval is None else NOT_FOR_TESTS
    if code:
        raise NotApproved(code)


def keep(approval: Mapping[str, Any]) -> None:
    """Lay the approval of the copy that is about to be restored beside the journal."""
    lay(_FILE, approval)


def kept() -> dict[str, Any] | None:
    """The approval of the copy that is here; None where there is none, and empty where it cannot be read."""
    return laid(_FILE)


def lay(file: str, content: Mapping[str, Any]) -> Path:
    """Write a file beside the journal, whole or not at all."""
    path = journal().directory / file
    ownership.make_folder(path.parent)
    draft = path.with_suffix(".draft")
    draft.write_text(json.dumps(content, indent=1))
    with draft.open() as written:
        ownership.like_its_folder(written.fileno(), draft)
    draft.replace(path)
    return path


def laid(file: str) -> dict[str, Any] | None:
    """What a file beside the journal holds; None where there is no such file, and empty where it cannot be read."""
    try:
        content = json.loads((journal().directory / file).read_text())
    except FileNotFoundError:
        return None
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


def forget() -> None:
    """The copy has been wiped."""
    (journal().directory / _FILE).unlink(missing_ok=True)


def refusal(*, at: datetime) -> str:
    """Why nothing of this installation is shown now; empty where it may be.

    One for tests that holds made-up data only was never restored, and asks for nothing. Where a copy lies and the
    setting that makes this an installation for tests is gone, nothing is shown either.
    """
    approval = kept()
    if not is_one():
        return "" if approval is None else NOT_FOR_TESTS
    if approval is None:
        return "not_approved" if Restart.objects.exists() else ""
    return _judged(approval, restored(), at)


def must_be_wiped(*, at: datetime) -> bool:
    """Whether the days of the copy that is here are over, or its approval was taken away or exchanged.

    Its end counts alone: a restore or a wipe that stopped half-way leaves a database that does not say which copy it
    holds. Only where a copy was opened is a missing approval a reason: a production installation that is called one
    for tests by mistake has none, and is closed but not wiped.
    """
    approval = kept()
    if not is_one():
        return False
    if approval is None:
        return bool(opened())
    code = _judged(approval, restored(), at)
    return policy.has_ended(approval, at) or code in _EXCHANGED or (code == "other_backup" and bool(opened()))


def opened() -> str:
    """The reference of the copy that was opened here, by the trail, whatever became of its approval; empty where none
    was."""
    newest = Event.objects.filter(name=events.COPY_OPENED).order_by("-id").first()
    return newest.reference if newest else ""


def restored() -> str:
    """The back-up from which this database was restored here, by the note that this installation signed."""
    known, _findings = lives.known(head_keys.known())
    return known[-1].reference if known else ""


def statement_of(approval: Mapping[str, Any]) -> dict[str, Any]:
    """What production signed; empty where it did not sign that."""
    try:
        return policy.verify(approval, verifying.read_key(settings.TEST_INSTALLATION_OF.encode()), policy.APPROVED)
    except NotGenuine:
        return {}


def _judged(approval: Mapping[str, Any], backup: str, at: datetime) -> str:
    said = statement_of(approval)
    return policy.refusal(said, backup=backup, installation=name(), at=at) if said else "not_genuine"


closing.register(lambda: refusal(at=timezone.now()))
