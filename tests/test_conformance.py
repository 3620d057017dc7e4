"""The count of ``make conformance`` and the marks that it rests on."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests import conformance
from tests.fixtures import conformance as marks


@pytest.fixture
def outcomes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """Pretend that a run ended like this."""
    monkeypatch.setattr(conformance, "RESULT", tmp_path / "conformance.json")
    return lambda content: (tmp_path / "conformance.json").write_text(json.dumps(content))


class TestCount:
    def test_a_row_is_proven_by_tests_that_all_passed(self, outcomes: Any, capsys: pytest.CaptureFixture[str]) -> None:
        outcomes({"AMILI-01": {"tests/a.py::one": True, "tests/a.py::two": True}})
        assert conformance.main() == 0
        written = capsys.readouterr().out
        assert "tests/a.py::one, tests/a.py::two" in written
        assert written.splitlines()[-1].startswith("1/518 proven, ")

    def test_one_failure_unproves_the_row_and_fails(self, outcomes: Any, capsys: pytest.CaptureFixture[str]) -> None:
        outcomes({"AMILI-01": {"tests/a.py::one": True, "tests/a.py::two": False}})
        assert conformance.main() == 1
        written = capsys.readouterr().out
        assert "FAILED" in written
        assert written.splitlines()[-1].startswith("0/518 proven, ")

    def test_a_row_that_only_an_item_of_a_pack_carries_is_declared(
        self, outcomes: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        (tmp_path / "privacy" / "policy_packs").mkdir(parents=True)
        (tmp_path / "privacy" / "policy_packs" / "x.toml").write_text('rows = ["AMILI-01", "AMILI-02", "AMILI-99"]')
        monkeypatch.setattr(conformance, "ROOT", tmp_path)
        outcomes({"AMILI-01": {"tests/a.py::one": True}})
        assert conformance.main() == 0
        assert capsys.readouterr().out.splitlines()[-1] == "1/518 proven, 1 declared"

    def test_each_row_is_proven_or_declared(self, outcomes: Any, capsys: pytest.CaptureFixture[str]) -> None:
        outcomes({"AMILI-01": {"tests/a.py::one": True}})
        assert conformance.main() == 0
        assert capsys.readouterr().out.splitlines()[-1] == "1/518 proven, 517 declared"

    def test_a_run_that_never_was_proves_nothing(self, outcomes: Any) -> None:
        assert conformance.main() == 1
        outcomes({})
        assert conformance.main() == 1


class TestMark:
    def _item(self, *args: str, **kwargs: str) -> Any:
        mark = pytest.mark.requirement(*args, **kwargs).mark
        return SimpleNamespace(nodeid="tests/a.py::one", user_properties=[], iter_markers=lambda _: [mark])

    def test_names_a_row_that_exists(self) -> None:
        with pytest.raises(pytest.UsageError, match="there is no requirement row AMILI-999"):
            marks.pytest_collection_modifyitems([self._item("AMILI-999", breaks="anything")])

    def test_says_what_would_break_it(self) -> None:
        with pytest.raises(pytest.UsageError, match="say what would break AMILI-01"):
            marks.pytest_collection_modifyitems([self._item("AMILI-01")])

    def test_is_noted_on_the_test(self) -> None:
        item = self._item("AMILI-01", breaks="another version of the notice")
        marks.pytest_collection_modifyitems([item])
        assert item.user_properties == [("requirement", "AMILI-01")]


def test_there_are_518_rows() -> None:
    assert len(marks.rows()) == 518
