"""Reviewing, now and again, whether staff still need what they may do; and the list of who may do what."""

import csv
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from typing import TextIO
from uuid import UUID

from django.db import transaction

from accounts import events
from accounts.models import RightsReview, StaffController, User
from accounts.roles import Role
from accounts.services import staff
from audit import trail
from personal_data.models import Controller

REVIEWED_EVERY = timedelta(days=183)
"""Half a year: long enough to be done with care, short enough that who has changed their work is noticed."""
COLUMNS = ("reference", "name", "email", "open", "secrecy_on", "roles", "controllers", "rights_reviewed_at")


@transaction.atomic
def review(
    *,
    user: User,
    by: User,
    at: datetime,
    take_roles: Collection[Role] = (),
    take_controllers: Sequence[Controller] = (),
) -> RightsReview:
    """Record that somebody looked at what a colleague may do, and take what is not needed any more.

    Raises OwnRole when it is one's own.
    """
    if by.pk == user.pk:
        raise staff.OwnRole
    before = len(user.roles) + len(user.controllers)
    for role in take_roles:
        staff.revoke_role(user=user, role=role, by=by.pk, at=at)
    for controller in take_controllers:
        staff.revoke_controller(user=user, controller=controller, by=by.pk, at=at)
    kept = len(user.roles) + len(user.controllers)
    made = RightsReview.objects.create(user=user, reviewed_at=at, reviewed_by=by.pk, kept=kept, taken=before - kept)
    trail.record(
        events.RIGHTS_REVIEWED, reference=user.reference, reason="reduced" if made.taken else "kept", count=made.taken
    )
    return made


def looked_at() -> dict[User, datetime]:
    """When the rights of each open account were reviewed last; without a review, when it was entered."""
    last = _last_reviews()
    return {user: last.get(user.pk, user.created_at) for user in User.objects.filter(is_active=True).order_by("email")}


def _last_reviews() -> dict[UUID, datetime]:
    found = RightsReview.objects.order_by("reviewed_at").values_list("user_id", "reviewed_at")
    return dict(found)


@transaction.atomic
def write_list(target: TextIO) -> int:
    """Write who may do what for whom, with undertakings and reviews, as CSV. Says how many accounts, ended ones too."""
    writer = csv.DictWriter(target, COLUMNS)
    writer.writeheader()
    rows = list(_rows())
    writer.writerows(rows)
    trail.record(events.STAFF_LISTED, count=len(rows))
    return len(rows)


def _rows() -> Iterator[dict[str, str]]:
    works_for: dict[UUID, list[str]] = {}
    held = StaffController.objects.filter(revoked_at__isnull=True).order_by("controller__reference")
    for user, controller in held.values_list("user_id", "controller__reference"):
        works_for.setdefault(user, []).append(controller)
    reviewed = _last_reviews()
    for member in User.objects.with_rights().order_by("email"):
        last = reviewed.get(member.pk)
        yield {
            "reference": member.reference,
            "name": member.name,
            "email": member.email,
            "open": "yes" if member.is_active else "no",
            "secrecy_on": member.secrecy_on.isoformat() if member.secrecy_on else "",
            "roles": " ".join(sorted(member.roles)),
            "controllers": " ".join(works_for.get(member.pk, [])),
            "rights_reviewed_at": last.isoformat() if last else "",
        }
