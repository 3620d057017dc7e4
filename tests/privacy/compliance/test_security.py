"""What the house promises of security, as the monitor measures it by itself and keeps it by day."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as configured
from django.test import Client
from django.utils import timezone

from accounts.roles import Role
from collections_app.models import Case, Debtor
from personal_data.models import Controller
from privacy import tasks
from privacy.models import ComplianceFigure
from privacy.selectors.compliance import security
from privacy.selectors.compliance.checks import Asked
from privacy.selectors.compliance.registry import promise_of, promises_of
from tests.factories import accounts, retention
from tests.privacy.compliance.asking import BROKEN, KEPT, SOON, measured, spoil, verdict

SHORT = [{"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 11}}]
WEAKER: list[tuple[str, dict[str, Any]]] = [
    ("password length", {"AUTH_PASSWORD_VALIDATORS": SHORT}),
    ("password length", {"AUTH_PASSWORD_VALIDATORS": []}),
    ("password hash", {"PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"]}),
    ("second factor", {"ACCOUNTS_REQUIRE_MFA": False}),
    ("encryption of the web", {"SECURE_SSL_REDIRECT": False}),
    ("encryption of the web", {"SECURE_HSTS_SECONDS": 0}),
    ("encryption of the web", {"SESSION_COOKIE_SECURE": False}),
    ("encryption of the web", {"CSRF_COOKIE_SECURE": False}),
    ("hosts", {"ALLOWED_HOSTS": ["*"]}),
    ("hosts", {"DEBUG": True}),
]
NETWORKS: list[tuple[str, bool, bool, tuple[str, ...]]] = [
    ("127.0.0.1", False, False, ()),
    ("", False, False, ()),  # a socket
    ("10.1.2.3", False, True, ()),
    ("10.1.2.3", True, False, ()),
    ("10.1.2.3", False, False, ("encryption of the database's connection",)),
    ("8.8.8.8", True, False, ("network of the database",)),
]


@pytest.fixture
def served(settings: Any) -> Any:
    """The settings of an installation that serves others."""
    settings.ALLOWED_HOSTS, settings.ACCOUNTS_REQUIRE_MFA, settings.DEBUG = ["sigill.example"], True, False
    settings.SECURE_SSL_REDIRECT = settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SECURE_HSTS_SECONDS = 31_536_000
    return settings


def named(key: str) -> list[str]:
    """What breaks a promise of the house now, as the page behind the figure lists it."""
    promise = promise_of(None, key)
    assert promise is not None
    now = timezone.now()
    return [each.reference for each in promise.check.question.listed(Asked(None, None, now.date(), now), 100)]


@pytest.mark.requirement("OPR-48", breaks="a weaker password, factor, encryption or network that no check finds")
@pytest.mark.requirement("INTRUM-66", breaks="encryption or rights that no check verifies, or no evidence of the day")
def test_baseline_encryption_and_rights_are_checked_each_night_and_the_evidence_is_stored(
    amili: Controller, case: Case, anna: Debtor, served: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert named("security_baseline") == []
    for name, weaker in WEAKER:
        kept = {key: getattr(configured, key) for key in weaker}
        for key, value in weaker.items():
            setattr(served, key, value)
        assert named("security_baseline") == [name], weaker
        for key, value in kept.items():
            setattr(served, key, value)

    network, connection = "network of the database", "encryption of the database's connection"
    for address, is_encrypted, is_apart, found in NETWORKS:
        served.DATABASE_NETWORK_IS_APART = is_apart
        with monkeypatch.context() as patched:
            patched.setattr(security, "_ON_ITS_WAY", f"SELECT {is_encrypted}, '{address}'")
            assert named("security_baseline") == [name for name in (connection, network) if name in found], address
    with monkeypatch.context() as patched:
        patched.setattr(security, "_LOGIN", "SELECT true")
        assert named("security_baseline") == ["login of the database"]

    assert verdict(None, "sealed_at_rest") == KEPT
    spoil("UPDATE collections_app_debtor SET name = convert_to('Anna Andersson, in clear for all', 'UTF8')")
    assert named("sealed_at_rest") == ["collections_app_debtor"]
    assert "guards" in {each.key for each in promises_of(None)}, "rights and functions, which have tests of their own"

    tasks.check_compliance()
    stored = dict(ComplianceFigure.objects.filter(controller=None).values_list("promise", "verdict"))
    assert {key: stored[key] for key in ("security_baseline", "sealed_at_rest", "guards")} == {
        "security_baseline": KEPT, "sealed_at_rest": BROKEN, "guards": KEPT,
    }  # fmt: skip


def test_keys_that_others_may_read_are_found(db: None, served: Any, tmp_path: Any) -> None:
    served.KEY_DIRECTORY = tmp_path / "keys"
    assert named("security_baseline") == ["keys"], "there are none"
    served.KEY_DIRECTORY.mkdir(mode=0o700)
    key = served.KEY_DIRECTORY / "epoch-000001.json"
    key.touch(mode=0o600)
    assert named("security_baseline") == []
    key.chmod(0o640)
    assert named("security_baseline") == ["keys"]


def test_rights_that_nobody_looked_at_for_half_a_year_are_named(amili: Controller) -> None:
    hanna = accounts.member(Role.HANDLER)
    promise = promise_of(None, "rights_reviewed")
    assert promise is not None

    def in_days(days: int) -> tuple[int, int]:
        now = timezone.now() + timedelta(days=days)
        return promise.check.question.count(Asked(None, None, now.date(), now))

    assert [in_days(days) for days in (0, 152, 154, 184)] == [(0, 0), (0, 0), (0, 1), (1, 0)]
    assert measured(None, "rights_reviewed").verdict != SOON
    assert hanna.secrecy_on is not None
    assert verdict(None, "secrecy_promised") == KEPT


@pytest.mark.parametrize("reference", ["INTRUM", "ALMI", "AXACTOR", "OPR"])
def test_notices_that_promise_security_lead_to_its_checks(client: Client, db: None, reference: str) -> None:
    with accounts.command():
        retention.controller(reference)
    said = {row for each in promises_of(None) if each.key == "security_baseline" for row in each.rows}
    assert any(row.startswith(f"{reference}-") for row in said)
