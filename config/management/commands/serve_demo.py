import os
import pwd
import signal
import socket
import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.roles import Role
from config import services, side_by_side, unprivileged
from config.demo.staff import DEMO_PASSWORD, DEMO_STAFF
from config.services import ports
from config.side_by_side import Program
from personal_data.journal.entries import journal

_WEB_SECONDS = 30
_SCHEDULE = settings.ROOT / "var" / "beat" / "schedule"


class Command(BaseCommand):
    help = "Migrate, seed the demo, and run web server, Celery worker and Celery beat in the foreground until Ctrl-C."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=os.environ.get("PORT") or 8000)

    def handle(self, *args: Any, **options: Any) -> None:
        port = options["port"]
        if taken := ports.explanation(port):
            raise CommandError(taken)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, _interrupt)
        programs: list[Program] = []
        try:
            self._prepare()
            account = self._account()
            programs += side_by_side.start(_commands(port), folder=settings.ROOT, account=account)
            _wait_for_web(port, programs)
            self._welcome(port)
            ended = self._watch(_commands(port), programs, account)
            raise CommandError(
                f"The {ended.name} program has ended, so the others were stopped. Its last lines say why."
            )
        except KeyboardInterrupt:
            self.stdout.write("\nStopping.")
        finally:
            side_by_side.stop(programs)

    def _watch(
        self, commands: dict[str, list[str]], programs: list[Program], account: pwd.struct_passwd | None
    ) -> Program:
        """Keep servers and programs up. Returns the one that could not be: the web server, or one that ends at once.

        A worker that loses the queue's server with work in its hands does not survive that. The next one finishes it.
        """
        patience = side_by_side.Patience()
        while (ended := side_by_side.wait_for_any(programs, services.keep_up)).name != "web" and patience.has_ended():
            self._say(f"The {ended.name} program has ended. Another one takes its place.")
            services.keep_up()
            other = side_by_side.replace(ended, commands[ended.name], folder=settings.ROOT, account=account)
            programs[programs.index(ended)] = other
        return ended

    def _prepare(self) -> None:
        self._say("Bringing the database up to date ...")
        call_command("migrate", verbosity=0)
        self._say("Looking after the demo; an empty house is filled first, which takes a minute ...")
        call_command("seed_demo")
        call_command("collectstatic", interactive=False, verbosity=0)

    def _say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()

    def _account(self) -> pwd.struct_passwd | None:
        """As whom the programs run: for root as an account that is not root, to which their files are handed."""
        _SCHEDULE.parent.mkdir(parents=True, exist_ok=True)
        chosen = unprivileged.choose()
        if chosen.account is not None:
            for folder in (
                settings.KEY_DIRECTORY,
                settings.SEALED_FILES_DIRECTORY,
                journal().directory,
                _SCHEDULE.parent,
            ):
                unprivileged.give(Path(folder), chosen.account)
        elif chosen.why_root:
            self.stderr.write(f"Web server, worker and scheduler run as root: {chosen.why_root}")
            self.stderr.write("Run this as an ordinary user, or put clone and Python where that account can read them.")
        return chosen.account

    def _welcome(self, port: int) -> None:
        self.stdout.write("")
        self.stdout.write(self.style.SUCCESS(f"  Sigill is at http://127.0.0.1:{port}/   (Ctrl-C stops everything)"))
        self.stdout.write(f"  Demo sign-ins, all with the password {DEMO_PASSWORD}")
        for person in DEMO_STAFF:
            roles = ", ".join(str(Role(role).label) for role in person.roles)
            self.stdout.write(f"    {person.email:34} {roles}")
        self._say("")


def _commands(port: int) -> dict[str, list[str]]:
    python = [sys.executable, "-W", "ignore:You're running the worker with superuser", "-m"]
    celery = [*python, "celery", "--quiet", "--app", "config.celery"]
    return {
        "web": [*python, "gunicorn", "--config", "config/web_server.py", "--bind", f"127.0.0.1:{port}", "config.wsgi"],
        "worker": [*celery, "worker", "--concurrency", "2", "--without-gossip", "--without-mingle"],
        "beat": [*celery, "beat", "--schedule", str(_SCHEDULE)],
    }


def _wait_for_web(port: int, programs: list[Program]) -> None:
    deadline = time.monotonic() + _WEB_SECONDS
    while time.monotonic() < deadline and all(program.is_running for program in programs):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt
