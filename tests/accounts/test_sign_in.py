from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from django.utils.module_loading import import_string

from accounts import events
from accounts.models import User
from accounts.services import staff
from audit.models import Event
from config.settings import base
from tests.factories import accounts
from tests.factories.accounts import PASSWORD, recorded

pytestmark = pytest.mark.django_db
LOGIN = "/account/login/"


def sign_in(client: Client, email: str, password: str = PASSWORD) -> Any:
    return client.post(LOGIN, {"login": email, "password": password})


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


@pytest.fixture
def hanna() -> User:
    return accounts.member("handler", email="hanna@staff.test")


@pytest.fixture
def with_code(hanna: User) -> str:
    """Hanna has an authenticator app; this is its secret."""
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(hanna, secret)
    return secret


def code(secret: str) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time()))))


class TestSignIn:
    def test_opens_the_desk_and_is_recorded(self, client: Client, hanna: User) -> None:
        response = sign_in(client, "Hanna@Staff.test")
        assert response.status_code == 302
        assert response["Location"] == "/"
        (event,) = recorded(events.SIGNED_IN)
        assert (event.actor_kind, event.actor_id, event.purpose) == ("staff", hanna.pk, "security")

    def test_shows_a_page(self, client: Client) -> None:
        assert b"Sign in" in client.get(LOGIN).content

    def test_fails_with_the_wrong_password_and_records_no_word_of_it(self, client: Client, hanna: User) -> None:
        response = sign_in(client, hanna.email, "not the right one")
        assert response.status_code == 200
        assert not is_signed_in(client)
        (event,) = recorded(events.SIGN_IN_FAILED)
        assert (event.actor_kind, event.reference, event.reason) == ("anonymous", hanna.reference, "wrong_password")

    def test_says_the_same_of_an_unknown_address(self, client: Client, hanna: User) -> None:
        known = sign_in(client, hanna.email, "not the right one").content.decode()
        unknown = sign_in(client, "nobody@staff.test", "not the right one").content.decode()
        said = "The email address and/or password you specified are not correct."
        assert said in known
        assert said in unknown
        event = recorded(events.SIGN_IN_FAILED)[-1]
        assert (event.reference, event.reason) == ("", "unknown_account")

    def test_records_nothing_that_was_typed(self, client: Client) -> None:
        sign_in(client, "nobody.at.all@elsewhere.test", "my secret words")
        said = repr(list(Event.objects.values()))
        assert "nobody.at.all" not in said
        assert "secret" not in said

    def test_is_locked_after_five_failures_even_with_the_right_password(self, client: Client, hanna: User) -> None:
        for _ in range(5):
            sign_in(client, hanna.email, "not the right one")
        assert not recorded(events.LOCKED_OUT)
        response = sign_in(client, hanna.email)
        assert b"Too many failed login attempts" in response.content
        assert not is_signed_in(client)
        (event,) = recorded(events.LOCKED_OUT)
        assert event.reference == hanna.reference

    def test_locks_one_account_only(self, client: Client, hanna: User) -> None:
        other = accounts.member("handler")
        for _ in range(6):
            sign_in(client, hanna.email, "not the right one")
        sign_in(client, other.email)
        assert is_signed_in(client)

    def test_is_refused_for_a_closed_account(self, client: Client, hanna: User) -> None:
        User.objects.filter(pk=hanna.pk).update(is_active=False)
        response = sign_in(client, hanna.email)
        assert response["Location"] == "/account/closed/"
        assert b"closed" in client.get("/account/closed/").content
        assert recorded(events.SIGN_IN_FAILED)[0].reason == "account_closed"

    def test_does_not_accept_the_demo_password_outside_local_settings(self, client: Client, settings: Any) -> None:
        with accounts.command():
            staff.create(
                email="demo@staff.test",
                name="Demo",
                password=settings.DEMO_PASSWORD,
                roles=[],
                secrecy_on=timezone.now().date(),
                by=accounts.member().pk,
                at=timezone.now(),
            )
        settings.DEMO_SIGN_IN = False
        sign_in(client, "demo@staff.test", settings.DEMO_PASSWORD)
        assert not is_signed_in(client)

    def test_has_no_sign_up_and_no_reset_by_mail(self, client: Client) -> None:
        for path in ("signup/", "password/reset/", "email/", "confirm-email/", "login/code/"):
            assert client.get(f"/account/{path}").status_code == 404


class TestSignOut:
    def test_ends_the_session_and_is_recorded(self, client: Client, hanna: User) -> None:
        sign_in(client, hanna.email)
        assert client.get("/account/logout/").status_code == 200
        assert is_signed_in(client)
        response = client.post("/account/logout/")
        assert response["Location"] == LOGIN
        assert not is_signed_in(client)
        (event,) = recorded(events.SIGNED_OUT)
        assert event.actor_id == hanna.pk


class TestSecondFactor:
    def test_is_asked_for_before_anybody_is_signed_in(self, client: Client, hanna: User, with_code: str) -> None:
        response = sign_in(client, hanna.email)
        assert response["Location"] == "/account/code/"
        assert not is_signed_in(client)
        assert not recorded(events.SIGNED_IN)
        assert client.get("/account/code/").status_code == 200
        client.post("/account/code/", {"code": code(with_code)})
        assert is_signed_in(client)

    def test_records_a_wrong_code(self, client: Client, hanna: User, with_code: str) -> None:
        sign_in(client, hanna.email)
        client.post("/account/code/", {"code": "000000"})
        assert not is_signed_in(client)
        (event,) = recorded(events.MFA_FAILED)
        assert (event.actor_kind, event.reference) == ("anonymous", hanna.reference)

    def test_is_stored_encrypted(self, hanna: User, with_code: str) -> None:
        assert with_code not in repr(Authenticator.objects.get(user=hanna).data)

    def test_can_be_set_up_renewed_and_removed_and_each_is_recorded(
        self, client: Client, hanna: User, django_capture_on_commit_callbacks: Any
    ) -> None:
        sign_in(client, hanna.email)
        client.post("/account/confirm/", {"password": PASSWORD})
        page = client.get("/account/second-factor/set-up/")
        assert page.status_code == 200
        with django_capture_on_commit_callbacks(execute=True):
            response = client.post("/account/second-factor/set-up/", {"code": code(page.context["form"].secret)})
        assert response["Location"] == "/account/second-factor/codes/"
        for path in ("", "codes/", "codes/new/", "remove/"):
            assert client.get(f"/account/second-factor/{path}").status_code == 200
        for path in ("codes/new/", "remove/"):
            with django_capture_on_commit_callbacks(execute=True):
                client.post(f"/account/second-factor/{path}", {})
        assert not Authenticator.objects.filter(user=hanna).exists()
        for name in (events.MFA_ADDED, events.MFA_RENEWED, events.MFA_REMOVED):
            assert recorded(name)[0].actor_id == hanna.pk

    def test_is_demanded_on_the_desk(self, client: Client, hanna: User, settings: Any, with_code: str) -> None:
        settings.ACCOUNTS_REQUIRE_MFA = True
        without = accounts.client_of(accounts.member("dpo"))
        assert without.get("/dpo/")["Location"] == "/account/second-factor/set-up/"


class TestPassword:
    def test_can_be_changed_and_that_is_recorded(self, client: Client, hanna: User) -> None:
        sign_in(client, hanna.email)
        assert client.get("/account/password/").status_code == 200
        new = "another long one for tests"
        client.post("/account/password/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
        hanna.refresh_from_db()
        assert hanna.check_password(new)
        assert recorded(events.PASSWORD_CHANGED)[0].actor_id == hanna.pk

    def test_is_hashed_with_argon2(self, hanna: User) -> None:
        assert hanna.password.startswith("argon2")

    def test_costs_an_attacker_outside_tests_what_owasp_asks(self) -> None:
        (hasher,) = map(import_string, base.PASSWORD_HASHERS)
        assert hasher.algorithm == "argon2"
        assert hasher.memory_cost >= 19 * 1024
        assert hasher.time_cost >= 2

    def test_is_asked_for_again_before_the_second_factor_changes(self, client: Client, hanna: User) -> None:
        client.force_login(hanna)
        response = client.get("/account/second-factor/set-up/")
        assert response.status_code == 302
        assert response["Location"].startswith("/account/confirm/")
        assert client.get("/account/confirm/").status_code == 200
        client.post("/account/confirm/", {"password": PASSWORD})
        assert client.get("/account/second-factor/set-up/").status_code == 200


class TestSession:
    def test_ends_for_whoever_may_no_longer_sign_in(self, client: Client, hanna: User) -> None:
        sign_in(client, hanna.email)
        with accounts.command():
            staff.deactivate(user=hanna, by=accounts.member("supervisor").pk, at=timezone.now())
        response = client.get("/")
        assert response["Location"].startswith(LOGIN)

    def test_holds_neither_name_nor_address(self, client: Client, hanna: User) -> None:
        sign_in(client, hanna.email)
        said = repr([session.get_decoded() for session in Session.objects.all()])
        assert hanna.name not in said
        assert hanna.email not in said

    def test_holds_no_address_while_it_waits_for_the_code(self, client: Client, hanna: User, with_code: str) -> None:
        sign_in(client, hanna.email)
        assert client.session["account_login"]
        assert hanna.email not in repr([session.get_decoded() for session in Session.objects.all()])
        client.post("/account/code/", {"code": code(with_code)})
        assert is_signed_in(client)
