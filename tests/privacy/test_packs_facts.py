"""The facts that a pack gives for the answer under art. 15, controller by controller."""

import tomllib
from datetime import date

import pytest
from django.utils import translation

from config.demo.companies import CONTROLLERS, DemoController
from personal_data.declaration import Category, Source
from personal_data.purposes import Purpose
from privacy.models import Right
from privacy.policies import pack_facts
from privacy.policies.authorities import present_name, trade_supervisor_of
from privacy.policies.erasure_grounds import REFUSALS, Refusal, judge
from privacy.policies.pack_loading import parse
from privacy.policies.pack_reading import MissingPart
from privacy.policies.pack_terms import AutomatedMode, Basis, BusinessRole, ContactKind, Feature, Holder, Limit
from privacy.policies.packs import Pack
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


class TestCollectionRestsOn:
    @pytest.mark.parametrize(
        ("pack", "bases", "may_object", "portable"),
        [
            pytest.param(
                AMILI,
                {"6(1)(e)"},
                True,
                False,
                id="a public task",
                marks=_row("AMILI-16", "another basis, no objection to it, or portability of it"),
            ),
            pytest.param(INTRUM, {"6(1)(f)"}, True, False, id="legitimate interests"),
            pytest.param(ALMI, {"6(1)(b)"}, False, True, id="the contract"),
            pytest.param(AXACTOR, {"6(1)(f)"}, True, False, id="legitimate interests in Norway"),
            pytest.param(OPR, {"6(1)(b)", "6(1)(c)"}, False, True, id="contract and duty"),
        ],
    )
    @_row("ALMI-26", "one basis of collection for all controllers")
    def test_its_own_basis(self, pack: Pack, bases: set[str], may_object: bool, portable: bool) -> None:
        collection = next(each for each in pack.purposes if Purpose.COLLECTION in each.opens)
        assert set(pack_facts.collection_bases(pack)) == bases
        assert (collection in pack_facts.purposes_open_to_objection(pack)) is may_object
        assert (collection in pack_facts.portable_purposes(pack)) is portable

    @pytest.mark.parametrize("basis", Basis)
    def test_a_basis_that_decides_the_rights(self, basis: Basis) -> None:
        assert pack_facts.may_object(basis) is (basis in ("6(1)(e)", "6(1)(f)"))
        assert pack_facts.is_portable(basis) is (basis in ("6(1)(a)", "6(1)(b)"))

    @_row("INTRUM-60", "not saying whose interest it is, or no objection to it")
    def test_the_clients_interest_and_our_own(self) -> None:
        collection = next(each for each in INTRUM.purposes if each.key == "collection")
        assert {basis.holder for basis in collection.bases} == {Holder.CLIENT, Holder.CONTROLLER}
        assert collection in pack_facts.purposes_open_to_objection(INTRUM)

    @_row("INTRUM-64", "one basis only for bought debt, or portability of collection by assignment")
    def test_contract_and_interest_after_a_purchase(self) -> None:
        assert _bases(INTRUM, "debt_purchase") == {"6(1)(b)", "6(1)(f)"}
        portable = {each.key for each in pack_facts.portable_purposes(INTRUM)}
        assert "debt_purchase" in portable
        assert "collection" not in portable


class TestEachBasis:
    @_row("INTRUM-61", "a duty without its statute, or an objection to a duty")
    def test_of_duty_cites_its_law_and_is_not_open_to_objection(self) -> None:
        duties = next(each for each in INTRUM.purposes if each.key == "legal_duties")
        assert all(basis.law for basis in duties.bases)
        assert {basis.article for basis in duties.bases} == {Basis.LEGAL_DUTY}
        assert duties not in pack_facts.purposes_open_to_objection(INTRUM)

    @pytest.mark.parametrize(
        "file",
        [
            pytest.param("visma_amili_se.toml", marks=_row("AMILI-21", "a legal duty without its statute")),
            pytest.param("almi_se.toml", marks=_row("ALMI-27", "a legal duty without its statute")),
            pytest.param("axactor_no.toml", marks=_row("AXACTOR-08", "a legal duty without its statute")),
            pytest.param("opr_finance_se.toml", marks=_row("OPR-11", "a legal duty without its statute")),
        ],
    )
    @pytest.mark.parametrize("law", [None, "", " "])
    def test_of_duty_is_refused_without_a_citation(self, file: str, law: str | None) -> None:
        content = tomllib.loads((packs.PACKS_FOLDER / file).read_text())
        duty = next(b for p in content["purposes"] for b in p["bases"] if b["article"] == "6(1)(c)")
        del duty["law"]
        if law is not None:
            duty["law"] = law
        with pytest.raises(MissingPart, match="law"):
            parse(content, file)

    @_row("OPR-09", "a purpose without a legal basis")
    def test_is_needed_by_every_purpose(self) -> None:
        content = tomllib.loads((packs.PACKS_FOLDER / "opr_finance_se.toml").read_text())
        content["purposes"][2]["bases"] = []
        with pytest.raises(MissingPart, match="no processing without a legal basis"):
            parse(content, "opr_finance_se.toml")

    @pytest.mark.parametrize(
        ("purpose", "basis"),
        [
            pytest.param("bought_claims", "6(1)(b)", marks=_row("AXACTOR-59", "no contract as a basis")),
            pytest.param("legal_duties", "6(1)(c)", marks=_row("AXACTOR-60", "no accounting law as a basis")),
            pytest.param("disputes", "6(1)(e)", marks=_row("AXACTOR-61", "no public task as a basis")),
            pytest.param("consented", "6(1)(a)", marks=_row("AXACTOR-63", "no consent as a basis")),
            pytest.param("emergency", "6(1)(d)"),
            pytest.param("collection", "6(1)(f)"),
        ],
    )
    def test_of_the_norwegian_notice_is_there(self, purpose: str, basis: str) -> None:
        assert basis in _bases(AXACTOR, purpose)
        if purpose == "legal_duties":
            laws = [each.law for item in AXACTOR.purposes if item.key == purpose for each in item.bases]
            assert any("Bokføringsloven" in law for law in laws)

    @_row("OPR-22", "another basis than contract and duty, or portability of more than contract and consent")
    def test_of_lending_is_contract_and_duty(self) -> None:
        assert _bases(OPR, "agreement") == {"6(1)(b)", "6(1)(c)"}
        assert {each.key for each in pack_facts.portable_purposes(OPR)} == {"agreement", "consented"}

    @_row("OPR-24", "no objection to surveys and development")
    def test_of_surveys_is_open_to_objection(self) -> None:
        open_to_it = {each.key for each in pack_facts.purposes_open_to_objection(OPR)}
        assert open_to_it == {"development", "customer_service", "marketing"}

    @_row("ALMI-88", "an objection to anything but legitimate interests")
    def test_that_almi_lets_be_objected_to_is_legitimate_interest(self) -> None:
        for purpose in pack_facts.purposes_open_to_objection(ALMI):
            assert {basis.article for basis in purpose.bases} == {Basis.LEGITIMATE_INTEREST}
        assert "marketing_and_analysis" in {each.key for each in pack_facts.purposes_open_to_objection(ALMI)}

    @_row("AXACTOR-105", "portability without consent or contract, or none with them")
    def test_makes_data_portable_or_not(self) -> None:
        portable = {each.key for each in pack_facts.portable_purposes(AXACTOR)}
        assert portable == {"bought_claims", "consented", "recruitment"}


class TestTheAnswer:
    @pytest.mark.parametrize("pack", ALL, ids=lambda pack: pack.controller)
    def test_explains_every_category_that_may_be_held(self, pack: Pack) -> None:
        for category in HELD:
            assert pack_facts.categories(pack, {category}), category
            assert pack_facts.purposes(pack, {category}), category

    @pytest.mark.parametrize("pack", ALL, ids=lambda pack: pack.controller)
    def test_says_for_each_opening_what_it_was_for(self, pack: Pack) -> None:
        for purpose in Purpose:
            served = pack_facts.purpose_of_opening(pack, purpose)
            assert served is not None, purpose

    def test_leaves_out_what_is_not_held(self) -> None:
        assert pack_facts.categories(AMILI, ()) == ()
        assert pack_facts.purposes(AMILI, ()) == ()
        only = pack_facts.purposes(AMILI, {Category.ACCOUNTING})
        assert [fact.purpose.key for fact in only] == ["legal_duties"]
        assert [item.key for item in only[0].categories] == ["accounting"]
        assert only[0].bases == (Basis.LEGAL_DUTY,)

    @pytest.mark.parametrize("pack", ALL, ids=lambda pack: pack.controller)
    def test_names_a_source_for_what_people_creditors_and_we_say(self, pack: Pack) -> None:
        for source in (Source.DATA_SUBJECT, Source.CREDITOR, Source.AGENCY):
            assert pack_facts.sources(pack, {source})

    def test_names_the_finnish_registers(self) -> None:
        keys = {item.key for item in pack_facts.sources(INTRUM, {Source.PUBLIC_REGISTER})}
        assert {"population_register", "legal_register_centre", "tax_administration", "transport_agency"} <= keys
        assert pack_facts.sources(INTRUM, ()) == ()

    def test_does_not_hide_a_source_that_the_notice_forgot(self) -> None:
        assert pack_facts.undeclared_sources(AMILI, {Source.CREDITOR, Source.CREDIT_BUREAU}) == {Source.CREDIT_BUREAU}
        assert pack_facts.undeclared_sources(INTRUM, {Source.CREDITOR, Source.CREDIT_BUREAU}) == frozenset()

    @pytest.mark.parametrize("pack", ALL, ids=lambda pack: pack.controller)
    def test_has_all_rights_and_their_limits(self, pack: Pack) -> None:
        offered = {item.right for item in pack_facts.rights(pack)}
        assert {Right.ACCESS, Right.RECTIFICATION, Right.ERASURE, Right.RESTRICTION} <= offered
        assert {Right.OBJECTION, Right.PORTABILITY, Right.WITHDRAWAL} <= offered
        access = pack_facts.right(pack, Right.ACCESS)
        assert access is not None
        assert Limit.FURTHER_COPIES_COST in {limit.limit for limit in access.limits}

    def test_has_the_fee_of_the_one_notice_and_the_laws_default_of_the_others(self) -> None:
        said = {
            pack.controller: next(not limit.silent for limit in item.limits if limit.limit is Limit.FURTHER_COPIES_COST)
            for pack in ALL
            for item in pack.rights
            if item.right is Right.ACCESS
        }
        assert said == {"AMILI": False, "INTRUM": True, "ALMI": False, "AXACTOR": False, "OPR": False}

    def test_has_no_right_that_this_controller_does_not_offer(self) -> None:
        assert pack_facts.right(AMILI, Right.HUMAN_REVIEW) is None
        assert pack_facts.right(AMILI, Right.SUPPLIER_INFORMATION) is not None
        assert pack_facts.right(OPR, Right.SUPPLIER_INFORMATION) is None

    def test_tells_what_machines_decide_and_nothing_where_they_do_not(self) -> None:
        assert pack_facts.automated_decisions(AMILI) is None
        assert pack_facts.automated_decisions(ALMI) is None
        graded = pack_facts.automated_decisions(INTRUM)
        assert graded is not None
        assert (graded.mode, graded.grade_is_shown) == (AutomatedMode.GRADED, False)
        assert graded.logic is not None
        assert graded.significance is not None
        assert graded.human_review is not None
        assert len(graded.inputs) == 5

    def test_has_recipients_by_kind(self) -> None:
        assert [item.names for item in pack_facts.recipients(AXACTOR) if item.key == "server_operator"] == [
            ("Intility AS",)
        ]
        assert {item.kind for item in pack_facts.recipients(INTRUM)} > {item.kind for item in INTRUM.recipients[:3]}
        assert pack_facts.recipients(INTRUM, ()) == ()


class TestErasure:
    def test_does_not_stand_on_what_only_the_notice_names(self) -> None:
        named = {pack.controller: {e.exception for e in pack_facts.exceptions_not_enough_alone(pack)} for pack in ALL}
        assert named == {
            "AMILI": {"own_period"},
            "INTRUM": {"recommendation", "legitimate_interest"},
            "ALMI": {"contract"},
            "AXACTOR": {"client_contract", "legitimate_interest"},
            "OPR": {"own_period"},
        }

    @pytest.mark.parametrize("pack", ALL, ids=lambda pack: pack.controller)
    def test_is_judged_for_each_exception_that_a_notice_names(self, pack: Pack) -> None:
        weak = pack_facts.exceptions_not_enough_alone(pack)
        for each in pack.erasure_exceptions:
            article = REFUSALS[each.exception].article if each.exception in REFUSALS else "17(3)(b)"
            law = f"GDPR art. {article}; Lagen (2000:1) 1 §"
            whole = Refusal(each.exception, law, "K-2026-000001", date(2027, 1, 1), date(2027, 1, 1))
            assert (not judge(whole, today=TODAY)) is (each not in weak) is (each.exception in REFUSALS)


class TestTheController:
    @pytest.mark.parametrize("demo", CONTROLLERS, ids=lambda demo: demo.reference)
    def test_of_the_demo_is_the_one_of_the_notice(self, demo: DemoController) -> None:
        pack = packs.of_reference(demo.reference)
        entity = pack.entities[0]
        assert (entity.name, entity.country) == (demo.name, demo.country)
        assert entity.company_number in ("", demo.company_number)
        assert demo.collection_basis in pack_facts.collection_bases(pack)
        assert pack_facts.contact(pack).email == demo.contacts.privacy_contact

    def test_is_processor_in_one_line_and_controller_in_the_others(self) -> None:
        roles = {line.key: line.role for line in AXACTOR.lines}
        assert roles.pop("arm") is BusinessRole.PROCESSOR
        assert roles["npl"] is BusinessRole.JOINT_CONTROLLER
        assert BusinessRole.PROCESSOR not in roles.values()

    def test_has_a_contact_for_privacy(self) -> None:
        found = {pack.controller: (c.kind, c.email) for pack in ALL for c in [pack_facts.contact(pack)]}
        assert found == {
            "AMILI": (ContactKind.PRIVACY, "gdpr@amili.se"),
            "INTRUM": (ContactKind.DPO, "tietosuoja@intrum.com"),
            "ALMI": (ContactKind.DPO, "dataskyddsombud@almi.se"),
            "AXACTOR": (ContactKind.DPO, "post@axactor.com"),
            "OPR": (ContactKind.DPO, "Dataskyddsombud@opr-finance.se"),
        }

    @_row("AXACTOR-120", "another address for privacy enquiries")
    def test_in_norway_is_asked_by_mail_or_letter(self) -> None:
        contact = pack_facts.contact(AXACTOR)
        assert contact.email == "post@axactor.com"
        assert contact.post.endswith("Postboks 673 Strømsø, 3003 Drammen")


class TestTheAuthority:
    def test_is_that_of_the_country(self) -> None:
        names = {pack.controller: pack_facts.authority(pack).name.read("sv").says for pack in ALL}
        assert names == {
            "AMILI": "Integritetsskyddsmyndigheten (IMY)",
            "INTRUM": "Dataombudsmannens byrå",
            "ALMI": "Integritetsskyddsmyndigheten (IMY)",
            "AXACTOR": "Datatilsynet (Norges dataskyddsmyndighet)",
            "OPR": "Integritetsskyddsmyndigheten (IMY)",
        }

    @_row("INTRUM-145", "another authority, or no Finnish name and link beside the Swedish")
    def test_of_finland_has_name_and_link_in_both_languages(self) -> None:
        authority = pack_facts.authority(INTRUM)
        assert authority.name.read("fi").says == "Tietosuojavaltuutetun toimisto"
        assert authority.web.read("sv").says == "https://tietosuoja.fi/sv"
        assert authority.web.read("fi").says == "https://tietosuoja.fi/"

    @_row("INTRUM-152", "taking the authority from the language, or a silent purpose that is on")
    def test_follows_the_country_and_not_the_language(self) -> None:
        assert INTRUM.languages == ("sv",)
        assert pack_facts.authority(INTRUM).country == "FI"
        silent = (Feature.MARKETING, Feature.RECRUITMENT, Feature.OPTIONAL_COOKIES)
        assert not any(pack_facts.is_on(INTRUM, feature) for feature in silent)

    @pytest.mark.parametrize("pack", ALL, ids=lambda pack: pack.controller)
    def test_comes_with_a_court_and_an_address(self, pack: Pack) -> None:
        authority = pack_facts.authority(pack)
        assert all((authority.post.read("en").says, authority.email, authority.phone, authority.court.read("sv").says))
        assert not authority.court.read(pack.languages[0]).is_fallback

    def test_is_printed_in_the_language_of_the_letter(self) -> None:
        authority = pack_facts.authority(INTRUM)
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
        assert "Datainspektionen" not in str(pack_facts.authority(OPR).name.by_language)

    @_row("AMILI-03", "sending complaints about collection to the privacy authority, or the other way round")
    def test_is_not_the_supervisor_of_the_trade(self) -> None:
        licensed = AMILI.entities[0].licensed_by
        supervisor = trade_supervisor_of("SE", TODAY)
        assert licensed is not None
        assert supervisor is not None
        assert supervisor.name.read("sv").says in licensed.read("sv").says
        assert supervisor.name.read("sv").says != pack_facts.authority(AMILI).name.read("sv").says

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
        found = pack_facts.notice_on(pack, day)
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
        assert not pack_facts.is_on(pack, Feature.CALL_RECORDING)

    def test_turns_on_only_what_it_mentions(self) -> None:
        features = {
            pack.controller: {feature.value for feature in Feature if pack_facts.is_on(pack, feature)} for pack in ALL
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
