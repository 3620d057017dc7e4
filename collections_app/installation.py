"""What collection work needs in the database besides tables."""

from pathlib import Path

from audit import installation

_SQL = Path(__file__).parent / "sql"

installation.register_file(_SQL / "archive.sql")
installation.register_file(_SQL / "papers.sql")
installation.register_file(_SQL / "valuation_rows.sql")
