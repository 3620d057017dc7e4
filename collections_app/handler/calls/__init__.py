"""The pages of calls and recordings."""
