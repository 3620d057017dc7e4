"""The course of a data subject request: its clock, its steps, its decisions, its letters (GDPR art. 12)."""
