"""Data subject requests: what a person asked for under GDPR chapter III, and how far it has come."""

from django.db import models
from django.db.models import F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from personal_data import fields
from personal_data.declaration import Category, Declared, Source
from personal_data.models import Controller, DataSubject, PersonalModel


class Right(models.TextChoices):
    """Which right is exercised (GDPR art. 7(3), 15-22); each is a workflow of its own."""

    ACCESS = "access", _("Access to the data")
    RECTIFICATION = "rectification", _("Rectification")
    ERASURE = "erasure", _("Erasure")
    RESTRICTION = "restriction", _("Restriction of processing")
    PORTABILITY = "portability", _("Data portability")
    OBJECTION = "objection", _("Objection")
    MARKETING_OBJECTION = "marketing_objection", _("Objection to direct marketing")
    HUMAN_REVIEW = "human_review", _("Review of an automated decision")
    WITHDRAWAL = "withdrawal", _("Withdrawal of consent")
    SUPPLIER_INFORMATION = "supplier_information", _("Information about suppliers")


class Channel(models.TextChoices):
    """How the request reached the controller; every official channel counts (GDPR art. 12(2), EDPB 01/2022)."""

    PORTAL = "portal", _("portal")
    LETTER = "letter", _("letter")
    PHONE = "phone", _("telephone")
    EMAIL = "email", _("e-mail")
    COUNTER = "counter", _("counter")
    FORM = "form", _("form without signing in")


class AskedBecause(models.TextChoices):
    """Why erasure is asked for (GDPR art. 17(1)); which letter each is, ``policies/erasure_grounds.py`` says."""

    NO_LONGER_NEEDED = "no_longer_needed", _("The data are no longer needed")
    CONSENT_WITHDRAWN = "consent_withdrawn", _("Consent was withdrawn")
    OBJECTION = "objection", _("An objection to the processing")
    MARKETING_OBJECTION = "marketing_objection", _("An objection to direct marketing")
    UNLAWFUL = "unlawful", _("The processing is unlawful")
    DUTY_TO_ERASE = "duty_to_erase", _("A law demands erasure")
    CHILD_SERVICE = "child_service", _("Collected from a child by an online service")
    MINOR = "minor", _("The data concern a minor")


class RequestStatus(models.TextChoices):
    """Where a request stands; the allowed steps are in ``policies/request_transitions.py``."""

    RECEIVED = "received", _("received")
    AWAITING_IDENTITY = "awaiting_identity", _("waiting for proof of identity")
    UNDER_REVIEW = "under_review", _("under review")
    AWAITING_APPROVAL = "awaiting_approval", _("waiting for the second person")
    DECIDED = "decided", _("decided")
    ANSWERED = "answered", _("answered")
    WITHDRAWN = "withdrawn", _("withdrawn")
    NOT_IDENTIFIED = "not_identified", _("closed: not identified")


RESTRICTING = (Right.RECTIFICATION, Right.RESTRICTION, Right.OBJECTION)  # from receipt on (GDPR art. 18(1))
COPIED = (Right.ACCESS, Right.PORTABILITY)  # answered with a file; what can be answered can be entered
ANSWERABLE = (*COPIED, Right.ERASURE, *RESTRICTING, Right.MARKETING_OBJECTION, Right.SUPPLIER_INFORMATION)
CLOSED = (RequestStatus.ANSWERED, RequestStatus.WITHDRAWN, RequestStatus.NOT_IDENTIFIED)


class RequestQuerySet(models.QuerySet["DataSubjectRequest"]):
    """The words in which requests are asked for."""

    def open(self) -> "RequestQuerySet":
        """Requests whose clock runs."""
        return self.exclude(status__in=CLOSED)

    def of_subject(self, subject: DataSubject) -> "RequestQuerySet":
        """One person's requests with one controller."""
        return self.filter(subject=subject)


def of_request(label: str | Promise) -> Declared:
    """What the file of a request says about its own course."""
    return Declared(Category.REQUEST, label, Source.AGENCY)


class DataSubjectRequest(PersonalModel):
    """One request of one person to one controller, in an envelope of its own, with the clock of art. 12(3).

    ``received_on`` is the local day of receipt; the calendar deadline shifts to the legal one, a working day (ADR 13).
    """

    controller = models.ForeignKey(Controller, on_delete=models.PROTECT, related_name="+")
    subject = models.ForeignKey(DataSubject, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(_("reference"), max_length=24)
    right = models.CharField(_("right"), max_length=24, choices=Right.choices)
    channel = models.CharField(_("channel"), max_length=8, choices=Channel.choices)
    language = models.CharField(_("language of the answer"), max_length=5)
    status = models.CharField(_("status"), max_length=20, choices=RequestStatus.choices, default=RequestStatus.RECEIVED)
    asked = fields.SealedText(
        Declared(Category.REQUEST, _("What you asked"), Source.DATA_SUBJECT, provided=True), null=True
    )
    representative = fields.SealedText(
        Declared(Category.REQUEST, _("Who asked for you"), Source.DATA_SUBJECT, provided=True), null=True
    )
    # Of an erasure: under what the trail names the person; it goes from everywhere else with the records.
    pseudonym = fields.SealedText(of_request(_("Your number in the log of accesses")), null=True)
    # The ground of GDPR art. 17(1) that the person names, as in ``policies/erasure_grounds.py``; none has to be named.
    because = models.CharField(_("why"), max_length=24, choices=AskedBecause.choices, blank=True)
    received_on = models.DateField(_("received on"))
    entered_at = models.DateTimeField(_("entered at"))
    entered_by = models.UUIDField(_("entered by"))
    repeats = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="repeated_by")
    target_on = models.DateField(_("target date"))
    calendar_deadline_on = models.DateField(_("calendar deadline"))
    legal_deadline_on = models.DateField(_("legal deadline"))
    extended_on = models.DateField(_("extended on"), null=True, blank=True)
    extension_reason = fields.SealedText(of_request(_("Why more time was needed")), null=True)
    identified_on = models.DateField(_("identified on"), null=True, blank=True)
    identified_how = models.CharField(_("identified by"), max_length=24, blank=True)
    decided_by = models.UUIDField(_("decided by"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    approved_by = models.UUIDField(_("approved by"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    objects = RequestQuerySet.as_manager()

    class PersonalData:
        about = "subject"
        clear = {
            "right": of_request(_("Right")),
            "because": Declared(Category.REQUEST, _("Why you asked"), Source.DATA_SUBJECT, provided=True),
            "channel": of_request(_("Channel")),
            "language": of_request(_("Language")),
            "status": of_request(_("Status")),
            "received_on": of_request(_("Received on")),
            "target_on": of_request(_("Target date")),
            "calendar_deadline_on": of_request(_("Calendar deadline")),
            "legal_deadline_on": of_request(_("Legal deadline")),
            "extended_on": of_request(_("Extended on")),
            "identified_on": of_request(_("Identified on")),
            "identified_how": of_request(_("Identified by")),
            "decided_at": of_request(_("Decided at")),
            "answered_at": of_request(_("Answered at")),
        }
        free = {
            "controller": "a reference",
            "subject": "a reference",
            "reference": "a serial number",
            "entered_at": "when the row was made",
            "entered_by": "a reference to who entered it",
            "repeats": "a reference to the person's earlier request",
            "decided_by": "a reference to a member of staff",
            "approved_by": "a reference to a member of staff",
        }

    class Meta:
        verbose_name = _("data subject request")
        verbose_name_plural = _("data subject requests")
        constraints = (
            models.UniqueConstraint(fields=["reference"], name="%(app_label)s_%(class)s_reference"),
            models.CheckConstraint(condition=Q(right__in=Right.values), name="privacy_request_right_is_known"),
            models.CheckConstraint(
                condition=Q(because="") | Q(right=Right.ERASURE, because__in=AskedBecause.values),
                name="privacy_request_because_is_known",
            ),
            models.CheckConstraint(
                condition=Q(status__in=RequestStatus.values), name="privacy_request_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(
                    legal_deadline_on__gte=F("calendar_deadline_on"), calendar_deadline_on__gt=F("received_on")
                ),
                name="privacy_request_deadlines_follow_receipt",
                violation_error_message=_("A deadline lies after the day of receipt."),
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("decided_by")),
                name="privacy_request_second_person",
                violation_error_message=_("A refusal is approved by a second person, not by the one who decided it."),
            ),
        )
        indexes = (
            # The queue: open requests, the most urgent first.
            models.Index(
                fields=["legal_deadline_on", "id"],
                name="privacy_request_queue",
                condition=~Q(status__in=["answered", "withdrawn", "not_identified"]),
            ),
            models.Index(fields=["subject", "-received_on"], name="privacy_request_of_subject"),  # newest first
        )

    def __str__(self) -> str:
        return self.reference

    @property
    def is_open(self) -> bool:
        """Whether the clock runs."""
        return self.status not in CLOSED
