"""Requests received without identification: of nobody yet, until an officer finds out whose they are (AMILI-36)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from personal_data import fields
from personal_data.declaration import Category, Declared, Source
from personal_data.models import Controller, PersonalModel
from privacy.models.request import Channel, Right


class UnlinkedState(models.TextChoices):
    """How far a request without identification is; one that is linked has gone, and lives on as an ordinary request."""

    WAITING = "waiting", _("waiting to be linked")
    ASKED = "asked", _("asked who it is")
    CLOSED = "closed", _("closed")


class UnlinkedClosing(models.TextChoices):
    """Why no person was linked."""

    NOTHING_HELD = "nothing_held", _("nothing is held about this person")
    NOT_IDENTIFIED = "not_identified", _("asked, and no answer that is enough")
    NO_REQUEST = "no_request", _("not a request: advertising or nonsense")


def _said(label: object) -> Declared:
    return Declared(Category.REQUEST, label, Source.DATA_SUBJECT, provided=True)  # type: ignore[arg-type]  # a promise


class UnlinkedRequest(PersonalModel):
    """What somebody sent by the open form, by post or by e-mail, sealed in an envelope without subjects.

    Its reference and its day of receipt become those of the ordinary request when it is linked: the month of GDPR
    art. 12(3) has run since then. An answer that it has no person to give (art. 11(2), 12(2)) is a letter from here.
    """

    controller = models.ForeignKey(Controller, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(_("reference"), max_length=24, unique=True)
    right = models.CharField(_("right"), max_length=24, choices=Right.choices)
    channel = models.CharField(_("channel"), max_length=8, choices=Channel.choices)
    language = models.CharField(_("language of the answer"), max_length=5)
    state = models.CharField(_("state"), max_length=12, choices=UnlinkedState.choices, default=UnlinkedState.WAITING)
    name = fields.SealedText(_said(_("Name")))
    address = fields.SealedText(_said(_("Address for the answer")))
    case_number = fields.SealedText(_said(_("Case number")), null=True)
    asked = fields.SealedText(_said(_("What you asked")), null=True)
    received_on = models.DateField(_("received on"))
    legal_deadline_on = models.DateField(_("legal deadline"))
    entered_at = models.DateTimeField(_("entered at"))
    entered_by = models.UUIDField(_("entered by"), null=True, blank=True)
    in_crowd = models.BooleanField(_("came in a crowd"), default=False)
    doubts = fields.SealedText(Declared(Category.REQUEST, _("Why we asked"), Source.AGENCY), null=True)
    asked_on = models.DateField(_("asked on"), null=True, blank=True)
    asked_by = models.UUIDField(_("asked by"), null=True, blank=True)
    closed_because = models.CharField(_("closed because"), max_length=16, choices=UnlinkedClosing.choices, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    closed_by = models.UUIDField(_("closed by"), null=True, blank=True)

    class PersonalData:
        free = {
            "controller": "a reference",
            "reference": "a serial number",
            "right": "which right, of nobody who is known",
            "channel": "how it came",
            "language": "the language of the form",
            "state": "how far it is",
            "received_on": "the day of receipt",
            "legal_deadline_on": "computed from the day of receipt",
            "entered_at": "when the row was made",
            "entered_by": "a reference to a member of staff; empty when the form made it",
            "in_crowd": "whether more came on that day than people send",
            "asked_on": "when it was asked who it is",
            "asked_by": "a reference to a member of staff",
            "closed_because": "a code",
            "closed_on": "when it was closed",
            "closed_by": "a reference to a member of staff",
        }

    class Meta:
        verbose_name = _("request received without identification")
        verbose_name_plural = _("requests received without identification")
        constraints = (
            models.CheckConstraint(condition=Q(right__in=Right.values), name="privacy_unlinked_right_is_known"),
            models.CheckConstraint(
                condition=Q(legal_deadline_on__gt=F("received_on")), name="privacy_unlinked_deadline_follows_receipt"
            ),
            models.CheckConstraint(
                condition=Q(asked_on__isnull=True, asked_by__isnull=True, doubts__isnull=True)
                | Q(asked_on__isnull=False, asked_by__isnull=False, doubts__isnull=False),
                name="privacy_unlinked_question_has_doubts",
            ),
            models.CheckConstraint(
                condition=Q(state=UnlinkedState.CLOSED, closed_on__isnull=False, closed_by__isnull=False)
                & ~Q(closed_because="")
                | ~Q(state=UnlinkedState.CLOSED) & Q(closed_on__isnull=True, closed_by__isnull=True, closed_because=""),
                name="privacy_unlinked_closed_with_reason",
            ),
        )
        indexes = (
            # The part of the queue that waits, the most urgent first.
            models.Index(
                fields=["legal_deadline_on", "id"], name="privacy_unlinked_queue", condition=~Q(state="closed")
            ),
        )

    def __str__(self) -> str:
        return self.reference

    @property
    def is_open(self) -> bool:
        """Whether its clock runs."""
        return self.state != UnlinkedState.CLOSED
