"""Who a pack says is responsible, who supervises them, and what else their notice states."""

from datetime import date

import pytest
from django.utils import translation

from config.demo.companies import CONTROLLERS, DemoController
from personal_data.declaration import Category
from privacy.policies.authorities import present_name, trade_supervisor_of
from privacy.policies.packs import facts
from privacy.policies.packs.pack import Pack
from privacy.policies.packs.terms import Basis, BusinessRole, ContactKind, Feature
from privacy.selectors import packs

AMILI, INTRUM, ALMI = packs.of_reference("AMILI"), packs.of_reference("INTRUM"), packs.of_reference("ALMI")
AXACTOR, OPR = packs.of_reference("AXACTOR"), packs.of_reference("OPR")
ALL = (AMILI, INTRUM, ALMI, AXACTOR, OPR)
HELD = tuple(category for category in Category if category is not Category.STAFF)
TODAY = date(2026, 11, 21)


def _row(row: str, breaks: str) -> pytest.MarkDecorator:
    return pytest.mark.requirement(row, breaks=breaks)


def _bases(pack: Pack, purpose: str) -> set[Basis]:
    return {basis.article for each in pack.purposes if each.key == purpose for basis in each.bases}


class TestTheController:
    @pytest.mark.parametrize("demo", CONTROLLERS, ids=lambda demo: demo.reference)
    def test_of_the_demo_is_the_one_of_the_notice(self, demo: DemoController) -> None:
        pack = packs.of_reference(demo.reference)
        entity = pack.entities[0]
        assert (entity.name, entity.country) == (demo.name, demo.country)
        assert entity.company_number in ("", demo.company_number)
        assert demo.collection_basis in facts.collection_bases(pack)
        assert facts.contact(pack).email == demo.contacts.privacy_contact

    def test_is_processor_in_one_line_and_controller_in_the_others(self) -> None:
        roles = {line.key: line.role for line in AXACTOR.lines}
        assert roles.pop("arm") is BusinessRole.PROCESSOR
        assert roles["npl"] is BusinessRole.JOINT_CONTROLLER
        assert BusinessRole.PROCESSOR not in roles.values()

    def test_has_a_contact_for_privacy(self) -> None:
        found = {pack.controller: (c.kind, c.email) for pack in ALL for c in [facts.contact(pack)]}
        assert found == {
            "AMILI": (ContactKind.PRIVACY, "gdpr@amili.se"),
            "INTRUM": (ContactKind.DPO, "tietosuoja@intrum.com"),
            "ALMI": (ContactKind.DPO, "dataskyddsombud@almi.se"),
            "AXACTOR": (ContactKind.DPO, "post@axactor.com"),
            "OPR": (ContactKind.DPO, "Dataskyddsombud@opr-finance.se"),
        }

    @_row("AXACTOR-120", "another address for privacy enquiries")
    def test_in_norway_is_asked_by_mail_or_letter(self) -> None:
        contact = facts.contact(AXACTOR)
        assert contact.email == "post@axactor.com"
        assert contact.post.endswith("Postboks 673 Strømsø, 3003 Drammen")


class TestTheAuthority:
    def test_is_that_of_the_country(self) -> None:
        names = {pack.controller: facts.authority(pack).name.read("sv").says for pack in ALL}
        assert names == {
            "AMILI": "Integritetsskyddsmyndigheten (IMY)",
            "INTRUM": "Dataombudsmannens byrå",
            "ALMI": "Integritetsskyddsmyndigheten (IMY)",
            "AXACTOR": "Datatilsynet (Norges dataskyddsmyndighet)",
            "OPR": "Integritetsskyddsmyndigheten (IMY)",
        }

    @_row("INTRUM-145", "another authority, or no Finnish name and link beside the Swedish")
    def test_of_finland_has_name_and_link_in_both_languages(self) -> None:
        authority = facts.authority(INTRUM)
        assert authority.name.read("fi").says == "Tietosuojavaltuutetun toimisto"
        assert authority.web.read("sv").says == "https://tietosuoja.fi/sv"
        assert authority.web.read("fi").says == "https://tietosuoja.fi/"

    @_row("INTRUM-152", "taking the authority from the language, or a silent purpose that is on")
    def test_follows_the_country_and_not_the_language(self) -> None:
        assert INTRUM.languages == ("sv",)
        assert facts.authority(INTRUM).country == "FI"
        silent = (Feature.MARKETING, Feature.RECRUITMENT, Feature.OPTIONAL_COOKIES)
        assert not any(facts.is_on(INTRUM, feature) for feature in silent)

    @pytest.mark.parametrize("pack", ALL, ids=lambda pack: pack.controller)
    def test_comes_with_a_court_and_an_address(self, pack: Pack) -> None:
        authority = facts.authority(pack)
        assert all((authority.post.read("en").says, authority.email, authority.phone, authority.court.read("sv").says))
        assert not authority.court.read(pack.languages[0]).is_fallback

    def test_is_printed_in_the_language_of_the_letter(self) -> None:
        authority = facts.authority(INTRUM)
        with translation.override("sv"):
            assert (
                authority.contact
                == "PB 800, 00531 Helsingfors, +358 29 566 6700, tietosuoja@om.fi, https://tietosuoja.fi/sv"
            )
            assert f"{authority.court}" == "tingsrätten i Finland (käräjäoikeus)"
        with translation.override("fi"):
            assert authority.contact.startswith("PL 800, 00531 Helsinki")
        assert authority.called("da") == authority.called("en")

    @_row("OPR-77", "printing the authority's old name")
    def test_is_named_as_it_is_called_today(self) -> None:
        assert present_name("Datainspektionen") == "Integritetsskyddsmyndigheten (IMY)"
        assert present_name("Datatilsynet") == "Datatilsynet"
        assert "Datainspektionen" not in str(facts.authority(OPR).name.by_language)

    @_row("AMILI-03", "sending complaints about collection to the privacy authority, or the other way round")
    def test_is_not_the_supervisor_of_the_trade(self) -> None:
        licensed = AMILI.entities[0].licensed_by
        supervisor = trade_supervisor_of("SE", TODAY)
        assert licensed is not None
        assert supervisor is not None
        assert supervisor.name.read("sv").says in licensed.read("sv").says
        assert supervisor.name.read("sv").says != facts.authority(AMILI).name.read("sv").says

    def test_of_the_trade_changes_with_the_years(self) -> None:
        finnish = trade_supervisor_of("FI", TODAY)
        assert finnish is not None
        assert finnish.name.read("fi").says == "Lupa- ja valvontavirasto"
        assert trade_supervisor_of("FI", date(2025, 12, 31)) is None
        assert trade_supervisor_of("SE", date(2023, 12, 31)) is None
        assert trade_supervisor_of("DK", TODAY) is None


class TestTheNotice:
    @pytest.mark.parametrize(
        ("pack", "day", "version"),
        [
            pytest.param(INTRUM, date(2023, 1, 15), None, marks=_row("INTRUM-151", "citing a version before its day")),
            pytest.param(
                INTRUM, date(2023, 1, 16), "2023-01-16", marks=_row("INTRUM-151", "citing no version from its day on")
            ),
            (INTRUM, TODAY, "2023-01-16"),
            (ALMI, date(2021, 9, 22), None),
            (ALMI, date(2021, 9, 23), "2021-09-23"),
            pytest.param(OPR, date(2021, 10, 27), None, marks=_row("OPR-74", "a version before its day")),
            pytest.param(OPR, date(2021, 10, 28), "2021-10-28", marks=_row("OPR-74", "no version from its day on")),
            (AMILI, date(2020, 1, 1), "captured 2026-11-21"),
            (AXACTOR, TODAY, "captured 2026-11-21"),
        ],
    )
    def test_is_cited_in_the_version_of_the_day(self, pack: Pack, day: date, version: str | None) -> None:
        found = facts.notice_on(pack, day)
        assert (found.name if found else None) == version

    @pytest.mark.parametrize(
        "pack",
        [
            pytest.param(AMILI, marks=_row("AMILI-45", "something on of which the notice says nothing, or no digest")),
            pytest.param(
                AXACTOR, marks=_row("AXACTOR-122", "recordings of which the notice says nothing, or no digest")
            ),
        ],
        ids=lambda pack: pack.controller,
    )
    def test_without_a_date_has_the_day_and_digest_of_its_capture(self, pack: Pack) -> None:
        (version,) = pack.notice.versions
        assert version.effective_on is None
        assert version.captured_on == date(2026, 11, 21)
        assert len(version.sha256) == 64
        assert not facts.is_on(pack, Feature.CALL_RECORDING)

    def test_turns_on_only_what_it_mentions(self) -> None:
        features = {
            pack.controller: {feature.value for feature in Feature if facts.is_on(pack, feature)} for pack in ALL
        }
        assert features == {
            "AMILI": set(),
            "INTRUM": {"scoring", "call_recording", "special_categories"},
            "ALMI": {"marketing", "special_categories", "recruitment", "optional_cookies"},
            "AXACTOR": {"scoring", "marketing", "special_categories", "recruitment", "optional_cookies"},
            "OPR": {"scoring", "marketing", "optional_cookies"},
        }

    def test_that_is_weaker_than_the_law_is_not_followed(self) -> None:
        rows = {row for pack in ALL for item in pack.kept_to_the_law for row in item.rows}
        assert rows == {"OPR-65", "OPR-06", "OPR-08", "OPR-77", "AXACTOR-110", "AXACTOR-104", "ALMI-84", "INTRUM-43"}
