"""The due-date function in the database."""

from pathlib import Path

from audit import installation

installation.register_file(Path(__file__).parent / "sql" / "due_dates.sql")
