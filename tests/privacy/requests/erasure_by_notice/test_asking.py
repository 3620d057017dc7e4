"""How a person may ask for erasure at each of five agencies."""

from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.test import Client

from personal_data.purposes import Purpose
from privacy.models import DataSubjectRequest
from privacy.portal.asking import offered
from privacy.selectors import packs
from tests.privacy.requests.agencies import Agency
from tests.privacy.requests.erasure_by_notice.notices import each_agency, row

pytestmark = pytest.mark.django_db
# Whether a person may object to collecting there, and take along what they provided for it.
ELIGIBLE = {
    "AMILI": (True, False),
    "INTRUM": (True, False),
    "ALMI": (False, True),
    "AXACTOR": (True, False),
    "OPR": (False, True),
}


class TestAsking:
    @each_agency(
        INTRUM=row("INTRUM-121", "a portal that takes no request where processing needs no permission"),
    )
    def test_in_the_portal_needs_no_permission_behind_the_data(self, agency: Agency) -> None:
        anna = agency.in_the_portal()
        for asking in offered():
            assert anna.post(f"/portal/requests/{asking.right}/", {}).status_code == 302
        asked = set(DataSubjectRequest.objects.values_list("right", flat=True))
        assert asked == {asking.right for asking in offered()} >= {"erasure"}
        pack = packs.of_reference(agency.controller.reference)
        collecting = next(each for each in pack.purposes if Purpose.COLLECTION in each.opens)
        page = unescape(anna.get("/portal/rights/").content.decode())
        said = {
            right: page.split(f'id="right-{right}"')[1].split("</section>")[0] for right in ("objection", "portability")
        }
        eligible = tuple(f"<li>{collecting.text.read('sv').says}</li>" in said[right] for right in said)
        assert eligible == ELIGIBLE[agency.controller.reference], "whether a right applies follows the basis of each"

    @pytest.mark.parametrize("agency", ["OPR"], indirect=True)
    @row("OPR-33", "a field that must be filled in without saying what follows, or not telling the notice's own words")
    def test_says_what_must_be_given_and_what_follows_otherwise(self, agency: Agency) -> None:
        sign_in = Client(headers={"accept-language": "sv"}).get("/portal/")
        needed = [field.name for field in sign_in.context["form"] if field.field.required]
        assert needed == ["case_number", "code"]
        assert "Båda behövs: utan dem kan vi inte veta vems uppgifter vi ska visa." in sign_in.content.decode()
        anna = agency.in_the_portal()
        for asking in offered():
            fields = list(anna.get(f"/portal/requests/{asking.right}/").context["form"])
            assert [field.name for field in fields if field.field.required] == []
        page = unescape(anna.get("/portal/rights/").content.decode())
        assert packs.of_reference("OPR").mandatory_data.text.read("sv").says in page

    @each_agency(INTRUM=row("INTRUM-80", "a field of a request that must be filled in, or is not marked as optional"))
    def test_in_the_portal_asks_for_nothing_that_must_be_given(self, agency: Agency) -> None:
        anna = agency.in_the_portal()
        for asking in offered():
            page = anna.get(f"/portal/requests/{asking.right}/")
            fields = list(page.context["form"])
            assert page.content.decode().count("(frivilligt)") == len(fields)
            assert [field.name for field in fields if field.field.required] == []
            anna.post(f"/portal/requests/{asking.right}/", {})
            assert DataSubjectRequest.objects.filter(right=asking.right).exists()

    @each_agency(
        ALMI=row("ALMI-116", "no post address of the data protection officer, or a letter counted from its entry"),
        AXACTOR=row("AXACTOR-121", "no post address for privacy, or a letter counted from the day of its entry"),
    )
    def test_by_letter_counts_from_the_day_on_which_it_arrived(self, agency: Agency) -> None:
        arrived = datetime.now(UTC).date() - timedelta(days=6)
        agency.enter("letter", received_on=arrived)
        request = agency.request
        assert (request.received_on, request.channel) == (arrived, "letter")
        assert request.calendar_deadline_on <= arrived + timedelta(days=31)
        post = {
            "ALMI": ("dataskyddsombud@almi.se", "Box 70396, 107 24 Stockholm"),
            "AXACTOR": ("post@axactor.com", "Postboks 673 Strømsø, 3003 Drammen"),
        }
        page = unescape(agency.in_the_portal().get("/portal/rights/").content.decode())
        assert all(told in page for told in post.get(agency.controller.reference, ()))

    @pytest.mark.parametrize("channel", ["phone", "email"])
    @each_agency(
        OPR=row("OPR-80", "no number or hours of customer service, or a call outside hours counted from a later day")
    )
    def test_outside_hours_counts_from_the_day_of_arrival_all_the_same(self, agency: Agency, channel: str) -> None:
        today = datetime.now(UTC).date()
        saturday = today - timedelta(days=(today.weekday() - 5) % 7)
        agency.enter(channel, received_on=saturday)
        assert agency.request.received_on == saturday
        assert agency.request.calendar_deadline_on <= saturday + timedelta(days=31)
        if agency.controller.reference == "OPR":
            desk = next(each for each in packs.of_reference("OPR").contacts if each.hours)
            assert desk.hours is not None
            assert (desk.phone, desk.email) == ("08 501 006 60", "kundservice@opr-foretagslan.se")
            assert "08:00-16:00" in desk.hours.read("sv").says
