"""The items of a request: each is decided by itself, with its ground (GDPR art. 12(4), 17(3); ALMI-92)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from personal_data import fields
from personal_data.declaration import Category, Declared, Source
from personal_data.models import PersonalModel
from privacy.models.request import DataSubjectRequest


class ItemOutcome(models.TextChoices):
    """What was decided on one item."""

    OPEN = "open", _("not decided")
    GRANTED = "granted", _("granted")
    REFUSED = "refused", _("refused")
    ALREADY_GONE = "already_gone", _("already erased")


class Defect(models.TextChoices):
    """Why a record should not have been here any more when erasure was asked for (GDPR art. 17(1)(d), INTRUM-134)."""

    KEPT_TOO_LONG = "kept_too_long", _("kept too long")
    WITHOUT_BASIS = "without_basis", _("kept without a rule that says why")


# Refusals of art. 16, 18 and 21: they are final, where one of art. 17(3) ends on a day.
WITHOUT_REVIEW = (
    "accurate",
    "records_what_was",
    "verified",
    "none_of_four",
    "compelling",
    "objection_legal_claims",
    "other_basis",
)


class RequestItem(PersonalModel):
    """One record in the scope of a request, what was decided on it, on which ground and until when.

    The record is named by its envelope, without a foreign key: the decision outlives what it erased.
    """

    request = models.ForeignKey(DataSubjectRequest, on_delete=models.PROTECT, related_name="items")
    number = models.PositiveSmallIntegerField(_("number"), default=0)
    item_envelope = models.UUIDField(_("record"))
    record_class = models.CharField(_("kind of record"), max_length=40)
    label = models.CharField(_("reference of the record"), max_length=40, blank=True)
    outcome = models.CharField(_("outcome"), max_length=16, choices=ItemOutcome.choices, default=ItemOutcome.OPEN)
    ground = models.CharField(_("ground"), max_length=32, blank=True)
    citation = models.CharField(_("citation"), max_length=120, blank=True)
    facts = fields.SealedText(Declared(Category.REQUEST, _("Reasons"), Source.AGENCY), null=True)
    until = models.DateField(_("kept until"), null=True, blank=True)
    review_on = models.DateField(_("erased or reviewed on"), null=True, blank=True)
    decided_by = models.UUIDField(_("decided by"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    approved_by = models.UUIDField(_("approved by"), null=True, blank=True)
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    carried_out_at = models.DateTimeField(_("carried out at"), null=True, blank=True)
    defect = models.CharField(_("defect"), max_length=16, choices=Defect.choices, blank=True)
    had_to_go_on = models.DateField(_("had to go on"), null=True, blank=True)

    class PersonalData:
        clear = {
            "record_class": Declared(Category.REQUEST, _("Kind of record"), Source.AGENCY),
            "label": Declared(Category.REQUEST, _("Record"), Source.AGENCY),
            "outcome": Declared(Category.REQUEST, _("Decision"), Source.AGENCY),
            "ground": Declared(Category.REQUEST, _("Ground"), Source.AGENCY),
            "citation": Declared(Category.REQUEST, _("Law"), Source.AGENCY),
            "until": Declared(Category.REQUEST, _("Kept until"), Source.AGENCY),
            "review_on": Declared(Category.REQUEST, _("Erased or reviewed on"), Source.AGENCY),
            "decided_at": Declared(Category.REQUEST, _("Decided at"), Source.AGENCY),
            "carried_out_at": Declared(Category.REQUEST, _("Carried out at"), Source.AGENCY),
            "defect": Declared(Category.REQUEST, _("Why it should have gone before"), Source.AGENCY),
            "had_to_go_on": Declared(Category.REQUEST, _("Had to go on"), Source.AGENCY),
        }
        free = {
            "request": "a reference",
            "number": "its place in the list of the request",
            "item_envelope": "a reference",
            "decided_by": "a reference to a member of staff",
            "approved_by": "a reference to a member of staff",
            "approved_at": "when the second person agreed",
        }

    class Meta:
        verbose_name = _("item of a request")
        verbose_name_plural = _("items of requests")
        constraints = (
            models.CheckConstraint(
                condition=Q(defect__in=["", *Defect.values]), name="privacy_requestitem_defect_is_known"
            ),
            models.UniqueConstraint(fields=["request", "item_envelope"], name="privacy_requestitem_once"),
            models.CheckConstraint(
                condition=~Q(outcome=ItemOutcome.REFUSED)
                | (
                    ~Q(ground="")
                    & ~Q(citation="")
                    & Q(facts__isnull=False)
                    & (Q(review_on__isnull=False) | Q(ground__in=WITHOUT_REVIEW))
                ),
                name="privacy_requestitem_refusal_has_reasons",
                violation_error_message=_("A refusal needs its ground, the law, the reasons and a review date."),
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("decided_by")),
                name="privacy_requestitem_second_person",
                violation_error_message=_("A refusal is approved by a second person, not by the one who decided it."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.record_class}: {self.outcome}"
