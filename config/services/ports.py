"""Free ports on the loopback interface."""

import socket


def free() -> int:
    """A port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def is_free(port: int) -> bool:
    """Whether a server could listen on the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def explanation(port: int) -> str:
    """What to do when somebody else has the port; empty when it is free."""
    if is_free(port):
        return ""
    other = next(each for each in range(port + 1, 65_536) if is_free(each))
    return f"Port {port} is taken by another program. Stop that program, or choose another port: PORT={other} make run"
