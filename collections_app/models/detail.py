"""Details: what is known of a debtor beside what the creditor sent, each with the source that told it."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from collections_app.models.debtor import Debtor
from personal_data import fields
from personal_data.declaration import Category, Declared, Source
from personal_data.models import PersonalModel


class DetailKind(models.TextChoices):
    """What a detail says."""

    ADDRESS = "address", _("address")
    PHONE = "phone", _("telephone number")
    EMAIL = "email", _("e-mail address")
    EXPLANATION = "explanation", _("why it was not paid")
    CONTRACT = "contract", _("contract with the creditor")
    PLAN = "plan", _("wish to pay in instalments")
    OTHER = "other", _("other information about the case")
    GUARDIAN = "guardian", _("guardian or trustee")
    INSOLVENCY = "insolvency", _("bankruptcy, restructuring or debt adjustment")
    DECISION = "decision", _("decision of a court or an authority")
    CREDIT_HISTORY = "credit_history", _("payment default or credit history")
    INCOME = "income", _("income")
    TAX = "tax", _("tax data")
    EMPLOYER = "employer", _("employer")
    ASSETS = "assets", _("property and other assets")
    DEBTS = "debts", _("other debts and loans")
    VEHICLE = "vehicle", _("vehicle owned or held")
    COMPANY = "company", _("company and its contact persons")
    OCCUPATION = "occupation", _("occupation or marital status")
    LANGUAGE = "language", _("mother tongue")
    GUARANTEE = "guarantee", _("guarantee given for another's debt")
    SHARES = "shares", _("shares held")
    TIES = "ties", _("tie to a company")
    BUSINESS_ID = "business_id", _("registration number of the business")
    SANCTION = "sanction", _("entry on a sanctions list")


class ChannelStatus(models.TextChoices):
    """Whether somebody may be reached through a way of contact."""

    USABLE = "usable", _("may be used")
    UNVERIFIED = "unverified", _("not verified yet")
    UNUSABLE = "unusable", _("must not be used")


class Finding(models.TextChoices):
    """Whether a hit on a list is about the person: names are shared by many, and lists carry few birth dates."""

    MATCH = "match", _("it is this person")
    FALSE_HIT = "false_hit", _("it is somebody else")


K = DetailKind
CONTACT_KINDS = frozenset({K.ADDRESS, K.PHONE, K.EMAIL})
CATEGORY_OF: dict[str, Category] = {
    K.ADDRESS: Category.CONTACT,
    K.PHONE: Category.CONTACT,
    K.EMAIL: Category.CONTACT,
    K.EXPLANATION: Category.EXPLANATION,
    K.CONTRACT: Category.CLAIM,
    K.PLAN: Category.CASE,
    K.OTHER: Category.CASE,
    K.GUARDIAN: Category.THIRD_PARTY,
    K.INSOLVENCY: Category.REGISTER,
    K.DECISION: Category.REGISTER,
    K.CREDIT_HISTORY: Category.CREDIT,
    K.INCOME: Category.FINANCIAL,
    K.TAX: Category.TAX,
    K.EMPLOYER: Category.FINANCIAL,
    K.ASSETS: Category.FINANCIAL,
    K.DEBTS: Category.FINANCIAL,
    K.VEHICLE: Category.VEHICLE,
    K.COMPANY: Category.COMPANY,
    K.OCCUPATION: Category.PROFILE,
    K.LANGUAGE: Category.IDENTITY,
    K.GUARANTEE: Category.FINANCIAL,
    K.SHARES: Category.FINANCIAL,
    K.TIES: Category.FINANCIAL,
    K.BUSINESS_ID: Category.COMPANY,
    K.SANCTION: Category.REGISTER,
}


class Detail(PersonalModel):
    """One value about one debtor, in the envelope of their profile, so that it goes with it; what is known from an
    earlier case lies in the envelope of that case (AXACTOR-24).

    ``edition`` is that of the list that was screened against, ``finding`` what came of a hit there (ALMI-18).

    ``source_key`` is the source of the controller's published notice (GDPR art. 14(2)(f), 15(1)(g)), ``obtained_on``
    the day on which it told. ``why`` is what the datum is needed for, or the law; ``authority`` what shows that whoever
    spoke for the person might. A detail is never written over: another one takes its place, from its own day on.
    """

    VARIES_BY = ("kind", "source")
    """The columns by which ``declared_as`` tells one row from another."""

    debtor = models.ForeignKey(Debtor, on_delete=models.PROTECT, related_name="details")
    kind = models.CharField(_("kind"), max_length=16, choices=DetailKind.choices)
    value = fields.SealedText(Declared(Category.CASE, _("What it says"), Source.OTHER))
    source = models.CharField(_("kind of source"), max_length=20)
    source_key = models.CharField(_("source in the notice"), max_length=40)
    told_by = fields.SealedText(Declared(Category.CASE, _("Told by"), Source.AGENCY), null=True)
    authority = fields.SealedText(Declared(Category.CASE, _("Authority to speak for you"), Source.AGENCY), null=True)
    why = fields.SealedText(Declared(Category.CASE, _("What it is needed for"), Source.AGENCY), null=True)
    edition = fields.SealedText(Declared(Category.CASE, _("Edition of the list"), Source.OTHER), null=True)
    obtained_on = models.DateField(_("obtained on"))
    until = models.DateField(_("valid until"), null=True, blank=True)
    status = models.CharField(
        _("use of the contact"), max_length=12, choices=ChannelStatus.choices, blank=True, default=""
    )
    reviewed_on = models.DateField(_("reviewed on"), null=True, blank=True)
    finding = models.CharField(
        _("what came of the hit"), max_length=12, choices=Finding.choices, blank=True, default=""
    )
    case_reference = models.CharField(_("case"), max_length=24, blank=True, default="")
    is_guarded = models.BooleanField(_("of the police"), default=False)
    by = models.UUIDField(_("entered by"), null=True, blank=True)
    at = models.DateTimeField(_("entered at"))

    class PersonalData:
        about = "debtor__subject"
        clear = {
            "kind": Declared(Category.CASE, _("Kind of information"), Source.AGENCY),
            "obtained_on": Declared(Category.CASE, _("Obtained on"), Source.AGENCY),
            "until": Declared(Category.CASE, _("Valid until"), Source.AGENCY),
            "status": Declared(Category.CASE, _("Use of this contact"), Source.AGENCY),
            "reviewed_on": Declared(Category.CASE, _("Looked at by us on"), Source.AGENCY),
            "finding": Declared(Category.CASE, _("What came of the hit"), Source.AGENCY),
            "case_reference": Declared(Category.CASE, _("Case"), Source.AGENCY),
            "at": Declared(Category.CASE, _("Entered at"), Source.AGENCY),
        }
        free = {
            "debtor": "a reference",
            "source": "a kind of source, told with the row",
            "source_key": "a source of the published notice, told with the row",
            "is_guarded": "says that only few may read the row",
            "by": "a reference to a member of staff; empty where the person entered it in the portal",
        }

    class Meta:
        verbose_name = _("detail")
        verbose_name_plural = _("details")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=DetailKind.values),
                name="%(app_label)s_%(class)s_kind_is_known",
                violation_error_message=_("Choose what it says."),
            ),
            models.CheckConstraint(
                condition=~Q(source="") & ~Q(source_key=""),
                name="%(app_label)s_%(class)s_has_a_source",
                violation_error_message=_("No detail without the source that told it."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=sorted(CONTACT_KINDS)) ^ Q(status=""),
                name="%(app_label)s_%(class)s_contact_has_status",
                violation_error_message=_("Of a contact, and of nothing else, it is said whether it may be used."),
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("obtained_on")),
                name="%(app_label)s_%(class)s_ends_after_it_began",
                violation_error_message=_("It cannot end before it was obtained."),
            ),
            models.CheckConstraint(
                condition=Q(finding="") | Q(kind=DetailKind.SANCTION, reviewed_on__isnull=False),
                name="%(app_label)s_%(class)s_finding_of_a_list",
                violation_error_message=_("Only a hit on a list that was looked at has a finding."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @staticmethod
    def declared_as(row: Any, declared: Declared) -> Declared:
        """What the data map says of a column of this row: the category of its kind, the source that told it."""
        source = next((each for each in Source if each == row.source), declared.source)
        return Declared(
            CATEGORY_OF.get(row.kind, declared.category),
            declared.label,
            source if declared.source is Source.OTHER else declared.source,
            provided=declared.source is Source.OTHER and source is Source.DATA_SUBJECT,
        )
