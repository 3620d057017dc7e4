"""The rules of the house that a program can look after."""

import ast
from collections.abc import Iterator
from pathlib import Path

from personal_data.catalogue import OUR_PACKAGES

ROOT = Path(__file__).resolve().parent.parent.parent
MODULES = {
    str(path.relative_to(ROOT)): path
    for package in OUR_PACKAGES
    for path in sorted((ROOT / package).rglob("*.py"))
    if "migrations" not in path.parts
}
NO_DOMAIN_WORD = {"utils", "util", "core", "common", "helpers", "base", "misc", "signals"}
# Django fixes the name of a backend's module; settings have a base by the issue's own words.
NAMED_BY_OTHERS = {"personal_data/postgresql/base.py", "config/settings/base.py"}
MOSTLY_SQL = {"_capture", "_rights"}


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function's body without its docstring."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


class TestEveryModule:
    def test_has_at_most_200_lines(self) -> None:
        assert [name for name, path in MODULES.items() if len(path.read_text().splitlines()) > 200] == []

    def test_has_functions_of_at_most_30_lines(self) -> None:
        long = [
            f"{name}: {each.name}"
            for name, path in MODULES.items()
            for each in functions(path)
            if body_lines(each) > 30 and each.name not in MOSTLY_SQL
        ]
        assert long == []

    def test_has_a_domain_word_for_a_name(self) -> None:
        assert {name for name, path in MODULES.items() if path.stem in NO_DOMAIN_WORD} <= NAMED_BY_OTHERS

    def test_leaves_nothing_to_be_done_later(self) -> None:
        unfinished = ("TODO", "FIXME", "XXX", "NotImplementedError")
        assert [name for name, path in MODULES.items() if any(word in path.read_text() for word in unfinished)] == []

    def test_imports_at_the_top_only(self) -> None:
        late = [
            f"{name}: {function.name}"
            for name, path in MODULES.items()
            for function in functions(path)
            if function.name != "ready"  # applications register what they bring while they load
            and any(isinstance(node, ast.Import | ast.ImportFrom) for node in ast.walk(function))
        ]
        assert late == []


class TestEvents:
    def test_are_registered_in_events_modules_only(self) -> None:
        registering = {path.name for path in MODULES.values() if "vocabulary.register(" in path.read_text()}
        assert registering == {"events.py"}
