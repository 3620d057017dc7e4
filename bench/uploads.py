"""An upload of 100 MB through the real web server: how much larger its process gets."""

import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import psutil
from django.conf import settings
from django.utils.crypto import get_random_string

from accounts.models import User
from accounts.roles import Role
from bench import inputs
from bench.measuring import Result
from collections_app.models import Creditor, ImportUpload
from tests.factories import accounts
from tests.fixtures import databases

ROOT = Path(__file__).resolve().parent.parent
SIZE = 100_000_000
MOST_GROWTH = 100_000_000
_BYTES_A_ROW = 150
_WAIT_SECONDS = 60
_EVERY_SECONDS = 0.01
_BOUNDARY = "7c1f0e6d2b"


def measure(database: str, creditor: Creditor, folder: Path) -> list[Result]:
    """Upload one file, after a small one that loads what the page needs."""
    path = folder / "large.csv"
    inputs.write_claims_csv(path, SIZE // _BYTES_A_ROW, seed=7)
    user = accounts.member(Role.SUPERVISOR, name="Sven Supervisor")
    with _server(database, folder) as (port, worker):
        page = f"/handler/imports/new/{creditor.reference}/"
        _send(port, page, user, BytesIO(b"Vem;Vad\nx;1\n"), 12)
        before, started = worker.memory_info().rss, time.perf_counter()
        with path.open("rb") as file, _watching(worker) as seen:
            _send(port, page, user, file, path.stat().st_size)
        taken = time.perf_counter() - started
    size = ImportUpload.objects.order_by("-uploaded_at")[0].size
    growth = max(seen) - before
    return [
        Result(
            f"memory of the web process while {size / 1e6:,.0f} MB are uploaded",
            f"+{growth / 1e6:,.1f} MB (to {max(seen) / 1e6:,.0f} MB)",
            f"less than +{MOST_GROWTH / 1e6:,.0f} MB",
            growth < MOST_GROWTH and size == path.stat().st_size,
            [f"sealed twice and read once in {taken:.1f} s"],
        )
    ]


@contextmanager
def _server(database: str, folder: Path) -> Iterator[tuple[int, psutil.Process]]:
    """Gunicorn with one worker, as it runs in production. Gives its port and the worker."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        **databases.urls(database),
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        # The databases of a bench come and go; each has a journal of its own, or the house would be closed.
        "JOURNAL_DIRECTORY": str(folder / "journal"),
        "BIND": f"127.0.0.1:{port}",
        "WEB_WORKERS": "1",
    }
    command = [sys.executable, "-m", "gunicorn", "--config", "config/web_server.py", "config.wsgi"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _until_it_answers(port)
        yield port, psutil.Process(process.pid).children()[0]
    finally:
        process.terminate()
        process.wait()


def _until_it_answers(port: int) -> None:
    deadline = time.monotonic() + _WAIT_SECONDS
    while True:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_WAIT_SECONDS)
            connection.request("GET", "/health/live")
            connection.getresponse().read()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
        else:
            return


def _send(port: int, page: str, user: User, file: BinaryIO, size: int) -> None:
    """Send the form as a browser does, piece by piece."""
    token = get_random_string(32)
    session = accounts.client_of(user).cookies[settings.SESSION_COOKIE_NAME].value
    head = (
        f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{token}\r\n'
        f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="claims.csv"\r\n'
        "Content-Type: text/csv\r\n\r\n"
    ).encode()
    tail = f"\r\n--{_BOUNDARY}--\r\n".encode()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    connection.putrequest("POST", page)
    connection.putheader("Content-Type", f"multipart/form-data; boundary={_BOUNDARY}")
    connection.putheader("Content-Length", str(len(head) + size + len(tail)))
    connection.putheader("Cookie", f"{settings.SESSION_COOKIE_NAME}={session}; csrftoken={token}")
    connection.endheaders(head)
    while part := file.read(64 * 1024):
        connection.send(part)
    connection.send(tail)
    answer = connection.getresponse()
    answer.read()
    if answer.status != HTTPStatus.FOUND:
        raise RuntimeError(f"The upload was answered with {answer.status}.")


@contextmanager
def _watching(process: psutil.Process) -> Iterator[list[int]]:
    """The memory of a process, seen again and again."""
    seen, over = [process.memory_info().rss], threading.Event()

    def watch() -> None:
        while not over.wait(_EVERY_SECONDS):
            seen.append(process.memory_info().rss)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield seen
    finally:
        over.set()
        watcher.join()
