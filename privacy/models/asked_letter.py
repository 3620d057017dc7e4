"""Case numbers for which somebody asked for a new sign-in letter, without having signed in."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AskedLetter(models.Model):
    """A case number as it was typed. Nothing is looked up when it is taken in: there may be no such case.

    Writing the letter is a person's act at the desk, to the address that is on file, so asking opens nothing to nobody.
    """

    case_reference = models.CharField(_("case number"), max_length=24, primary_key=True)
    asked_at = models.DateTimeField(_("asked at"))

    class PersonalData:
        none = "a serial number as anybody may have typed it, of a case that need not exist"
        short_lived = "removed when the letter is written, or by the daily task a month after"

    class Meta:
        verbose_name = _("new letter asked for")
        verbose_name_plural = _("new letters asked for")
        indexes = (models.Index(fields=["asked_at"], name="privacy_asked_letter_age"),)

    def __str__(self) -> str:
        return self.case_reference
