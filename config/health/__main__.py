"""``python -m config.health``: is the web server here ready? With ``--heartbeat``: does scheduled work happen?

For the health checks of containers: exit code 1 when not. It speaks to the web server as the reverse proxy would, so
that production settings answer.
"""

import os
import sys
import urllib.error
import urllib.request

import django

from config.health.rhythm import SILENT_AFTER_SECONDS, heartbeat_age

_SECONDS = 10


def main() -> int:
    """Ask, and tell what fails."""
    return _ask_for_the_heartbeat() if sys.argv[1:] == ["--heartbeat"] else _ask_the_web()


def _ask_for_the_heartbeat() -> int:
    django.setup()
    age = heartbeat_age()
    sys.stdout.write("No heartbeat.\n" if age is None else f"Last heartbeat {age:.0f} s ago.\n")
    return 0 if age is not None and age <= SILENT_AFTER_SECONDS else 1


def _ask_the_web() -> int:
    address = os.environ.get("BIND", "127.0.0.1:8000").replace("0.0.0.0", "127.0.0.1")  # noqa: S104  (to ask, not to bind)
    host = os.environ.get("ALLOWED_HOSTS", "127.0.0.1").split(",")[0]
    question = urllib.request.Request(
        f"http://{address}/health/ready", headers={"Host": host, "X-Forwarded-Proto": "https"}
    )
    try:
        with urllib.request.urlopen(question, timeout=_SECONDS) as answer:  # noqa: S310
            sys.stdout.write(answer.read().decode() + "\n")
            return 0
    except urllib.error.HTTPError as refused:
        sys.stdout.write(refused.read().decode() + "\n")
    except OSError as error:
        sys.stdout.write(f"No answer from {address}: {error}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
