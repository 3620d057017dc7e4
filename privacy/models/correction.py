"""What of a profile stands there on the word of the person, after a correction (GDPR art. 16)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from collections_app.models import Debtor
from personal_data.declaration import Category, Declared, Source
from personal_data.models import PersonalModel


class Correction(PersonalModel):
    """One correction of a profile, in the profile: its fields come from the person since, not from the creditor."""

    debtor = models.ForeignKey(Debtor, on_delete=models.PROTECT, related_name="+")
    request_reference = models.CharField(_("request"), max_length=24)
    corrected = ArrayField(models.CharField(max_length=24), verbose_name=_("fields corrected"))
    by = models.UUIDField(_("entered by"))
    at = models.DateTimeField(_("corrected at"))

    class PersonalData:
        append_only = True
        about = "debtor__subject"
        clear = {
            "request_reference": Declared(Category.REQUEST, _("Corrected on your request"), Source.AGENCY),
            "at": Declared(Category.REQUEST, _("Corrected at"), Source.AGENCY),
        }
        free = {
            "debtor": "a reference",
            "corrected": "names of fields, which say where their values come from",
            "by": "a reference to a member of staff",
        }

    class Meta:
        verbose_name = _("correction of your data")
        verbose_name_plural = _("corrections of data")
        constraints = (
            models.CheckConstraint(condition=~models.Q(corrected=[]), name="privacy_correction_names_fields"),
        )

    def __str__(self) -> str:
        return self.request_reference
