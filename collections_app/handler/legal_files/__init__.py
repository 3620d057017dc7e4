"""Pages of legal proceedings files."""
