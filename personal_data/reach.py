"""Whose records the actor of the current access context may reach (GDPR art. 29, 32(4)).

A member of staff reaches the records of the controllers for which they work and no others: lists leave them out,
addresses of single records answer as if there were none, and the opener refuses what slipped through. Programs and
persons at the portal are not bound to controllers; they have narrower bounds of their own.
"""

from django.db.models import Q

from personal_data import access


def within(path: str = "controller") -> Q:
    """The condition that a row belongs to a controller within reach; ``path`` leads from the row to its controller."""
    here = access.current()
    if here is None or here.controllers is None:
        return Q()
    return Q(**{f"{path}__in": here.controllers})


def beyond(path: str = "controller") -> Q:
    """The condition that a row belongs to a controller out of reach."""
    here = access.current()
    if here is None or here.controllers is None:
        return Q(pk__in=())
    return ~Q(**{f"{path}__in": here.controllers})
