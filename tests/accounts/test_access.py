from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.template.response import SimpleTemplateResponse
from django.test import RequestFactory

from accounts import events
from accounts.access import AuthenticatedRequest, mark_of, public, require
from accounts.middleware import DefaultDeny
from accounts.models import User
from accounts.permissions import Permission
from personal_data import access
from personal_data.purposes import Purpose
from tests.factories import accounts
from tests.factories.accounts import recorded

pytestmark = pytest.mark.django_db


@require(Permission.CASES_VIEW, purpose=Purpose.COLLECTION)
def page(request: AuthenticatedRequest) -> HttpResponse:
    here = access.current()
    assert here
    return HttpResponse(f"{here.actor.kind} {here.actor.id} {here.purpose} {here.channel}")


def asked_by(user: User | AnonymousUser, path: str = "/page/?q=words", method: str = "GET") -> HttpRequest:
    request = RequestFactory().generic(method, path)
    request.user = user
    return request


class TestRequire:
    def test_runs_the_page_in_the_context_of_its_purpose(self) -> None:
        hanna = accounts.member("handler")
        assert page(asked_by(hanna)).content.decode() == f"staff {hanna.pk} collection web"
        assert access.current() is None

    def test_sends_those_who_are_not_signed_in_to_sign_in_without_the_search_words(self) -> None:
        response = page(asked_by(AnonymousUser()))
        assert response.status_code == 302
        assert response["Location"] == "/account/login/?next=/page/"

    def test_does_not_lead_back_to_a_post(self) -> None:
        response = page(asked_by(AnonymousUser(), method="POST"))
        assert response["Location"] == "/account/login/?next=/"

    def test_refuses_the_wrong_role_and_records_it(self) -> None:
        dora = accounts.member("dpo")
        with pytest.raises(PermissionDenied):
            page(asked_by(dora))
        (event,) = recorded(events.PERMISSION_REFUSED)
        assert (event.actor_kind, event.actor_id, event.reason) == ("staff", dora.pk, "cases.view")
        assert access.current() is None

    def test_refuses_a_closed_account(self) -> None:
        hanna = accounts.member("handler")
        hanna.is_active = False
        with pytest.raises(PermissionDenied):
            page(asked_by(hanna))

    def test_sends_those_without_second_factor_to_set_it_up(self, settings: object) -> None:
        settings.ACCOUNTS_REQUIRE_MFA = True  # type: ignore[attr-defined]
        response = page(asked_by(accounts.member("handler")))
        assert response["Location"] == "/account/second-factor/set-up/"

    def test_takes_over_the_request_id(self) -> None:
        request = asked_by(accounts.member("handler"))
        request.request_id = uuid4()  # type: ignore[attr-defined]

        @require(Permission.CASES_VIEW, purpose=Purpose.COLLECTION)
        def tells(request: AuthenticatedRequest) -> HttpResponse:
            here = access.current()
            assert here
            return HttpResponse(str(here.request_id))

        assert tells(request).content.decode() == str(request.request_id)  # type: ignore[attr-defined]

    def test_leaves_the_context_when_the_page_fails(self) -> None:
        @require(Permission.CASES_VIEW, purpose=Purpose.COLLECTION)
        def fails(request: AuthenticatedRequest) -> HttpResponse:
            raise RuntimeError("the page fails")

        with pytest.raises(RuntimeError, match="the page fails"):
            fails(asked_by(accounts.member("handler")))
        assert access.current() is None

    def test_renders_a_lazy_response_inside_the_context(self) -> None:
        class Lazy(SimpleTemplateResponse):
            @property
            def rendered_content(self) -> str:
                return str(access.current() is not None)

        @require(Permission.CASES_VIEW, purpose=Purpose.COLLECTION)
        def lazy(request: AuthenticatedRequest) -> HttpResponse:
            return Lazy("nowhere.html")

        assert lazy(asked_by(accounts.member("handler"))).content == b"True"


class TestStreamedPage:
    def test_keeps_its_context_until_the_body_is_closed(self) -> None:
        held: list[access.Context] = []

        @require(Permission.CASES_VIEW, purpose=Purpose.COLLECTION)
        def streamed(request: AuthenticatedRequest) -> StreamingHttpResponse:
            here = access.current()
            assert here
            here.index_keys[uuid4()] = b"a key"
            held.append(here)

            def parts() -> Iterator[str]:
                yield str(access.current() is here)
                yield str(access.current() is here)

            return StreamingHttpResponse(parts())

        response = streamed(asked_by(accounts.member("handler")))
        assert access.current() is None
        assert b"".join(response) == b"TrueTrue"
        assert held[0].index_keys
        response.close()
        assert not held[0].index_keys
        assert access.current() is None

    def test_loses_its_keys_when_it_is_closed_half_way(self) -> None:
        held: list[access.Context] = []

        @require(Permission.CASES_VIEW, purpose=Purpose.COLLECTION)
        def streamed(request: AuthenticatedRequest) -> StreamingHttpResponse:
            here = access.current()
            assert here
            here.index_keys[uuid4()] = b"a key"
            held.append(here)
            return StreamingHttpResponse(iter(["one", "two"]))

        response = streamed(asked_by(accounts.member("handler")))
        next(iter(response))
        response.close()
        assert not held[0].index_keys


class TestDefaultDeny:
    def test_refuses_a_page_without_a_mark(self) -> None:
        def unmarked(request: HttpRequest) -> HttpResponse:
            return HttpResponse("open to all by mistake")

        with pytest.raises(PermissionDenied):
            DefaultDeny(unmarked).process_view(asked_by(AnonymousUser()), unmarked, (), {})

    def test_lets_a_public_page_through(self) -> None:
        @public
        def greeting(request: HttpRequest) -> HttpResponse:
            return HttpResponse("hello")

        assert mark_of(greeting) == "public"
        assert DefaultDeny(greeting).process_view(asked_by(AnonymousUser()), greeting, (), {}) is None
