"""Processor time as the kernel counts it, of the database's processes: the machine's other work leaves it alone."""

from pathlib import Path

from django.db import connection


def database_server() -> int:
    """The process whose children are the sessions of the database. It runs on this machine."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        session = cursor.fetchone()[0]
    return int(Path(f"/proc/{session}/stat").read_text().rpartition(")")[2].split()[1])


def used(server: int) -> dict[int, float]:
    """Seconds that each of its processes has used so far, counted in nanoseconds."""
    children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
    found = {}
    for process in map(int, children):
        try:
            found[process] = int(Path(f"/proc/{process}/schedstat").read_text().split()[0]) / 1e9
        except OSError:  # a session that has just ended
            continue
    return found
