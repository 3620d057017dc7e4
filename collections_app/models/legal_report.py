"""Reports that a law demands: to the financial intelligence unit, the police, the tax authority.

GDPR art. 6(1)(c), 23; INTRUM-105, AXACTOR-80.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from collections_app.models.disclosure import DisclosureChannel, DisclosureGround, SecrecyCheck
from collections_app.models.disclosure_purpose import DisclosurePurpose
from collections_app.models.recipient import Recipient
from personal_data import fields
from personal_data.declaration import Category, Declared, Source
from personal_data.models import Controller, PersonalModel


class ReportState(models.TextChoices):
    """How far a report is."""

    PROPOSED = "proposed", _("waits for the second person")
    MADE = "made", _("passed on")
    DECLINED = "declined", _("not passed on")


class LegalReport(PersonalModel):
    """One report of data of a case to an authority, proposed by one reporting officer and approved by another.

    It lies in an envelope that neither the person nor a handler nor supervision can open. ``secrecy`` is the law that
    forbids to tell of it; without one, the line in the register is an ordinary line. The case is named by number alone:
    a report outlives it.
    """

    controller = models.ForeignKey(
        Controller, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="+")
    case_reference = models.CharField(_("case"), max_length=24)
    data_fields = ArrayField(models.CharField(max_length=60), verbose_name=_("fields"))
    purpose = models.CharField(_("purpose"), max_length=20, choices=DisclosurePurpose.choices)
    ground = models.CharField(_("ground"), max_length=8, choices=DisclosureGround.choices)
    channel = models.CharField(_("channel"), max_length=8, choices=DisclosureChannel.choices)
    provision = fields.SealedText(Declared(Category.CASE, _("Legal provision"), Source.AGENCY))
    asked_as = fields.SealedText(Declared(Category.CASE, _("The recipient's reference"), Source.OTHER))
    secrecy_check = models.CharField(
        _("check of secrecy"), max_length=12, choices=SecrecyCheck.choices, blank=True, default=""
    )
    secrecy = fields.SealedText(Declared(Category.CASE, _("Law that demands secrecy"), Source.AGENCY), null=True)
    state = models.CharField(_("state"), max_length=8, choices=ReportState.choices, default=ReportState.PROPOSED)
    proposed_by = models.UUIDField(_("proposed by"))
    proposed_at = models.DateTimeField(_("proposed at"))
    decided_by = models.UUIDField(_("decided by"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    disclosure = models.UUIDField(_("disclosure"), null=True, blank=True)

    class PersonalData:
        clear = {
            "case_reference": Declared(Category.CASE, _("Case"), Source.AGENCY),
            "data_fields": Declared(Category.CASE, _("Data passed on"), Source.AGENCY),
            "purpose": Declared(Category.CASE, _("Purpose"), Source.AGENCY),
            "ground": Declared(Category.CASE, _("Legal ground"), Source.AGENCY),
            "channel": Declared(Category.CASE, _("Sent by"), Source.AGENCY),
            "secrecy_check": Declared(Category.CASE, _("Check of secrecy"), Source.AGENCY),
            "state": Declared(Category.CASE, _("State"), Source.AGENCY),
            "proposed_at": Declared(Category.CASE, _("Proposed at"), Source.AGENCY),
            "decided_at": Declared(Category.CASE, _("Decided at"), Source.AGENCY),
        }
        free = {
            "controller": "a reference",
            "recipient": "a reference; the recipient is named beside the report",
            "proposed_by": "a reference to a member of staff",
            "decided_by": "a reference to a member of staff",
            "disclosure": "a reference to the line in the register",
        }

    class Meta:
        verbose_name = _("report that a law demands")
        verbose_name_plural = _("reports that a law demands")
        constraints = [
            models.CheckConstraint(
                condition=Q(purpose__in=DisclosurePurpose.values), name="collections_legalreport_purpose_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state=ReportState.PROPOSED, decided_by=None, decided_at=None)
                | Q(
                    state__in=[ReportState.MADE, ReportState.DECLINED],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                ),
                name="collections_legalreport_is_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")) | Q(state=ReportState.DECLINED),
                name="collections_legalreport_second_person",
                violation_error_message=_("Somebody else approves a report than the one who proposed it."),
            ),
            models.CheckConstraint(
                condition=(Q(state=ReportState.MADE) & Q(disclosure__isnull=False))
                | (~Q(state=ReportState.MADE) & Q(disclosure=None)),
                name="collections_legalreport_made_has_a_line",
            ),
        ]
        indexes = [models.Index(fields=["-proposed_at", "-id"], name="legal_report_newest")]

    def __str__(self) -> str:
        return str(self.pk)
