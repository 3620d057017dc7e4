"""The contact log of a case: calls made and received."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from collections_app.models.case import Case
from collections_app.models.debtor import Debtor
from personal_data import fields
from personal_data.declaration import Category, Declared, Source
from personal_data.models import PersonalModel

# No telephone call lasts longer than a day.
LONGEST = 24 * 60 * 60


class CallDirection(models.TextChoices):
    """Who called."""

    OUTBOUND = "outbound", _("we called")
    INBOUND = "inbound", _("we were called")


class CallOutcome(models.TextChoices):
    """What came of a call. An attempt is a contact too, so it is logged although nobody answered."""

    SPOKE = "spoke", _("spoke with somebody")
    NO_ANSWER = "no_answer", _("nobody answered")
    BUSY = "busy", _("the line was busy")
    VOICEMAIL = "voicemail", _("an answering machine answered")
    WRONG_NUMBER = "wrong_number", _("the number is not in use, or is somebody else's")


class SpokenTo(models.TextChoices):
    """Who was at the other end, as far as they said who they are."""

    NOBODY = "nobody", _("nobody")
    DEBTOR = "debtor", _("debtor")
    JOINT_DEBTOR = "joint_debtor", _("joint debtor")
    GUARANTOR = "guarantor", _("guarantor")
    GUARDIAN = "guardian", _("guardian")
    REPRESENTATIVE = "representative", _("representative")
    CONTACT = "contact", _("contact person")
    THIRD_PERSON = "third_person", _("somebody else")


class Call(PersonalModel):
    """One call or attempt, in the case's own envelope: it is part of the file and goes with it.

    Lines are added, never changed: a wrong one is followed by another. ``debtor`` says which of several was spoken to.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="calls")
    debtor = models.ForeignKey(Debtor, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    direction = models.CharField(_("direction"), max_length=8, choices=CallDirection.choices)
    outcome = models.CharField(_("outcome"), max_length=16, choices=CallOutcome.choices)
    spoken_to = models.CharField(_("spoken to"), max_length=16, choices=SpokenTo.choices)
    started_at = models.DateTimeField(_("started at"))
    seconds = models.PositiveIntegerField(_("length in seconds"), validators=[MaxValueValidator(LONGEST)])
    number = fields.SealedText(
        Declared(Category.COMMUNICATION, _("Telephone number of the call"), Source.AGENCY), null=True
    )
    text = fields.SealedText(Declared(Category.COMMUNICATION, _("What was said in the call"), Source.AGENCY), null=True)
    by = models.UUIDField(_("by"))
    at = models.DateTimeField(_("logged at"))

    class PersonalData:
        append_only = True
        clear = {
            "direction": Declared(Category.COMMUNICATION, _("Who called"), Source.AGENCY),
            "outcome": Declared(Category.COMMUNICATION, _("What came of the call"), Source.AGENCY),
            "spoken_to": Declared(Category.COMMUNICATION, _("Who was spoken to"), Source.AGENCY),
            "started_at": Declared(Category.COMMUNICATION, _("Call began"), Source.AGENCY),
            "seconds": Declared(Category.COMMUNICATION, _("Length of the call in seconds"), Source.AGENCY),
            "at": Declared(Category.COMMUNICATION, _("Call logged at"), Source.AGENCY),
        }
        free = {
            "case": "a reference",
            "debtor": "a reference",
            "by": "a reference to a member of staff",
        }

    class Meta:
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outcome=CallOutcome.SPOKE) ^ models.Q(spoken_to=SpokenTo.NOBODY),
                name="collections_call_says_who_was_spoken_to",
                violation_error_message=_("A call in which somebody was reached says who; any other says nobody."),
            ),
            models.CheckConstraint(condition=models.Q(seconds__lte=LONGEST), name="collections_call_has_an_end"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
