"""What the embedded PostgreSQL keeps to itself, and what it takes of a machine."""

from pathlib import Path

import psycopg
import pytest

from config.services import place, postgres_settings
from tests.config import commands

ADDRESS = "gunilla.prov@example.test"


def test_a_refused_row_leaves_nothing_of_itself_in_the_servers_log(folder: Path) -> None:
    holder = commands.start(folder)
    with psycopg.connect(holder.urls()["superuser"], autocommit=True) as server:
        server.execute("CREATE TABLE refused (email text UNIQUE, city text CHECK (city <> ''))")
        server.execute("INSERT INTO refused VALUES (%s, 'Prov')", [ADDRESS])
        with pytest.raises(psycopg.errors.UniqueViolation, match=ADDRESS):
            server.execute("INSERT INTO refused VALUES (%s, 'Prov')", [ADDRESS])
        with pytest.raises(psycopg.errors.CheckViolation, match=f"x{ADDRESS}"):
            server.execute(f"INSERT INTO refused VALUES ('x{ADDRESS}', '')")
    log = (place.of(folder).root / "postgres" / "log").read_text()
    holder.leave()
    assert "duplicate key value violates unique constraint" in log
    assert "violates check constraint" in log
    assert ADDRESS not in log


@pytest.mark.parametrize(("gigabytes", "buffers"), [(0.5, "128MB"), (4, "512MB"), (16, "2048MB"), (256, "2048MB")])
def test_an_eighth_of_the_memory_is_for_pages(gigabytes: float, buffers: str) -> None:
    assert postgres_settings.durable(int(gigabytes * 2**30))["shared_buffers"] == buffers
