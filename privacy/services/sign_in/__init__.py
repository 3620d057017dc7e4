"""Signing in to the portal with the code of a letter."""
