"""Settings of the embedded PostgreSQL server."""

ALWAYS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "max_connections": "60",
    "jit": "off",
    "timezone": "UTC",
    "log_min_error_statement": "panic",
    "log_parameter_max_length_on_error": "0",
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
