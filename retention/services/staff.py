"""Forgetting the staff whose record has come to its end: each night, by the rule of those for whom they worked."""

from datetime import datetime

from accounts.models import User
from accounts.services import forgetting
from retention.selectors import staff_records


def forget_due(*, at: datetime) -> list[User]:
    """Erase the names and addresses of those whose day has come, in UTC; a second time the same day changes nothing."""
    today = at.date()
    return [user for user in staff_records.due(today=today) if forgetting.forget(user=user, on=today)]
