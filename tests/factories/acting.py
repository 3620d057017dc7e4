"""Access contexts of the people and programs in tests."""

from contextlib import AbstractContextManager
from uuid import UUID, uuid5

from personal_data import access
from personal_data.purposes import Purpose

_STAFF = UUID("5e1f0000-0000-4000-8000-000000000001")


def person(name: str, kind: str = "staff") -> access.Actor:
    """Somebody by name, always under the same id."""
    return access.Actor(kind, uuid5(_STAFF, name))


def hanna(purpose: Purpose = Purpose.COLLECTION) -> AbstractContextManager[access.Context]:
    """Hanna, a handler, at her desk."""
    return access.context(actor=person("hanna"), purpose=purpose, channel="web")


def omar(purpose: Purpose = Purpose.COLLECTION) -> AbstractContextManager[access.Context]:
    """Omar, another handler."""
    return access.context(actor=person("omar"), purpose=purpose, channel="web")


def nightly(purpose: Purpose = Purpose.RETENTION) -> AbstractContextManager[access.Context]:
    """A program that works at night."""
    return access.context(actor=access.system("tests.nightly"), purpose=purpose, channel="task")


def rita(purpose: Purpose = Purpose.LEGAL_REPORT) -> AbstractContextManager[access.Context]:
    """Rita, who reports to authorities what a law demands."""
    return access.context(actor=person("rita"), purpose=purpose, channel="web")
