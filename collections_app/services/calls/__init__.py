"""The contact log, recordings of calls, and listening to them."""
