"""Every sentence that the portal can show is there in Swedish."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from collections_app import wording
from collections_app.models import AuthorityScope
from collections_app.policies.authorisations import Standing, fields_of
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
        yield from sorted(catalogues.matching(pattern))


@pytest.fixture(scope="module")
def swedish() -> Catalog:
    return catalogues.read("sv")


def missing(path: Path, language: str) -> list[object]:
    """The sentences of a file that a language does not have."""
    catalogue, found = catalogues.read(language), []
    for message, context in catalogues.messages(path):
        known = catalogue.get(message, context)
        strings = (known.string,) if known and isinstance(known.string, str) else known.string if known else ("",)
        if not all(strings):
            found.append(message)
    return found


@pytest.mark.parametrize("path", list(files()), ids=lambda path: str(path.relative_to(ROOT)))
def test_is_translated(path: Path) -> None:
    assert missing(path, "sv") == []


def test_what_a_representative_can_be_shown_has_its_name(swedish: Catalog) -> None:
    standing = Standing(tuple(AuthorityScope.values), False, date.min, date.max, is_verified=True, is_revoked=False)
    labels = {str(wording.label_of(field)) for field in fields_of(standing)}
    assert len(labels) > len(AuthorityScope.values)
    assert [label for label in labels if not (known := swedish.get(label)) or not known.string] == []


@pytest.mark.parametrize("language", catalogues.SENTENCE_LANGUAGES)
def test_the_page_of_who_has_seen_it_is_there_in_all_five(language: str) -> None:
    paths = {path for pattern in catalogues.SEEN for path in catalogues.matching(pattern)}
    assert len(paths) > len(catalogues.SEEN)
    assert {str(path): found for path in paths if (found := missing(path, language))} == {}
