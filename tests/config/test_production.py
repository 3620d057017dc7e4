"""Production settings, loaded by a process of their own: they refuse what belongs to tests, and start nothing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
_NOWHERE = "postgresql://nobody@127.0.0.1:1/nothing"
COMPLETE = {
    "SECRET_KEY": "x" * 64,
    "ALLOWED_HOSTS": "sigill.example",
    "KEY_DIRECTORY": "/nonexistent/keys",
    "SEALED_FILES_DIRECTORY": "/nonexistent/files",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    **{f"{role}DATABASE_URL": _NOWHERE for role in ("", "OWNER_", "KEEPER_", "GATEKEEPER_")},
}


def _run(environment: dict[str, str], *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "config.settings.production", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_start_with_everything_set() -> None:
    done = _run(COMPLETE, "manage.py", "check")
    assert done.returncode == 0, done.stderr


_OF_SOME_PROGRAMS = {"OWNER_DATABASE_URL", "KEEPER_DATABASE_URL", "GATEKEEPER_DATABASE_URL"}


@pytest.mark.parametrize("name", sorted(COMPLETE.keys() - _OF_SOME_PROGRAMS))
def test_a_missing_value_is_named(name: str) -> None:
    done = _run(
        {key: value for key, value in COMPLETE.items() if key != name}, "-c", "import config.settings.production"
    )
    assert done.returncode != 0
    assert f"{name} is not set. Set {name}, or {name}_FILE" in done.stderr


def test_the_web_needs_none_of_the_stronger_logins() -> None:
    done = _run({key: value for key, value in COMPLETE.items() if key not in _OF_SOME_PROGRAMS}, "manage.py", "check")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("command", "name"),
    [
        ("migrate", "OWNER_DATABASE_URL"),
        ("migrate", "GATEKEEPER_DATABASE_URL"),
        ("create_roles", "OWNER_DATABASE_URL"),
        ("rotate_keys", "KEEPER_DATABASE_URL"),
    ],
)
def test_a_command_names_the_login_that_it_misses(command: str, name: str) -> None:
    given = {**COMPLETE, "SUPERUSER_DATABASE_URL": _NOWHERE}
    done = _run({key: value for key, value in given.items() if key != name}, "manage.py", command)
    assert done.returncode != 0
    assert name in done.stderr
    assert "Traceback" not in done.stderr


_WAITING = "import config.settings.{} as read; print(read.RETENTION_WAITING.total_seconds() / 3600)"


@pytest.mark.parametrize(
    ("settings", "given", "hours"),
    [
        ("production", {}, "12.0"),
        ("local", {}, "0.0"),
        ("production", {"RETENTION_WAITING_HOURS": "36"}, "36.0"),
        ("local", {"RETENTION_WAITING_HOURS": "0.5"}, "0.5"),
    ],
)
def test_an_approved_run_waits_as_long_as_the_environment_says(
    settings: str, given: dict[str, str], hours: str
) -> None:
    done = _run({**COMPLETE, "SEALER_DATABASE_URL": _NOWHERE, **given}, "-c", _WAITING.format(settings))
    assert done.stdout.strip() == hours, done.stderr


def test_a_waiting_that_is_no_length_of_time_is_refused() -> None:
    done = _run({**COMPLETE, "RETENTION_WAITING_HOURS": "-1"}, "manage.py", "check")
    assert done.returncode != 0
    assert "RETENTION_WAITING_HOURS is '-1'; write hours from 0 to 999, whole or half" in done.stderr


def test_test_numbers_cannot_be_allowed() -> None:
    done = _run({**COMPLETE, "ALLOW_TEST_NUMBERS": "yes"}, "manage.py", "check")
    assert done.returncode != 0
    assert "production refuses test numbers" in done.stderr


def test_the_recorder_of_the_trail_cannot_be_exchanged() -> None:
    done = _run({**COMPLETE, "AUDIT_RECORDER": "audit.trail.TransactionRecorder"}, "manage.py", "check")
    assert done.returncode != 0
    assert "what is not recorded does not open" in done.stderr


def test_no_server_is_started_even_for_a_command_that_needs_one() -> None:
    done = _run(
        {**COMPLETE, "PYTHONPATH": str(ROOT)},
        "-c",
        "import sys; sys.argv = ['manage.py', 'migrate']\n"
        "import django; django.setup()\n"
        "print('config.services.supervisor' in sys.modules)",
    )
    assert done.stdout.splitlines()[-1] == "False", done.stderr


def test_demo_and_shortcuts_are_closed() -> None:
    done = _run(
        COMPLETE,
        "-c",
        "import django; django.setup()\n"
        "from django.conf import settings as s\n"
        "print(s.DEMO_SIGN_IN, s.SHOW_STYLEGUIDE, s.ALLOW_TEST_NUMBERS, s.DEBUG, s.ACCOUNTS_REQUIRE_MFA,"
        " s.SESSION_COOKIE_SECURE, s.AUDIT_RECORDER)",
    )
    assert done.stdout.split() == ["False", "False", "False", "False", "True", "True", "audit.trail.CommittedRecorder"]
