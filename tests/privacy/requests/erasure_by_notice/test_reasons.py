"""The reason for asking, and what a refusal may stand on, at each of five agencies."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from collections_app.models import CallRecording, Case
from personal_data.purposes import Purpose
from privacy.models import DataSubjectRequest, ItemOutcome, RequestItem, Right
from privacy.policies import citations
from privacy.policies.erasure_grounds import NOT_ENOUGH
from privacy.selectors import packs
from privacy.services.requests import carrying_out, decisions
from privacy.services.requests.steps import NotAllowed
from tests.factories import acting
from tests.privacy.requests.agencies import Agency
from tests.privacy.requests.asking import receive
from tests.privacy.requests.erasure_by_notice.notices import BOOKKEEPING, CLAIM_LAW, each_agency, row

pytestmark = pytest.mark.django_db


class TestTheReasonForAsking:
    """Each reason for which erasure may be asked goes the same way: other bases first, then it goes, on that reason."""

    @pytest.mark.parametrize(
        ("because", "article"),
        [
            pytest.param(
                "consent_withdrawn",
                "17(1)(b)",
                marks=row("ALMI-77", "keeping what only consent carried, or erasing what a law or a claim carries"),
            ),
            pytest.param(
                "objection",
                "17(1)(c)",
                marks=row("ALMI-78", "keeping after an objection without a claim or a law that overrides it"),
            ),
            ("no_longer_needed", "17(1)(a)"),
            pytest.param(
                "unlawful", "17(1)(d)", marks=row("ALMI-80", "not taking unlawful processing as a reason, or keeping")
            ),
            ("duty_to_erase", "17(1)(e)"),
            pytest.param(
                "child_service",
                "17(1)(f)",
                marks=row("ALMI-82", "not taking a child's online service as a reason, or keeping what it collected"),
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
        AXACTOR=row("AXACTOR-104", "refusing for a client's contract or an own interest alone, or without text"),
        ALMI=row("ALMI-93", "keeping for what is not listed, or without scope or end"),
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
