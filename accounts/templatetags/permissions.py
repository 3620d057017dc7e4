"""Asking in a template what the member of staff may do."""

from django import template

from accounts.models import User
from accounts.permissions import Permission

register = template.Library()


@register.filter
def may(user: object, permission: str) -> bool:
    """Whether the user may do what is named, for instance ``request.user|may:"cases.work"``."""
    return isinstance(user, User) and user.may(Permission(permission))
