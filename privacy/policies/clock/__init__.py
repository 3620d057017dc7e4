"""The clock of a request: periods, pauses, and the days on which no period can end (GDPR art. 12(3))."""
