"""What each notice says of categories and sources: such a value goes in, and comes out in the person's copy with them.

For each controller Anna's details are entered once and her copy is made once; the tests read the copy.
"""

import pytest

from accounts.roles import Role
from audit.models import Event
from tests.collections_app.details.entries import TOLD_ON, entered, refusal, said
from tests.collections_app.details.notices import (
    NEED,
    WHAT,
    another,
    asked_at,
    categories,
    copy_of,
    page,
    row,
    told,
    without,
)

pytestmark = pytest.mark.django_db


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
        assert refusal(people.alone, people.anna, without(what, why="")) == "need_missing"

    @row("AXACTOR-65", "a former name of a source that is not known as that of the source of today")
    def test_know_a_source_by_its_former_name(self) -> None:
        entry = told("AXACTOR", "Two loans")
        assert entry["told_by"]["value"] == "Dun & Bradstreet"
        assert "Bisnode (today Dun & Bradstreet)" in entry["source_says"]
        people = another("AXACTOR")
        for source, name in (("public_registers", "Kartverket"), ("contact_services", "Gule Sider")):
            assert refusal(people.alone, people.anna, asked_at(source, name)) == ""
            assert refusal(people.alone, people.anna, asked_at(source, "Somebody else")) == "name_unknown"

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
        assert refusal(people.alone, people.anna, without(what, why=" ")) == "need_missing"
    if reference == "AXACTOR":
        assert (entry["value"]["source"], "original creditor" in entry["source_says"]) == ("creditor", True)
