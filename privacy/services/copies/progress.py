"""How far the making of a copy is: a few numbers in the cache, gone when it is done. Nothing about the person."""

from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.utils.translation import gettext as _

STEPS = 4
"""Reading what is held, writing it for computers, setting it for people, packing and sealing."""
_KEPT_SECONDS = 600


def note(copy_id: UUID, done: int) -> None:
    """Note how many steps are done."""
    cache.set(_key(copy_id), done, _KEPT_SECONDS)


def of(copy_id: UUID) -> int:
    """How many of ``STEPS`` are done; 0 where nobody has begun, or the cache has forgotten."""
    return int(cache.get(_key(copy_id), 0))


def shown(copy_id: UUID, *, url: str, target: str) -> dict[str, Any]:
    """How far it is, as the component ``progress`` wants it: the page's own address, and what of it is shown anew."""
    return {
        "label": _("The copy is being made"),
        "done": of(copy_id),
        "total": STEPS,
        "finished": False,
        "url": url,
        "target": target,
    }


def _key(copy_id: UUID) -> str:
    return f"access-copy-progress:{copy_id}"
