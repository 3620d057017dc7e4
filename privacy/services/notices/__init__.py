"""Telling persons about data that came from somebody else (GDPR art. 14)."""
