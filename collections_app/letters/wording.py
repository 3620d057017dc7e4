"""The words of a letter: dates and numbers as the language writes them, sentences with the data in their places."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, tzinfo
from typing import Any

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal

Plain = str | list["Plain"] | dict[str, "Plain"]

_LOCALES = {"en": "en_GB", "sv": "sv_SE", "nb": "nb_NO", "fi": "fi_FI", "da": "da_DK"}
_PLACE = re.compile(r"\{([a-z_]+(?:\.[a-z_]+)*)\}")
# Control characters, and those that turn the direction of what follows: a name must not rewrite its sentence.
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")


def spoken(value: Any, language: str) -> Plain:
    """Data as plain text in one language: a date becomes "20 January 2027", an absent value an empty text.

    Raises TypeError for anything that has no one way to be written, a sealed value above all.
    """
    if isinstance(value, Mapping):
        return {str(key): spoken(each, language) for key, each in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return [spoken(each, language) for each in value]
    if isinstance(value, date) and not isinstance(value, datetime):
        return str(format_date(value, "long", locale=_LOCALES[language]))
    if isinstance(value, str):
        return _UNSEEN.sub("", value)
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise TypeError(f"A letter cannot write a {type(value).__name__}; give it text, whole numbers, dates and lists.")


def number(value: int, language: str) -> str:
    """A whole number in groups of three as the language writes them: 1 234 567, 1.234.567 or 1,234,567."""
    return str(format_decimal(value, locale=_LOCALES[language]))


def moment(at: datetime, language: str, *, zone: tzinfo) -> str:
    """A day with the time to the second, by the clock of a zone."""
    return str(format_datetime(at, "medium", tzinfo=zone, locale=_LOCALES[language]))


def filled(words: Any, data: Plain) -> Plain:
    """Sentences with the data in their places. What is put in is never looked at again."""
    if isinstance(words, Mapping):
        return {key: filled(each, data) for key, each in words.items()}
    if isinstance(words, list):
        return [filled(each, data) for each in words]
    return _PLACE.sub(lambda place: _element(data, place[1]), str(words))


def _element(data: Plain, path: str) -> str:
    value: Plain = data
    for part in path.split("."):
        value = value.get(part, "") if isinstance(value, dict) else ""
    return value if isinstance(value, str) else ""
