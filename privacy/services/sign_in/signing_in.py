"""Signing in to the portal with a case number and the code from the letter.

Whatever is wrong, the answer is the same and so is the work: the counts, the look-up, eight comparisons, one event. The
event of a failure names the case number that was typed, whether there is such a case or not, and no person.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from audit import trail
from personal_data import access
from personal_data.purposes import Purpose
from privacy import events
from privacy.models import PortalCode
from privacy.policies.sign_in import limits
from privacy.services.sign_in import code_digests, counts

_COMPARED = 8
_NOBODY = (UUID(int=0), bytes(code_digests.SALT_BYTES), bytes(code_digests.DIGEST_BYTES))


@dataclass(frozen=True, slots=True)
class Answer:
    """Who signed in, or nobody; ``wait_until`` when too many attempts have failed for this one to be looked at.

    ``before`` is when the code was used the last time before this.
    """

    code: PortalCode | None = None
    before: datetime | None = None
    wait_until: datetime | None = None


def verify(*, case_number: str, code: str, address: str, at: datetime) -> Answer:
    """Whether this code belongs to this case number and works now.

    ``case_number`` and ``code`` as ``policies.sign_in.codes`` read them; ``address`` is the network address that asks.
    """
    attempt = counts.count(case_number=case_number, network=limits.network_of(address), at=at)
    if attempt.wait_until:
        trail.record_apart(events.PORTAL_SIGN_IN_LIMITED, reference=case_number, reason="too_many_failures")
        return Answer(wait_until=attempt.wait_until)
    found = _found(case_number, code)
    if found is None or not found.works_at(at):
        trail.record_apart(
            events.PORTAL_SIGN_IN_FAILED, reference=case_number, reason="expired" if found else "no_match"
        )
        return Answer()
    counts.give_back(attempt)
    before = found.last_used_at
    _welcome(found, at)
    return Answer(code=found, before=before)


def actor_of(code: PortalCode) -> access.Actor:
    """The person whom a code stands for, as the trail names them."""
    return access.Actor("debtor", code.debtor.subject_id)


def sign_out(*, code: PortalCode) -> None:
    """Record that the person ended the visit."""
    trail.record(events.PORTAL_SIGNED_OUT, envelopes=[code.envelope_id], reference=code.case_reference)


def _found(case_number: str, code: str) -> PortalCode | None:
    """The living code of this case that was typed. As many comparisons are made when there is none."""
    living = PortalCode.objects.filter(case_reference=case_number, revoked_at__isnull=True)
    stored = [(pk, bytes(salt), bytes(digest)) for pk, salt, digest in living.values_list("pk", "salt", "digest")]
    stored += [_NOBODY] * (_COMPARED - len(stored))
    right = [pk for pk, salt, digest in stored if code_digests.matches(code, salt=salt, digest=digest)]
    # Only now, when the code is right, may the work differ.
    return PortalCode.objects.select_related("debtor").get(pk=right[0]) if right else None


def _welcome(code: PortalCode, at: datetime) -> None:
    """From here on it is the person who acts."""
    here = access.current()
    request_id = here.request_id if here else None
    with access.context(actor=actor_of(code), purpose=Purpose.SELF_SERVICE, channel="portal", request_id=request_id):
        code.last_used_at = at
        code.save(update_fields=["last_used_at"])
        trail.record(events.PORTAL_SIGNED_IN, envelopes=[code.envelope_id], reference=code.case_reference)
