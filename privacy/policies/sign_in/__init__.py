"""Codes of sign-in letters, and how many failures are let through."""
