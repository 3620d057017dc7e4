"""The facts that a pack gives for the answer under art. 15, controller by controller."""

import tomllib
from datetime import date

import pytest

from personal_data.declaration import BY_NOTICE, Category, Source
from personal_data.purposes import Purpose
from privacy.models import Right
from privacy.policies.erasure_grounds import REFUSALS, Refusal, judge
from privacy.policies.packs import facts
from privacy.policies.packs.loading import parse
from privacy.policies.packs.pack import Pack
from privacy.policies.packs.reading import MissingPart
from privacy.policies.packs.terms import AutomatedMode, Basis, Holder, Limit
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
        assert set(facts.collection_bases(pack)) == bases
        assert (collection in facts.purposes_open_to_objection(pack)) is may_object
        assert (collection in facts.portable_purposes(pack)) is portable

    @pytest.mark.parametrize("basis", Basis)
    def test_a_basis_that_decides_the_rights(self, basis: Basis) -> None:
        assert facts.may_object(basis) is (basis in ("6(1)(e)", "6(1)(f)"))
        assert facts.is_portable(basis) is (basis in ("6(1)(a)", "6(1)(b)"))

    @_row("INTRUM-60", "not saying whose interest it is, or no objection to it")
    def test_the_clients_interest_and_our_own(self) -> None:
        collection = next(each for each in INTRUM.purposes if each.key == "collection")
        assert {basis.holder for basis in collection.bases} == {Holder.CLIENT, Holder.CONTROLLER}
        assert collection in facts.purposes_open_to_objection(INTRUM)

    @_row("INTRUM-64", "one basis only for bought debt, or portability of collection by assignment")
    def test_contract_and_interest_after_a_purchase(self) -> None:
        assert _bases(INTRUM, "debt_purchase") == {"6(1)(b)", "6(1)(f)"}
        portable = {each.key for each in facts.portable_purposes(INTRUM)}
        assert "debt_purchase" in portable
        assert "collection" not in portable


class TestEachBasis:
    @_row("INTRUM-61", "a duty without its statute, or an objection to a duty")
    def test_of_duty_cites_its_law_and_is_not_open_to_objection(self) -> None:
        duties = next(each for each in INTRUM.purposes if each.key == "legal_duties")
        assert all(basis.law for basis in duties.bases)
        assert {basis.article for basis in duties.bases} == {Basis.LEGAL_DUTY}
        assert duties not in facts.purposes_open_to_objection(INTRUM)

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
        assert {each.key for each in facts.portable_purposes(OPR)} == {"agreement", "consented"}

    @_row("OPR-24", "no objection to surveys and development")
    def test_of_surveys_is_open_to_objection(self) -> None:
        open_to_it = {each.key for each in facts.purposes_open_to_objection(OPR)}
        assert open_to_it == {"development", "customer_service", "marketing"}

    @_row("ALMI-88", "an objection to anything but legitimate interests")
    def test_that_almi_lets_be_objected_to_is_legitimate_interest(self) -> None:
        for purpose in facts.purposes_open_to_objection(ALMI):
            assert {basis.article for basis in purpose.bases} == {Basis.LEGITIMATE_INTEREST}
        assert "marketing_and_analysis" in {each.key for each in facts.purposes_open_to_objection(ALMI)}

    @_row("AXACTOR-105", "portability without consent or contract, or none with them")
    def test_makes_data_portable_or_not(self) -> None:
        portable = {each.key for each in facts.portable_purposes(AXACTOR)}
        assert portable == {"bought_claims", "consented", "recruitment"}


class TestTheAnswer:
    @pytest.mark.parametrize("pack", ALL, ids=lambda pack: pack.controller)
    def test_explains_every_category_that_may_be_held(self, pack: Pack) -> None:
        for category in HELD:
            if category in BY_NOTICE and not facts.categories(pack, {category}):
                continue  # the notice does not speak of it, so it is refused (tests/collections_app/details)
            assert facts.categories(pack, {category}), category
            assert facts.purposes(pack, {category}), category

    @pytest.mark.parametrize("pack", ALL, ids=lambda pack: pack.controller)
    def test_says_for_each_opening_what_it_was_for(self, pack: Pack) -> None:
        for purpose in Purpose:
            served = facts.purpose_of_opening(pack, purpose)
            # A notice that does not speak of applicants, closed cases or marketing has nothing that could be opened for
            # that.
            by_notice = {
                Purpose.RECRUITMENT: (ALMI, AXACTOR), Purpose.DOCUMENTATION: (AXACTOR,), Purpose.MARKETING: (OPR,),
            }  # fmt: skip
            is_named = pack in by_notice.get(purpose, ALL)
            assert (served is not None) is is_named, purpose

    def test_leaves_out_what_is_not_held(self) -> None:
        assert facts.categories(AMILI, ()) == ()
        assert facts.purposes(AMILI, ()) == ()
        only = facts.purposes(AMILI, {Category.ACCOUNTING})
        assert [fact.purpose.key for fact in only] == ["legal_duties"]
        assert [item.key for item in only[0].categories] == ["accounting"]
        assert only[0].bases == (Basis.LEGAL_DUTY,)

    @pytest.mark.parametrize("pack", ALL, ids=lambda pack: pack.controller)
    def test_names_a_source_for_what_people_creditors_and_we_say(self, pack: Pack) -> None:
        for source in (Source.DATA_SUBJECT, Source.CREDITOR, Source.AGENCY):
            assert facts.sources(pack, {source})

    def test_names_the_finnish_registers(self) -> None:
        keys = {item.key for item in facts.sources(INTRUM, {Source.PUBLIC_REGISTER})}
        assert {"population_register", "legal_register_centre", "tax_administration", "transport_agency"} <= keys
        assert facts.sources(INTRUM, ()) == ()

    def test_does_not_hide_a_source_that_the_notice_forgot(self) -> None:
        assert facts.undeclared_sources(AMILI, {Source.CREDITOR, Source.CREDIT_BUREAU}) == {Source.CREDIT_BUREAU}
        assert facts.undeclared_sources(INTRUM, {Source.CREDITOR, Source.CREDIT_BUREAU}) == frozenset()

    @pytest.mark.parametrize("pack", ALL, ids=lambda pack: pack.controller)
    def test_has_all_rights_and_their_limits(self, pack: Pack) -> None:
        offered = {item.right for item in facts.rights(pack)}
        assert {Right.ACCESS, Right.RECTIFICATION, Right.ERASURE, Right.RESTRICTION} <= offered
        assert {Right.OBJECTION, Right.PORTABILITY, Right.WITHDRAWAL} <= offered
        access = facts.right(pack, Right.ACCESS)
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
        assert facts.right(AMILI, Right.HUMAN_REVIEW) is None
        assert facts.right(AMILI, Right.SUPPLIER_INFORMATION) is not None
        assert facts.right(OPR, Right.SUPPLIER_INFORMATION) is None

    def test_tells_what_machines_decide_and_nothing_where_they_do_not(self) -> None:
        assert facts.automated_decisions(AMILI) is None
        assert facts.automated_decisions(ALMI) is None
        graded = facts.automated_decisions(INTRUM)
        assert graded is not None
        assert (graded.mode, graded.grade_is_shown) == (AutomatedMode.GRADED, False)
        assert graded.logic is not None
        assert graded.significance is not None
        assert graded.human_review is not None
        assert len(graded.inputs) == 5

    def test_has_recipients_by_kind(self) -> None:
        assert [item.names for item in facts.recipients(AXACTOR) if item.key == "server_operator"] == [("Intility AS",)]
        assert {item.kind for item in facts.recipients(INTRUM)} > {item.kind for item in INTRUM.recipients[:3]}
        assert facts.recipients(INTRUM, ()) == ()


class TestErasure:
    def test_does_not_stand_on_what_only_the_notice_names(self) -> None:
        named = {pack.controller: {e.exception for e in facts.exceptions_not_enough_alone(pack)} for pack in ALL}
        assert named == {
            "AMILI": {"own_period"},
            "INTRUM": {"recommendation", "legitimate_interest"},
            "ALMI": {"contract"},
            "AXACTOR": {"client_contract", "legitimate_interest"},
            "OPR": {"own_period"},
        }

    @pytest.mark.parametrize("pack", ALL, ids=lambda pack: pack.controller)
    def test_is_judged_for_each_exception_that_a_notice_names(self, pack: Pack) -> None:
        weak = facts.exceptions_not_enough_alone(pack)
        for each in pack.erasure_exceptions:
            article = REFUSALS[each.exception].article if each.exception in REFUSALS else "17(3)(b)"
            law = f"GDPR art. {article}; Lagen (2000:1) 1 §"
            whole = Refusal(each.exception, law, "K-2026-000001", date(2027, 1, 1), date(2027, 1, 1))
            assert (not judge(whole, today=TODAY)) is (each not in weak) is (each.exception in REFUSALS)
