"""Looking for personal values where none may be: event tables, logs, broker payloads, URLs, exceptions.

A scan that finds nothing proves something only if it would have found a leak. So each place is first *proven*: a made
up value is planted in it, plain, as hex, as base64 and case-folded, and the scan must find every planting. ``prove_*``
raises ``Overlooked`` when it does not; then ``scan_*`` looks for the real values and returns the hits.

    needles = Needles(["Anna Andersson", "19800101-1236", ...])
    prove_tables(connection, tables)
    assert scan_tables(connection, tables, needles) == []
"""

from tests.leak_scan.broker import prove_broker, scan_broker
from tests.leak_scan.logs import LogLines, captured_logs, loggers, prove_logs, scan_lines
from tests.leak_scan.needles import Hit, Needles, Overlooked, plantings
from tests.leak_scan.tables import AUDIT_TABLES, drop_types, every_table, prove_tables, scan_tables

__all__ = [
    "AUDIT_TABLES",
    "Hit",
    "LogLines",
    "Needles",
    "Overlooked",
    "captured_logs",
    "drop_types",
    "every_table",
    "loggers",
    "plantings",
    "prove_broker",
    "prove_logs",
    "prove_tables",
    "scan_broker",
    "scan_lines",
    "scan_tables",
]
