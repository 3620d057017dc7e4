"""Free ports on the loopback interface."""

import errno
import socket
import time


def free() -> int:
    """A port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def is_free(port: int) -> bool:
    """Whether a server could listen on the port."""
    return _obstacle(port) is None


def comes_free(port: int, within: float = 3) -> bool:
    """Whether it is free, or becomes so within seconds: what a killed server left behind lets go of it soon."""
    deadline = time.monotonic() + within
    while not is_free(port):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def explanation(port: int) -> str:
    """What to do when we cannot have the port; empty when we can."""
    obstacle = _obstacle(port)
    if obstacle is None:
        return ""
    upwards = (*range(port + 1, 65_536), *range(1_024, port))
    other = next((f": PORT={each} make run" for each in upwards if is_free(each)), ".")
    if obstacle == errno.EACCES:
        return f"Port {port} is for the system's administrator only. Choose another port{other}"
    return f"Port {port} is taken by another program. Stop that program, or choose another port{other}"


def _obstacle(port: int) -> int | None:
    """Why the system does not let us listen on the port, by its error number; none when it does."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            return error.errno
        return None
