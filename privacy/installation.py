"""What rights and duties need in the database besides tables."""

from pathlib import Path

from audit import installation

installation.register_file(Path(__file__).parent / "sql" / "restrictions.sql")
