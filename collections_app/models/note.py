"""Notes: what handlers write in a case file."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from collections_app.models.case import Case
from personal_data import fields
from personal_data.declaration import Category, Declared, Source
from personal_data.models import PersonalModel


class Note(PersonalModel):
    """What a handler noted in a case: part of the file, and of what the person may see."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notes")
    text = fields.SealedText(Declared(Category.CASE, _("Note"), Source.AGENCY))
    by = models.UUIDField(_("by"))
    at = models.DateTimeField(_("at"))

    class PersonalData:
        clear = {"at": Declared(Category.CASE, _("Noted at"), Source.AGENCY)}
        free = {"case": "a reference", "by": "a reference to a member of staff"}

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")

    def __str__(self) -> str:
        return str(self.pk)
