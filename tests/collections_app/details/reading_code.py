"""The source of the product, read: every module, and every name in it."""

import ast
from collections.abc import Iterator

from tests.architecture.test_house_rules import MODULES


def trees() -> Iterator[tuple[str, ast.Module]]:
    return ((name, ast.parse(path.read_text())) for name, path in MODULES.items())


def names(tree: ast.Module) -> Iterator[str]:
    """Every name that a module defines, reads or passes."""
    for node in ast.walk(tree):
        for part in ("id", "attr", "arg", "name"):
            if isinstance(found := getattr(node, part, None), str):
                yield found
