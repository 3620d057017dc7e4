"""Erasure at each of five agencies, through the pages: what goes, what stays and on which law."""

from datetime import UTC, datetime, timedelta
from html import unescape

import pytest

from collections_app.letters import wording
from collections_app.models import CallRecording, Case, LedgerEntry
from personal_data import envelopes
from personal_data.models import Envelope
from personal_data.purposes import Purpose
from privacy.models import ItemOutcome, RequestStatus
from privacy.policies import citations
from privacy.services.requests import carrying_out
from retention.selectors.due import local_today
from tests.factories import acting
from tests.privacy.requests.agencies import Agency
from tests.privacy.requests.erasure_by_notice.notices import BOOKKEEPING, CLAIM_LAW, each_agency, row

pytestmark = pytest.mark.django_db
# Finland's registration act demands the documents of an assignment for five years after its end.
KEEPS_CLOSED_CASES = {"INTRUM"}

IMY = ("Integritetsskyddsmyndigheten", "imy@imy.se", "Box 8114, 104 20 Stockholm")

AUTHORITY = {
    "AMILI": IMY,
    "INTRUM": ("Dataombudsmannens byrå", "tietosuoja@om.fi"),
    "ALMI": IMY,
    "AXACTOR": ("Datatilsynet", "postkasse@datatilsynet.no"),
    "OPR": IMY,
}


class TestARequestForErasure:
    @pytest.mark.parametrize(
        "agency",
        [pytest.param("AXACTOR", marks=row("AXACTOR-95", "an answer that is silent on when back-ups have lost it"))],
        indirect=True,
    )
    def test_is_answered_with_the_day_on_which_no_back_up_has_it(self, agency: Agency) -> None:
        agency.enter()
        said, gone_on = agency.answer(), local_today(agency.controller) + timedelta(days=35)
        assert "I säkerhetskopior blir det oläsligt för alltid" in said
        assert wording.spoken(gone_on, "sv") in said

    @each_agency(
        AMILI=row("AMILI-39", "records decided in one go, without ground or reasons, or a granted one that stays"),
        OPR=row("OPR-62", "no erasure by request, or a refusal for any record that no law keeps"),
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
        ALMI=row("ALMI-83", "a refusal without statute or end, another end than the law's, or other use meanwhile")
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
        AMILI=row("AMILI-44", "an answer with refusals that does not name IMY with its address"),
        ALMI=row("ALMI-117", "an answer without IMY's e-mail or post address"),
        AXACTOR=row("AXACTOR-113", "an answer that names another authority than Datatilsynet"),
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

    @each_agency(ALMI=row("ALMI-92", "one decision for several records, or closing a request while a record has none"))
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
