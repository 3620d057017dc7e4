"""The secrets of a new installation: made once, kept for ever, in the form that the settings read."""

import stat
from pathlib import Path

from cryptography import x509

from config.deployment import make_secrets
from config.environment import database
from config.services.roles import ROLES


def test_what_exists_is_kept(tmp_path: Path) -> None:
    make_secrets.make(tmp_path / "secrets", "sigill.example")
    before = {path.name: path.read_text() for path in (tmp_path / "secrets").iterdir()}
    (tmp_path / "secrets" / "metrics_token").unlink()
    assert make_secrets.make(tmp_path / "secrets", "other.example") == ["metrics_token"]
    after = {path.name: path.read_text() for path in (tmp_path / "secrets").iterdir()}
    assert {**after, "metrics_token": ""} == {**before, "metrics_token": ""}


def test_no_two_are_alike_and_the_folder_is_closed(tmp_path: Path) -> None:
    make_secrets.make(tmp_path / "secrets", "sigill.example")
    contents = [path.read_text() for path in (tmp_path / "secrets").iterdir()]
    assert len(set(contents)) == len(contents)
    assert stat.S_IMODE((tmp_path / "secrets").stat().st_mode) == 0o700


def test_the_addresses_are_those_of_the_roles(tmp_path: Path) -> None:
    make_secrets.make(tmp_path / "secrets", "sigill.example")
    for role in ("app", "owner", "keeper", "gatekeeper", "sealer"):
        login = database((tmp_path / "secrets" / f"{role}_database_url").read_text())
        assert login["USER"] == role
        assert role in ROLES
        assert (login["HOST"], login["NAME"], len(str(login["PASSWORD"])) >= 32) == ("postgres", "sigill", True)


def test_the_queue_has_the_password_of_its_address(tmp_path: Path) -> None:
    make_secrets.make(tmp_path / "secrets", "sigill.example")
    password = (tmp_path / "secrets" / "redis_password").read_text()
    assert (tmp_path / "secrets" / "redis_url").read_text() == f"redis://:{password}@redis:6379/0"


def test_the_certificate_names_the_host(tmp_path: Path) -> None:
    make_secrets.make(tmp_path / "secrets", "sigill.example")
    certificate = x509.load_pem_x509_certificate((tmp_path / "secrets" / "tls_certificate").read_bytes())
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["sigill.example"]
