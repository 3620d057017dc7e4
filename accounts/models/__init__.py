"""The nouns of staff."""

from accounts.models.staff_role import StaffRole
from accounts.models.user import User

__all__ = ["StaffRole", "User"]
