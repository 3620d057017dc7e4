"""Judgements are plain Python: they know no database, no request and no clock, so a table of examples can test them.

import-linter keeps Django out of two packages of policies as a whole. Those of privacy put into words what they judged,
so they may translate, and nothing else.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
POLICIES = sorted(path for path in ROOT.glob("*/policies/*.py") if path.name != "__init__.py")
TRANSLATING = {"django.utils.translation", "django.utils.functional"}
OF_FRAMEWORKS = ("django", "rest_framework", "celery", "psycopg")
CLOCKS = {"now", "today", "utcnow", "localdate", "localtime"}


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def test_there_are_policies() -> None:
    assert {path.parent.parent.name for path in POLICIES} >= {"collections_app", "retention", "privacy"}


@pytest.mark.parametrize("path", POLICIES, ids=lambda path: f"{path.parent.parent.name}.{path.stem}")
def test_a_policy_is_plain_python(path: Path) -> None:
    tree = ast.parse(path.read_text())
    frameworks = {name for name in imported(tree) if name.split(".")[0] in OF_FRAMEWORKS}
    assert frameworks <= TRANSLATING
    clocks = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr in CLOCKS}
    assert clocks == set()
