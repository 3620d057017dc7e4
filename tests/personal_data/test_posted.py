"""What is sent beyond what a page asks for is refused, and the trail has its number and none of its words."""

from http import HTTPStatus
from typing import Any

import pytest
from django import forms
from django.test import Client

from accounts.roles import Role
from audit.models import Event
from collections_app.models import Case, Note
from personal_data import events
from personal_data.posted import PostForm, UnknownFields, expect
from tests.factories import accounts, acting, collection

pytestmark = pytest.mark.django_db
SECRET = {"partei": "Prov-Partei", "Anna Andersson": "20000101-2384"}


def row(breaks: str) -> pytest.MarkDecorator:
    return pytest.mark.requirement("INTRUM-04", breaks=breaks)


def recorded() -> list[Event]:
    return accounts.recorded(events.FIELDS_REFUSED)


def said(event: Event) -> str:
    return str({name: str(value) for name, value in vars(event).items()})


@pytest.fixture
def case() -> Case:
    with accounts.command():
        controller = collection.controller()
        found = collection.case_file(controller, [collection.debtor(controller)])
    accounts.everybody_works_for(controller)
    return found


@row("a page of the desk that takes what its form does not name, or a rejection that tells its content")
@pytest.mark.parametrize(
    ("step", "sent"),
    [
        ("notes/", {"text": "Called."}),
        ("close/", {"reason": "paid", "closed_on": "2026-03-01"}),
        ("details/new/", {}),
        ("legal-files/", {}),
    ],
)
def test_a_form_of_the_desk_is_refused_whole(case: Case, step: str, sent: dict[str, Any]) -> None:
    hanna = accounts.client_of(accounts.member(Role.HANDLER if step != "legal-files/" else Role.LEGAL_COUNSEL))
    answer = hanna.post(f"/handler/cases/{case.reference}/{step}", {**sent, **SECRET})
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert "fields that this page does not ask for" in answer.content.decode()
    case.refresh_from_db()
    assert (case.status, Note.objects.exists()) == ("open", False)
    (event,) = recorded()
    assert (event.count, event.actor_kind, event.fields) == (2, "staff", [])
    assert not [word for pair in SECRET.items() for word in pair if word in said(event)]


@row("a page of the portal, open to all, that takes what its form does not name")
@pytest.mark.parametrize("address", ["/portal/", "/portal/letter/", "/portal/request/", "/portal/language/"])
def test_a_form_of_the_portal_is_refused_whole(client: Client, address: str) -> None:
    answer = client.post(address, SECRET)
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    (event,) = recorded()
    assert event.actor_kind == "anonymous"
    assert not [word for pair in SECRET.items() for word in pair if word in said(event)]


def test_a_button_takes_nothing(case: Case) -> None:
    answer = accounts.client_of(accounts.member(Role.SUPERVISOR)).post("/appearance/", {"theme": "dark", "colour": "x"})
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert "theme" not in answer.cookies


class _Form(PostForm):
    beside = frozenset({"step"})
    name = forms.CharField()


class TestForm:
    def test_takes_its_fields_and_what_its_page_reads(self) -> None:
        assert _Form({"name": "x", "step": "1", "csrfmiddlewaretoken": "t"}).is_valid()

    def test_judges_names_before_values(self) -> None:
        with acting.hanna(), pytest.raises(UnknownFields):
            _Form({"more": "x"}).is_valid()
        assert recorded()[0].count == 1

    def test_counts_files_too(self) -> None:
        with acting.hanna(), pytest.raises(UnknownFields):
            _Form({"name": "x"}, {"cv": object()}).is_valid()  # type: ignore[arg-type]

    def test_says_nothing_where_nothing_is_too_much(self) -> None:
        expect({"name"}, known=["name", "other"])
        assert recorded() == []
