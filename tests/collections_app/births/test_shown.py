"""A date of birth at the desk, in the person's portal and copy, and when it is put right."""

from collections.abc import Iterator
from datetime import date, timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from accounts.roles import Role
from collections_app.models import Case, Debtor
from collections_app.services import parties
from collections_app.services.filing import Particulars
from personal_data import envelopes, search
from personal_data.models import Controller
from personal_data.purposes import Purpose
from privacy.models import Right
from privacy.selectors import age
from privacy.services import receiving
from privacy.services.contested import decisions as contested
from privacy.services.contested import rectifying
from privacy.services.copies import assembly, ordering
from privacy.services.sign_in import codes
from tests.collections_app.births.conftest import Take
from tests.collections_app.births.test_recognised import HOME, row
from tests.factories import accounts, acting, collection
from tests.privacy.copies.asking import contents
from tests.privacy.letters import code_in, paper_of
from tests.privacy.requests.asking import NOW, PETRA, contacts, receive

pytestmark = pytest.mark.django_db
BORN = date(1984, 5, 17)


@pytest.fixture
def aino(take: Take, intrum: Controller) -> Debtor:
    """Aino, as her creditor's file named her."""
    accounts.everybody_works_for(intrum)
    contacts(intrum)
    take({})
    return Debtor.objects.select_related("controller", "subject__controller").get()


@pytest.fixture
def case(aino: Debtor) -> Case:
    return Case.objects.select_related("controller", "creditor").get()


@pytest.fixture
def hanna(aino: Debtor) -> Client:
    return accounts.client_of(accounts.member(Role.HANDLER))


def page(who: Client, case: Case) -> str:
    return " ".join(who.get(f"/handler/cases/{case.reference}/").content.decode().split())


@row("a date of birth that the page of the case does not show, or a person who cannot be told from others by it")
def test_the_desk_shows_it_and_asks_for_it(hanna: Client, case: Case) -> None:
    shown = page(hanna, case)
    assert "Date of birth</dt><dd>17 May 1984" in shown
    assert "Ask for the date of birth and the address" in shown
    assert "has the same name and date of birth" not in shown
    found = hanna.post("/handler/search/", {"text": "virtanen"}).content.decode()
    assert "born 1984" in found
    assert "17 May" not in found, "a list shows as little of it as of a number"


def test_nobody_without_a_right_reads_it(case: Case) -> None:
    dora = accounts.client_of(accounts.member(Role.DPO, name="Dora Dataskydd"))
    assert dora.get(f"/handler/cases/{case.reference}/").status_code == HTTPStatus.FORBIDDEN


def test_the_desk_is_told_of_somebody_alike(hanna: Client, case: Case, take: Take) -> None:
    take({"invoice_number": "F-2", "address": "Koekatu 6"})
    mine, other = Debtor.objects.order_by("reference").values_list("reference", flat=True)
    shown = page(hanna, case)
    assert "Somebody else here has the same name and date of birth" in shown
    assert other in shown.split("Somebody else here")[1]
    assert mine not in shown.split("Somebody else here")[1].split("Find a debtor")[0]


@row("a person without a number who gets no letter with a code, or does not find the date in the portal or in the copy")
def test_the_person_signs_in_by_letter_and_reads_it(aino: Debtor, case: Case) -> None:
    with acting.hanna(Purpose.SUBJECT_REQUEST) as here:
        letter = codes.issue(case=case, debtor=aino, language="sv", by=here.actor.id, at=timezone.now())
    portal = Client(headers={"accept-language": "en"})
    typed = {"case_number": case.reference, "code": code_in(paper_of(letter))}
    assert portal.post("/portal/", typed)["Location"] == "/portal/overview/"
    held = " ".join(portal.get("/portal/held/").content.decode().split())
    assert "Date of birth" in held
    assert "17 May 1984" in held
    with acting.hanna(Purpose.SUBJECT_REQUEST):
        request = receive(aino, Right.ACCESS)
        begun = receiving.begin_review(request=request, identified_how="portal", by=PETRA, at=NOW)
        copy = ordering.grant(request=begun, by=PETRA, at=NOW)
        assert assembly.assemble(reference=begun.reference, at=NOW)
        copy.refresh_from_db()
        (datum,) = data_of(contents(copy), "debtor.birth_date")
    assert (datum["value"], datum["category"], datum["source"]) == ("1984-05-17", "identity", "creditor")


def data_of(copy: dict[str, Any], field: str) -> list[dict[str, Any]]:
    entries = (entry for record in copy["records"] for entry in record["entries"])
    return [datum for entry in entries for datum in entry["data"] if datum["field"] == field]


class TestAtTheDesk:
    def send(self, hanna: Client, case: Case, **changes: str) -> Any:
        form = {"role": "guarantor", "kind": "person", "name": "Eero Korhonen", "birth_date": "1979-11-02",
                "country": "FI", "street": "Koekatu 8", "postcode": "00100", "city": "Helsinki"}  # fmt: skip
        return hanna.post(f"/handler/cases/{case.reference}/parties/new/", form | changes)

    @row("a guarantor who cannot be entered without a number")
    def test_somebody_is_added_by_date_of_birth(self, hanna: Client, case: Case) -> None:
        assert self.send(hanna, case).status_code == HTTPStatus.FOUND
        eero = case.case_debtors.get(role="guarantor").debtor
        with acting.hanna():
            envelopes.open([eero])
            assert (eero.birth_date.reveal(), eero.is_identified) == (date(1979, 11, 2), False)

    def test_who_is_known_keeps_their_profile(self, case: Case, aino: Debtor, intrum: Controller) -> None:
        with acting.hanna():
            other = collection.case_file(intrum, [collection.debtor(intrum, "Eero Korhonen")])
            her = Particulars(kind="person", name="Aino Virtanen", birth_date=BORN, address=HOME)
            part = parties.add(case=other, role="guarantor", who=her, country="FI", at=timezone.now())
        assert part.debtor_id == aino.pk

    @pytest.mark.parametrize(
        ("changes", "says"),
        [
            ({"birth_date": "2999-01-01"}, "lies in the future"),
            ({"birth_date": "1899-12-31"}, "before 1900"),
            ({"birth_date": "1979-02-30"}, "Enter a date that exists"),
            ({"identity_number": "010594Y9032"}, "another than the identity number tells"),
            ({"kind": "company"}, "A company has no date of birth"),
        ],
        ids=str,
    )
    def test_what_cannot_be_is_refused_at_its_field(
        self, hanna: Client, case: Case, changes: dict[str, str], says: str
    ) -> None:
        response = self.send(hanna, case, **changes)
        assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert response.context["form"].errors.keys() == {"birth_date"}
        assert says in response.content.decode()
        assert not case.case_debtors.filter(role="guarantor").exists()


class TestPutRight:
    @pytest.fixture
    def item(self, aino: Debtor) -> Iterator[Any]:
        with acting.hanna(Purpose.SUBJECT_REQUEST):
            request = receive(aino, Right.RECTIFICATION)
            begun = receiving.begin_review(request=request, identified_how="known_contact", by=PETRA, at=NOW)
            yield contested.list_item(request=begun)

    def test_it_is_found_by_the_new_date_and_not_by_the_old_one(self, item: Any, aino: Debtor, take: Take) -> None:
        rectifying.correct(item=item, values={"birth_date": date(1984, 5, 18)}, by=PETRA, at=NOW)
        for day, found in ((17, []), (18, [aino.envelope_id])):
            text = f"aino virtanen@1984-05-{day}"
            assert search.find(controller_ids=[aino.controller_id], kinds=["birth"], text=text) == found

    @row("a date of birth that is kept a second time, although the identity number tells it")
    @pytest.mark.parametrize("more", [{}, {"name": "Eero Korhonen"}], ids=["alone", "with a name"])
    def test_it_is_not_kept_beside_a_number_that_tells_it(self, intrum: Controller, more: dict[str, str]) -> None:
        contacts(intrum)
        with acting.hanna(Purpose.SUBJECT_REQUEST):
            held = {"identity_number": "010594Y9032", "identity_scheme": "henkilotunnus"}
            eero = collection.debtor(intrum, "Eero Korhonnen", **held)
            begun = receiving.begin_review(
                request=receive(eero, Right.RECTIFICATION), identified_how="known_contact", by=PETRA, at=NOW
            )
            asked = {"item": contested.list_item(request=begun), "by": PETRA, "at": NOW}
            told = {"birth_date": date(1994, 5, 1), **more}
            if more:
                rectifying.correct(values=told, **asked)
            else:
                with pytest.raises(ValidationError, match="Nothing"):
                    rectifying.correct(values=told, **asked)
            eero.refresh_from_db()
            assert (eero.birth_date, eero.name.reveal()) == (None, more.get("name", "Eero Korhonnen"))

    @pytest.mark.parametrize("born_on", [NOW.date() + timedelta(days=3), date(1899, 1, 1)], ids=["future", "1899"])
    def test_it_stays_where_the_new_one_cannot_be(self, item: Any, aino: Debtor, born_on: date) -> None:
        with pytest.raises(ValidationError, match="Compare it with the source"):
            rectifying.correct(item=item, values={"birth_date": born_on}, by=PETRA, at=NOW)
        aino.refresh_from_db()
        assert aino.birth_date.reveal() == BORN


def test_the_age_at_collection_is_told_by_it(aino: Debtor) -> None:
    with acting.hanna():
        envelopes.open([aino])
        found = age.at_collection(aino)
    assert found is not None
    assert (found.years, found.is_minor) == (41, False)
