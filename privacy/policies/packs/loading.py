"""Making a pack of what a pack file says."""

from collections.abc import Mapping
from typing import Any

from privacy.policies.packs.checks import check
from privacy.policies.packs.pack import Pack
from privacy.policies.packs.reading import read


def parse(content: Mapping[str, Any], file: str) -> Pack:
    """The pack of a file's content, complete and without contradiction. Raises PackProblem naming file and key."""
    pack = read(Pack, content, file)
    check(pack, file)
    return pack
