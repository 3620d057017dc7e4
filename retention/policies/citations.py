"""How a citation is written for a reader: Swedish law writes "artikel 17.3 e i GDPR", Finnish "17 artiklan 3 kohta".

What is stored is the form of the law tables, ``GDPR art. 17(3)(e)``; names of statutes beside it stay as they are.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

_ARTICLE = r"\d+(?:\(\w+\))*(?:-(?:\(\w+\))+)?"
_CITED = re.compile(rf"GDPR art\. ({_ARTICLE}(?:, {_ARTICLE})*)")
_PART = re.compile(r"\((\w+)\)")
_IN_ENGLISH = ("Privacy notice of ", "Directive ")


class Form(NamedTuple):
    """How a language writes a paragraph, a letter within it, and several articles together."""

    paragraph: str
    letter: str
    joined: str
    together: str


_FORMS: Mapping[str, Form] = {
    "sv": Form(".{}", " {}", " och ", "artikel {} i GDPR"),
    "nb": Form(" nr. {}", " bokstav {}", " og artikkel ", "GDPR artikkel {}"),
    "da": Form(", stk. {}", ", litra {}", ", og artikel ", "GDPR artikel {}"),
}


def parts(citation: str) -> list[str]:
    """What a citation names, one by one."""
    return [each for each in citation.split("; ") if each]


def is_in_english(part: str) -> bool:
    """Whether it is a notice or a directive, which every language names in its own words. Other law is cited as it is
    called where it is in force.
    """
    return part.startswith(_IN_ENGLISH)


def is_of_the_regulation(part: str) -> bool:
    """Whether it is the regulation, of which every language has its own version."""
    return part.startswith("GDPR ")


def in_language(citation: str, language: str) -> str:
    """The citation as the law of that language writes it; a language without a form of its own keeps the stored one."""
    if language == "fi":
        return _CITED.sub(lambda cited: _finnish(cited[1].split(", ")), citation)
    form = _FORMS.get(language)
    return citation if form is None else _CITED.sub(lambda cited: _together(cited[1].split(", "), form), citation)


def _together(articles: Sequence[str], form: Form) -> str:
    return form.together.format(_listed([_numbered(each, form) for each in articles], form.joined))


def _listed(entries: Sequence[str], joined: str) -> str:
    return joined.join(filter(None, (", ".join(entries[:-1]), entries[-1])))


def _numbered(article: str, form: Form) -> str:
    """``21(2)-(3)`` becomes ``21.2–21.3``; in Swedish a paragraph follows a full stop, a letter a space."""
    return "–".join(
        _PART.sub(lambda part: (form.paragraph if part[1].isdigit() else form.letter).format(part[1]), end)
        for end in _ends(article)
    )


def _ends(article: str) -> Iterator[str]:
    first, _, last = article.partition("-")
    yield first
    if last:
        yield first.partition("(")[0] + last


def _finnish(articles: Sequence[str]) -> str:
    return f"tietosuoja-asetuksen {_listed([_in_finnish(each) for each in articles], ' ja ')}"


def _in_finnish(article: str) -> str:
    """``17(3)(e)`` becomes ``17 artiklan 3 kohdan e alakohta``: all but the last of it is in the genitive."""
    first, *more = list(_ends(article))
    number = first.partition("(")[0]
    inner = _PART.findall(first)
    until = [_PART.findall(each)[-1] for each in more]
    names = [("artiklan", "artikla"), ("kohdan", "kohta"), ("alakohdan", "alakohta")]
    values = [number, *inner]
    values[-1] = "–".join([values[-1], *until])
    last = len(values) - 1
    # A letter without a paragraph before it is counted as a letter: 17 artiklan e alakohta.
    kinds = [0, *(1 if each[0].isdigit() else 2 for each in inner)]
    named = enumerate(zip(values, kinds, strict=True))
    return " ".join(f"{value} {names[kind][place == last]}" for place, (value, kind) in named)
