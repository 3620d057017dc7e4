"""Embedded PostgreSQL and Valkey for the demo and the tests: real servers from wheels, run by our own supervisor.

Only where no DATABASE_URL and REDIS_URL are set, and never under production settings. Several processes share the
servers through a lock; the last one that leaves stops them; servers whose owner was killed are adopted by the next.
"""

from config.services.supervisor import ServicesFailed, Urls, ensure, keep_up, needed_by

__all__ = ["ServicesFailed", "Urls", "ensure", "keep_up", "needed_by"]
