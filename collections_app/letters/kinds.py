"""The letters there are: a folder for each with ``letter.typ`` (how it is set), ``required.toml`` (what it must
contain, and why) and one file of words for each language.

A letter is in one language throughout. Where its words or the letterhead's are not there yet, all of it is English.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

ENGLISH = "en"
_LETTERHEAD = "letterhead"


@dataclass(frozen=True, slots=True)
class LetterKind:
    """One letter in one language."""

    name: str
    language: str
    words: Mapping[str, Any]
    """Sentences and lists of sentences; ``{controller.name}`` stands for an element of the data."""
    required: Mapping[str, str]
    """Path of an element, and why the letter cannot do without it."""


@cache
def find(name: str, language: str) -> LetterKind:
    """The letter of that name in that language, or in English. Raises LookupError when there is no such letter."""
    if not name.isidentifier() or not (folder() / name / "letter.typ").is_file():
        raise LookupError(f"There is no letter {name!r}.")
    spoken = language if language in _languages(name) & _languages(_LETTERHEAD) else ENGLISH
    return LetterKind(
        name=name,
        language=spoken,
        words=_read(_LETTERHEAD, spoken) | _read(name, spoken),
        required=_read(_LETTERHEAD, "required") | _read(name, "required"),
    )


def folder() -> Path:
    """Where the letters lie: nothing outside it can be read while one is set."""
    return Path(settings.LETTER_TEMPLATES)


def _languages(name: str) -> set[str]:
    return {path.stem for path in (folder() / name).glob("??.toml")}


def _read(name: str, file: str) -> dict[str, Any]:
    return tomllib.loads((folder() / name / f"{file}.toml").read_text(encoding="utf-8"))
