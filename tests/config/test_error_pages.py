"""Error pages say what happened, who may, and what to do."""

import pytest
from django.core.exceptions import SuspiciousOperation
from django.test import RequestFactory
from django.utils.translation import override

from accounts.roles import Role
from config import error_pages
from tests.factories import accounts


@pytest.fixture
def request_of_nobody(client, db):
    return client.get("/account/login/").wsgi_request


class TestErrorPages:
    def test_not_found_says_what_a_case_number_looks_like(self, client, db):
        response = client.get("/no-such-page/")
        assert response.status_code == 404
        assert "K-2026-000123" in response.content.decode()

    def test_forbidden_names_the_roles_that_may(self, db):
        page = accounts.client_of(accounts.member(Role.HANDLER)).get("/dpo/audit/")
        assert page.status_code == 403
        assert "Data protection officer" in page.content.decode()
        assert "Ask your supervisor" in page.content.decode()

    def test_bad_request_says_that_nothing_was_changed(self, request_of_nobody):
        response = error_pages.bad_request(request_of_nobody, SuspiciousOperation())
        assert response.status_code == 400
        assert "Nothing was changed" in response.content.decode()

    def test_an_address_that_only_takes_a_form_says_so(self, db):
        handler = accounts.client_of(accounts.member(Role.HANDLER))
        page = handler.get("/handler/cases/K-2026-000001/calls/")
        assert page.status_code == 405
        assert page["Allow"] == "POST"
        assert "only takes a form" in page.content.decode()

    def test_the_portal_says_so_in_its_own_words(self, client, db):
        page = client.get("/portal/language/", headers={"accept-language": "sv"})
        assert page.status_code == 405
        assert "Den här adressen tar bara emot formulär" in page.content.decode()

    def test_failed_needs_neither_session_nor_database(self):
        response = error_pages.failed(RequestFactory().get("/"))
        assert response.status_code == 500
        assert "was not saved" in response.content.decode()

    def test_failed_says_its_language(self):
        with override("fi"):
            assert '<html lang="fi"' in error_pages.failed(RequestFactory().get("/")).content.decode()

    def test_an_old_form_is_explained(self, db):
        client = accounts.client_of(accounts.member(Role.HANDLER))
        client.handler.enforce_csrf_checks = True
        response = client.post("/handler/search/", {"text": "Ida"})
        assert response.status_code == 403
        assert "too old" in response.content.decode()
