"""Back-ups: making, restoring, trying and ending them (GDPR art. 32(1)(b) to (d); ADR 38)."""
