"""The fee for a further copy: told before anything is made, agreed to by the person, never charged by itself."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from personal_data import fields
from personal_data.declaration import Category, Declared, Source
from personal_data.models import PersonalModel
from privacy.models.request import DataSubjectRequest, of_request


class CopyFee(PersonalModel):
    """What one further copy would cost, why, and what the person said to it (GDPR art. 12(5), 15(3); INTRUM-132).

    The amount is in minor units of the currency, from the controller's tariff on the day on which it was told.
    """

    request = models.OneToOneField(DataSubjectRequest, on_delete=models.PROTECT, related_name="copy_fee")
    amount_minor = models.PositiveIntegerField(_("amount"))
    currency = models.CharField(_("currency"), max_length=3)
    reason = fields.SealedText(Declared(Category.REQUEST, _("Why a copy costs a fee"), Source.AGENCY))
    proposed_by = models.UUIDField(_("proposed by"))
    proposed_at = models.DateTimeField(_("proposed at"))
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    waived_at = models.DateTimeField(_("waived at"), null=True, blank=True)
    accepted_in = models.CharField(_("accepted in"), max_length=8, blank=True)

    class PersonalData:
        clear = {
            "amount_minor": of_request(_("Fee for a further copy")),
            "currency": of_request(_("Currency")),
            "proposed_at": of_request(_("Fee told at")),
            "accepted_at": of_request(_("Fee agreed to at")),
            "waived_at": of_request(_("Fee waived at")),
            "accepted_in": of_request(_("Fee agreed to in")),
        }
        free = {"request": "a reference", "proposed_by": "a reference to a member of staff"}

    class Meta:
        verbose_name = _("fee for a further copy")
        verbose_name_plural = _("fees for further copies")
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="privacy_copyfee_is_an_amount"),
            models.CheckConstraint(condition=Q(currency__regex="^[A-Z]{3}$"), name="privacy_copyfee_currency"),
            models.CheckConstraint(
                condition=Q(accepted_at=None, accepted_in="") | (Q(accepted_at__isnull=False) & ~Q(accepted_in="")),
                name="privacy_copyfee_accepted_somehow",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def waits(self) -> bool:
        """Whether the person has neither agreed to it nor been let off it."""
        return self.accepted_at is None and self.waived_at is None
