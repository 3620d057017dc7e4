"""The compose file, as far as it can be judged without an engine: structure, privileges, secrets, commands."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.deployment import make_secrets
from config.services import postgres_settings
from retention.services.residual import checking

ROOT = Path(__file__).resolve().parent.parent.parent.parent
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = ("prepare", "web", "worker", "beat")


def _secrets(service: str) -> set[str]:
    return set(SERVICES[service].get("secrets", []))


def test_the_house_has_its_services() -> None:
    assert set(SERVICES) == {"postgres", "redis", "prepare", "web", "worker", "beat", "proxy"}


@pytest.mark.parametrize("name", [name for name in SERVICES if name != "prepare"])
def test_every_lasting_service_has_a_health_check_and_comes_back(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"][0] in ("CMD", "CMD-SHELL")
    assert SERVICES[name]["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", OURS)
def test_our_programs_have_no_privilege(name: str) -> None:
    service = SERVICES[name]
    assert service["cap_drop"] == ["ALL"]
    assert service["read_only"] is True
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service
    assert "ports" not in service


def test_only_the_proxy_can_be_reached_from_outside() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert {name for name, service in SERVICES.items() if "front" in service["networks"]} == {"web", "proxy"}
    assert {name for name, service in SERVICES.items() if "outgoing" in service["networks"]} == {"worker"}


def test_images_of_others_have_a_version() -> None:
    for name in ("postgres", "redis", "proxy"):
        assert re.fullmatch(r"[\w./-]+:\d[\w.-]*", SERVICES[name]["image"]), name
    assert SERVICES["postgres"]["image"].startswith("postgres:18")
    assert (
        "--locale-provider=builtin --builtin-locale=C.UTF-8"
        in (SERVICES["postgres"]["environment"]["POSTGRES_INITDB_ARGS"])
    )


def test_the_log_of_the_database_has_neither_statements_nor_values() -> None:
    command = SERVICES["postgres"]["command"]
    assert {f"{name}={value}" for name, value in postgres_settings.DISCREET.items()} <= set(command)
    assert command[:1] == ["postgres"]
    assert command[1::2] == ["-c"] * (len(command) // 2)


def test_the_database_can_share_what_a_join_of_the_residual_check_takes() -> None:
    size = re.fullmatch(r"(\d+)g", SERVICES["postgres"]["shm_size"])
    most = checking.WORK_MEMORY * 2 * 3  # hash_mem_multiplier; a leader and two workers
    assert size
    assert int(size[1]) * 1024 > 2 * most


class TestSecrets:
    def test_each_is_a_file_that_make_secrets_writes(self, tmp_path: Path) -> None:
        written = make_secrets.make(tmp_path / "secrets", "sigill.example")
        assert {entry["file"] for entry in COMPOSE["secrets"].values()} == {f"./secrets/{name}" for name in written}

    def test_no_service_is_given_one_that_is_not_declared(self) -> None:
        for name in SERVICES:
            assert _secrets(name) <= COMPOSE["secrets"].keys()

    def test_every_file_variable_names_a_secret_that_the_service_has(self) -> None:
        for name in OURS:
            for key, value in SERVICES[name]["environment"].items():
                if key.endswith("_FILE"):
                    assert value.removeprefix("/run/secrets/") in _secrets(name), (name, key)

    def test_the_stronger_logins_are_where_they_are_needed_only(self) -> None:
        strong = {
            "superuser_database_url",
            "owner_database_url",
            "gatekeeper_database_url",
            "keeper_database_url",
            "sealer_database_url",
        }
        assert _secrets("prepare") & strong == strong
        assert _secrets("worker") & strong == {"keeper_database_url", "sealer_database_url"}
        assert _secrets("web") & strong == set()
        assert _secrets("beat") & strong == set()

    def test_none_is_in_the_tree(self) -> None:
        tracked = subprocess.run(["git", "ls-files", "secrets"], cwd=ROOT, capture_output=True, text=True, check=True)
        assert tracked.stdout == ""
        assert "secrets/" in (ROOT / ".gitignore").read_text().splitlines()
        assert "secrets" not in (ROOT / ".dockerignore").read_text()  # everything that is not named stays outside
        assert not re.search(
            r"(?i)(password|secret|token|key):\s*[A-Za-z0-9_-]{16,}", (ROOT / "docker-compose.yml").read_text()
        )


def test_each_of_our_programs_is_told_how_long_a_run_waits() -> None:
    for name in OURS:
        assert SERVICES[name]["environment"]["RETENTION_WAITING_HOURS"] == "${SIGILL_RETENTION_WAITING_HOURS:-12}"
    assert "`SIGILL_RETENTION_WAITING_HOURS` | `RETENTION_WAITING_HOURS`" in (ROOT / "docs/deployment.md").read_text()


def test_keys_and_data_lie_in_volumes_of_their_own() -> None:
    assert COMPOSE["volumes"].keys() == {"database", "queue", "files", "journal", "keys"}
    for name in OURS:
        targets = dict(volume.split(":")[:2] for volume in SERVICES[name]["volumes"])
        environment = SERVICES[name]["environment"]
        assert targets["keys"] == environment["KEY_DIRECTORY"]
        assert targets["journal"] == environment["JOURNAL_DIRECTORY"]
        assert targets["files"] == environment["SEALED_FILES_DIRECTORY"]


def test_the_image_runs_as_nobody_in_particular() -> None:
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    user = max(number for number, line in enumerate(lines) if line.startswith("USER "))
    assert lines[user] == "USER sigill"
    assert not any(line.startswith("RUN") for line in lines[user:])
    assert "--require-hashes" in "\n".join(lines)


def test_the_image_gets_every_package() -> None:
    copied = {line.split()[-1] for line in (ROOT / "Dockerfile").read_text().splitlines() if line.startswith("COPY ")}
    packages = {path.parent.name for path in ROOT.glob("*/apps.py")}
    assert packages | {"templates", "static", "locale"} <= copied
