"""Call recordings: sound files with a clock of their own, independent of the case."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from personal_data.declaration import Category, Declared, Source
from personal_data.models import Controller, PersonalModel


class CallRecording(PersonalModel):
    """A recorded call with a debtor; it goes on its own date although the case may be open.

    The case is named by its reference, without a foreign key: either may be erased before the other.
    """

    controller = models.ForeignKey(Controller, on_delete=models.PROTECT, related_name="+")
    case_reference = models.CharField(_("case"), max_length=24)
    recorded_at = models.DateTimeField(_("recorded at"))
    seconds = models.PositiveIntegerField(_("length in seconds"))
    file = models.UUIDField(_("file"), null=True, blank=True)

    class PersonalData:
        clear = {
            "case_reference": Declared(Category.RECORDING, _("Case"), Source.AGENCY),
            "recorded_at": Declared(Category.RECORDING, _("Recorded at"), Source.RECORDING_SYSTEM),
            "seconds": Declared(Category.RECORDING, _("Length in seconds"), Source.RECORDING_SYSTEM),
        }
        free = {"controller": "a reference", "file": "a reference to the sealed sound file of this envelope"}

    class Meta:
        verbose_name = _("call recording")
        verbose_name_plural = _("call recordings")
        indexes = [
            # The case page: recordings of one case.
            models.Index(fields=["case_reference", "recorded_at"], name="recording_of_case"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
