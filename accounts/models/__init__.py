"""The nouns of staff."""

from accounts.models.sign_in_mark import SignInMark
from accounts.models.staff_controller import StaffController
from accounts.models.staff_role import StaffRole
from accounts.models.user import User

__all__ = ["SignInMark", "StaffController", "StaffRole", "User"]
