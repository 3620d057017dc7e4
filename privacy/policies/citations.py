"""How an article of the regulation is written for a reader: Swedish law writes "artikel 17.3 e i GDPR".

What is stored is the form of the law tables, ``GDPR art. 17(3)(e)``; names of statutes beside it stay as they are.
"""

import re

_ARTICLE = r"\d+(?:\(\w+\))*(?:-(?:\(\w+\))+)?"
_CITED = re.compile(rf"GDPR art\. ({_ARTICLE}(?:, {_ARTICLE})*)")
_PART = re.compile(r"\((\w+)\)")


def in_language(citation: str, language: str) -> str:
    """The citation as the law of that language writes it; a language without a form of its own keeps the stored one."""
    return _CITED.sub(_swedish, citation) if language == "sv" else citation


def _swedish(cited: re.Match[str]) -> str:
    articles = [_numbered(each) for each in cited[1].split(", ")]
    listed = " och ".join(filter(None, (", ".join(articles[:-1]), articles[-1])))
    return f"artikel {listed} i GDPR"


def _numbered(article: str) -> str:
    """``21(2)-(3)`` becomes ``21.2–21.3``; a paragraph follows a full stop, a letter a space."""
    first, _, last = article.partition("-")
    number = first.partition("(")[0]
    ends = [first, f"{number}{last}"] if last else [first]
    return "–".join(_PART.sub(lambda part: f".{part[1]}" if part[1].isdigit() else f" {part[1]}", end) for end in ends)
