"""The embedded servers with real processes: shared, killed, adopted, stopped."""

import os
import shutil
import socket
import subprocess
import time
from pathlib import Path
from urllib.parse import urlparse

import psycopg
import pytest
import redis

from config.services import place
from tests.config import commands


def _valkey_answers(url: str) -> bool:
    try:
        with redis.Redis.from_url(url) as client:
            return bool(client.ping())
    except redis.ConnectionError:
        return False


def _tables(url: str) -> set[str]:
    with psycopg.connect(url) as connection:
        return {name for (name,) in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")}


def test_two_commands_at_once_share_the_servers_and_the_last_one_stops_them(folder: Path) -> None:
    first, second = commands.start(folder), commands.start(folder)
    urls = first.urls()
    assert second.urls() == urls
    server = commands.postmaster(folder)

    first.leave()
    assert commands.postmaster(folder) == server != 0
    assert _valkey_answers(urls["redis"])

    second.leave()
    assert commands.postmaster(folder) == 0
    assert not _valkey_answers(urls["redis"])


def test_servers_of_a_killed_command_are_adopted_by_the_next_with_their_data(folder: Path) -> None:
    killed = commands.start(folder)
    urls = killed.urls()
    with psycopg.connect(urls["databases"]["owner"]) as connection:
        connection.execute("CREATE TABLE kept ()")
    killed.kill()
    server = commands.postmaster(folder)
    assert server

    heir = commands.start(folder)
    assert heir.urls() == urls
    assert commands.postmaster(folder) == server
    assert _tables(urls["databases"]["owner"]) == {"kept"}
    heir.leave()
    assert commands.postmaster(folder) == 0


def test_killing_one_of_two_commands_leaves_the_other_its_servers(folder: Path) -> None:
    killed, staying = commands.start(folder), commands.start(folder)
    urls = staying.urls()
    killed.urls()
    killed.kill()
    assert _tables(urls["databases"]["owner"]) == set()
    staying.leave()
    assert commands.postmaster(folder) == 0


@pytest.mark.parametrize("seconds", [0.3, 0.7, 1.5, 2.5])
def test_a_command_killed_while_it_makes_the_servers_is_finished_by_the_next(folder: Path, seconds: float) -> None:
    killed = commands.start(folder)
    time.sleep(seconds)
    killed.kill()

    heir = commands.start(folder)
    with psycopg.connect(heir.urls()["databases"]["owner"]) as connection:
        assert connection.execute("SELECT to_regnamespace('keys')::text").fetchone() == ("keys",)
    heir.leave()
    assert commands.postmaster(folder) == 0


def test_a_killed_server_is_started_again_with_its_data(folder: Path) -> None:
    holder = commands.start(folder)
    urls = holder.urls()
    with psycopg.connect(urls["databases"]["owner"]) as connection:
        connection.execute("SET synchronous_commit = on")  # test clusters put off writing
        connection.execute("CREATE TABLE kept ()")
    commands.kill_postmaster(folder)
    commands.kill_valkey(folder)
    holder.keep_up()  # as `make run` does every few seconds
    assert _tables(urls["databases"]["owner"]) == {"kept"}
    assert _valkey_answers(urls["redis"])
    commands.kill_postmaster(folder)

    next_one = commands.start(folder)
    assert _tables(next_one.urls()["databases"]["owner"]) == {"kept"}
    holder.leave()
    assert commands.postmaster(folder)
    next_one.leave()
    assert commands.postmaster(folder) == 0


def test_a_stale_process_number_that_another_program_has_got_does_no_harm(folder: Path) -> None:
    holder = commands.start(folder)
    holder.urls()
    commands.kill_postmaster(folder)
    holder.leave()
    stranger = subprocess.Popen(["sleep", "60"], **place.of(folder).popen_options())
    pid_file = place.of(folder).root / "postgres" / "data" / "postmaster.pid"
    pid_file.write_text("\n".join([str(stranger.pid), *pid_file.read_text().splitlines()[1:], ""]))

    heir = commands.start(folder)
    assert _tables(heir.urls()["databases"]["owner"]) == set()
    heir.leave()
    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()


def test_a_full_server_is_joined_and_not_taken_for_a_dead_one(folder: Path) -> None:
    holder = commands.start(folder)
    url = holder.urls()["superuser"]
    crowd = []
    with pytest.raises(psycopg.OperationalError, match="too many clients"):
        crowd.extend(psycopg.connect(url) for _ in range(200))
    server_id = commands.postmaster(folder)

    joining = commands.start(folder)
    assert joining.urls()["superuser"] == url
    assert commands.postmaster(folder) == server_id
    joining.leave()
    for one in crowd:
        one.close()
    holder.leave()


def test_the_port_is_remembered_and_given_up_when_somebody_else_has_taken_it(folder: Path) -> None:
    first = commands.start(folder)
    port = urlparse(first.urls()["superuser"]).port
    first.leave()
    second = commands.start(folder)
    assert urlparse(second.urls()["superuser"]).port == port
    second.leave()
    with socket.socket() as stranger:
        stranger.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        stranger.bind(("127.0.0.1", port))
        stranger.listen()
        third = commands.start(folder)
        assert urlparse(third.urls()["superuser"]).port != port
        third.leave()


def test_passwords_are_readable_by_their_owner_alone(folder: Path) -> None:
    holder = commands.start(folder)
    holder.urls()
    root = place.of(folder).root
    for path in (root / "postgres.json", root / "valkey.json", root / "postgres" / "data"):
        assert path.stat().st_mode & 0o077 == 0
    holder.leave()


def test_servers_never_run_as_root_and_find_a_place_where_the_clone_is_closed(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    folder = tmp_path / "var" / "services"
    found = place.of(folder)
    if os.geteuid() != 0:
        assert (found.root, found.account) == (folder, None)
        return
    assert found.root.parent == Path("/var/lib")
    assert found.account is not None
    holder = commands.start(folder)
    holder.urls()
    assert Path(f"/proc/{commands.postmaster(folder)}").stat().st_uid == found.account.pw_uid != 0
    holder.leave()
    shutil.rmtree(found.root)
