"""Whether data may leave now: recipient, papers, data and grounds are judged, and a refusal says why in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.functional import Promise

from audit import trail
from collections_app import events
from collections_app.models import (
    OF_ONE_DEBTOR,
    ON_AUTHORITY,
    Case,
    Debtor,
    DisclosureChannel,
    DisclosureGround,
    DisclosurePurpose,
    Recipient,
    RecipientKind,
)
from collections_app.policies import authorisations as authority
from collections_app.policies import disclosures as rules
from collections_app.selectors import authorisations, details, legal_files, notes
from collections_app.services.disclosing import transfer_limits
from collections_app.services.disclosing.refusals import REFUSALS


class NotAllowed(ValidationError):
    """Nothing may leave now; ``code`` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(REFUSALS[reason], code=reason)


@dataclass(frozen=True, slots=True, repr=False)
class Wanted:
    """What somebody wants to pass on: to whom, which data, what for, on which ground, and how."""

    recipient: Recipient
    fields: Sequence[str]
    purpose: str
    ground: str
    channel: str
    provision: str = ""
    asked_as: str = ""
    secrecy_check: str = ""
    """A ``SecrecyCheck``, where the controller's notice promises one (ALMI-60)."""
    noticed_on: date | None = None
    """When the debtor was told that a default will be reported."""
    about: Debtor | None = None
    """Whose data alone may leave, where the recipient is a debtor or speaks for one."""
    is_report: bool = False
    """Goes the way of two reporting officers (``legal_reports``), as what a law demands has to."""


def refusal(*, case: Case, wanted: Wanted, at: datetime) -> str:
    """Why this may not leave now, as a code; empty when it may. Blocks are asked by the opening itself."""
    to = wanted.recipient
    if to.controller_id != case.controller_id:
        return "other_controller"
    if to.kind == RecipientKind.CREDITOR and to.creditor_id != case.creditor_id:
        return "other_creditor"
    if reason := _unknown(wanted):
        return reason
    if wanted.purpose in rules.PRESSING and details.waiting(case):
        return "register_hit"
    day, limits, who = _local_day(case, at), transfer_limits.of(case.controller.reference), asked_about(to)
    asked = rules.Asked(
        purpose=wanted.purpose,
        is_report=wanted.is_report,
        secrecy_check=wanted.secrecy_check,
        noticed_on=wanted.noticed_on,
        in_legal_stage=legal_files.is_in_legal_stage(case),
    )
    return (
        rules.may_receive(who, day=day, limits=limits)
        or rules.may_contain(to.kind, wanted.fields)
        or rules.may_be_told(wanted.fields, unclassified=notes.count_unclassified(case))
        or rules.may_serve(who, asked, day=day, limits=limits)
        or rules.is_grounded(to.kind, provision=wanted.provision, asked_as=wanted.asked_as)
        or _of_one_debtor(case, wanted, day)
    )


def _unknown(wanted: Wanted) -> str:
    """What of it stands in no closed list, as a code."""
    closed_lists = (
        (wanted.purpose, DisclosurePurpose.values, "purpose_unknown"),
        (wanted.ground, DisclosureGround.values, "ground_unknown"),
        (wanted.channel, DisclosureChannel.values, "channel_unknown"),
    )
    return next((reason for value, known, reason in closed_lists if value not in known), "")


def _of_one_debtor(case: Case, wanted: Wanted, day: date) -> str:
    """Why a debtor, or who speaks for one, may not get these data, as a code (AMILI-29, INTRUM-85)."""
    to = wanted.recipient
    if to.kind not in OF_ONE_DEBTOR:
        return ""
    if wanted.about is None or not case.case_debtors.filter(debtor=wanted.about).exists():
        return "about_missing"
    if to.kind not in ON_AUTHORITY:
        return ""
    kept = authorisations.of_recipient(to)
    if kept is None or kept.debtor_reference != wanted.about.reference:
        return "no_authorisation"
    return authority.refusal(authority.standing_of(kept), day=day, fields=wanted.fields)


def against(recipient: Recipient, *, at: datetime) -> str | Promise:
    """Why nothing may go to a recipient on that day, in words; empty when something may."""
    controller = recipient.controller
    day = at.astimezone(ZoneInfo(controller.time_zone)).date()
    limits = transfer_limits.of(controller.reference)
    reason = rules.may_receive(asked_about(recipient), day=day, limits=limits)
    return REFUSALS[reason] if reason else ""


def check(*, case: Case, wanted: Wanted, at: datetime) -> None:
    """Raises NotAllowed, recorded with the recipient, when this may not leave now."""
    reason = refusal(case=case, wanted=wanted, at=at)
    if reason:
        trail.record_apart(
            events.DISCLOSURE_REFUSED,
            reference=case.reference,
            reason=reason,
            recipient=wanted.recipient.reference,
        )
        raise NotAllowed(reason)


def asked_about(recipient: Recipient) -> rules.To:
    """A recipient with its papers, as the judgements need them."""
    terms = recipient.safeguards.values_list("kind", "valid_from", "valid_until").order_by("valid_from", "pk")
    return rules.To(
        kind=recipient.kind,
        country=recipient.country,
        notice_key=recipient.notice_key,
        ended_on=recipient.ended_on,
        terms=tuple(rules.Term(*term) for term in terms),
    )


def _local_day(case: Case, at: datetime) -> date:
    return at.astimezone(ZoneInfo(case.controller.time_zone)).date()
