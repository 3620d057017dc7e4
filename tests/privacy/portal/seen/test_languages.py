"""The page of who has seen the data is there in five languages; the rest in those in which it is whole."""

import pytest
from django.conf import settings
from django.test import Client

SAYS = {
    "sv": ("Vem har sett uppgifterna", "för att läsa i portalen"),
    "en": ("Who has seen it", "to read it in the portal"),
    "fi": ("Kuka tietojasi on katsonut", "portaalissa lukemista varten"),
    "nb": ("Hvem som har sett dem", "for å lese dem i portalen"),
    "da": ("Hvem der har set dem", "for at læse dem på portalen"),
}


@pytest.mark.django_db
class TestTheLanguages:
    def test_of_the_page_are_five_and_of_the_rest_those_in_which_it_is_whole(self, as_anna: Client) -> None:
        as_anna.get("/portal/seen/")
        for language in settings.PORTAL_SEEN_LANGUAGES:
            as_anna.post("/portal/language/", {"language": language}, headers={"referer": "/portal/seen/"})
            answer = as_anna.get("/portal/seen/")
            page = answer.content.decode()
            assert answer["Content-Language"] == language
            assert f'<html lang="{language}"' in page
            assert page.count('name="language"') == 5
            assert all(word.lower() in page.lower() for word in SAYS[language]), language
            # Anna's browser asks for Swedish where the language that she chose is not to be had.
            elsewhere = as_anna.get("/portal/overview/")
            assert elsewhere["Content-Language"] == (language if language in settings.PORTAL_LANGUAGES else "sv")
            assert elsewhere.content.decode().count('name="language"') == len(settings.PORTAL_LANGUAGES)

    @pytest.mark.parametrize(("asked", "spoken"), [("nn-NO,nn;q=0.9", "nb"), ("fi", "fi"), ("de,da;q=0.5", "da")])
    def test_are_what_the_browser_asks_for(self, client: Client, asked: str, spoken: str) -> None:
        assert client.get("/portal/log/", headers={"accept-language": asked})["Content-Language"] == spoken
