"""The residual-data check: what was erased is looked for in everything that is kept (GDPR art. 5(2), 17)."""
