"""Signing in to the portal with a case number and a code, which is spent by it.

Whatever is wrong, the answer is the same and so is the work: the counts, the look-up, eight comparisons, one event. The
event of a failure names the case number that was typed, whether there is such a case or not, and no person.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Max

from audit import trail
from collections_app.selectors import authorisations
from personal_data import access
from personal_data.purposes import Purpose
from privacy import events
from privacy.models import PortalCode
from privacy.policies.sign_in import limits
from privacy.services.sign_in import code_digests, counts

_COMPARED = 8
_NOBODY = (UUID(int=0), bytes(code_digests.SALT_BYTES), bytes(code_digests.DIGEST_BYTES))


class NoAuthorisation(Exception):
    """The authorisation to which a code belongs is not kept any more."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Who signed in, or nobody; ``wait_until`` when too many attempts have failed for this one to be looked at.

    ``before`` is when somebody signed in as this person the last time before this.
    """

    code: PortalCode | None = None
    before: datetime | None = None
    wait_until: datetime | None = None


def verify(*, case_number: str, code: str, address: str, at: datetime) -> Answer:
    """Whether this code belongs to this case number and works now. If so it is used, and works no more.

    ``case_number`` and ``code`` as ``policies.sign_in.codes`` read them; ``address`` is the network address that asks.
    """
    attempt = counts.count(case_number=case_number, network=limits.network_of(address), at=at)
    if attempt.wait_until:
        trail.record_apart(events.PORTAL_SIGN_IN_LIMITED, reference=case_number, reason="too_many_failures")
        return Answer(wait_until=attempt.wait_until)
    found = _found(case_number, code)
    answer, refused = _welcome(found, at) if found else (Answer(), "no_match")
    if refused:
        trail.record_apart(events.PORTAL_SIGN_IN_FAILED, reference=case_number, reason=refused)
    else:
        counts.give_back(attempt)
    return answer


def actor_of(code: PortalCode) -> access.Actor:
    """The person whom a code stands for, as the trail names them: the debtor, or who speaks for them.

    Raises NoAuthorisation when that has been erased.
    """
    if code.authorisation is None:
        return access.Actor("debtor", code.debtor.subject_id)
    person = authorisations.person_speaking(code.authorisation)
    if person is None:
        raise NoAuthorisation
    return access.Actor("debtor", person.pk)


def sign_out(*, code: PortalCode) -> None:
    """Record that the person ended the visit."""
    trail.record(events.PORTAL_SIGNED_OUT, envelopes=[code.envelope_id], reference=code.case_reference)


def _found(case_number: str, code: str) -> UUID | None:
    """The code of this case that was typed, used or not. As many comparisons are made when there is none."""
    known = PortalCode.objects.filter(case_reference=case_number, revoked_at__isnull=True).order_by(
        F("used_at").desc(nulls_first=True)
    )
    # Unused ones first: of a case with many visits only the newest used codes are known again, for the trail.
    rows = known.values_list("pk", "salt", "digest", "used_at")[: 2 * _COMPARED]
    stored = [
        (pk, bytes(salt), bytes(digest))
        for place, (pk, salt, digest, used_at) in enumerate(rows)
        if used_at is None or place < _COMPARED
    ]
    stored += [_NOBODY] * (_COMPARED - len(stored))
    # Only now, when the code is right, may the work differ.
    return next((pk for pk in _matching(stored, code)), None)


def _matching(stored: list[tuple[UUID, bytes, bytes]], code: str) -> list[UUID]:
    return [pk for pk, salt, digest in stored if code_digests.matches(code, salt=salt, digest=digest)]


def _welcome(found: UUID, at: datetime) -> tuple[Answer, str]:
    """Use up the code, once however many type it at the same time; from here on it is the person who acts.

    The second is why not: the state of a code that works no more.
    """
    with transaction.atomic():
        code = PortalCode.objects.select_for_update(of=("self",)).select_related("debtor").filter(pk=found).first()
        if code is None:  # erased in this moment
            return Answer(), "no_match"
        if not code.works_at(at):
            return Answer(), code.state_at(at).value
        if code.authorisation is not None and authorisations.person_speaking(code.authorisation) is None:
            return Answer(), "no_match"
        same = PortalCode.objects.filter(debtor=code.debtor_id, authorisation=code.authorisation)
        before = same.aggregate(last=Max("used_at"))["last"]
        here = access.current()
        request_id = here.request_id if here else None
        acting = access.context(
            actor=actor_of(code), purpose=Purpose.SELF_SERVICE, channel="portal", request_id=request_id
        )
        with acting:
            code.used_at = at
            code.save(update_fields=["used_at"])
            trail.record(events.PORTAL_SIGNED_IN, envelopes=[code.envelope_id], reference=code.case_reference)
    return Answer(code=code, before=before), ""
