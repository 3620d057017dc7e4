from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.staff_history import StaffHistory
from accounts.models.user import User
from accounts.roles import Role
from personal_data.declaration import Category, Declared, Source
from personal_data.identifiers import time_ordered


class StaffRole(models.Model):
    """One role given to one member of staff, by whom and until when. Rows stay, so it is known who could do what."""

    id = models.UUIDField(primary_key=True, default=time_ordered, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="staff_roles")
    role = models.CharField(max_length=20, choices=Role.choices)
    granted_at = models.DateTimeField()
    granted_by = models.UUIDField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.UUIDField(null=True)

    history = StaffHistory()

    class PersonalData:
        clear: ClassVar[dict[str, Declared]] = {
            "user": Declared(Category.STAFF, _("Member of staff"), Source.AGENCY),
            "role": Declared(Category.STAFF, _("Role"), Source.AGENCY),
            "granted_at": Declared(Category.STAFF, _("Granted at"), Source.AGENCY),
            "granted_by": Declared(Category.STAFF, _("Granted by"), Source.AGENCY),
            "revoked_at": Declared(Category.STAFF, _("Revoked at"), Source.AGENCY),
            "revoked_by": Declared(Category.STAFF, _("Revoked by"), Source.AGENCY),
        }

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=Q(revoked_at__isnull=True),
                name="accounts_staffrole_held_once",
                violation_error_message=_("The role is held already."),
            ),
            models.CheckConstraint(
                condition=Q(role__in=Role.values),
                name="accounts_staffrole_role_is_known",
                violation_error_message=_("There is no such role."),
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__gte=models.F("granted_at"), revoked_by__isnull=False),
                name="accounts_staffrole_revoked_by_somebody",
                violation_error_message=_("A revoked role says when and by whom."),
            ),
        )

    def __str__(self) -> str:
        return self.role
