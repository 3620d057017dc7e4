"""The published JSON Schema of the access copy; its file is the one that the tests hold every copy against."""

from functools import cache
from pathlib import Path

FILE = Path(__file__).parents[2] / "schemas" / "access-copy-1.json"


@cache
def text() -> str:
    """The schema as it is served."""
    return FILE.read_text(encoding="utf-8")
