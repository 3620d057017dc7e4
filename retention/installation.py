"""The functions of retention in the database: due dates, and what a law still demands."""

from pathlib import Path

from audit import installation

installation.register_file(Path(__file__).parent / "sql" / "due_dates.sql")
installation.register_file(Path(__file__).parent / "sql" / "demanded.sql")
installation.register_file(Path(__file__).parent / "sql" / "all_due_days.sql", role="gatekeeper")
