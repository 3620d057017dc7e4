"""What a notice does not name, or what nobody says a need or an authority for, is refused."""

import pytest

from accounts.roles import Role
from audit.models import Event
from collections_app.models import Detail
from personal_data import envelopes
from tests.collections_app.details.entries import entered, refusal, said
from tests.collections_app.details.notices import WHAT, another, categories, make, page, row, told, without
from tests.factories import acting

pytestmark = pytest.mark.django_db


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
        assert refusal(people.alone, people.anna, without(what, why="")) == "need_missing"
        assert refusal(people.alone, people.anna, without(what, source_key="debtor")) == "not_from_there"
        entry = told("INTRUM", "ABC-123")
        assert (entry["value"]["category"], entry["why"]["value"]) == ("vehicle", "The claim is for its parking")
        assert categories("INTRUM")["vehicle"] == "Who owns or holds a vehicle, only where it is needed"

    @row("INTRUM-75", "income from the tax authority for which no reason is given")
    def test_is_income_of_the_tax_authority_without_a_reason(self) -> None:
        people = another("INTRUM")
        what = next(each for each in WHAT["INTRUM"] if each.kind == "income")
        assert refusal(people.alone, people.anna, without(what, why="")) == "need_missing"
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
        assert refusal(people.alone, people.anna, without(what, authority="")) == "authority_missing"
        assert refusal(people.alone, people.anna, without(what, told_by="")) == "name_missing"
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
        make(people, "sole_trader")
        detail = entered(people.alone, people.anna, what)
        with acting.hanna():
            envelopes.open([detail])
            held = detail.told_by
            assert held is not None
            assert (detail.source, detail.source_key, held.reveal()) == ("public_register", source, name)
        shown = page(people, Role.HANDLER)
        assert (says in shown, name in shown) == (True, True)
        assert refusal(people.alone, people.anna, without(what, source_key="debtor")) == "not_from_there"

    @row("AXACTOR-30", "income of a company, or anything that its kind of person does not have")
    def test_is_what_such_a_debtor_cannot_have(self) -> None:
        people = another("AXACTOR")
        for kind in ("income", "employer"):
            assert refusal(people.alone, people.anna, said("debtor", kind, "Something")) == ""
        make(people, "company")
        for kind in ("income", "employer"):
            assert refusal(people.alone, people.anna, said("debtor", kind, "Something")) == "of_persons_only"
        assert refusal(people.alone, people.anna, said("debtor", "phone", "+4722225555")) == ""
