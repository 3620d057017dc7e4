"""Reports that a law demands: proposed by one reporting officer, passed on when another approves (INTRUM-105).

Everything here runs for the purpose ``legal_report``: what is opened and recorded for it stands in nobody's list but
that of the reporting officers, so neither the person nor a handler can tell that there is a report.
"""

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit import trail
from audit.vocabulary import EventName
from collections_app import events
from collections_app.models import AUTHORITIES, Case, DisclosurePurpose, LegalReport, ReportState
from collections_app.record_classes import LEGAL_REPORT
from collections_app.services.disclosing import checks, disclosures
from collections_app.services.disclosing.checks import Wanted
from personal_data import envelopes
from personal_data.models import BlockKind, EnvelopeBlock
from personal_data.purposes import Purpose
from personal_data.services import blocks

PURPOSES = (DisclosurePurpose.LEGAL_DUTY, DisclosurePurpose.AUTHORITY_ORDER)

# A report leaves at once; the permit of a restricted case need not last longer than the click.
_PERMITTED_FOR = timedelta(hours=1)
_RESTRICTING = (BlockKind.RESTRICTION, BlockKind.OBJECTION, BlockKind.STOPPED)
_REFUSALS = {
    "not_an_authority": _("Only an authority gets such a report. Choose one."),
    "purpose_unknown": _("Choose whether a law or an order demands the report."),
    "same_person": _("You proposed this report yourself. Another reporting officer has to approve it."),
    "decided": _("This report has been decided already."),
}


class ReportRefused(ValidationError):
    """The report may not be made; ``code`` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(_REFUSALS[reason], code=reason)


@transaction.atomic
def propose(*, case: Case, wanted: Wanted, secrecy: str, by: UUID, at: datetime) -> LegalReport:
    """Write down what is to be reported and on which law. Nothing leaves yet.

    ``secrecy`` names the law that forbids to tell the person; empty where none does. Raises ReportRefused, and
    disclosures.NotAllowed as for every disclosure.
    """
    if wanted.recipient.kind not in AUTHORITIES:
        raise ReportRefused("not_an_authority")
    if wanted.purpose not in PURPOSES:
        raise ReportRefused("purpose_unknown")
    checks.check(case=case, wanted=wanted, at=at)
    envelope = envelopes.create(
        controller=case.controller,
        record_class=LEGAL_REPORT,
        subjects=disclosures.persons_of(case),
        trigger_on=at.astimezone(ZoneInfo(case.controller.time_zone)).date(),
    )
    report = LegalReport.objects.create(
        envelope=envelope,
        controller=case.controller,
        recipient=wanted.recipient,
        case_reference=case.reference,
        data_fields=sorted(wanted.fields),
        purpose=wanted.purpose,
        ground=wanted.ground,
        channel=wanted.channel,
        provision=wanted.provision.strip(),
        asked_as=wanted.asked_as.strip(),
        secrecy_check=wanted.secrecy_check,
        secrecy=secrecy.strip() or None,
        proposed_by=by,
        proposed_at=at,
    )
    _record(report, events.REPORT_PROPOSED, "secret" if report.secrecy is not None else "open")
    return report


@transaction.atomic
def approve(*, report: LegalReport, case: Case, by: UUID, at: datetime) -> LegalReport:
    """Agree as the second person: the data are opened for the authority and the line is written.

    A secret line lies with the report; an open one in the register, where the person reads it.
    """
    locked = _undecided(report)
    if locked.proposed_by == by:
        raise ReportRefused("same_person")
    _permit(locked, case, by=by, at=at)
    line = disclosures.disclose(
        case=case,
        wanted=wanted_of(locked),
        by=locked.proposed_by,
        at=at,
        secret_in=locked.envelope if locked.secrecy is not None else None,
    )
    return _decide(locked, ReportState.MADE, by=by, at=at, disclosure=line.pk)


@transaction.atomic
def decline(*, report: LegalReport, by: UUID, at: datetime) -> LegalReport:
    """Pass nothing on. Whoever proposed the report may take it back as well."""
    return _decide(_undecided(report), ReportState.DECLINED, by=by, at=at)


def is_shut(case: Case) -> bool:
    """Whether a restriction or an objection keeps the case shut, so that nothing of it can be shown beforehand."""
    return bool(_shutting(case))


def _permit(report: LegalReport, case: Case, *, by: UUID, at: datetime) -> None:
    """Open what is restricted for this one report: an important public interest (GDPR art. 18(2))."""
    rows = _rows(case)
    for block in _shutting(case):
        blocks.permit(
            block=block,
            envelopes=rows,
            purpose=Purpose.LEGAL_REPORT,
            step="public_interest",
            reference=report.case_reference,
            from_at=at,
            until_at=at + _PERMITTED_FOR,
            asked_by=report.proposed_by,
            approved_by=by,
        )


def _rows(case: Case) -> list[UUID]:
    return [case.envelope_id, *case.case_debtors.values_list("debtor__envelope_id", flat=True)]


def _shutting(case: Case) -> list[EnvelopeBlock]:
    subjects = case.case_debtors.values_list("debtor__subject_id", flat=True)
    scope = Q(envelope_id__in=_rows(case)) | Q(subject_id__in=list(subjects))
    return list(EnvelopeBlock.objects.filter(scope, lifted_at=None, kind__in=_RESTRICTING).order_by("placed_at", "id"))


def wanted_of(report: LegalReport) -> Wanted:
    """What a report passes on, as it was proposed. Opens the report."""
    envelopes.open([report])
    return Wanted(
        recipient=report.recipient,
        fields=tuple(report.data_fields),
        purpose=report.purpose,
        ground=report.ground,
        channel=report.channel,
        provision=report.provision.reveal(),
        asked_as=report.asked_as.reveal(),
        secrecy_check=report.secrecy_check,
        is_report=True,
    )


def _undecided(report: LegalReport) -> LegalReport:
    kept = LegalReport.objects.select_for_update(of=("self",)).select_related("recipient__controller", "envelope")
    locked = kept.get(pk=report.pk)
    if locked.state != ReportState.PROPOSED:
        raise ReportRefused("decided")
    return locked


def _decide(
    report: LegalReport, state: ReportState, *, by: UUID, at: datetime, disclosure: UUID | None = None
) -> LegalReport:
    report.state, report.decided_by, report.decided_at, report.disclosure = state, by, at, disclosure
    report.save(update_fields=["state", "decided_by", "decided_at", "disclosure"])
    _record(report, events.REPORT_DECIDED, state.value)
    return report


def _record(report: LegalReport, name: EventName, reason: str) -> None:
    trail.record(
        name,
        envelopes=[report.envelope_id],
        reference=report.case_reference,
        recipient=report.recipient.reference,
        reason=reason,
        fields=report.data_fields,
    )
