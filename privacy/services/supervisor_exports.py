"""Packages for authorities that supervise the business: cases with their trail and proofs, to be read (INTRUM-87).

Each case is passed on like any other disclosure: judged, opened for the authority, a line in the register, a sealed
copy of what left. The package names the digest of each member and is itself known by its digest, so nothing in it can
be altered unseen.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit import trail
from audit.tree import proofs
from collections_app.models import (
    Case,
    DisclosureChannel,
    DisclosureGround,
    DisclosurePurpose,
    Recipient,
    RecipientKind,
)
from collections_app.selectors import disclosable
from collections_app.services.disclosing import checks, disclosures
from collections_app.services.disclosing.disclosures import Left, Wanted
from personal_data import envelopes, reach
from privacy import events
from privacy.models import SupervisorExport
from privacy.selectors.trail_filter import TrailFilter
from privacy.services import trail_exports

MOST_CASES = 50
FORMAT = "sigill-supervisor-package-1"
_REFUSALS = {
    "no_supervisor": _("Such a package is made for a supervisory authority only."),
    "no_case": _("Name at least one case."),
    "too_many": _("A package holds fifty cases at most. Make another one for the rest."),
    "unknown_case": _("One of these case numbers is not known, or is another controller's."),
    "not_sealed": _("Nothing of the trail has been sealed yet. Try again in a minute."),
    "trail_too_long": _("The trail of one of these cases is too long for a package."),
}


class NotAllowed(ValidationError):
    """No package is made; ``code`` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(_REFUSALS[reason], code=reason)


@dataclass(frozen=True, slots=True, repr=False)
class Asked:
    """Which data of which cases an authority gets, on which provision and under which number of its own."""

    recipient: Recipient
    references: Sequence[str]
    fields: Sequence[str]
    provision: str
    asked_as: str
    secrecy_check: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Package:
    """The package as it goes, and its line in the log."""

    content: bytes
    line: SupervisorExport


def make(*, asked: Asked, by: UUID, at: datetime) -> Package:
    """Make a package; nothing leaves unless all of it may. Raises NotAllowed, and ``disclosures.NotAllowed``."""
    cases = _cases(asked)
    wanted = Wanted(
        recipient=asked.recipient,
        fields=tuple(asked.fields),
        purpose=DisclosurePurpose.AUTHORITY_ORDER,
        ground=DisclosureGround.LEGAL_DUTY,
        channel=DisclosureChannel.FILE,
        provision=asked.provision,
        asked_as=asked.asked_as,
        secrecy_check=asked.secrecy_check,
    )
    for case in cases:
        checks.check(case=case, wanted=wanted, at=at)
    return _carry_out(asked, cases, wanted, by=by, at=at)


@transaction.atomic
def _carry_out(asked: Asked, cases: Sequence[Case], wanted: Wanted, *, by: UUID, at: datetime) -> Package:
    logs, told = _logs(cases)
    rows = disclosable.rows_of_each(cases, wanted.fields)
    opened = [row for each in rows.values() for row in each]
    envelopes.keep([row.envelope_id for row in opened])
    try:
        envelopes.open(opened, recipient=asked.recipient.reference)
    except envelopes.Refused as refused:
        raise disclosures.NotAllowed("blocked") from refused
    owed = disclosable.owed_on(cases, wanted.fields)
    left = [Left(case, rows[case.pk], disclosable.entries(rows[case.pk], wanted.fields, owed)) for case in cases]
    lines = disclosures.enter(wanted=wanted, left=left, by=by, at=at)
    content = _written(asked, left, logs, at)
    line = SupervisorExport.objects.create(
        controller=asked.recipient.controller,
        recipient=asked.recipient,
        provision=asked.provision.strip(),
        data_fields=sorted(wanted.fields),
        cases=len(cases),
        events=told,
        digest=hashlib.sha256(content).hexdigest(),
        made_by=by,
        made_at=at,
    )
    _record(line, [each.envelope_id for each in lines])
    return Package(content, line)


def _record(line: SupervisorExport, concerned: Sequence[UUID]) -> None:
    trail.record(
        events.SUPERVISOR_PACKAGE_MADE,
        envelopes=concerned,
        recipient=line.recipient.reference,
        fields=line.data_fields,
        count=line.cases,
    )


def _cases(asked: Asked) -> list[Case]:
    references = list(dict.fromkeys(asked.references))
    if asked.recipient.kind != RecipientKind.SUPERVISOR:
        raise NotAllowed("no_supervisor")
    if not references:
        raise NotAllowed("no_case")
    if len(references) > MOST_CASES:
        raise NotAllowed("too_many")
    found = Case.objects.filter(reach.within(), controller=asked.recipient.controller_id, reference__in=references)
    cases = list(found.select_related("controller").order_by("reference"))
    if len(cases) < len(references):
        raise NotAllowed("unknown_case")
    return cases


def _logs(cases: Sequence[Case]) -> tuple[dict[str, str], int]:
    """What the trail says of each case, as lines with proofs that a stranger's program checks."""
    logs, told = {}, 0
    for case in cases:
        try:
            proven, number = trail_exports.proven(wanted=TrailFilter(reference=case.reference))
        except proofs.NotSealed:
            raise NotAllowed("not_sealed") from None
        except trail_exports.TooMany:
            raise NotAllowed("trail_too_long") from None
        logs[f"log/{case.reference}.jsonl"] = proven
        told += number
    return logs, told


def _written(asked: Asked, left: Sequence[Left], logs: Mapping[str, str], at: datetime) -> bytes:
    members = {f"cases/{each.case.reference}.json": json.dumps(each.entries, ensure_ascii=False) for each in left}
    members |= logs
    manifest = {
        "format": FORMAT,
        "controller": asked.recipient.controller.name,
        "recipient": asked.recipient.name,
        "provision": asked.provision.strip(),
        "your_reference": asked.asked_as.strip(),
        "made_at": at.isoformat(timespec="seconds"),
        "sha256": {name: hashlib.sha256(text.encode()).hexdigest() for name, text in sorted(members.items())},
    }
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as target:
        for name, text in {"manifest.json": json.dumps(manifest, ensure_ascii=False, indent=1), **members}.items():
            member = zipfile.ZipInfo(name, at.timetuple()[:6])
            member.external_attr = 0o444 << 16  # to be read, not written
            target.writestr(member, text)
    return archive.getvalue()
