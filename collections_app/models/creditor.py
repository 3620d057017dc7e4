"""Creditors: the client companies on whose behalf claims are collected."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from personal_data.models import Controller


class Creditor(models.Model):
    """A company that has assigned its overdue claims to one controller for collection."""

    controller = models.ForeignKey(Controller, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(_("reference"), max_length=24, unique=True)
    name = models.CharField(_("name"), max_length=200)
    country = models.CharField(_("country"), max_length=2)
    organisation_number = models.CharField(_("organisation number"), max_length=32, blank=True)
    is_controller = models.BooleanField(_("is the controller, and we its processor"), default=False, db_default=False)
    """Its cases are processed on its behalf (GDPR art. 28): what becomes of them in the end is the client's word."""
    file_currency = models.CharField(_("currency of files that name none"), max_length=3, blank=True)

    assignment_ended_on = models.DateField(_("assignment ended on"), null=True, blank=True)
    """The local day on which the agreement to collect for it ended; its cases were closed on it (AMILI-32)."""

    class PersonalData:
        none = "a client company's name and number; its contact persons are not kept here"

    class Meta:
        verbose_name = _("creditor")
        verbose_name_plural = _("creditors")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(reference__regex=r"^C-[0-9A-Z-]{1,22}$"),
                name="%(app_label)s_%(class)s_reference_is_well_formed",
                violation_error_message=_("A creditor's reference starts with C-."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.name}"
