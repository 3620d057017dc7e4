"""Debtors who are named by date of birth instead of an identity number."""
