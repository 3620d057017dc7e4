"""Notes: what handlers write in a case file."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from collections_app.models.case import Case
from personal_data import fields
from personal_data.declaration import Category, Declared, Source
from personal_data.models import PersonalModel


class NoteKind(models.TextChoices):
    """What a note or document is about."""

    CONTACT = "contact", _("contact with the debtor")
    PAYMENT = "payment", _("payment or plan")
    OBJECTION = "objection", _("objection to the claim")
    CIRCUMSTANCES = "circumstances", _("the person's situation")
    WORK = "work", _("work on the case")


class Level(models.TextChoices):
    """How confidential a note or document is; what nobody has classified yet has none, and leaves the house to nobody.

    *Confidential* lies between the other two: told in confidence without being sensitive, such as why somebody pays
    late, how they live or what they work as (AXACTOR-37). *Special* are the categories of GDPR art. 9 and 10.
    """

    NORMAL = "normal", _("normal")
    CONFIDENTIAL = "confidential", _("confidential: told in confidence, such as why somebody pays late")
    SPECIAL = "special", _("special: health, belief, union, sex life, origin, crime (GDPR art. 9 and 10)")


class Note(PersonalModel):
    """What a handler noted in a case: part of the file, and of what the person may see."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notes")
    kind = models.CharField(_("about"), max_length=16, choices=NoteKind.choices, blank=True, default="")
    level = models.CharField(_("classification"), max_length=16, choices=Level.choices, blank=True, default="")
    text = fields.SealedText(Declared(Category.CASE, _("Note"), Source.AGENCY))
    by = models.UUIDField(_("by"))
    at = models.DateTimeField(_("at"))

    class PersonalData:
        clear = {
            "kind": Declared(Category.CASE, _("Note about"), Source.AGENCY),
            "level": Declared(Category.CASE, _("How confidential"), Source.AGENCY),
            "at": Declared(Category.CASE, _("Noted at"), Source.AGENCY),
        }
        free = {"case": "a reference", "by": "a reference to a member of staff"}

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="", level="") | Q(kind__in=NoteKind.values, level__in=Level.values),
                name="%(app_label)s_%(class)s_is_classified_whole",
                violation_error_message=_("Say both what it is about and how confidential it is."),
            ),
        ]
        indexes = [
            # The list to mend: what nobody has classified, and nothing else.
            models.Index(fields=["-at", "-id"], name="note_unclassified", condition=Q(level="")),
        ]

    def __str__(self) -> str:
        return str(self.pk)
