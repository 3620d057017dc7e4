"""Settings of the embedded PostgreSQL server."""

import os

_MEGABYTE = 1024 * 1024

# What a server writes into its log: neither statements nor values nor rows, which hold personal data.
DISCREET = {
    "log_min_error_statement": "panic",
    "log_parameter_max_length_on_error": "0",
    "log_error_verbosity": "terse",
}
ALWAYS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "max_connections": "60",
    "jit": "off",
    "timezone": "UTC",
    **DISCREET,
}
# Tests may lose everything in a power cut; waiting for the disk would only make them slow, and they may lie in memory.
FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "100",
    "min_wal_size": "32MB",
    "max_wal_size": "256MB",
}


def durable(memory: int | None = None) -> dict[str, str]:
    """What a server with real data has beside, for a machine with so many bytes of memory (its own, unless told).

    A page that lies outside the buffers is read and written again and again by a run that erases much, and is written
    to the log whole after each checkpoint; with room for both, a record costs the same in a large database.
    """
    held = memory or os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {"shared_buffers": f"{min(max(held // 8 // _MEGABYTE, 128), 2048)}MB", "max_wal_size": "4GB"}
