"""Databases of a run that was killed: the next run removes them, and leaves those of a run that lives."""

import subprocess

import pytest

from tests.fixtures import databases


def _known() -> set[str]:
    with databases.superuser() as server:
        return {name for (name,) in server.execute("SELECT datname FROM pg_database")}


@pytest.mark.usefixtures("django_db_setup")
def test_clones_of_processes_that_have_ended_are_dropped() -> None:
    ended = subprocess.Popen(["true"])
    ended.wait()
    orphan, ours = f"clone_{ended.pid}_1", databases.clone_name("run")
    with databases.superuser() as server:
        server.execute(f'CREATE DATABASE "{orphan}"')
    assert {orphan, ours} <= _known()
    databases.drop_orphans()
    assert orphan not in _known()
    assert ours in _known()
