"""Sentences of policy packs: the same text in several languages, with English to fall back to.

A fallback is never silent: who asks gets the language of the text with it, and a page marks it (AMILI-01, WCAG 3.1.2).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.translation import get_language

FALLBACK = "en"
NEEDED = ("en", "sv")
LANGUAGES = ("en", "sv", "nb", "fi", "da")


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence as it is shown: what it says, in which language, and which language was asked for."""

    says: str
    language: str
    asked: str

    @property
    def is_fallback(self) -> bool:
        """Whether the language that was asked for has no text of its own yet."""
        return self.language != self.asked

    def __str__(self) -> str:
        return self.says


@dataclass(frozen=True, slots=True)
class Words:
    """One sentence in the languages that it has been written in; English and Swedish always."""

    by_language: Mapping[str, str]

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_language", MappingProxyType(dict(self.by_language)))

    def read(self, language: str) -> Text:
        """The sentence in a language (``sv`` also for ``sv-fi``), or in English."""
        wanted = language.partition("-")[0].lower()
        found = wanted if wanted in self.by_language else FALLBACK
        return Text(self.by_language[found], found, wanted)

    def __str__(self) -> str:
        """The sentence in the language of the page or letter that is being made; ``read`` tells of a fallback."""
        return self.read(get_language() or FALLBACK).says
