"""Reading a pack strictly: every key known, every part there, every word from its list. Errors name file and key."""

import types
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from privacy.policies.words import LANGUAGES, NEEDED, Words

T = TypeVar("T")


class PackProblem(ValueError):
    """A policy pack is not what it should be. ``where`` is the file and the key, such as ``x.toml: notice.site``."""

    def __init__(self, where: str, says: str) -> None:
        super().__init__(f"{where}: {says}")
        self.where = where

    def stands_on(self, file: str, line: int | None) -> None:
        """Say on which line of the file it stands: the line of the key, or of the table in which it is missing."""
        if line is not None:
            said = str(self).removeprefix(f"{file}: ")
            self.args = (f"{file}, line {line}: {said}",)


class UnknownKey(PackProblem):
    """A key that no pack has; perhaps a misspelling."""


class MissingPart(PackProblem):
    """Something that every pack must say."""


class WrongType(PackProblem):
    """A value of another kind than the key takes."""


class UnknownValue(PackProblem):
    """A value that is not on the key's closed list."""


class UnknownReference(PackProblem):
    """A name that nothing in the pack has."""


class UnknownRow(PackProblem):
    """A requirement row that does not exist, or that belongs to another notice."""


class Contradiction(PackProblem):
    """Two statements of the pack that cannot both hold, or one that the law does not allow."""


def read(kind: type[T], content: Any, where: str, prefix: str = "") -> T:
    """A dataclass from a table: ``where`` is the file, ``prefix`` the key of the table in it. Raises PackProblem."""
    if not isinstance(content, Mapping):
        raise WrongType(_at(where, prefix), "must be a table.")
    hints = get_type_hints(kind)
    known = {field.name: field for field in fields(kind)}  # type: ignore[arg-type]  # callers give dataclasses only
    for key in content:
        if key not in known:
            raise UnknownKey(_at(where, prefix, key), f"is not known here; known are {', '.join(sorted(known))}.")
    values: dict[str, Any] = {}
    for name, field in known.items():
        if name in content:
            values[name] = _value(hints[name], content[name], where, _join(prefix, name))
        elif field.default is MISSING:
            raise MissingPart(_at(where, prefix, name), "is missing.")
    return kind(**values)


def _value(hint: Any, value: Any, where: str, key: str) -> Any:
    """One value as its type hint demands."""
    if get_origin(hint) in (Union, types.UnionType):
        hint = next(each for each in get_args(hint) if each is not type(None))
    if get_origin(hint) is tuple:
        return _list(get_args(hint)[0], value, where, key)
    if hint is Words:
        return _words(value, where, key)
    if is_dataclass(hint):
        return read(hint, value, where, key)  # type: ignore[arg-type]  # a dataclass in a hint is a class
    if issubclass(hint, Enum):
        return _member(hint, value, where, key)
    return _plain(hint, value, where, key)


def _list(hint: Any, value: Any, where: str, key: str) -> tuple[Any, ...]:
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise WrongType(_at(where, key), "must be a list.")
    return tuple(_value(hint, each, where, f"{key}[{_name(each, number)}]") for number, each in enumerate(value, 1))


def _name(item: Any, number: int) -> str:
    """What an item of a list is called in errors: its own key where it has one, else its place from 1 on."""
    return str(item.get("key", number)) if isinstance(item, Mapping) else str(number)


def _words(value: Any, where: str, key: str) -> Words:
    if not isinstance(value, Mapping):
        raise WrongType(_at(where, key), "must have a text for each language.")
    for language, text in value.items():
        if language not in LANGUAGES:
            raise UnknownKey(_at(where, key, language), f"is no language of ours; known are {', '.join(LANGUAGES)}.")
        if not isinstance(text, str) or not text.strip():
            raise WrongType(_at(where, key, language), "must be a text that is not empty.")
    for language in NEEDED:
        if language not in value:
            raise MissingPart(_at(where, key, language), "is missing.")
    return Words(value)


def _member(hint: type[Enum], value: Any, where: str, key: str) -> Enum:
    try:
        return hint(value)
    except ValueError as error:
        known = ", ".join(str(each.value) for each in hint)
        raise UnknownValue(_at(where, key), f"{value!r} is not known; known are {known}.") from error


def _plain(hint: type[object], value: Any, where: str, key: str) -> Any:
    """A text, number, date or truth value; TOML's date-times and a truth value for a number are refused."""
    fits = type(value) is hint and not isinstance(value, datetime)
    if not fits:
        name = {str: "a text", int: "a whole number", date: "a date", bool: "true or false"}[hint]
        raise WrongType(_at(where, key), f"must be {name}.")
    if hint is str and not value.strip():
        raise MissingPart(_at(where, key), "is empty.")
    return value


def _join(prefix: str, key: str) -> str:
    return f"{prefix}.{key}" if prefix else key


def _at(where: str, prefix: str, key: str = "") -> str:
    return f"{where}: {_join(prefix, key) if key else prefix or 'the file'}"
