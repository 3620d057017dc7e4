"""Every sentence that the portal can show is there in Swedish."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from config import catalogues
from config.catalogues import ROOT

# What a page of the portal is put together from; a page that uses another component names it here.
SHOWN = (
    "templates/portal/**/*.html",
    "templates/base.html",
    "templates/components/{badge,banner,empty,error_summary,field,field_errors,messages,page_header,progress,theme_switch,timeline}.html",
    "templates/components/languages.html",
    "privacy/portal/**/*.py",
    "retention/sentences.py",
)


def files() -> Iterator[Path]:
    for pattern in SHOWN:
        head, brace, rest = pattern.partition("{")
        names, _, tail = rest.partition("}")
        for each in names.split(",") if brace else [""]:
            yield from sorted(ROOT.glob(f"{head}{each}{tail}"))


@pytest.fixture(scope="module")
def swedish() -> Catalog:
    return catalogues.read("sv")


@pytest.mark.parametrize("path", list(files()), ids=lambda path: str(path.relative_to(ROOT)))
def test_is_translated(path: Path, swedish: Catalog) -> None:
    missing = []
    for message, context in catalogues.messages(path):
        known = swedish.get(message, context)
        strings = (known.string,) if known and isinstance(known.string, str) else known.string if known else ("",)
        if not all(strings):
            missing.append(message)
    assert missing == []
