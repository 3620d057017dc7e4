"""Gunicorn's configuration: ``gunicorn --config config/web_server.py config.wsgi``."""

import os
import shutil
import tempfile
from typing import Any

from django.utils.module_loading import import_string

from config import logs

_is_local = os.environ.get("DJANGO_SETTINGS_MODULE") == "config.settings.local"

bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = 4
# Its own access log would write addresses; ours writes routes.
accesslog = None
control_socket_disable = True
logconfig_dict = logs.configuration(as_json=not _is_local)

# Each worker counts in files of its own in this folder, and any of them can add up what all have counted.
_figures = tempfile.mkdtemp(prefix="sigill-figures-")
os.environ["PROMETHEUS_MULTIPROC_DIR"] = _figures

from prometheus_client import multiprocess  # noqa: E402  (it looks for the folder when it is imported)


def post_worker_init(worker: Any) -> None:
    """Before the first page: is the database as new as the erasure journal says? If not, none is served."""
    import_string("personal_data.services.journal_standing.begin")()  # the application is loaded only now


def child_exit(server: Any, worker: Any) -> None:
    """Forget the living gauges of a worker that has ended; its counts stay."""
    multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]  # the library's types stop here


def on_exit(server: Any) -> None:
    """Leave nothing behind."""
    shutil.rmtree(_figures, ignore_errors=True)
