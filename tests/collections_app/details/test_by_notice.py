"""What each notice says of categories and sources: such a value goes in, and comes out in the person's copy with them.

For each controller Anna's details are entered once and her copy is made once; the tests read the copy.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Any

import pytest
from django.db import transaction

from accounts.roles import Role
from audit.models import Event
from collections_app.models import Detail
from collections_app.policies.details import Said
from personal_data import envelopes
from personal_data.purposes import Purpose
from tests.collections_app.details.entries import TOLD_ON, entered, refusal, said
from tests.factories import accounts, acting
from tests.privacy.copies.asking import contents, made
from tests.privacy.copies.people import Cast, cast

pytestmark = pytest.mark.django_db
NEED = "Where to send the claim"
# Of each notice: what is entered of Anna.
WHAT: Mapping[str, Sequence[Said]] = MappingProxyType(
    {
        "AMILI": (
            said("debtor", "explanation", "I lost my work in May"),
            said("creditor", "explanation", "The customer says that the sofa was late"),
            said("tax_agency", "address", "Nya vägen 4\n113 30 Stockholm", why=NEED),
            said("enforcement_authority", "debts", "Three other debts", why="To sue?"),
            said("other_authorities", "decision", "A decision of the county", told_by="Länsstyrelsen", why="To sue?"),
        ),
        "INTRUM": (
            said("representative", "plan", "40 euro a month", told_by="Ombud Ombudsson", authority="Letter 4 Jan"),
            said("population_register", "address", "Nygatan 9\n00100 Helsingfors", why=NEED),
            said("credit_bureaus", "credit_history", "A default of 2025", told_by="Asiakastieto", why="Which method"),
            said("tax_administration", "income", "31 000 euro", why="To enforce?"),
            said("contact_services", "phone", "+358 40 123 45 67", told_by="Fonecta", why=NEED),
            said("transport_agency", "vehicle", "ABC-123", why="The claim is for its parking"),
            said("courts_and_police", "decision", "Judgment 26/77", told_by="Domstol", why="The claim is in it"),
            said("debtor", "explanation", "My child was ill"),
            said("debtor", "employer", "Hyllan Möbler AB"),
        ),
        "ALMI": (
            said("customer", "debts", "A mortgage of 900 000"),
            said("authority_registers", "tax", "Tax residence Sweden", told_by="Skatteverket", why="SFL 23 b"),
            said("authority_registers", "assets", "Partner in Prov HB", told_by="Bolagsverket", why="Links"),
            said("commercial_suppliers", "phone", "+46 70 174 06 05", told_by="Upplysning AB", why=NEED),
            said("group_and_partners", "contract", "Loan of Almi Väst", told_by="Almi Väst AB", why="One relation"),
            said("creditor", "contract", "Framework agreement of 2019"),
        ),
        "AXACTOR": (
            said("client", "contract", "Agreement 77 of 2019, invoiced monthly"),
            said("debtor", "employer", "Hyllan Møbler AS"),
            said("public_registers", "assets", "A flat in Drammen", told_by="Kartverket", why="What to enforce"),
            said("credit_bureaus", "debts", "Two loans", told_by="Bisnode", why="What to enforce"),
            said("relations", "other", "She rang our reception", told_by="Reception", why="To answer her"),
        ),
        "OPR": (
            said("customer", "income", "24 000 a month"),
            said("population_register", "address", "Nya vägen 4\n113 30 Stockholm", why=NEED),
            said("public_sources", "debts", "A judgment debt", told_by="Svea hovrätt", why="Whether to lend"),
            said("credit_bureaus", "credit_history", "No defaults", told_by="Upplysning AB", why="Whether to lend"),
            said("contact_services", "email", "anna.ny@post.example", told_by="Upplysning AB", why=NEED),
            said("creditor", "contract", "Agreements of 2018 and 2024"),
        ),
    }
)  # fmt: skip


def page(of: Cast, role: Role) -> str:
    """The details of Anna's case as somebody of a role reads them."""
    address = f"/handler/cases/{of.alone.reference}/details/"
    return " ".join(accounts.client_of(accounts.member(role)).get(address).content.decode().split())


def row(name: str, breaks: str) -> pytest.MarkDecorator:
    return pytest.mark.requirement(name, breaks=breaks)


@cache
def copy_of(reference: str) -> dict[str, Any]:
    """Anna's copy in English under one notice, after everything of the list has been entered about her."""
    with transaction.atomic():  # taken back, so that a test that reads the copy may have a cast of its own
        people = cast(reference)
        for each in WHAT[reference]:
            entered(people.alone, people.anna, each)
        with acting.hanna(Purpose.SUBJECT_REQUEST):
            copy = contents(made(people, language="en"))
        transaction.set_rollback(True)
    return copy


def another(reference: str) -> Cast:
    """A cast of a test's own, after the copy has been made of one that is gone: there is one controller of a name."""
    copy_of(reference)
    return cast(reference)


def told(reference: str, value: str) -> dict[str, Any]:
    """The entry of the copy that says a value, by its fields, with the words of its source."""
    for record in copy_of(reference)["records"]:
        for entry in record["entries"]:
            data = {datum["field"].removeprefix("detail."): datum for datum in entry["data"]}
            if data.get("value", {}).get("value") == value:
                assert record["kind"] == "profile"
                return {**data, "source_says": entry["source_says"]}
    raise AssertionError(f"The copy does not have {value!r}.")


def categories(reference: str) -> dict[str, str]:
    """The words of the notice for each category of data in the copy."""
    found = copy_of(reference)["categories"]
    return {held: item["says"] for item in found for held in item["held_as"]}


@pytest.mark.parametrize(
    ("reference", "value", "kind", "says"),
    [
        pytest.param("AMILI", "I lost my work in May", "data_subject", "From yourself"),
        pytest.param("AXACTOR", "She rang our reception", "other", "whoever gets in touch or comes to us",
                     marks=row("AXACTOR-22", "no source for what relations of the house bring")),
        pytest.param("INTRUM", "A default of 2025", "credit_bureau", "Credit information companies",
                     marks=row("INTRUM-18", "a credit history without its source and day")),
        pytest.param("INTRUM", "ABC-123", "public_register", "Traficom",
                     marks=row("INTRUM-78", "the transport agency not named as the source of a vehicle")),
        pytest.param("ALMI", "+46 70 174 06 05", "other", "From commercial suppliers",
                     marks=row("ALMI-19", "no supplier for bought data, or one without its name")),
        pytest.param("ALMI", "Loan of Almi Väst", "other", "From other companies of the group",
                     marks=row("ALMI-20", "data of the group without who sent them and on which ground")),
        pytest.param("OPR", "A judgment debt", "public_register", "From other public sources and authorities",
                     marks=row("OPR-35", "such a datum without its source and ground")),
    ],
)  # fmt: skip
def test_a_datum_comes_out_with_the_source_that_told_it(reference: str, value: str, kind: str, says: str) -> None:
    entry = told(reference, value)
    asked = next(each for each in WHAT[reference] if each.value == value)
    assert (entry["value"]["source"], entry["obtained_on"]["value"]) == (kind, TOLD_ON.isoformat())
    assert says in entry["source_says"]
    assert entry["source_says"] in {each["says"] for each in copy_of(reference)["sources"]}
    assert entry["value"]["provided_by_you"] is (kind == "data_subject")
    if asked.told_by:
        assert (entry["told_by"]["value"], entry["why"]["value"]) == (asked.told_by, asked.why)


class TestLookUps:
    @row("AMILI-15", "one of the three without a name of its own, or a look-up that is not recorded with its purpose")
    def test_at_authorities_are_recorded_and_listed(self) -> None:
        says = {told("AMILI", each.value)["source_says"] for each in WHAT["AMILI"][2:]}
        assert [any(name in each for each in says) for name in ("Skatteverket", "Kronofogden", "other auth")] == [
            True, True, True,
        ]  # fmt: skip
        assert told("AMILI", "Three other debts")["told_by"]["value"] == "Kronofogdemyndigheten"
        people = another("AMILI")
        entered(people.alone, people.anna, WHAT["AMILI"][2])
        event = Event.objects.get(name="collections.detail.entered")
        assert (event.reason, event.purpose) == ("address.tax_agency", "collection")

    @row("AXACTOR-34", "looking somebody up who is in no case, or for nothing that is said")
    def test_are_tied_to_the_case(self) -> None:
        entry = told("AXACTOR", "A flat in Drammen")
        assert entry["case_reference"]["value"].startswith("K-")
        assert entry["why"]["value"] == "What to enforce"
        people = another("AXACTOR")
        what = WHAT["AXACTOR"][2]
        assert refusal(people.alone, people.bo, what) == "not_a_party"
        assert refusal(people.alone, people.anna, _without(what, why="")) == "need_missing"

    @row("AXACTOR-65", "a former name of a source that is not known as that of the source of today")
    def test_know_a_source_by_its_former_name(self) -> None:
        entry = told("AXACTOR", "Two loans")
        assert entry["told_by"]["value"] == "Dun & Bradstreet"
        assert "Bisnode (today Dun & Bradstreet)" in entry["source_says"]
        people = another("AXACTOR")
        for source, name in (("public_registers", "Kartverket"), ("contact_services", "Gule Sider")):
            assert refusal(people.alone, people.anna, _asked(source, name)) == ""
            assert refusal(people.alone, people.anna, _asked(source, "Somebody else")) == "name_unknown"

    @row("OPR-34", "one of the main sources that cannot be named")
    def test_of_the_main_sources_each_have_one(self) -> None:
        says = [told("OPR", each.value)["source_says"] for each in WHAT["OPR"]]
        for name in ("From yourself", "the population register", "credit information companies", "contact details"):
            assert any(name in each for each in says), name

    @row("ALMI-17", "a register of the list that cannot be named, or the police's that anybody reads")
    def test_in_registers_of_authorities(self) -> None:
        for value, name in (("Tax residence Sweden", "Skatteverket"), ("Partner in Prov HB", "Bolagsverket")):
            entry = told("ALMI", value)
            assert (entry["told_by"]["value"], entry["value"]["source"]) == (name, "public_register")
            assert "population, tax, companies, law enforcement" in entry["source_says"]
        people = another("ALMI")
        police = said("authority_registers", "decision", "Suspected", told_by="Polismyndigheten", why="Dnr 7")
        tax = said("authority_registers", "address", "Nygatan 1", told_by="Skatteverket", why=NEED)
        for each in (police, tax):
            entered(people.alone, people.anna, each)
        handler, supervisor = page(people, Role.HANDLER), page(people, Role.SUPERVISOR)
        assert ["Suspected" in handler, "Nygatan 1" in handler] == [False, True]
        assert ["Suspected" in supervisor, "Nygatan 1" in supervisor] == [True, True]


@pytest.mark.parametrize(
    ("reference", "value", "category", "says"),
    [
        pytest.param("AXACTOR", "Agreement 77 of 2019, invoiced monthly", "claim", "The contract between you and",
                     marks=row("AXACTOR-32", "details of the contract under another category, or not from the client")),
        pytest.param("ALMI", "A mortgage of 900 000", "financial", "Type of agreement, assets, debts, guarantees"),
        pytest.param("ALMI", "Tax residence Sweden", "tax", "What the law demands for taxes",
                     marks=row("ALMI-10", "tax data under another category, or without the law that demands them")),
        pytest.param("OPR", "Agreements of 2018 and 2024", "claim", "agreements now and before",
                     marks=row("OPR-31", "agreements now and before that have no category of the relationship")),
        pytest.param("INTRUM", "31 000 euro", "financial", "Debts, income, wealth, credit"),
    ],
)  # fmt: skip
def test_a_datum_comes_out_under_its_category(reference: str, value: str, category: str, says: str) -> None:
    entry = told(reference, value)
    assert entry["value"]["category"] == category
    assert says in categories(reference)[category]
    if category == "tax":
        people = another(reference)
        what = next(each for each in WHAT[reference] if each.value == value)
        assert refusal(people.alone, people.anna, _without(what, why=" ")) == "need_missing"
    if reference == "AXACTOR":
        assert (entry["value"]["source"], "original creditor" in entry["source_says"]) == ("creditor", True)


class TestWhatIsRefused:
    def test_is_what_the_notice_does_not_name(self) -> None:
        people = another("INTRUM")
        for what, code in (
            (said("debtor", "language", "Finska"), "not_from_there"),
            (said("debtor", "occupation", "Målare"), "category_not_named"),
            (said("sanctions_lists", "other", "On no list"), "source_not_named"),
        ):
            assert refusal(people.alone, people.anna, what) == code
            event = Event.objects.filter(name="collections.detail.refused").latest("id")
            assert (event.reason, event.reference) == (code, people.alone.reference)
            assert what.value not in str(vars(event))
        assert not Detail.objects.exists()

    @row("INTRUM-14", "keeping of whom a vehicle is without the need for it, or from another source")
    def test_is_a_vehicle_without_a_need(self) -> None:
        people = another("INTRUM")
        what = next(each for each in WHAT["INTRUM"] if each.kind == "vehicle")
        assert refusal(people.alone, people.anna, _without(what, why="")) == "need_missing"
        assert refusal(people.alone, people.anna, _without(what, source_key="debtor")) == "not_from_there"
        entry = told("INTRUM", "ABC-123")
        assert (entry["value"]["category"], entry["why"]["value"]) == ("vehicle", "The claim is for its parking")
        assert categories("INTRUM")["vehicle"] == "Who owns or holds a vehicle, only where it is needed"

    @row("INTRUM-75", "income from the tax authority for which no reason is given")
    def test_is_income_of_the_tax_authority_without_a_reason(self) -> None:
        people = another("INTRUM")
        what = next(each for each in WHAT["INTRUM"] if each.kind == "income")
        assert refusal(people.alone, people.anna, _without(what, why="")) == "need_missing"
        entry = told("INTRUM", "31 000 euro")
        assert (entry["told_by"]["value"], entry["why"]["value"]) == (
            "Skatteförvaltningen",
            "To enforce?",
        )
        assert "The Tax Administration" in entry["source_says"]

    @row("INTRUM-69", "a representative's word without who it was or the authority")
    def test_is_the_word_of_somebody_without_authority(self) -> None:
        people = another("INTRUM")
        what = WHAT["INTRUM"][0]
        assert refusal(people.alone, people.anna, _without(what, authority="")) == "authority_missing"
        assert refusal(people.alone, people.anna, _without(what, told_by="")) == "name_missing"
        entry = told("INTRUM", "40 euro a month")
        assert (entry["value"]["source"], entry["value"]["provided_by_you"]) == ("representative", False)
        assert (entry["told_by"]["value"], entry["authority"]["value"]) == ("Ombud Ombudsson", "Letter 4 Jan")
        own = told("INTRUM", "My child was ill")
        assert (own["value"]["source"], own["value"]["provided_by_you"]) == ("data_subject", True)

    @pytest.mark.parametrize(
        ("source", "name", "says"),
        [
            pytest.param("business_register", "Företags- och organisationsdatasystemet", "facts about companies",
                         marks=row("INTRUM-74", "facts of companies that do not come from their register")),
            pytest.param("patent_office", "Patent- och registerstyrelsen", "to identify clients",
                         marks=row("INTRUM-76", "no such register to identify a client by")),
        ],
    )  # fmt: skip
    def test_is_a_company_fact_of_a_private_person(self, source: str, name: str, says: str) -> None:
        people = another("INTRUM")
        what = said(source, "company", "Hyllan Möbler AB, 0000010-7", why="Who the client is")
        assert refusal(people.alone, people.anna, what) == "of_businesses_only"
        _make(people, "sole_trader")
        detail = entered(people.alone, people.anna, what)
        with acting.hanna():
            envelopes.open([detail])
            held = detail.told_by
            assert held is not None
            assert (detail.source, detail.source_key, held.reveal()) == ("public_register", source, name)
        shown = page(people, Role.HANDLER)
        assert (says in shown, name in shown) == (True, True)
        assert refusal(people.alone, people.anna, _without(what, source_key="debtor")) == "not_from_there"

    @row("AXACTOR-30", "income of a company, or anything that its kind of person does not have")
    def test_is_what_such_a_debtor_cannot_have(self) -> None:
        people = another("AXACTOR")
        for kind in ("income", "employer"):
            assert refusal(people.alone, people.anna, said("debtor", kind, "Something")) == ""
        _make(people, "company")
        for kind in ("income", "employer"):
            assert refusal(people.alone, people.anna, said("debtor", kind, "Something")) == "of_persons_only"
        assert refusal(people.alone, people.anna, said("debtor", "phone", "+4722225555")) == ""


def _without(what: Said, **changed: str) -> Said:
    values = {name: getattr(what, name) for name in Said.__dataclass_fields__}
    return Said(**{**values, **changed})


def _asked(source: str, name: str) -> Said:
    return said(source, "address", "Nygata 1\n3003 Drammen", told_by=name, why=NEED)


def _make(people: Cast, kind: str) -> None:
    with acting.hanna():
        people.anna.kind = kind
        people.anna.save(update_fields=["kind"])
