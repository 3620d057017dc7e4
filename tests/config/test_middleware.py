import logging

import pytest
from django.test import Client
from django.urls import reverse


@pytest.mark.django_db
class TestEveryResponse:
    def test_names_its_request(self, client: Client) -> None:
        first, second = client.get("/account/login/"), client.get("/account/login/")
        assert first["X-Request-ID"] != second["X-Request-ID"]

    def test_is_kept_by_no_cache(self, client: Client) -> None:
        for path in ("/", "/account/login/", "/no-such-page/"):
            assert "no-store" in client.get(path)["Cache-Control"], path

    def test_allows_nothing_inline_and_nothing_from_elsewhere(self, client: Client) -> None:
        policy = client.get("/account/login/")["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "http" not in policy

    def test_may_not_be_framed_or_guessed_at(self, client: Client) -> None:
        response = client.get("/account/login/")
        assert response["X-Frame-Options"] == "DENY"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Referrer-Policy"] == "same-origin"
        assert "camera=()" in response["Permissions-Policy"]


@pytest.mark.django_db
class TestRequestLog:
    def test_writes_the_route_and_not_the_address(self, client: Client, caplog: pytest.LogCaptureFixture) -> None:
        with caplog.at_level(logging.INFO, "config.requests"):
            client.get(reverse("handler-search"), {"q": "Anna Andersson"})
        written = " ".join(record.getMessage() for record in caplog.records if record.name == "config.requests")
        assert "GET /handler/search/" in written
        assert "Anna" not in written

    def test_does_not_repeat_an_address_that_does_not_exist(
        self, client: Client, caplog: pytest.LogCaptureFixture
    ) -> None:
        with caplog.at_level(logging.INFO, "config.requests"):
            client.get("/Anna-Andersson/")
        written = " ".join(record.getMessage() for record in caplog.records if record.name == "config.requests")
        assert "no such page" in written
        assert "Anna" not in written
