"""Papers at the offices: which box stands where, which paper of which case lies in it, and what is to be destroyed."""

from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from collections_app.models.case import Case
from personal_data.declaration import Category, Declared, Source
from personal_data.models import Controller, PersonalModel


class PaperKind(models.TextChoices):
    """What a paper is. A closed list, so that nobody writes of a person on a box."""

    AGREEMENT = "agreement", _("signed agreement")
    CORRESPONDENCE = "correspondence", _("letter from the person")
    DECISION = "decision", _("paper of a court or authority")
    VOUCHER = "voucher", _("voucher or receipt")
    OTHER = "other", _("other paper")


class PaperLeave(models.TextChoices):
    """What a paper is taken out for."""

    HANDLING = "handling", _("to work on the case")
    PROCEEDINGS = "proceedings", _("for court or enforcement")
    REQUEST = "request", _("for a request of the person")
    SUPERVISION = "supervision", _("for a supervisor or auditor")


class PaperWay(models.TextChoices):
    """How a paper was destroyed."""

    SHREDDED = "shredded", _("shredded at the office")
    CONTRACTOR = "contractor", _("destroyed by a contractor, with a receipt")
    RETURNED = "returned", _("given back to its owner")


class PaperBox(models.Model):
    """A box or binder of one controller, and where it stands."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    controller = models.ForeignKey(Controller, on_delete=models.PROTECT, related_name="+")
    label = models.CharField(_("box"), max_length=40)
    location = models.CharField(_("location"), max_length=80)
    at = models.DateTimeField(_("entered at"))
    by = models.UUIDField(_("entered by"))

    class PersonalData:
        none = "boxes and rooms, and references to members of staff"

    class Meta:
        verbose_name = _("box of papers")
        verbose_name_plural = _("boxes of papers")
        constraints = (
            models.UniqueConstraint(
                fields=["controller", "label"],
                name="%(app_label)s_%(class)s_once",
                violation_error_message=_("There is a box of this name already."),
            ),
            models.CheckConstraint(
                condition=~Q(label="") & ~Q(location=""), name="%(app_label)s_%(class)s_stands_somewhere"
            ),
        )

    def __str__(self) -> str:
        return self.label


class Paper(PersonalModel):
    """One paper of a case, by the number on its folder, in the envelope of its case: so it has the case's own day.

    When the case is erased this row goes with it and the database puts the paper on the list of what is to be destroyed
    (``sql/papers.sql``). Where it lies and who has it may change as long as it is there, closed case or not: each
    state stays in the history, and who took it or brought it back in the trail.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="papers")
    box = models.ForeignKey(PaperBox, on_delete=models.PROTECT, related_name="papers")
    number = models.CharField(_("number on the folder"), max_length=16)
    kind = models.CharField(_("what it is"), max_length=16, choices=PaperKind.choices)
    sheets = models.PositiveSmallIntegerField(_("sheets"))
    at = models.DateTimeField(_("filed at"))
    by = models.UUIDField(_("filed by"))
    out_since = models.DateTimeField(_("taken out at"), null=True, blank=True)
    out_with = models.UUIDField(_("taken out by"), null=True, blank=True)
    out_for = models.CharField(_("taken out for"), max_length=16, choices=PaperLeave.choices, blank=True, default="")

    class PersonalData:
        clear = {
            "kind": Declared(Category.CASE, _("Paper in our archive"), Source.AGENCY),
            "sheets": Declared(Category.CASE, _("Sheets"), Source.AGENCY),
            "at": Declared(Category.CASE, _("Filed at"), Source.AGENCY),
            "out_since": Declared(Category.CASE, _("Taken out of the archive at"), Source.AGENCY),
            "out_for": Declared(Category.CASE, _("Taken out of the archive for"), Source.AGENCY),
        }
        free = {
            "case": "a reference",
            "box": "a reference",
            "number": "a serial number",
            "by": "a reference to a member of staff",
            "out_with": "a reference to a member of staff",
        }

    class Meta:
        verbose_name = _("paper")
        verbose_name_plural = _("papers")
        constraints = (
            models.UniqueConstraint(fields=["number"], name="%(app_label)s_%(class)s_number_once"),
            models.CheckConstraint(condition=Q(sheets__gt=0), name="%(app_label)s_%(class)s_has_sheets"),
            models.CheckConstraint(
                condition=Q(out_since__isnull=True, out_with__isnull=True, out_for="")
                | (Q(out_since__isnull=False, out_with__isnull=False) & ~Q(out_for="")),
                name="%(app_label)s_%(class)s_out_with_somebody",
                violation_error_message=_("A paper that is out is with somebody, for something."),
            ),
        )

    def __str__(self) -> str:
        return self.number


class PaperToDestroy(models.Model):
    """A paper whose case has been erased: it has to go too, and somebody confirms that it did. Names nobody.

    Written by the database when the case goes, by whatever path that comes; ``out_with`` is who had it then.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    controller = models.ForeignKey(Controller, on_delete=models.PROTECT, related_name="+")
    box = models.ForeignKey(PaperBox, on_delete=models.PROTECT, related_name="to_destroy")
    number = models.CharField(_("number on the folder"), max_length=16)
    kind = models.CharField(_("what it is"), max_length=16, choices=PaperKind.choices)
    sheets = models.PositiveSmallIntegerField(_("sheets"))
    out_with = models.UUIDField(_("taken out by"), null=True, blank=True)
    listed_at = models.DateTimeField(_("to be destroyed since"))
    destroyed_on = models.DateField(_("destroyed on"), null=True, blank=True)
    way = models.CharField(_("how"), max_length=16, choices=PaperWay.choices, blank=True, default="")
    confirmed_by = models.UUIDField(_("confirmed by"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)

    class PersonalData:
        none = "numbers of folders in boxes, of nobody any more, and references to members of staff"

    class Meta:
        verbose_name = _("paper to be destroyed")
        verbose_name_plural = _("papers to be destroyed")
        constraints = (
            models.UniqueConstraint(fields=["number"], name="%(app_label)s_%(class)s_number_once"),
            models.CheckConstraint(
                condition=Q(destroyed_on__isnull=True, way="", confirmed_by__isnull=True, confirmed_at__isnull=True)
                | (
                    Q(destroyed_on__isnull=False, confirmed_by__isnull=False, confirmed_at__gte=F("listed_at"))
                    & ~Q(way="")
                ),
                name="%(app_label)s_%(class)s_confirmed_by_somebody",
                violation_error_message=_("Who confirms that a paper was destroyed says when and how."),
            ),
        )
        indexes = (
            # What still has to be destroyed, the oldest first.
            models.Index(fields=["controller", "listed_at"], condition=Q(destroyed_on=None), name="papers_to_destroy"),
        )

    def __str__(self) -> str:
        return self.number
