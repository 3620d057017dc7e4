"""What every record with a clock of its own has: a number, its days, and how it ended."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from personal_data.declaration import Category, Declared, Source
from personal_data.models import Controller, PersonalModel

CLEAR = {
    "case_reference": Declared(Category.CASE, _("Case"), Source.AGENCY),
    "gathering": Declared(Category.CASE, _("Belongs to"), Source.AGENCY),
    "began_on": Declared(Category.CASE, _("Day of the record"), Source.AGENCY),
    "expires_on": Declared(Category.CASE, _("Good until"), Source.AGENCY),
    "ended_on": Declared(Category.CASE, _("Ended on"), Source.AGENCY),
    "ended_because": Declared(Category.CASE, _("Why it ended"), Source.AGENCY),
    "entered_at": Declared(Category.CASE, _("Entered at"), Source.AGENCY),
}
FREE = {
    "controller": "a reference",
    "reference": "a serial number",
    "entered_by": "a reference to a member of staff",
}


class EndedBecause(models.TextChoices):
    """The events that end a record or start its clock."""

    PAUSE_ENDED = "pause_ended", _("the pause ended")
    CASE_CLOSED = "case_closed", _("the case was closed")
    CLAIM_ENDED = "claim_ended", _("no legal claim needs it any more")
    ACCEPTED = "accepted", _("the offer was accepted")
    RELATIONSHIP_ENDED = "relationship_ended", _("the customer relationship ended")
    TRANSACTION_DONE = "transaction_done", _("the single transaction was carried out")
    RELEASED = "released", _("the product or the collateral ended")
    APPLICATION_REJECTED = "application_rejected", _("the application was not accepted")
    OFFER_LAPSED = "offer_lapsed", _("the offer was not accepted")
    HIRED = "hired", _("hired")
    REJECTED = "rejected", _("not chosen")
    POSITION_FILLED = "position_filled", _("a suitable candidate was found")
    BID_REJECTED = "bid_rejected", _("the bid was rejected or withdrawn")
    PURCHASED = "purchased", _("the portfolio was bought")
    NO_LONGER_TIED = "no_longer_tied", _("the person has nothing to do with it any more")


class KeptRecord(PersonalModel):
    """A record whose clock is not that of a case. ``kind`` of the subclass says which day starts it.

    ``gathering`` names what several records end with: a vacant position, a portfolio that is valued. The case is named
    by number alone: either may be erased before the other.
    """

    controller = models.ForeignKey(Controller, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(_("reference"), max_length=24)
    case_reference = models.CharField(_("case"), max_length=24, blank=True, default="")
    gathering = models.CharField(_("belongs to"), max_length=40, blank=True, default="")
    began_on = models.DateField(_("day"))
    expires_on = models.DateField(_("good until"), null=True, blank=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    ended_because = models.CharField(
        _("why it ended"), max_length=24, choices=EndedBecause.choices, blank=True, default=""
    )
    entered_by = models.UUIDField(_("entered by"))
    entered_at = models.DateTimeField(_("entered at"))

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["reference"], name="%(app_label)s_%(class)s_reference"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, ended_because="")
                | (Q(ended_on__gte=F("began_on")) & ~Q(ended_because="")),
                name="%(app_label)s_%(class)s_ends_for_a_reason",
                violation_error_message=_("It cannot end before it began, and it ends for a reason."),
            ),
        ]

    def __str__(self) -> str:
        return self.reference
