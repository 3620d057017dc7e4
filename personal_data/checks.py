"""``manage.py check`` fails on any field of ours that nobody declared (GDPR art. 5(2), 25)."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import connections, models

from personal_data import installation
from personal_data.catalogue import OUR_PACKAGES, declaration_of, our_models
from personal_data.declaration import Declared
from personal_data.fields import SealedField
from personal_data.models.personal_model import PersonalModel

_ALWAYS_FREE = {"id", "pk", "envelope"}


@register()
def every_field_is_declared(app_configs: Any, **_: Any) -> list[CheckMessage]:
    """Each field is sealed and declared, declared as kept in the clear, or declared free of personal data."""
    problems: list[CheckMessage] = []
    for model in our_models():
        declaration = declaration_of(model)
        if declaration is None:
            problems.append(_error(model, 'has no class PersonalData. Say what it holds, or `none = "why"`.', 1))
        elif not getattr(declaration, "none", ""):
            problems.extend(_undeclared_fields(model, declaration))
        elif issubclass(model, PersonalModel):
            problems.append(_error(model, "is a PersonalModel but declares `none`. Use a plain model.", 2))
    return problems


def _undeclared_fields(model: type[models.Model], declaration: Any) -> list[CheckMessage]:
    clear: dict[str, Any] = getattr(declaration, "clear", {})
    free: dict[str, str] = getattr(declaration, "free", {})
    names = {field.name for field in model._meta.concrete_fields}
    problems: list[CheckMessage] = []
    for field in model._meta.concrete_fields:
        if isinstance(field, SealedField):
            if not isinstance(field.declared, Declared):
                problems.append(_error(model, f"seals {field.name!r} without a Declared(...).", 3))
        elif field.name in clear:
            if not isinstance(clear[field.name], Declared):
                problems.append(_error(model, f"keeps {field.name!r} in the clear without a Declared(...).", 4))
        elif field.name not in _ALWAYS_FREE and not free.get(field.name):
            problems.append(_error(model, f"does not declare {field.name!r}: seal it, or name it in clear or free.", 5))
    for name in (set(clear) | set(free)) - names:
        problems.append(_error(model, f"declares {name!r}, which is no field of it.", 6))
    return problems


def _error(model: type[models.Model], message: str, number: int) -> Error:
    assert model._meta.app_label in OUR_PACKAGES
    return Error(f"{model._meta.label} {message}", obj=model, id=f"personal_data.E00{number}")


_ASLEEP = """
SELECT place FROM unnest(%s::text[]) AS place WHERE to_regclass(place) IS NOT NULL AND NOT EXISTS (
    SELECT FROM pg_trigger t JOIN pg_proc f ON f.oid = t.tgfoid
    WHERE t.tgrelid = to_regclass(place) AND t.tgenabled = 'A' AND f.proname = 'personal_data_guard') ORDER BY 1"""


@register(Tags.database)
def every_guard_is_awake(app_configs: Any, databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """``check --database default``: an owner can put a guard to sleep, but not unseen. ``migrate`` wakes it again."""
    problems: list[CheckMessage] = []
    for alias in databases or ():
        with connections[alias].cursor() as cursor:
            cursor.execute(_ASLEEP, [list(installation.guarded_tables())])
            problems += [
                Warning(f"{table} can lose rows past the erasure gate.", hint="Run migrate.", id="personal_data.W001")
                for (table,) in cursor.fetchall()
            ]
    return problems
