"""Who gets into the embedded servers, and where they listen."""

import os
import signal
import socket
from pathlib import Path
from urllib.parse import urlparse

import psycopg
import pytest
import redis

from config import services
from tests.config import commands


def test_nobody_gets_in_without_a_password_and_text_sorts_the_same_way_everywhere(folder: Path) -> None:
    holder = commands.start(folder)
    urls = holder.urls()
    for url in (urls["superuser"], *urls["databases"].values()):
        parts = urlparse(url)
        with pytest.raises(psycopg.OperationalError, match="authentication failed"):
            psycopg.connect(f"postgresql://{parts.username}:wrong@127.0.0.1:{parts.port}{parts.path}")
    with redis.Redis(port=int(urlparse(urls["redis"]).port or 0)) as client, pytest.raises(redis.AuthenticationError):
        client.ping()
    with psycopg.connect(urls["databases"]["app"]) as database:
        row = database.execute(
            "SELECT datlocprovider, datlocale FROM pg_database WHERE datname = current_database()"
        ).fetchone()
    assert row == ("b", "C.UTF-8")
    holder.leave()


def test_a_killed_valkey_is_started_again_by_the_next(folder: Path) -> None:
    first = commands.start(folder)
    with redis.Redis.from_url(first.urls()["redis"]) as client:
        os.kill(int(client.info()["process_id"]), signal.SIGKILL)
    second = commands.start(folder)
    with redis.Redis.from_url(second.urls()["redis"]) as client:
        assert client.ping()
    first.leave()
    second.leave()


def test_a_stranger_at_the_port_who_says_nothing_is_not_taken_for_valkey(folder: Path) -> None:
    first = commands.start(folder)
    port = urlparse(first.urls()["redis"]).port
    first.leave()
    with socket.socket() as stranger:
        stranger.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        stranger.bind(("127.0.0.1", port))
        stranger.listen()
        second = commands.start(folder)
        address = second.urls()["redis"]
        assert urlparse(address).port != port
        with redis.Redis.from_url(address) as client:
            assert client.ping()
        second.leave()


@pytest.mark.parametrize(
    ("command", "needed"),
    [
        (["manage.py", "migrate"], True),
        (["./manage.py", "seed_demo"], True),
        (["manage.py", "run_retention", "--help"], False),
        (["manage.py"], False),
        (["manage.py", "makemigrations", "--check"], False),
        (["manage.py", "data_map", "--json"], False),
        (["/x/.venv/bin/celery", "-A", "config.celery", "worker"], True),
        (["/x/site-packages/gunicorn/__main__.py", "config.wsgi"], True),
        (["/home/celery/clone/.venv/bin/mypy"], False),
        (["/x/bin/pytest"], False),
        ([], False),
    ],
)
def test_a_command_starts_the_services_that_it_needs(command: list[str], needed: bool) -> None:
    assert services.needed_by(command) is needed
