import os
import signal
import subprocess
import sys
import threading
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from config.demo.staff import DEMO_PASSWORD, DEMO_STAFF
from config.services import ports

_COLOURS = {"web": "36", "worker": "33", "beat": "35"}


class Command(BaseCommand):
    help = "Migrate, seed the demo, and run web server, Celery worker and Celery beat in the foreground until Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000))

    def handle(self, *args: Any, **options: Any) -> None:
        port = options["port"]
        if not ports.is_free(port):
            raise CommandError(
                f"Port {port} is taken by another program. Stop that program, or choose another port: "
                f"PORT={port + 123} make run"
            )
        call_command("migrate", verbosity=0)
        call_command("seed_demo")
        call_command("collectstatic", interactive=False, verbosity=0)
        processes = [_start(name, command) for name, command in _commands(port).items()]
        self._welcome(port)
        signal.signal(signal.SIGTERM, _interrupt)
        try:
            _wait_for_any(processes)
        except KeyboardInterrupt:
            self.stdout.write("\nStopping.")
        finally:
            _stop(processes)

    def _welcome(self, port: int) -> None:
        self.stdout.write("")
        self.stdout.write(self.style.SUCCESS(f"  Sigill is at http://127.0.0.1:{port}/   (Ctrl-C stops everything)"))
        self.stdout.write(f"  Demo sign-ins, all with the password {DEMO_PASSWORD}")
        for person in DEMO_STAFF:
            self.stdout.write(f"    {person.email:32} {', '.join(person.roles)}")
        self.stdout.write("")
        self.stdout.flush()


def _commands(port: int) -> dict[str, list[str]]:
    python = sys.executable
    return {
        "web": [python, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2",
                "--threads", "4", "--access-logfile", "-", "--access-logformat", "%(m)s %(U)s %(s)s %(M)sms"],
        "worker": [python, "-m", "celery", "-A", "config.celery", "worker", "--loglevel", "info", "--concurrency", "2"],
        "beat": [python, "-m", "celery", "-A", "config.celery", "beat", "--loglevel", "info"],
    }  # fmt: skip


def _start(name: str, command: list[str]) -> subprocess.Popen[str]:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"],
        "PYTHONUNBUFFERED": "1",
    }
    process = subprocess.Popen(
        command,
        cwd=settings.ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,  # Ctrl-C reaches us first, and we stop them in order
    )
    threading.Thread(target=_relay, args=(name, process), daemon=True).start()
    return process


def _relay(name: str, process: subprocess.Popen[str]) -> None:
    assert process.stdout is not None
    label = f"\x1b[{_COLOURS[name]}m{name:>6}\x1b[0m |" if sys.stdout.isatty() else f"{name:>6} |"
    for line in process.stdout:
        if line.strip():
            sys.stdout.write(f"{label} {line.rstrip()}\n")
            sys.stdout.flush()


def _wait_for_any(processes: list[subprocess.Popen[str]]) -> None:
    while all(process.poll() is None for process in processes):
        threading.Event().wait(0.3)
    raise CommandError("One of the programs above has ended, so the others were stopped. Its last lines say why.")


def _stop(processes: list[subprocess.Popen[str]]) -> None:
    for process in processes:
        if process.poll() is None:
            process.terminate()
    for process in processes:
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt
