"""What a client, for whom we are the processor, wants done with its data when the service ends."""

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from collections_app.models import Creditor


class ClientWish(models.TextChoices):
    """The choice that GDPR art. 28(3)(g) leaves to the controller."""

    DELETE = "delete", _("delete the data")
    RETURN = "return", _("return the data, then delete them")


class ClientInstruction(models.Model):
    """A client's word on the data that were processed on its behalf: one for each client, never changed.

    It takes the place of the retention rules of our own (retention schedule, section 3.8; AXACTOR-04).
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    creditor = models.OneToOneField(Creditor, on_delete=models.PROTECT, related_name="+")
    wish = models.CharField(_("wish"), max_length=8, choices=ClientWish.choices)
    day = models.DateField(_("erased on"))
    paper = models.CharField(_("where the instruction is kept"), max_length=40)
    by = models.UUIDField(_("by"))
    at = models.DateTimeField(_("at"))

    class PersonalData:
        none = "what a client company wants, a day and the reference of a paper"
        append_only = True

    class Meta:
        verbose_name = _("client's instruction")
        verbose_name_plural = _("clients' instructions")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(wish__in=ClientWish.values), name="retention_clientinstruction_wish_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(paper__regex=r"^[A-Z]{1,8}-[0-9A-Z-]{1,30}$"),
                name="retention_clientinstruction_paper_is_a_reference",
                violation_error_message=_("The paper has a reference such as DOC-2026-17; no name stands in it."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.wish} {self.day}"
