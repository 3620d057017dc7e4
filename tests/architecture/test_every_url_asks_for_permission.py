"""Every URL of the product, asked without sign-in and in every wrong role: only the short public list is open."""

import re
from http import HTTPStatus

import pytest
from django.core import checks
from django.test import Client
from django.urls import path

from accounts.access import mark_of
from accounts.checks import every_page_is_marked
from accounts.permissions import Permission
from accounts.roles import PERMISSIONS_OF, Role
from accounts.routes import Route, every_route
from tests.factories import accounts

pytestmark = pytest.mark.django_db

PUBLIC = {
    "account_login",
    "account_logout",
    "account_inactive",
    "mfa_authenticate",
    "appearance",
    "set_language",
    "health-live",
    "health-ready",
    "health-metrics",
    "portal-sign-in",
    "portal-language",
    "portal-copy-schema",
    "portal-certificates",
    "portal-certificate-key",
    "portal-certificate-schema",
    "portal-certificate-verifier",
    "portal-cookies",
    "portal-new-letter",
    "portal-open-form",
    "portal-open-received",
    "portal-log",
    "portal-log-head",
    "portal-log-notes",
    "portal-log-program",
}
PUBLIC_IN_LOCAL_SETTINGS = {"styleguide"}
"""The style guide shows invented data, and only where the demo is shown."""

_EXAMPLES = {"uuid": "0190c0de-0000-7000-8000-000000000000", "int": "1", "str": "X-1", "slug": "x", "path": "x"}
_REFERENCES = (
    "K-2026-000001",
    "R-2026-000001",
    _EXAMPLES["uuid"],
    "II-000001",
    "P-000001",
    "PAP-0000001",
    "LF-000001",
    "REC-0000001",
    "chat",
    "I-000001",
    "D-000001",
    "C-00001",
    "RCP-00001",
    "RUN-20260101-0A1B2C3D",
    "H-20260101-0A1B2C3D",
    "CERT-20260101-0A1B2C3D",
    "0123456789abcdef",
    "sv",
    "pdf",
    "1",
    "x",
)
_GROUP = re.compile(r"\(\?P<\w+>((?:[^()]|\([^()]*\))*)\)")
_CONVERTER = re.compile(r"<(?:(\w+):)?\w+>")


def address(route: Route) -> str:
    """An address that the route answers to."""
    text = _GROUP.sub(lambda match: next(each for each in _REFERENCES if re.fullmatch(match[1], each)), route.pattern)
    text = _CONVERTER.sub(lambda match: _EXAMPLES[match[1] or "str"], text)
    return "/" + re.sub(r"\^|\$|\\Z|\\", "", text)


ROUTES = {route.name or route.pattern: route for route in every_route()}
GUARDED = {name: route for name, route in ROUTES.items() if mark_of(route.view) != "public"}
OF_DEBTORS = {name for name, route in GUARDED.items() if mark_of(route.view) == "debtor"}
OF_STAFF = {name: route for name, route in GUARDED.items() if name not in OF_DEBTORS}


class TestEveryUrl:
    def test_is_marked(self) -> None:
        assert [name for name, route in ROUTES.items() if not mark_of(route.view)] == []

    def test_is_guarded_but_for_the_short_public_list(self) -> None:
        assert ROUTES.keys() - GUARDED.keys() - PUBLIC_IN_LOCAL_SETTINGS == PUBLIC

    @pytest.mark.requirement("AXACTOR-98", breaks="a page that opens without sign-in")
    @pytest.mark.parametrize("name", sorted(GUARDED))
    @pytest.mark.parametrize("method", ["get", "post"])
    def test_asks_for_sign_in(self, client: Client, name: str, method: str) -> None:
        response = getattr(client, method)(address(GUARDED[name]))
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED:
            assert response.status_code == HTTPStatus.FOUND
            assert response["Location"].startswith("/portal/" if name in OF_DEBTORS else "/account/login/")

    @pytest.mark.requirement("AXACTOR-98", breaks="a page of staff that opens for a role without its permission")
    @pytest.mark.parametrize("role", Role)
    def test_refuses_every_wrong_role(self, role: Role) -> None:
        client = accounts.client_of(accounts.member(role))
        wrong = [
            route
            for route in OF_STAFF.values()
            if mark_of(route.view) != "signed_in" and Permission(mark_of(route.view)) not in PERMISSIONS_OF[role]
        ]
        for route in wrong:
            for ask in (client.get, client.post):
                response = ask(address(route))
                if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED:
                    assert response.status_code == HTTPStatus.FORBIDDEN, route.pattern

    def test_refuses_a_member_of_staff_without_a_role(self) -> None:
        client = accounts.client_of(accounts.member())
        for route in OF_STAFF.values():
            if mark_of(route.view) != "signed_in":
                assert client.get(address(route)).status_code in (HTTPStatus.FORBIDDEN, HTTPStatus.METHOD_NOT_ALLOWED)

    def test_of_the_portal_knows_no_member_of_staff(self) -> None:
        assert {"portal-overview", "portal-sign-out"} <= OF_DEBTORS
        for role in Role:
            client = accounts.client_of(accounts.member(role))
            for name in OF_DEBTORS:
                for ask in (client.get, client.post):
                    response = ask(address(GUARDED[name]))
                    if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED:
                        assert response.status_code == HTTPStatus.FOUND
                        assert response["Location"] == "/portal/"


class TestCheck:
    def test_finds_a_page_without_a_mark(self, monkeypatch: pytest.MonkeyPatch) -> None:
        unmarked = Route("secret/", "secret", path("secret/", lambda request: None).callback)
        monkeypatch.setattr("accounts.checks.every_route", lambda: [unmarked])
        (problem,) = every_page_is_marked(None)
        assert isinstance(problem, checks.Error)
        assert "/secret/" in problem.msg
