"""Making a pack of what a pack file says."""

from collections.abc import Mapping
from typing import Any

from privacy.policies.pack_checks import check
from privacy.policies.pack_reading import read
from privacy.policies.packs import Pack


def parse(content: Mapping[str, Any], file: str) -> Pack:
    """The pack of a file's content, complete and without contradiction. Raises PackProblem naming file and key."""
    pack = read(Pack, content, file)
    check(pack, file)
    return pack
