"""Creditors' files become documents: plain parsers without a database, for hostile and careless input alike."""
