from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.staff_history import StaffHistory
from accounts.models.user import User
from personal_data.declaration import Category, Declared, Source
from personal_data.identifiers import time_ordered
from personal_data.models import Controller


class StaffController(models.Model):
    """One controller for which one member of staff works (GDPR art. 29, 32(4)).

    Whoever works for no controller reaches nobody's records. Rows stay, so it is known who could reach what, and when.
    """

    id = models.UUIDField(primary_key=True, default=time_ordered, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="staff_controllers")
    controller = models.ForeignKey(Controller, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField()
    granted_by = models.UUIDField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.UUIDField(null=True)

    history = StaffHistory()

    class PersonalData:
        clear: ClassVar[dict[str, Declared]] = {
            "user": Declared(Category.STAFF, _("Member of staff"), Source.AGENCY),
            "controller": Declared(Category.STAFF, _("Works for"), Source.AGENCY),
            "granted_at": Declared(Category.STAFF, _("Granted at"), Source.AGENCY),
            "granted_by": Declared(Category.STAFF, _("Granted by"), Source.AGENCY),
            "revoked_at": Declared(Category.STAFF, _("Revoked at"), Source.AGENCY),
            "revoked_by": Declared(Category.STAFF, _("Revoked by"), Source.AGENCY),
        }

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["user", "controller"],
                condition=Q(revoked_at__isnull=True),
                name="accounts_staffcontroller_held_once",
                violation_error_message=_("The member of staff works for this controller already."),
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__gte=models.F("granted_at"), revoked_by__isnull=False),
                name="accounts_staffcontroller_revoked_by_somebody",
                violation_error_message=_("What was taken away says when and by whom."),
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)
