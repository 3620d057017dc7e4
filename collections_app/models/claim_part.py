"""What a claim's amount is made of, where the creditor says it: principal, interest and costs."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from collections_app.models.claim import Claim
from personal_data.declaration import Category, Declared, Source
from personal_data.models import PersonalModel


class ClaimPartKind(models.TextChoices):
    """What a part of a claim is."""

    PRINCIPAL = "principal", _("principal")
    INTEREST = "interest", _("interest")
    COSTS = "costs", _("costs")


class ClaimPart(PersonalModel):
    """One part of a claim's amount on the day on which it was handed over (INTRUM-09). All of them add up to it.

    A claim that is principal alone has none. Payments reduce the claim as a whole (``policies/allocation.py``).
    """

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="parts")
    kind = models.CharField(_("kind"), max_length=16, choices=ClaimPartKind.choices)
    amount_minor = models.BigIntegerField(_("amount in minor units"))
    currency = models.CharField(_("currency"), max_length=3)

    class PersonalData:
        append_only = True
        clear = {
            "kind": Declared(Category.CLAIM, _("Part of the claim"), Source.CREDITOR),
            "amount_minor": Declared(Category.CLAIM, _("Amount of the part"), Source.CREDITOR),
            "currency": Declared(Category.CLAIM, _("Currency"), Source.CREDITOR),
        }
        free = {"claim": "a reference"}

    class Meta:
        verbose_name = _("part of a claim")
        verbose_name_plural = _("parts of claims")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount_minor__gt=0),
                name="%(app_label)s_%(class)s_amount_is_positive",
                violation_error_message=_("A part of a claim is greater than zero."),
            ),
            models.UniqueConstraint(
                fields=["claim", "kind"],
                name="%(app_label)s_%(class)s_once",
                violation_error_message=_("This part of the claim is there already."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
