"""Erasure at each of five agencies, through the pages: what goes, what stays, on which law, and where to complain."""

from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from collections_app.models import CallRecording, Case, LedgerEntry
from personal_data import envelopes
from personal_data.models import Envelope
from personal_data.purposes import Purpose
from privacy.models import DataSubjectRequest, ItemOutcome, RequestItem, RequestStatus, Right
from privacy.policies import citations
from privacy.policies.erasure_grounds import NOT_ENOUGH
from privacy.portal.asking import offered
from privacy.selectors import packs
from privacy.services.requests import carrying_out, decisions
from privacy.services.requests.steps import NotAllowed
from tests.factories import acting
from tests.privacy.requests.agencies import ALL, Agency, open_agency
from tests.privacy.requests.asking import receive

pytestmark = pytest.mark.django_db
CLAIM_LAW = "GDPR art. 17(3)(e)"
# Until when a payment of 10 March 2025 is kept: the act that bookkeeping follows there, and the first day without it.
BOOKKEEPING = {
    "AMILI": ("Bokföringslagen (1999:1078) 7 kap. 2 §", date(2033, 1, 1)),
    "INTRUM": ("Kirjanpitolaki 1336/1997, 2:10", date(2032, 1, 1)),
    "ALMI": ("Bokföringslagen (1999:1078) 7 kap. 2 §", date(2033, 1, 1)),
    "AXACTOR": ("Bokføringsloven (2004-11-19 nr. 73) § 13", date(2031, 1, 1)),
    "OPR": ("Bokföringslagen (1999:1078) 7 kap. 2 §", date(2033, 1, 1)),
}
# Finland's registration act demands the documents of an assignment for five years after its end.
KEEPS_CLOSED_CASES = {"INTRUM"}
# The one act that keeps a whole closed case: five years at registered Finnish agencies.
CASE_LAW = {"INTRUM": "Laki perintätoiminnan harjoittajien rekisteröinnistä 411/2018"}
IMY = ("Integritetsskyddsmyndigheten", "imy@imy.se", "Box 8114, 104 20 Stockholm")
# Whether a person may object to collecting there, and take along what they provided for it.
ELIGIBLE = {
    "AMILI": (True, False),
    "INTRUM": (True, False),
    "ALMI": (False, True),
    "AXACTOR": (True, False),
    "OPR": (False, True),
}
AUTHORITY = {
    "AMILI": IMY,
    "INTRUM": ("Dataombudsmannens byrå", "tietosuoja@om.fi"),
    "ALMI": IMY,
    "AXACTOR": ("Datatilsynet", "postkasse@datatilsynet.no"),
    "OPR": IMY,
}


def _row(row: str, breaks: str) -> pytest.MarkDecorator:
    return pytest.mark.requirement(row, breaks=breaks)


@pytest.fixture
def agency(request: pytest.FixtureRequest) -> Agency:
    """The agency whose reference is the parameter."""
    return open_agency(request.param)


def each_agency(**rows: pytest.MarkDecorator) -> pytest.MarkDecorator:
    """Run at all five agencies; where a notice states it, its row is marked."""
    return pytest.mark.parametrize(
        "agency", [pytest.param(name, marks=rows.get(name, ())) for name in ALL], indirect=True
    )


class TestARequestForErasure:
    @each_agency(
        AMILI=_row("AMILI-39", "records decided in one go, without ground or reasons, or a granted one that stays"),
        OPR=_row("OPR-62", "no erasure by request, or a refusal for any record that no law keeps"),
    )
    def test_erases_what_no_law_keeps_and_says_why_the_rest_stays(self, agency: Agency) -> None:
        agency.enter()
        said = agency.answer()
        law, until = BOOKKEEPING[agency.controller.reference]
        kept = agency.item(agency.entry)
        assert (kept.outcome, kept.ground, kept.until) == (ItemOutcome.REFUSED, "legal_duty", until)
        assert kept.citation == f"GDPR art. 17(3)(b); {law}"
        claimed = agency.item(agency.open_case)
        assert (claimed.outcome, claimed.ground, claimed.citation) == (ItemOutcome.REFUSED, "legal_claims", CLAIM_LAW)
        for told in (
            law,
            citations.in_language(CLAIM_LAW, agency.request.language),
            agency.open_case.reference,
            agency.closed_case.reference,
            "Fordran är obetald.",
        ):
            assert told in said
        assert str(until.year) in said
        with acting.nightly():
            carrying_out.carry_out(at=datetime.now(UTC))
        by_law = {agency.closed_case} if agency.controller.reference in KEEPS_CLOSED_CASES else set()
        assert set(Case.objects.all()) == {agency.open_case, *by_law}
        for case in by_law:
            assert "411/2018" in agency.item(case).citation
        assert not CallRecording.objects.exists()
        assert LedgerEntry.objects.get() == agency.entry

    @each_agency(
        ALMI=_row("ALMI-83", "a refusal without statute or end, another end than the law's, or other use meanwhile")
    )
    def test_what_a_statute_keeps_is_locked_and_goes_on_its_own_day(self, agency: Agency) -> None:
        agency.enter()
        agency.answer()
        law, until = BOOKKEEPING[agency.controller.reference]
        kept = agency.item(agency.entry)
        assert (kept.citation.partition("; ")[2], kept.until, kept.review_on) == (law, until, until)
        decision = Envelope.objects.get(pk=agency.entry.envelope_id).erasure_decisions.get()
        assert decision.effective_on == until
        for purpose in (Purpose.COLLECTION, Purpose.LEGAL_CLAIM, Purpose.INTAKE):
            with acting.omar(purpose), pytest.raises(envelopes.Refused):
                envelopes.open([LedgerEntry.objects.get()])
        with acting.omar(Purpose.BOOKKEEPING):
            envelopes.open([LedgerEntry.objects.get()])

    @each_agency(
        AMILI=_row("AMILI-44", "an answer with refusals that does not name IMY with its address"),
        ALMI=_row("ALMI-117", "an answer without IMY's e-mail or post address"),
        AXACTOR=_row("AXACTOR-113", "an answer that names another authority than Datatilsynet"),
    )
    def test_is_answered_with_the_authority_of_the_country_and_the_court(self, agency: Agency) -> None:
        agency.enter()
        said = agency.answer()
        for told in AUTHORITY[agency.controller.reference]:
            assert told in said
        assert "domstol" in said
        others = {name for names in AUTHORITY.values() for name in names} - set(AUTHORITY[agency.controller.reference])
        assert not [name for name in others if name in said]
        page = unescape(agency.in_the_portal().get("/portal/rights/").content.decode())
        assert all(told in page for told in AUTHORITY[agency.controller.reference])

    @each_agency(ALMI=_row("ALMI-92", "one decision for several records, or closing a request while a record has none"))
    def test_is_decided_record_by_record_and_never_in_bulk(self, agency: Agency) -> None:
        agency.enter()
        agency.take_up()
        number = agency.request.items.count()
        assert number == 5
        for decided in range(number):
            assert agency.request.items.exclude(outcome=ItemOutcome.OPEN).count() == decided
            refused = agency.petra.post(agency.at("conclude/"))
            assert "each needs a decision of its own" in refused.content.decode()
            agency.decide(decided + 1)
        agency.petra.post(agency.at("conclude/"))
        assert agency.request.status == RequestStatus.AWAITING_APPROVAL
        assert "records/all" not in agency.petra.get(agency.at()).content.decode()
        by = set(agency.request.items.values_list("decided_by", flat=True))
        assert by == {agency.petra_herself.pk}
        assert "Somebody else than you approves" in agency.petra.get(agency.at()).content.decode()
        agency.petra.post(agency.at("approve/"))
        assert agency.request.status == RequestStatus.AWAITING_APPROVAL, "the one who decided does not approve"


class TestTheReasonForAsking:
    """Each reason for which erasure may be asked goes the same way: other bases first, then it goes, on that reason."""

    @pytest.mark.parametrize(
        ("because", "article"),
        [
            pytest.param(
                "consent_withdrawn",
                "17(1)(b)",
                marks=_row("ALMI-77", "keeping what only consent carried, or erasing what a law or a claim carries"),
            ),
            pytest.param(
                "objection",
                "17(1)(c)",
                marks=_row("ALMI-78", "keeping after an objection without a claim or a law that overrides it"),
            ),
            ("no_longer_needed", "17(1)(a)"),
            pytest.param(
                "unlawful", "17(1)(d)", marks=_row("ALMI-80", "not taking unlawful processing as a reason, or keeping")
            ),
            ("duty_to_erase", "17(1)(e)"),
            pytest.param(
                "child_service",
                "17(1)(f)",
                marks=_row("ALMI-82", "not taking a child's online service as a reason, or keeping what it collected"),
            ),
        ],
    )
    @pytest.mark.parametrize("agency", ["ALMI"], indirect=True)
    def test_is_offered_recorded_and_answered(self, agency: Agency, because: str, article: str) -> None:
        anna = agency.in_the_portal()
        page = anna.get("/portal/requests/erasure/").content.decode()
        assert f'<option value="{because}">' in page
        anna.post("/portal/requests/erasure/", {"because": because})
        assert agency.request.because == because
        said = agency.answer()
        cited = citations.in_language(f"GDPR art. {article}", agency.request.language)
        assert said.count(cited) == 2, "the closed case and the call go on this ground"
        assert agency.item(agency.entry).outcome == ItemOutcome.REFUSED, "bookkeeping law is another basis"
        assert agency.item(agency.open_case).outcome == ItemOutcome.REFUSED, "the open claim is another basis"
        with acting.nightly():
            carrying_out.carry_out(at=datetime.now(UTC))
        assert list(Case.objects.all()) == [agency.open_case]
        assert not CallRecording.objects.exists()

    @pytest.mark.parametrize("agency", ["ALMI"], indirect=True)
    def test_must_be_one_of_the_law(self, agency: Agency) -> None:
        answer = agency.in_the_portal().post("/portal/requests/erasure/", {"because": "annoyance"})
        assert answer.status_code == 200
        for right, because in ((Right.ERASURE, "annoyance"), (Right.ACCESS, "unlawful")):
            with acting.hanna(Purpose.SUBJECT_REQUEST), pytest.raises(NotAllowed) as refused:
                receive(agency.anna, right, because=because)
            assert refused.value.code == "because_unknown"
        assert not DataSubjectRequest.objects.exists()

    @pytest.mark.parametrize("agency", ["ALMI"], indirect=True)
    def test_is_entered_by_a_handler_too(self, agency: Agency) -> None:
        agency.enter(because="unlawful")
        assert agency.request.because == "unlawful"
        assert "The processing is unlawful" in agency.petra.get(agency.at()).content.decode()


class TestARefusal:
    @each_agency(
        AXACTOR=_row("AXACTOR-104", "refusing for a client's contract or an own interest alone, or without text"),
        ALMI=_row("ALMI-93", "keeping for what is not listed, or without scope or end"),
    )
    def test_stands_only_on_what_notice_and_law_allow_together(self, agency: Agency) -> None:
        agency.enter()
        agency.take_up()
        named = {each.exception for each in packs.of_reference(agency.controller.reference).erasure_exceptions}
        assert "legal_duty" in named
        later = datetime.now(UTC).date() + timedelta(days=200)
        law = BOOKKEEPING[agency.controller.reference][0]
        for ground in named | set(NOT_ENOUGH):
            citation = CLAIM_LAW if ground == "legal_claims" else f"GDPR art. 17(3)(b); {law}"
            whole = {"ground": ground, "citation": citation, "facts": "Därför.", "until": later, "review_on": later}
            if ground in NOT_ENOUGH:
                self._refused(agency, whole)
                continue
            self._refused(agency, {**whole, "facts": "  "})
            self._refused(agency, {**whole, "citation": law})
            self._refused(agency, {**whole, "until": None, "review_on": None})
            with acting.hanna(Purpose.SUBJECT_REQUEST):
                kept = _refuse(agency, whole)
            assert (kept.ground, kept.until) == (ground, later)

    def _refused(self, agency: Agency, said: dict[str, object]) -> None:
        before = agency.item(agency.open_case).ground
        with acting.hanna(Purpose.SUBJECT_REQUEST), pytest.raises(NotAllowed):
            _refuse(agency, said)
        assert agency.item(agency.open_case).ground == before


def _refuse(agency: Agency, said: dict[str, object]) -> RequestItem:
    item = agency.item(agency.open_case)
    return decisions.refuse(item=item, by=agency.petra_herself.pk, at=timezone.now(), **said)  # type: ignore[arg-type]  # texts and days


class TestAsking:
    @each_agency(
        INTRUM=_row("INTRUM-121", "a portal that takes no request where processing needs no permission"),
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
    @_row("OPR-33", "a field that must be filled in without saying what follows, or not telling the notice's own words")
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

    @each_agency(INTRUM=_row("INTRUM-80", "a field of a request that must be filled in, or is not marked as optional"))
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
        ALMI=_row("ALMI-116", "no post address of the data protection officer, or a letter counted from its entry"),
        AXACTOR=_row("AXACTOR-121", "no post address for privacy, or a letter counted from the day of its entry"),
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
        OPR=_row("OPR-80", "no number or hours of customer service, or a call outside hours counted from a later day")
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
