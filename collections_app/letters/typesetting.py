"""From plain text to tagged PDF by typst, in its own free fonts.

Data reach the template as JSON in an input, never as code, so whatever a name contains is text. The compiler reads
nothing outside the folder of letters, and none of our templates asks for a package, so it opens no connection.
"""

import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

import typst

from collections_app.letters.wording import Plain

_UNKNOWN = "\ufffd"
_CANNOT_SHOW = re.compile(r'the text `"(.+?)"` could not be displayed')
# The compiler remembers what its last ten compilations used; so many empty pages make it forget a letter.
_TO_FORGET = 11


class CannotBeSet(Exception):
    """A letter's template and its words do not go together. Says which letter, never what it says."""


def typeset(*, root: Path, letter: str, language: str, on: date, content: Mapping[str, Plain]) -> bytes:
    """A letter as PDF/UA-1, the same bytes for the same input. ``language`` may name a country: ``sv-SE``.

    A character that the fonts lack is shown as the sign for an unknown one, rather than leaving the letter unwritten.
    """
    try:
        return _compiled(root, letter, language, on, content)
    except typst.TypstError as refusal:
        unknown = set("".join(_CANNOT_SHOW.findall(refusal.diagnostic)))
    if unknown:
        known = _without(unknown, content)
        try:
            return _compiled(root, letter, language, on, known)
        except typst.TypstError:
            pass
    raise CannotBeSet(f"The letter {letter!r} could not be set.")


def _compiled(root: Path, letter: str, language: str, on: date, content: Mapping[str, Plain]) -> bytes:
    spoken, _, country = language.partition("-")
    try:
        return typst.compile(
            root / letter / "letter.typ",
            root=root,
            font_paths=_fonts(),
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"letter": json.dumps({"language": spoken, "country": country, **content})},
            pdf_standards=["ua-1"],
            timestamp=datetime.combine(on, time(12), UTC),
        )
    finally:
        _forget()


def _forget() -> None:
    for _ in range(_TO_FORGET):
        typst.compile(b"", font_paths=_fonts(), ignore_system_fonts=True, format="pdf")


@cache
def _fonts() -> typst.Fonts:
    """Libertinus Serif and DejaVu Sans Mono, which come with the compiler (SIL Open Font Licence, Bitstream Vera)."""
    return typst.Fonts(include_system_fonts=False)


def _without(unknown: set[str], value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _without(unknown, each) for key, each in value.items()}
    if isinstance(value, list):
        return [_without(unknown, each) for each in value]
    return "".join(_UNKNOWN if character in unknown else character for character in value)
