"""Whether data may leave now: recipient, papers, data and grounds are judged, and a refusal says why in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from audit import trail
from collections_app import events
from collections_app.models import (
    Case,
    DisclosureChannel,
    DisclosureGround,
    DisclosurePurpose,
    Recipient,
    RecipientKind,
)
from collections_app.policies import disclosures as rules
from collections_app.selectors import details, legal_files, notes
from collections_app.services.disclosing import transfer_limits

_REFUSALS = {
    "other_controller": _("This recipient belongs to another controller. Choose one of the case's own controller."),
    "other_creditor": _("A creditor gets data of its own cases only, and this case is another's."),
    "recipient_ended": _("This recipient has been ended; nothing more goes to it."),
    "no_agreement": _(
        "No processor agreement with this recipient is in force today (GDPR art. 28). Ask the privacy officer to enter "
        "it; until then nothing goes there."
    ),
    "outside_the_union": _(
        "The controller's notice promises that no data leave the European Union, and this recipient lies outside it."
    ),
    "no_route": _(
        "The recipient lies outside the European Economic Area, and the controller's notice names no such recipient "
        "there."
    ),
    "no_safeguard": _(
        "The recipient lies outside the European Economic Area, and no transfer mechanism is in force for it today "
        "(GDPR art. 44). Ask the privacy officer to enter one; until then nothing goes there."
    ),
    "safeguard_not_promised": _(
        "The transfer mechanism of this recipient is not one that the controller's notice names for it."
    ),
    "nothing_chosen": _("Choose the data that leave."),
    "more_than_needed": _("Such a recipient does not need all of that. Choose only data that are offered for it."),
    "unclassified": _(
        "Notes of this case are not classified. Say of each what it is about and how confidential it is; until then "
        "none leaves."
    ),
    "provision_missing": _(
        "To an authority data go on a legal provision: name it, and the authority's reference or that of our "
        "application."
    ),
    "relevance_missing": _("An insurance company gets data of a case that concerns it. Say why this one does."),
    "authority_missing": _(
        "Whoever speaks for the debtor gets data on an authority or an appointment. Name the document and its date."
    ),
    "second_person": _(
        "A report that a law demands is proposed by one reporting officer and approved by another. Tell one of them."
    ),
    "no_lenders": _(
        "Other lenders get data through a credit information agency only, and only where the controller's notice names "
        "them."
    ),
    "not_in_legal_stage": _(
        "Such a recipient gets data in legal action only. Open a file of legal proceedings on the case first."
    ),
    "no_licence": _(
        "No licence of this credit information agency is in force today. Ask the privacy officer to enter it."
    ),
    "notice_missing": _("A default is reported after the debtor has been told. Enter the day; it cannot lie ahead."),
    "secrecy_unchecked": _("Look first whether a duty of secrecy stands against it, and say what came of that."),
    "secrecy_not_cleared": _("A duty of secrecy stands against it, or may. Nothing leaves."),
    "purpose_unknown": _("Choose what the recipient gets the data for."),
    "ground_unknown": _("Choose the legal ground."),
    "channel_unknown": _("Choose how the data leave."),
    "register_hit": _(
        "A register says that the debtor is insolvent or has a guardian. Until somebody has looked at that, nothing "
        "that presses for payment is done."
    ),
    "blocked": _("The record is restricted or blocked: it may not be used for this now (GDPR art. 18, 21)."),
    "nothing_there": _("Nothing of what you chose is in the file. Choose other data."),
}


class NotAllowed(ValidationError):
    """Nothing may leave now; ``code`` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(_REFUSALS[reason], code=reason)


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
    is_report: bool = False
    """Goes the way of two reporting officers (``legal_reports``), as what a law demands has to."""


def refusal(*, case: Case, wanted: Wanted, at: datetime) -> str:
    """Why this may not leave now, as a code; empty when it may. Blocks are asked by the opening itself."""
    to = wanted.recipient
    if to.controller_id != case.controller_id:
        return "other_controller"
    if to.kind == RecipientKind.CREDITOR and to.creditor_id != case.creditor_id:
        return "other_creditor"
    closed_lists = (
        (wanted.purpose, DisclosurePurpose.values, "purpose_unknown"),
        (wanted.ground, DisclosureGround.values, "ground_unknown"),
        (wanted.channel, DisclosureChannel.values, "channel_unknown"),
    )
    for value, known, reason in closed_lists:
        if value not in known:
            return reason
    if wanted.purpose in rules.PRESSING and details.waiting(case):
        return "register_hit"
    day, limits, who = _local_day(case, at), transfer_limits.of(case.controller.reference), _asked_about(to)
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
    )


def against(recipient: Recipient, *, at: datetime) -> str | Promise:
    """Why nothing may go to a recipient on that day, in words; empty when something may."""
    controller = recipient.controller
    day = at.astimezone(ZoneInfo(controller.time_zone)).date()
    limits = transfer_limits.of(controller.reference)
    reason = rules.may_receive(_asked_about(recipient), day=day, limits=limits)
    return _REFUSALS[reason] if reason else ""


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


def _asked_about(recipient: Recipient) -> rules.To:
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
