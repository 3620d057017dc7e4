"""What the programs log: what happened, never to whom.

A log is kept by other rules than the records it speaks of, so no personal data goes into it: addresses lose their
query strings, and of an exception the types and the places in the code are written, never its message, which may quote
a row. Under production settings every line is a JSON object; locally it is made for reading. A line carries the id of
its request, which the audit trail carries too.
"""

import re
import traceback
from pathlib import Path
from types import TracebackType
from typing import Any

import structlog
from structlog.typing import EventDict, Processor

_TOLD_OF_EVERY_TASK = ("celery.beat", "celery.worker.strategy", "celery.app.trace")
_ROOT = Path(__file__).resolve().parent.parent
_QUERY_STRING = re.compile(r"(?<=\S)\?[^\s\"']*=[^\s\"']*")


def configuration(*, as_json: bool) -> dict[str, Any]:
    """The LOGGING setting: everything goes to standard output, by one formatter."""
    renderer: Processor = (
        structlog.processors.JSONRenderer()
        if as_json
        else structlog.dev.ConsoleRenderer(colors=False, pad_event_to=0, pad_level=False)
    )
    final = [structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer]
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "processors": final,
        "foreign_pre_chain": processors(as_json=as_json),
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": formatter},
        "handlers": {"output": {"class": "logging.StreamHandler", "formatter": "lines", "stream": "ext://sys.stdout"}},
        "root": {"handlers": ["output"], "level": "INFO"},
        "loggers": {
            **{name: {"handlers": [], "propagate": True} for name in ("django", "django.server", "gunicorn.error")},
            # SQL statements carry values, and warnings about a request repeat the address that was typed.
            "django.db.backends": {"level": "WARNING"},
            "django.request": {"level": "ERROR"},
            # Tasks come every few seconds: who reads along locally is told of those that fail.
            **({} if as_json else {name: {"level": "WARNING"} for name in _TOLD_OF_EVERY_TASK}),
        },
    }


def processors(*, as_json: bool) -> list[Processor]:
    """What every line passes through, whoever wrote it."""
    time = structlog.processors.TimeStamper(fmt="iso", utc=True)
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        time if as_json else structlog.processors.TimeStamper(fmt="%H:%M:%S", utc=False),
        without_messages,
        without_query_strings,
    ]


def set_up(*, as_json: bool) -> None:
    """Let structlog's own loggers write through the standard ones."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *processors(as_json=as_json),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def without_messages(_: Any, __: str, line: EventDict) -> EventDict:
    """Write of an exception what it is and where it arose, not what it says."""
    given = line.pop("exc_info", None)
    if isinstance(given, BaseException):
        error: BaseException | None = given
    else:
        error = given[1] if isinstance(given, tuple) else None
    if error is None:
        return line
    text = str(line.get("event", ""))
    for said in (repr(error), str(error)):
        if said:
            text = text.replace(said, type(error).__name__)
    return {**line, "event": text, "error": " from ".join(_kinds(error)), "at": _places(error.__traceback__)}


def without_query_strings(_: Any, __: str, line: EventDict) -> EventDict:
    """Cut what follows the question mark of an address."""
    return {**line, "event": _QUERY_STRING.sub("?...", str(line.get("event", "")))}


def _kinds(error: BaseException | None) -> list[str]:
    kinds = []
    while error is not None:
        kinds.append(f"{type(error).__module__}.{type(error).__qualname__}")
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return kinds


def _places(trace: TracebackType | None) -> list[str]:
    return [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]


def _short(filename: str) -> str:
    path = Path(filename)
    if path.is_relative_to(_ROOT):
        return str(path.relative_to(_ROOT))
    return "/".join(path.parts[-3:])
