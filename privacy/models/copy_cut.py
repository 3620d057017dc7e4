"""What is left out of a person's copy by hand, with its ground (GDPR art. 15(4), 23; ALMI-74, ALMI-75)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from personal_data import fields
from personal_data.declaration import Category, Declared, Source
from personal_data.models import PersonalModel
from privacy.models.request import DataSubjectRequest


class CutGround(models.TextChoices):
    """Why something is left out; a closed list."""

    LAW = "law", _("a law forbids it")
    BUSINESS_SECRET = "business_secret", _("business secret")
    RIGHTS_OF_OTHERS = "rights_of_others", _("rights of others")


class CopyCut(PersonalModel):
    """One field of one row, or one file, that the person is not shown, or words of it.

    It lies in an envelope that does not open for the person: their own file would otherwise say what it leaves out.
    ``spans`` are places in the text and not its words; the reasons are for the second person and for supervision. In
    force from approval on, in the copy and in the portal alike.
    """

    request = models.ForeignKey(DataSubjectRequest, on_delete=models.PROTECT, related_name="copy_cuts")
    record = models.UUIDField(_("record"))
    row = models.UUIDField(_("row"))
    field = models.CharField(_("field"), max_length=80)
    spans = ArrayField(models.PositiveIntegerField(), default=list, blank=True)
    of_length = models.PositiveIntegerField(default=0)
    ground = models.CharField(_("ground"), max_length=16, choices=CutGround.choices)
    citation = models.CharField(_("law"), max_length=120)
    is_secret = models.BooleanField(_("secret"), default=False)
    facts = fields.SealedText(Declared(Category.REQUEST, _("Reasons"), Source.AGENCY))
    by = models.UUIDField(_("by"))
    at = models.DateTimeField(_("at"))
    approved_by = models.UUIDField(_("approved by"), null=True, blank=True)
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    taken_back_at = models.DateTimeField(_("taken back at"), null=True, blank=True)

    class PersonalData:
        clear = {
            "field": Declared(Category.REQUEST, _("Field"), Source.AGENCY),
            "ground": Declared(Category.REQUEST, _("Ground"), Source.AGENCY),
            "citation": Declared(Category.REQUEST, _("Law"), Source.AGENCY),
            "is_secret": Declared(Category.REQUEST, _("Secret"), Source.AGENCY),
        }
        free = {
            "request": "a reference",
            "record": "a reference",
            "row": "a reference",
            "spans": "places in a text",
            "of_length": "the length of a text",
            "by": "a reference to a member of staff",
            "at": "when it was decided",
            "approved_by": "a reference to a member of staff",
            "approved_at": "when it was approved",
            "taken_back_at": "when it was taken back",
        }

    class Meta:
        verbose_name = _("part left out of a copy")
        verbose_name_plural = _("parts left out of copies")
        constraints = [
            models.CheckConstraint(condition=Q(ground__in=CutGround.values), name="privacy_copycut_ground_is_known"),
            models.CheckConstraint(
                condition=~Q(citation=""),
                name="privacy_copycut_names_its_law",
                violation_error_message=_("Name the provision."),
            ),
            models.CheckConstraint(
                condition=Q(is_secret=False) | Q(ground=CutGround.LAW),
                name="privacy_copycut_secret_by_law_only",
                violation_error_message=_("Only a law can forbid to say that something is left out."),
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("by")),
                name="privacy_copycut_second_person",
                violation_error_message=_("A second person approves what is left out."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
