"""Pseudonymised sets: made from files of portfolios, given out as tokens, resolved by one service alone (ADR 61)."""
