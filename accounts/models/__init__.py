"""The nouns of staff."""

from accounts.models.rights_review import RightsReview
from accounts.models.sign_in_mark import SignInMark
from accounts.models.staff_controller import StaffController
from accounts.models.staff_role import StaffRole
from accounts.models.user import User

__all__ = ["RightsReview", "SignInMark", "StaffController", "StaffRole", "User"]
