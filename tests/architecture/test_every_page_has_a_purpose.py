"""The purpose of each page is declared once, at its view, stands in one table, and is what its events carry."""

import pytest
from django.core.management import call_command
from django.urls import path

from accounts import purposes_of_pages
from accounts.access import signed_in
from accounts.checks import every_page_says_what_for
from accounts.permissions import Permission
from accounts.routes import Route
from audit.models import Event
from personal_data.purposes import Purpose
from tests.architecture.test_every_url_asks_for_permission import OF_STAFF, address
from tests.factories import accounts

TABLE = {page.pattern: page for page in purposes_of_pages.table()}


def test_is_declared_for_every_page_that_opens_anything() -> None:
    assert [page.pattern for page in TABLE.values() if not page.is_declared] == []
    for page in TABLE.values():
        assert (page.purpose in set(Purpose)) is (page.asks_for in {*Permission, "debtor"}), page.pattern


@pytest.mark.django_db
def test_is_what_the_events_of_the_page_carry() -> None:
    """Asked of each page of staff by somebody whom it refuses, as a refusal is recorded for the purpose of the page."""
    client = accounts.client_of(accounts.member())
    asked = [route for route in OF_STAFF.values() if TABLE[route.pattern].purpose]
    declared, recorded = [], []
    for route in asked:
        answers = [client.get(address(route)), client.post(address(route))]
        declared += [TABLE[route.pattern].purpose for answer in answers if answer.status_code == 403]
    events = Event.objects.filter(name="accounts.permission.refused").order_by("id")
    recorded = list(events.values_list("purpose", flat=True))
    assert recorded == declared
    assert len(set(recorded)) > 5


def test_missing_or_superfluous_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def opens(request: object) -> None:
        """A page of staff whose purpose nobody declared."""

    opens.access_mark = "cases.view"  # type: ignore[attr-defined]
    routes = [Route(name, name, path(name, view).callback) for name, view in (("a/", opens), ("b/", signed_in(opens)))]
    monkeypatch.setattr("accounts.purposes_of_pages.every_route", lambda: routes)
    (problem,) = every_page_says_what_for(None)
    assert "/a/" in problem.msg


def test_the_command_prints_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("page_purposes")
    printed = capsys.readouterr().out.splitlines()
    assert len(printed) == len(purposes_of_pages.table())
    assert "collection         cases.view               /handler/search/" in printed
