"""``manage.py check --database default`` names whatever was changed by hand in the database."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Tags, Warning, register

from audit.standing import checking, reference


@register(Tags.database)
def stands_as_it_was_made(app_configs: Any, databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Triggers, functions, rights, owners and the like are those of the migrations. Asked of a migrated database."""
    if "default" not in (databases or ()) or reference.newest() is None:
        return []
    hint = "Run migrate, which mends what it made; look into who changed it."
    return [Warning(str(each), hint=hint, id="audit.W001") for each in checking.differences()]
