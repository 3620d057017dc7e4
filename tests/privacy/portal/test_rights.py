"""Your rights in the portal: the notice's own words and limits, the ways to ask, the right authority."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from collections_app.models import Debtor
from personal_data.models import Controller
from personal_data.purposes import Purpose
from privacy.models import DataSubjectRequest, Right
from privacy.policies.authorities import AUTHORITIES
from privacy.portal.asking import offered
from privacy.portal.rights import THE_LAW, rights_of
from privacy.selectors import packs
from privacy.services.sign_in import codes
from tests.factories import acting, collection
from tests.factories.accounts import recorded
from tests.privacy.copies.people import NOW
from tests.privacy.letters import ADDRESS, code_in, paper_of

pytestmark = pytest.mark.django_db
PLACES = {"INTRUM": ("Europe/Helsinki", "FI"), "AXACTOR": ("Europe/Oslo", "NO")}


def said(response: Any) -> str:
    return unescape(" ".join(response.content.decode().split()))


def page_of(reference: str, language: str = "en") -> str:
    """The page as a debtor of that controller reads it."""
    time_zone, country = PLACES.get(reference, ("Europe/Stockholm", "SE"))
    with acting.hanna(Purpose.SUBJECT_REQUEST) as here:
        controller = collection.controller(reference, time_zone=time_zone, country=country)
        anna = collection.debtor(controller, address=ADDRESS)
        case = collection.case_file(controller, [anna])
        letter = codes.issue(case=case, debtor=anna, language="sv", by=here.actor.id, at=NOW)
    client = Client(headers={"accept-language": language})
    client.post("/portal/", {"case_number": case.reference, "code": code_in(paper_of(letter))})
    return said(client.get("/portal/rights/"))


class TestThePage:
    @pytest.mark.parametrize(
        "reference",
        [
            pytest.param(
                each,
                marks=[
                    pytest.mark.requirement(row, breaks="other rights than the notice's, or one language")
                    for row in {"ALMI": ["ALMI-94"], "AXACTOR": ["AXACTOR-115"]}.get(each, [])
                ],
            )
            for each in sorted(packs.every())
        ],
    )
    @pytest.mark.parametrize("language", ["en", "sv"])
    def test_says_each_right_and_limit_of_the_notice(self, reference: str, language: str) -> None:
        page = page_of(reference, language)
        pack = packs.of_reference(reference)
        for item in pack.rights:
            assert item.text.by_language[language] in page
            for limit in item.limits:
                assert limit.text.by_language[language] in page
        assert pack.automated_decisions.text.by_language[language] in page

    @pytest.mark.parametrize(
        ("reference", "country"),
        [
            ("AMILI", "SE"),
            ("OPR", "SE"),
            ("INTRUM", "FI"),
            ("AXACTOR", "NO"),
            ("ALMI", "SE"),
        ],
    )
    def test_names_the_authority_of_the_country_whatever_the_language(self, reference: str, country: str) -> None:
        page = page_of(reference, "sv")
        authority = AUTHORITIES[country]
        with translation.override("sv"):
            for each in (authority.name, authority.post, authority.phone, authority.email, authority.web):
                assert str(each) in page
        for other in AUTHORITIES.values():
            assert other.country == country or other.email not in page

    def test_says_where_the_law_gives_more_than_the_notice(self) -> None:
        page = page_of("AXACTOR")
        assert "Only a ground of art. 17(3) refuses erasure" in page
        assert "The notice says: Data are not erased where a client" in page

    def test_leads_to_what_can_be_asked_here(self, as_anna: Client) -> None:
        page = said(as_anna.get("/portal/rights/"))
        assert offered()
        for each in offered():
            assert f'href="/portal/requests/{each.right}/"' in page

    def test_says_how_to_ask_for_the_rest(self, as_anna: Client, amili: Controller) -> None:
        page = said(as_anna.get("/portal/rights/"))
        assert "Begär det per telefon, post eller e-post" in page or len(offered()) >= len(THE_LAW) - 1
        assert amili.phone in page
        assert "Provgatan 1<br>" in page
        assert "gdpr@amili.se" in page

    def test_opens_nothing(self, as_anna: Client, anna: Debtor) -> None:
        before = len(recorded("personal_data.envelope.opened"))
        as_anna.get("/portal/rights/")
        assert len(recorded("personal_data.envelope.opened")) == before

    @pytest.mark.requirement("AXACTOR-117", breaks="a link out that is not marked, or that tells where one comes from")
    def test_leads_out_without_telling_where_from(self) -> None:
        page = page_of("AXACTOR")
        ways_out = re.findall(r'<a [^>]*href="https?://[^"]*"[^>]*>.*?</a>', page)
        assert len(ways_out) >= 2
        for link in ways_out:
            assert 'rel="noreferrer"' in link
            assert 'class="external"' in link
            assert "(another site, with rules of its own)" in link
            assert "?" not in link

    @pytest.mark.requirement(
        "AXACTOR-114", breaks="a complaint that needs a contact with us first, or hides the authority"
    )
    def test_lets_complain_without_asking_us_first(self) -> None:
        page = page_of("AXACTOR")
        assert "you do not have to contact us first" in page
        assert "postkasse@datatilsynet.no" in page
        assert not DataSubjectRequest.objects.exists(), "nothing has been asked for, and the way is there"

    @pytest.mark.requirement("AMILI-01", breaks="another version in another language, or a silent fall-back to English")
    def test_is_of_one_version_in_every_language(self, as_anna: Client, settings: Any) -> None:
        version = packs.of_reference("AMILI").notice.versions[-1].sha256[:12]
        settings.PORTAL_LANGUAGES = ("sv", "en", "da")
        pages = {}
        for language in settings.PORTAL_LANGUAGES:
            as_anna.post("/portal/language/", {"language": language})
            pages[language] = said(as_anna.get("/portal/rights/"))
            assert version in pages[language]
            assert f'value="{language}" lang="{language}" aria-pressed="true"' in pages[language]
        text = packs.of_reference("AMILI").rights[0].text
        assert text.by_language["sv"] in pages["sv"]
        assert text.by_language["en"] in pages["en"]
        assert f'<span lang="en">{text.by_language["en"]}</span>' in pages["da"]
        assert '<span lang="en">' not in pages["sv"]


class TestTheRights:
    def test_are_all_that_the_law_and_the_notices_know(self) -> None:
        assert {*THE_LAW} == {*Right}

    @pytest.mark.parametrize("reference", sorted(packs.every()))
    def test_leave_none_of_the_notice_out(self, reference: str) -> None:
        pack = packs.of_reference(reference)
        named = {item.right for item in pack.rights}
        assert {each.right for each in rights_of(pack)} == named | {each.right for each in offered()}
        kept = {each.key for right in rights_of(pack) for each in right.kept}
        assert kept == {each.key for each in pack.kept_to_the_law if each.article != "77"}
