"""Purchases: the claims of a case change hands, and the controller that bought them becomes the contracting party."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from collections_app.models.case import Case
from personal_data.declaration import Category, Declared, Source
from personal_data.models import PersonalModel


class Purchase(PersonalModel):
    """The assignment of all claims of one case from a seller to a buyer on a day, in the case's own envelope.

    Lines are added, never changed: a claim that is sold on gets another one.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="purchases")
    seller = models.CharField(_("seller"), max_length=200)
    buyer = models.CharField(_("buyer"), max_length=200)
    assigned_on = models.DateField(_("assigned on"))
    by = models.UUIDField(_("entered by"))
    at = models.DateTimeField(_("entered at"))

    class PersonalData:
        append_only = True
        clear = {
            "seller": Declared(Category.CLAIM, _("Sold by"), Source.CREDITOR),
            "buyer": Declared(Category.CLAIM, _("Bought by"), Source.CREDITOR),
            "assigned_on": Declared(Category.CLAIM, _("Assigned on"), Source.CREDITOR),
            "at": Declared(Category.CASE, _("Entered at"), Source.AGENCY),
        }
        free = {"case": "a reference", "by": "a reference to a member of staff"}

    class Meta:
        verbose_name = _("purchase of the claims")
        verbose_name_plural = _("purchases of claims")
        constraints = [
            models.CheckConstraint(
                condition=~Q(seller="") & ~Q(buyer="") & ~Q(seller=F("buyer")),
                name="%(app_label)s_%(class)s_has_two_sides",
                violation_error_message=_("Seller and buyer are two."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
