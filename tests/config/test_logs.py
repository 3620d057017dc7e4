import json
import logging
from typing import Any

import pytest
import structlog

from config import logs


@pytest.fixture
def line(capsys: pytest.CaptureFixture[str]) -> Any:
    """Log through the production formatter and read back what it wrote."""
    formatter = logs.configuration(as_json=True)["formatters"]["lines"]
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=formatter["processors"], foreign_pre_chain=formatter["foreign_pre_chain"]
        )
    )

    def written(level: int, text: str, *args: Any, error: BaseException | None = None) -> dict[str, Any]:
        record = logging.LogRecord(
            "some.library", level, __file__, 1, text, args, (type(error), error, error.__traceback__) if error else None
        )
        read: dict[str, Any] = json.loads(handler.format(record))
        return read

    return written


def _raised() -> BaseException:
    try:
        try:
            raise KeyError("Anna Andersson")
        except KeyError as first:
            raise ValueError("DETAIL: Key (name)=(Anna Andersson) exists") from first
    except ValueError as error:
        return error


class TestProductionLines:
    def test_are_json_with_level_logger_and_time_in_utc(self, line: Any) -> None:
        read = line(logging.WARNING, "%s files were swept", 3)
        assert (read["event"], read["level"], read["logger"]) == ("3 files were swept", "warning", "some.library")
        assert read["timestamp"].endswith("Z")

    def test_carry_the_id_of_the_request(self, line: Any) -> None:
        with structlog.contextvars.bound_contextvars(request="0193"):
            assert line(logging.INFO, "x")["request"] == "0193"

    def test_tell_where_an_exception_arose_but_not_what_it_said(self, line: Any) -> None:
        error = _raised()
        read = line(logging.ERROR, "Task t[1] raised unexpected: %r", error, error=error)
        assert "Anna" not in json.dumps(read)
        assert read["error"] == "builtins.ValueError from builtins.KeyError"
        assert read["event"] == "Task t[1] raised unexpected: ValueError"
        assert read["at"][-1].startswith("tests/config/test_logs.py:")

    @pytest.mark.parametrize(
        ("text", "written"),
        [
            ("GET /handler/search/?q=Anna&page=2 HTTP/1.1", "GET /handler/search/?... HTTP/1.1"),
            ("Is it done? Yes.", "Is it done? Yes."),
        ],
    )
    def test_have_no_query_strings(self, line: Any, text: str, written: str) -> None:
        assert line(logging.INFO, text)["event"] == written


def test_local_lines_are_read_by_people() -> None:
    formatter = logs.configuration(as_json=False)["formatters"]["lines"]
    made = structlog.stdlib.ProcessorFormatter(
        processors=formatter["processors"], foreign_pre_chain=formatter["foreign_pre_chain"]
    )
    record = logging.LogRecord("x", logging.INFO, __file__, 1, "Ready", (), None)
    assert "Ready" in made.format(record)
    assert "{" not in made.format(record)


def test_the_database_driver_logs_no_statements() -> None:
    assert logs.configuration(as_json=True)["loggers"]["django.db.backends"]["level"] == "WARNING"


class TestLocalLines:
    def test_tell_of_tasks_that_fail_and_not_of_each_that_ran(self) -> None:
        quiet = logs.configuration(as_json=False)["loggers"]
        assert {quiet[name]["level"] for name in ("celery.beat", "celery.app.trace")} == {"WARNING"}
        assert "celery.app.trace" not in logs.configuration(as_json=True)["loggers"]
