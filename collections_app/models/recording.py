"""Call recordings: sound files with a clock of their own, independent of the case, and the playing of them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from personal_data import fields
from personal_data.declaration import Category, Declared, Source
from personal_data.identifiers import time_ordered
from personal_data.models import Controller, PersonalModel


class ToldHow(models.TextChoices):
    """How the person learnt that the call is recorded, before it was (GDPR art. 13(1))."""

    ANNOUNCED = "announced", _("a recorded announcement before the call")
    BY_HANDLER = "by_handler", _("whoever spoke for us said so at the beginning")


class CallRecording(PersonalModel):
    """A recorded call with a debtor; it goes on its own date although the case may be open.

    Case and line of the contact log are named by reference, without foreign keys: any may be erased before the other.
    ``purposes`` are those that the notice named when it was made: it may be listened to for these and no others.
    """

    controller = models.ForeignKey(Controller, on_delete=models.PROTECT, related_name="+")
    case_reference = models.CharField(_("case"), max_length=24)
    call = models.UUIDField(_("call"), null=True, blank=True)
    agent = models.UUIDField(_("agent"), null=True, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"))
    seconds = models.PositiveIntegerField(_("length in seconds"))
    purposes = ArrayField(models.CharField(max_length=24), verbose_name=_("purposes"), default=list)
    told = models.CharField(_("told how"), max_length=16, choices=ToldHow.choices, default="", blank=True)
    has_anothers_voice = models.BooleanField(_("another person's voice"), default=False)
    file = models.UUIDField(_("file"), null=True, blank=True)
    transcript = fields.SealedText(Declared(Category.RECORDING, _("Transcript of the call"), Source.AGENCY), null=True)

    class PersonalData:
        clear = {
            "case_reference": Declared(Category.RECORDING, _("Case"), Source.AGENCY),
            "recorded_at": Declared(Category.RECORDING, _("Recorded at"), Source.RECORDING_SYSTEM),
            "seconds": Declared(Category.RECORDING, _("Length in seconds"), Source.RECORDING_SYSTEM),
            "purposes": Declared(Category.RECORDING, _("What the recording may be used for"), Source.AGENCY),
            "told": Declared(Category.RECORDING, _("How you were told of the recording"), Source.AGENCY),
        }
        free = {
            "controller": "a reference",
            "call": "a reference to the line of the contact log",
            "agent": "a reference to the member of staff who spoke",
            "has_anothers_voice": "decides who may get a copy of the sound",
            "file": "a reference to the sealed sound file of this envelope",
        }

    class Meta:
        verbose_name = _("call recording")
        verbose_name_plural = _("call recordings")
        constraints = [
            models.UniqueConstraint(
                fields=["call"],
                name="%(app_label)s_%(class)s_once",
                violation_error_message=_("This call has its recording already."),
            ),
        ]
        indexes = [
            # The case page: recordings of one case.
            models.Index(fields=["case_reference", "recorded_at"], name="recording_of_case"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Playback(models.Model):
    """One listening, from the event of its opening until the event that says how many seconds were heard.

    ``served`` holds the ranges of bytes that were sent, ``reported`` the ranges of seconds that the player says it has
    played. The row goes when the second event is written.
    """

    id = models.UUIDField(primary_key=True, default=time_ordered, editable=False)
    recording = models.UUIDField(_("recording"))
    envelope = models.UUIDField(_("envelope"))
    case_reference = models.CharField(_("case"), max_length=24)
    by = models.UUIDField(_("by"))
    purpose = models.CharField(_("purpose"), max_length=24)
    request_id = models.UUIDField(_("request of the opening"))
    size = models.BigIntegerField(_("size in bytes"))
    seconds = models.PositiveIntegerField(_("length in seconds"))
    served = models.JSONField(_("served ranges"), default=list)
    reported = models.JSONField(_("reported ranges"), null=True, blank=True)
    began_at = models.DateTimeField(_("began at"))
    last_at = models.DateTimeField(_("last asked at"))

    class PersonalData:
        none = "references and counts of a listening that is going on; the trail keeps who listened and for how long"
        short_lived = "until the listening has ended"

    class Meta:
        verbose_name = _("playback")
        verbose_name_plural = _("playbacks")
        indexes = [models.Index(fields=["last_at"], name="playback_idle")]

    def __str__(self) -> str:
        return str(self.pk)
