"""Legal proceedings files: opened on a case, filled with copies, ended."""
