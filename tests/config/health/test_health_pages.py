"""The addresses that a supervisor, a load balancer and Prometheus ask."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import OperationalError
from django.test import Client

from config.health import checks, rhythm

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


@pytest.fixture(autouse=True)
def working_house(settings, tmp_path: Path) -> Iterator[None]:
    """A worker that has just worked, and a key directory."""
    settings.KEY_DIRECTORY = str(tmp_path / "keys")
    (tmp_path / "keys").mkdir(mode=0o700)
    rhythm.beat()
    yield
    cache.delete(rhythm.HEARTBEAT)


def test_live_asks_nobody_else(client: Client, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        answer = client.get("/health/live")
    assert (answer.status_code, json.loads(answer.content)) == (200, {"status": "live"})


def test_ready_names_every_check(client: Client) -> None:
    answer = client.get("/health/ready")
    assert answer.status_code == 200
    assert json.loads(answer.content) == {"status": "ready", "checks": dict.fromkeys(checks.CHECKS, "ok")}
    assert set(checks.CHECKS) == {
        "database",
        "audit connection",
        "broker",
        "worker",
        "partitions",
        "keys",
        "erasure journal",
    }


def _failed(client: Client) -> list[str]:
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    content = json.loads(answer.content)
    assert content["status"] == "not ready"
    return [name for name, said in content["checks"].items() if said == "failed"]


class TestNotReady:
    def test_without_a_worker(self, client: Client) -> None:
        cache.delete(rhythm.HEARTBEAT)
        assert _failed(client) == ["worker"]

    def test_when_the_worker_has_been_silent(self, client: Client) -> None:
        cache.set(rhythm.HEARTBEAT, time.time() - 100)
        assert _failed(client) == ["worker"]

    def test_without_the_broker(self, client: Client, settings) -> None:
        settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
        assert _failed(client) == ["broker"]

    def test_without_a_key_directory(self, client: Client, settings, tmp_path: Path) -> None:
        settings.KEY_DIRECTORY = str(tmp_path / "elsewhere")
        assert _failed(client) == ["keys"]

    def test_with_an_epoch_that_cannot_be_read(self, client: Client, tmp_path: Path) -> None:
        (tmp_path / "keys" / "epoch-000001.json").write_text("{}")
        assert _failed(client) == ["keys"]

    def test_without_the_months_to_come(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        nothing = checks._PARTITIONS_AHEAD.replace("'audit_event_'", "'audit_nothing_'")
        monkeypatch.setattr(checks, "_PARTITIONS_AHEAD", nothing)
        assert _failed(client) == ["partitions"]

    @pytest.mark.parametrize(("alias", "name"), [("audit", "audit connection"), ("default", "database")])
    def test_without_a_connection(
        self, client: Client, monkeypatch: pytest.MonkeyPatch, alias: str, name: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        ask = checks._ask

        def refuse(wanted: str, statement: str) -> int:
            if wanted == alias:
                raise OperationalError("password for secret-name")
            return ask(wanted, statement)

        monkeypatch.setattr(checks, "_ask", refuse)
        assert name in _failed(client)
        assert f"Not ready: {name}." in caplog.text

    def test_without_the_database_does_not_wait_for_it_again(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked: list[str] = []

        def refuse(wanted: str, statement: str) -> int:
            asked.append(wanted)
            raise OperationalError

        monkeypatch.setattr(checks, "_ask", refuse)
        assert _failed(client) == ["database", "audit connection", "partitions", "erasure journal"]
        assert asked == ["default"]

    def test_does_not_tell_strangers_why(self, client: Client, settings) -> None:
        settings.CELERY_BROKER_URL = "redis://secret-host.invalid:1/0"
        assert b"secret-host" not in client.get("/health/ready").content


class TestPartitionsAhead:
    def test_are_counted_as_the_migrations_made_them(self) -> None:
        assert checks.partitions_ahead() == 24


class TestMetrics:
    def test_are_not_there_without_a_token_in_the_settings(self, client: Client) -> None:
        assert client.get("/health/metrics").status_code == 404

    @pytest.mark.parametrize("given", ["", "Bearer ", "Bearer wrong", "right"])
    def test_are_for_the_bearer_only(self, client: Client, settings, given: str) -> None:
        settings.METRICS_TOKEN = "right"
        answer = client.get("/health/metrics", headers={"Authorization": given})
        assert answer.status_code == 401
        assert answer["WWW-Authenticate"] == "Bearer"

    def test_count_requests_by_route_and_hold_no_address(self, client: Client, settings) -> None:
        settings.METRICS_TOKEN = "right"
        client.get("/handler/search/", {"q": "Anna Andersson"})
        client.get("/Anna-Andersson/")
        said = client.get("/health/metrics", headers={"Authorization": "Bearer right"}).content.decode()
        assert 'sigill_requests_total{method="GET",route="/handler/search/",status="302"}' in said
        assert "sigill_open_requests 0.0" in said
        assert "sigill_audit_partitions_ahead 24.0" in said
        assert "Anna" not in said

    def test_a_made_up_method_is_no_label(self, client: Client, settings) -> None:
        settings.METRICS_TOKEN = "right"
        client.generic("ANNAANDERSSON", "/")
        said = client.get("/health/metrics", headers={"Authorization": "Bearer right"}).content.decode()
        assert "ANNA" not in said
        assert 'method="other"' in said
