"""What a person tells of their own accord in the portal: kept with them as its source, and seen at once."""

import pytest
from django.test import Client

from accounts.roles import Role
from collections_app.models import Detail
from personal_data.purposes import Purpose
from privacy.services.sign_in import codes
from tests.factories import accounts, acting
from tests.privacy.copies.asking import contents, made
from tests.privacy.copies.people import NOW, Cast, cast
from tests.privacy.letters import code_in, paper_of

pytestmark = pytest.mark.django_db
ADDRESS = "/portal/tell/"


def visit(of: Cast) -> Client:
    with acting.hanna(Purpose.SUBJECT_REQUEST) as here:
        letter = codes.issue(case=of.alone, debtor=of.anna, language="sv", by=here.actor.id, at=NOW)
    client = Client(headers={"accept-language": "en"})
    client.post("/portal/", {"case_number": of.alone.reference, "code": code_in(paper_of(letter))})
    return client


@pytest.mark.parametrize(
    ("reference", "kind", "value", "says"),
    [
        pytest.param("INTRUM", "explanation", "My firm had no work in May", "Your reasons for paying late",
                     marks=pytest.mark.requirement(
                         "INTRUM-82", breaks="no place to tell a reason or a wish for instalments, or another source")),
        pytest.param("INTRUM", "plan", "40 euro a month from June", "The numbers of your cases",
                     marks=pytest.mark.requirement(
                         "INTRUM-82", breaks="no place to tell a reason or a wish for instalments, or another source")),
        pytest.param("AXACTOR", "phone", "+47 22 22 55 55", "Address now and before"),
        pytest.param("ALMI", "plan", "500 a month", "The history of your relation"),
    ],
)  # fmt: skip
def test_is_kept_with_the_person_as_its_source(reference: str, kind: str, value: str, says: str) -> None:
    people = cast(reference)
    anna = visit(people)
    assert b"You need not tell us anything" in anna.get(ADDRESS).content
    told = {"kind": kind, "value": value, "case": people.alone.reference}
    page = anna.post(ADDRESS, told, follow=True).content.decode()
    assert value in page
    assert says in page
    detail = Detail.objects.get()
    assert (detail.source, detail.by, detail.debtor) == ("data_subject", None, people.anna)
    own = {"INTRUM": "From you", "AXACTOR": "when you use our services", "ALMI": "From you, directly or when you use"}
    assert own[reference] in " ".join(page.split())
    desk = accounts.client_of(accounts.member(Role.HANDLER)).get(f"/handler/cases/{people.alone.reference}/details/")
    assert b"by the person in the portal" in desk.content


@pytest.mark.parametrize(
    ("reference", "says"),
    [
        pytest.param("AXACTOR", "From your use of our pages and online services",
                     marks=pytest.mark.requirement(
                         "AXACTOR-23", breaks="what arises by the online services under another source, or unsaid")),
        pytest.param("ALMI", "From your use of our services, products and channels",
                     marks=pytest.mark.requirement(
                         "ALMI-04", breaks="one source for what a person says and what arises by using the services")),
    ],
)  # fmt: skip
def test_what_arises_by_a_visit_has_that_use_as_its_source(reference: str, says: str) -> None:
    people = cast(reference)
    anna = visit(people)
    anna.post(ADDRESS, {"kind": "phone", "value": "+46 70 174 06 05", "case": people.alone.reference})
    with acting.hanna(Purpose.SUBJECT_REQUEST):
        copy = contents(made(people, language="en"))
    data = [each for record in copy["records"] for entry in record["entries"] for each in entry["data"]]
    sources = {
        (each["field"], each["source"]) for each in data if each["field"] in ("portalcode.used_at", "detail.value")
    }
    assert sources == {("portalcode.used_at", "online_use"), ("detail.value", "data_subject")}
    assert any(says in each["says"] for each in copy["sources"])
    held = anna.get("/portal/held/").content.decode()
    assert says in " ".join(held.split())


def test_offers_what_the_notice_takes_and_nothing_else() -> None:
    people = cast("OPR")
    anna = visit(people)
    assert b"why it was not paid" not in anna.get(ADDRESS).content.lower()
    refused = anna.post(ADDRESS, {"kind": "explanation", "value": "Ill", "case": people.alone.reference})
    assert refused.status_code == 422
    assert anna.post(ADDRESS, {"kind": "plan", "case": people.alone.reference}).status_code == 422
    assert not Detail.objects.exists()
