"""Looks of IT support: opening a case to somebody of a processor, and what they see."""
