"""The switches in the footer work without JavaScript and lead nowhere else."""

import pytest

pytestmark = pytest.mark.django_db


class TestChoose:
    @pytest.mark.parametrize("theme", ["light", "dark"])
    def test_remembers(self, client, theme):
        response = client.post(
            "/appearance/", {"theme": theme}, headers={"referer": "http://testserver/handler/search/"}
        )
        assert response["Location"] == "http://testserver/handler/search/"
        assert client.cookies["theme"].value == theme
        assert f'data-theme="{theme}"' in client.get("/account/login/").content.decode()

    @pytest.mark.parametrize("theme", ["auto", "", "<script>"])
    def test_forgets(self, client, theme):
        client.post("/appearance/", {"theme": "dark"})
        client.post("/appearance/", {"theme": theme})
        assert "data-theme=" not in client.get("/account/login/").content.decode()

    def test_leads_to_our_own_pages_only(self, client):
        response = client.post("/appearance/", {"theme": "dark"}, headers={"referer": "https://elsewhere.example/"})
        assert response["Location"] == "/"

    def test_believes_no_cookie(self, client):
        client.cookies["theme"] = '"><script>'
        assert "<script>" not in client.get("/account/login/").content.decode()

    def test_rejects_get(self, client):
        assert client.get("/appearance/").status_code == 405


class TestLanguage:
    def test_is_remembered(self, client):
        client.post("/language/", {"language": "sv"}, headers={"referer": "http://testserver/account/login/"})
        assert '<html lang="sv"' in client.get("/account/login/").content.decode()

    def test_rejects_get(self, client):
        assert client.get("/language/").status_code == 405
