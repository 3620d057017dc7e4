"""Rectification, restriction and objection: decided, answered, lifted (GDPR art. 16, 18, 21)."""
