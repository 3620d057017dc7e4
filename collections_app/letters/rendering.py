"""Rendering a letter: its words, its data, and the check that nothing is missing."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from collections_app.letters import completeness, kinds, typesetting, wording


def render(template: str, data: Mapping[str, Any], *, language: str) -> bytes:
    """A letter as tagged PDF (PDF/UA-1), on the letterhead of its controller.

    ``data`` hold at least ``controller`` (see ``of_controller``), ``recipient`` (name and lines of address), ``date``
    and ``reference``; each letter's ``required.toml`` says what else. Dates are written as the language writes them.

    Raises MissingElements when the data lack a required element, LookupError when there is no such letter.
    """
    kind = kinds.find(template, language)
    completeness.check(template, kind.required, data)
    on = data["date"]
    if not isinstance(on, date):
        raise TypeError("The date of a letter is a date.")
    spoken = wording.spoken(data, kind.language)
    return typesetting.typeset(
        root=kinds.folder(),
        letter=template,
        language=f"{kind.language}-{data['controller']['country']}",
        on=on,
        content={"data": spoken, "words": wording.filled(kind.words, spoken)},
    )
