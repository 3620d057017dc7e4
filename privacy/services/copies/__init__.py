"""Copies of everything that is held about a person: ordered, made, packed, handed out (GDPR art. 15(3))."""
