"""Staff: entering, giving and taking roles, closing an account."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import events
from accounts.models import StaffController, StaffRole, User
from accounts.roles import Role
from audit import trail
from personal_data.models import Controller


class AlreadyEntered(ValidationError):
    """A member of staff has this e-mail address already."""

    def __init__(self) -> None:
        super().__init__(_("A member of staff has this address already."), code="already_entered")


class NoSecrecy(ValidationError):
    """There is no dated undertaking of secrecy, or its day has not come."""

    def __init__(self) -> None:
        super().__init__(_("An account opens when the undertaking of secrecy is on file."), code="no_secrecy")


class OwnRole(ValidationError):
    """Nobody gives a role or a controller to themselves, or takes one from themselves."""

    def __init__(self) -> None:
        super().__init__(_("Nobody changes their own roles. Ask a colleague."), code="own_role")


@transaction.atomic
def create(
    *,
    email: str,
    name: str,
    password: str,
    roles: Sequence[Role],
    secrecy_on: date | None,
    by: UUID,
    at: datetime,
    controllers: Sequence[Controller] = (),
) -> User:
    """Enter a member of staff with the roles they begin with and the controllers for which they work.

    Without a controller they reach nobody's records. ``secrecy_on`` is the day on their undertaking of secrecy.

    Raises AlreadyEntered, NoSecrecy, or ValidationError when the address or the password will not do.
    """
    _check_secrecy(secrecy_on, at)
    user = User(email=email.strip().lower(), name=name.strip(), secrecy_on=secrecy_on)
    if User.objects.filter(email=user.email).exists():
        raise AlreadyEntered
    user.set_password(password)
    user.full_clean()
    validate_password(password, user)
    user.save(force_insert=True)
    trail.record(events.STAFF_CREATED, reference=user.reference)
    trail.record(events.SECRECY_PROMISED, reference=user.reference)
    for role in roles:
        grant_role(user=user, role=role, by=by, at=at)
    for controller in controllers:
        grant_controller(user=user, controller=controller, by=by, at=at)
    return user


@transaction.atomic
def promise_secrecy(*, user: User, on: date, at: datetime) -> None:
    """Enter the undertaking of somebody whose account is older than the demand for one. Raises NoSecrecy."""
    _check_secrecy(on, at)
    user.secrecy_on = on
    user.save(update_fields=["secrecy_on"])
    trail.record(events.SECRECY_PROMISED, reference=user.reference)


def _check_secrecy(on: date | None, at: datetime) -> None:
    # The day is one of the person's own place, which may be a day ahead of UTC.
    if on is None or on > (at + timedelta(days=1)).date():
        raise NoSecrecy


@transaction.atomic
def grant_role(*, user: User, role: Role, by: UUID, at: datetime) -> StaffRole:
    """Give a role; giving one that is held already changes nothing. Raises OwnRole."""
    if by == user.pk:
        raise OwnRole
    User.objects.select_for_update().get(pk=user.pk)
    held = StaffRole.objects.filter(user=user, role=role, revoked_at__isnull=True).first()
    if held:
        return held
    granted = StaffRole.objects.create(user=user, role=role, granted_at=at, granted_by=by)
    trail.record(events.ROLE_GRANTED, reference=user.reference, reason=role.value)
    user.refresh_from_db()
    return granted


@transaction.atomic
def revoke_role(*, user: User, role: Role, by: UUID, at: datetime) -> None:
    """Take a role; it ends with the next request. Raises OwnRole."""
    if by == user.pk:
        raise OwnRole
    held = StaffRole.objects.filter(user=user, role=role, revoked_at__isnull=True)
    if held.update(revoked_at=at, revoked_by=by):
        trail.record(events.ROLE_REVOKED, reference=user.reference, reason=role.value)
    user.refresh_from_db()


@transaction.atomic
def grant_controller(*, user: User, controller: Controller, by: UUID, at: datetime) -> StaffController:
    """Let somebody work for a controller; who does so already goes on. Raises OwnRole."""
    if by == user.pk:
        raise OwnRole
    User.objects.select_for_update().get(pk=user.pk)
    held = StaffController.objects.filter(user=user, controller=controller, revoked_at__isnull=True).first()
    if held:
        return held
    granted = StaffController.objects.create(user=user, controller=controller, granted_at=at, granted_by=by)
    trail.record(events.CONTROLLER_GRANTED, reference=user.reference)
    user.refresh_from_db()
    return granted


@transaction.atomic
def revoke_controller(*, user: User, controller: Controller, by: UUID, at: datetime) -> None:
    """Let somebody work for a controller no longer, from the next request on. Raises OwnRole."""
    if by == user.pk:
        raise OwnRole
    held = StaffController.objects.filter(user=user, controller=controller, revoked_at__isnull=True)
    if held.update(revoked_at=at, revoked_by=by):
        trail.record(events.CONTROLLER_REVOKED, reference=user.reference)
    user.refresh_from_db()


@transaction.atomic
def deactivate(*, user: User, by: UUID, at: datetime) -> None:
    """Close an account: roles and controllers end, sessions end with the next request, the password is void."""
    for role in sorted(user.roles):
        revoke_role(user=user, role=Role(role), by=by, at=at)
    for held in StaffController.objects.filter(user=user, revoked_at__isnull=True).select_related("controller"):
        revoke_controller(user=user, controller=held.controller, by=by, at=at)
    if not user.is_active:
        return
    user.is_active, user.left_on = False, at.date()
    user.set_unusable_password()
    user.save(update_fields=["is_active", "left_on", "password"])
    trail.record(events.STAFF_DEACTIVATED, reference=user.reference)
