"""Who answers at each agency, under which name and number, and where that agency is reached about privacy."""

from datetime import UTC, datetime, timedelta
from html import unescape

import pytest

from personal_data.models import Controller
from privacy.policies.packs import facts
from privacy.policies.packs.terms import BusinessRole
from privacy.selectors import packs
from tests.privacy.requests.agencies import Agency, open_agency

pytestmark = pytest.mark.django_db


def _row(row: str, breaks: str) -> pytest.MarkDecorator:
    return pytest.mark.requirement(row, breaks=breaks)


@pytest.fixture
def agency(request: pytest.FixtureRequest) -> Agency:
    """The agency whose reference is the parameter, with the name, number and contact of its notice."""
    found = open_agency(request.param)
    pack = packs.of_reference(request.param)
    entity = pack.entities[0]
    Controller.objects.filter(pk=found.controller.pk).update(
        name=entity.name,
        company_number=entity.company_number or found.controller.company_number,
        privacy_contact=facts.contact(pack).email,
    )
    found.controller.refresh_from_db()
    return found


@pytest.mark.parametrize(
    "agency",
    [
        pytest.param("AMILI", marks=[
            _row("AMILI-02", "an answer or copy without the legal name and the registration number"),
            _row("AMILI-05", "sending the person on to the creditor, or acting as the creditor's processor"),
            _row("AMILI-07", "no privacy mailbox on portal or answer, or a mail counted from the day of its entry"),
        ]),
        pytest.param("INTRUM", marks=_row("INTRUM-149", "the officer's address missing in the portal or in an answer")),
        pytest.param("OPR", marks=[
            _row("OPR-01", "sending the person on to somebody else than the controller of the register"),
            _row("OPR-76", "no post address of the officer, or a letter counted from the day of its entry"),
        ]),
    ],
    indirect=True,
)  # fmt: skip
def test_the_agency_itself_answers_and_says_where_it_is_reached(agency: Agency) -> None:
    pack = packs.of_reference(agency.controller.reference)
    assert {line.role for line in pack.lines} == {BusinessRole.CONTROLLER}
    arrived = datetime.now(UTC).date() - timedelta(days=4)
    agency.enter("letter" if agency.controller.reference == "OPR" else "email", received_on=arrived)
    request = agency.request
    assert (request.received_on, request.controller) == (arrived, agency.controller)
    assert request.calendar_deadline_on <= arrived + timedelta(days=31)
    assert request.reference in agency.petra.get("/dpo/requests/").content.decode()
    said = agency.answer()
    for told in (agency.controller.name, agency.controller.company_number, agency.controller.privacy_contact):
        assert told in said
    contact = facts.contact(pack)
    page = unescape(agency.in_the_portal().get("/portal/rights/").content.decode())
    assert contact.email in page
    assert contact.post in page
    assert agency.controller.company_number in page
    assert agency.open_case.creditor.name not in page, "nobody is sent on to the creditor"
    assert not [letter for letter in request.letters.all() if letter.recipient], "nor is the request"
