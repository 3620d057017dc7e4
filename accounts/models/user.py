from typing import ClassVar, Self
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.expressions import RawSQL
from django.db.models.functions import Lower
from django.utils.functional import cached_property
from django.utils.http import int_to_base36
from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.models.staff_history import StaffHistory
from accounts.permissions import Permission
from personal_data.declaration import Category, Declared, Source
from personal_data.identifiers import time_ordered


def _held(column: str, table: str) -> RawSQL:
    """What a member of staff holds now, as an array."""
    # Both names are constants of this module.
    held = f"SELECT {column} FROM {table} WHERE user_id = accounts_user.id AND revoked_at IS NULL"
    return RawSQL(f"ARRAY({held})", ())  # noqa: S611


class UserManager(BaseUserManager["User"]):
    """Finds staff by e-mail address, whatever its case; with what they may do and for whom, in the same query."""

    def with_rights(self) -> models.QuerySet["User"]:
        """Staff with the roles held now and the controllers for which they work now."""
        return self.annotate(
            held_roles=_held("role", "accounts_staffrole"),
            held_controllers=_held("controller_id", "accounts_staffcontroller"),
        )

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser):
    """A member of staff who signs in. Staff are data subjects too: what is held of them is declared here."""

    id = models.UUIDField(primary_key=True, default=time_ordered, editable=False)
    email = models.EmailField(
        _("E-mail address"), unique=True, error_messages={"unique": _("A member of staff has this address already.")}
    )
    name = models.CharField(_("Name"), max_length=120)
    is_active = models.BooleanField(_("May sign in"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    left_on = models.DateField(_("Left on"), null=True, blank=True)
    """The day from which the record of somebody who left is counted to its end (``retention/services/staff.py``)."""
    secrecy_on = models.DateField(_("Promised secrecy on"), null=True, blank=True)
    """The day on the undertaking of secrecy that is on file; no account is open without one (GDPR art. 29, 32(4))."""
    forgotten_on = models.DateField(_("Name and address erased on"), null=True, blank=True)

    objects: ClassVar[UserManager] = UserManager()
    history = StaffHistory("password", "last_login")

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class PersonalData:
        # In the clear: signing in needs the address before anybody acts, and every page names who is signed in.
        clear: ClassVar[dict[str, Declared]] = {
            "email": Declared(Category.STAFF, _("E-mail address"), Source.AGENCY),
            "name": Declared(Category.STAFF, _("Name"), Source.AGENCY),
            "password": Declared(Category.STAFF, _("Password (one-way)"), Source.DATA_SUBJECT, provided=True),
            "last_login": Declared(Category.STAFF, _("Last sign-in"), Source.AGENCY),
            "is_active": Declared(Category.STAFF, _("May sign in"), Source.AGENCY),
            "created_at": Declared(Category.STAFF, _("Entered at"), Source.AGENCY),
            "left_on": Declared(Category.STAFF, _("Left on"), Source.AGENCY),
            "secrecy_on": Declared(Category.STAFF, _("Promised secrecy on"), Source.DATA_SUBJECT, provided=True),
            "forgotten_on": Declared(Category.STAFF, _("Name and address erased on"), Source.AGENCY),
        }

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")),
                name="accounts_user_email_is_lower_case",
                violation_error_message=_("Write the e-mail address in lower case."),
            ),
            models.CheckConstraint(
                condition=models.Q(left_on__isnull=True) | models.Q(is_active=False),
                name="accounts_user_who_left_is_closed",
                violation_error_message=_("Close the account of somebody who left."),
            ),
            models.CheckConstraint(
                condition=models.Q(is_active=False) | models.Q(secrecy_on__isnull=False),
                name="accounts_user_open_is_bound_to_secrecy",
                violation_error_message=_("An account opens when the undertaking of secrecy is on file."),
            ),
            models.CheckConstraint(
                condition=models.Q(forgotten_on__isnull=True)
                | models.Q(forgotten_on__gte=models.F("left_on"), name=""),
                name="accounts_user_forgotten_has_left",
                violation_error_message=_("Only who has left is forgotten, and then without a name."),
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def reference(self) -> str:
        """How the audit trail refers to this member of staff: no name, no address."""
        return f"STAFF-{int_to_base36(self.pk.int).upper()}"

    @cached_property
    def roles(self) -> frozenset[str]:
        """The roles held now."""
        return self._rights[0]

    @cached_property
    def controllers(self) -> frozenset[UUID]:
        """The controllers for which this member of staff works now: their records and no others are within reach."""
        return self._rights[1]

    @cached_property
    def _rights(self) -> tuple[frozenset[str], frozenset[UUID]]:
        known = self if "held_roles" in self.__dict__ else User.objects.with_rights().get(pk=self.pk)
        return frozenset(known.__dict__["held_roles"]), frozenset(known.__dict__["held_controllers"])

    @cached_property
    def permissions(self) -> frozenset[Permission]:
        """What the roles held now permit."""
        return roles.permissions_of(set(self.roles))

    def may(self, permission: Permission) -> bool:
        """Whether this member of staff may do this now."""
        return self.is_active and permission in self.permissions

    def refresh_from_db(self, *args: object, **kwargs: object) -> None:
        """Forget the roles and controllers that were read before."""
        for name in ("roles", "controllers", "permissions", "_rights", "held_roles", "held_controllers"):
            self.__dict__.pop(name, None)
        super().refresh_from_db(*args, **kwargs)  # type: ignore[arg-type]  # handed on as given

    def clean(self: Self) -> None:
        """Write the address in lower case."""
        super().clean()
        self.email = self.email.lower()
