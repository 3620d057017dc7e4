"""Logs, and lines of any other kind: a process's output, URLs, exceptions."""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from tests.leak_scan.needles import PLANTED, Hit, Needles, must_find, plantings


class LogLines(logging.Handler):
    """Everything that was logged meanwhile, with tracebacks, as it would be written."""

    def __init__(self) -> None:
        super().__init__(level=logging.NOTSET)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


def loggers() -> list[logging.Logger]:
    """The root logger and every logger that keeps its records to itself."""
    known = [each for each in logging.root.manager.loggerDict.values() if isinstance(each, logging.Logger)]
    return [logging.root, *[each for each in known if not each.propagate]]


@contextmanager
def captured_logs() -> Iterator[LogLines]:
    """Capture what any logger writes in this process, down to the most talkative level."""
    handler, before = LogLines(), [(logger, logger.level) for logger in loggers()]
    for logger, _ in before:
        logger.addHandler(handler)
        logger.setLevel(logging.DEBUG)
    try:
        yield handler
    finally:
        for logger, level in before:
            logger.removeHandler(handler)
            logger.setLevel(level)


def scan_lines(place: str, lines: Iterable[str], needles: Needles) -> list[Hit]:
    """Look through lines: of a log, of a process's output, of URLs, of exceptions."""
    return [hit for line in lines for hit in needles.hits(place, line)]


def prove_logs(captured: LogLines) -> int:
    """Plant a line and a traceback with every logger; each must be found. The plantings are removed."""
    planted = 0
    for logger in loggers():
        for form, text in plantings().items():
            for write in (lambda: logger.error("planted: %s", text), lambda: _log_exception(logger, text)):  # noqa: B023
                start = len(captured.lines)
                write()
                must_find("log", form, scan_lines("log", captured.lines[start:], Needles([PLANTED])))
                del captured.lines[start:]
                planted += 1
    return planted


def _log_exception(logger: logging.Logger, text: str) -> None:
    try:
        raise ValueError(text)
    except ValueError:
        logger.exception("planted")
