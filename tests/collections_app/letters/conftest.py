"""A complete letter's data, and what can be read back from the PDF."""

from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject


@dataclass(frozen=True)
class ReadBack:
    """A PDF as its readers get it: the eye the text, the screen reader the tags, the archive the metadata."""

    text: str
    language: str
    title: str
    author: str
    is_marked: bool
    shows_title: bool
    metadata: str
    tags: tuple[str, ...]
    pages: int


def read_back(content: bytes) -> ReadBack:
    reader = PdfReader(BytesIO(content))
    root = reader.root_object
    return ReadBack(
        text="\n".join(page.extract_text() for page in reader.pages),
        language=root["/Lang"],
        title=reader.metadata.title,
        author=reader.metadata.author,
        is_marked=bool(root["/MarkInfo"]["/Marked"]),
        shows_title=bool(root["/ViewerPreferences"]["/DisplayDocTitle"]),
        metadata=root["/Metadata"].get_object().get_data().decode(),
        tags=tuple(_tags(root["/StructTreeRoot"])),
        pages=len(reader.pages),
    )


def _tags(element: Any) -> list[str]:
    element = element.get_object() if isinstance(element, IndirectObject) else element
    if isinstance(element, ArrayObject):
        return [tag for each in element for tag in _tags(each)]
    if not isinstance(element, DictionaryObject):
        return []
    own = [str(element["/S"])] if "/S" in element else []
    return own + (_tags(element["/K"]) if "/K" in element else [])


@pytest.fixture
def data() -> dict[str, Any]:
    """Everything that the letter with a code must show."""
    return {
        "controller": {
            "name": "Prov Inkasso AB",
            "company_number": "559999-1238",
            "country": "SE",
            "address": ["Provgatan 1", "111 11 Stockholm"],
            "phone": "08-465 004 00",
            "email": "",
            "website": "",
            "privacy_contact": "dataskydd@prov.example",
        },
        "recipient": {"name": "Anna Åström", "address": ["Storgatan 3 B", "113 29 Stockholm"]},
        "date": date(2026, 11, 21),
        "reference": "K-2026-000123",
        "portal_address": "prov.example/portal",
        "case_number": "K-2026-000123",
        "code": "7KQX-M2FD-9TRW-4HPN",
        "expires_on": date(2027, 1, 20),
    }
