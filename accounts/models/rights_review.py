from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.staff_history import StaffHistory
from accounts.models.user import User
from personal_data.declaration import Category, Declared, Source
from personal_data.identifiers import time_ordered


class RightsReview(models.Model):
    """Somebody has looked whether a member of staff still needs what they may do (GDPR art. 5(2), 32(1)(d), 32(4)).

    What was held then stands in the rows of roles and controllers, which stay; what was taken is named here by count.
    """

    id = models.UUIDField(primary_key=True, default=time_ordered, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="rights_reviews")
    reviewed_at = models.DateTimeField()
    reviewed_by = models.UUIDField()
    kept = models.PositiveSmallIntegerField()
    """How many roles and controllers are still needed."""
    taken = models.PositiveSmallIntegerField()
    """How many were taken because they are not."""

    history = StaffHistory()

    class PersonalData:
        clear: ClassVar[dict[str, Declared]] = {
            "user": Declared(Category.STAFF, _("Member of staff"), Source.AGENCY),
            "reviewed_at": Declared(Category.STAFF, _("Rights reviewed at"), Source.AGENCY),
            "reviewed_by": Declared(Category.STAFF, _("Rights reviewed by"), Source.AGENCY),
            "kept": Declared(Category.STAFF, _("Rights still needed"), Source.AGENCY),
            "taken": Declared(Category.STAFF, _("Rights taken"), Source.AGENCY),
        }

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~Q(reviewed_by=models.F("user_id")),
                name="accounts_rightsreview_by_another",
                violation_error_message=_("Nobody reviews their own rights."),
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)
