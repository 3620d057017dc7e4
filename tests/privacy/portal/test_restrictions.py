"""Contesting and objecting in the portal, and seeing what is only kept."""

import pytest
from django.test import Client

from collections_app.models import Case, Debtor
from personal_data.models import BlockKind, Controller, EnvelopeBlock
from privacy.models import DataSubjectRequest, Restriction, Right
from tests.privacy.requests.asking import contacts

pytestmark = pytest.mark.django_db
RIGHTS = [Right.RECTIFICATION, Right.RESTRICTION, Right.OBJECTION]


class TestAsking:
    @pytest.mark.parametrize("right", RIGHTS)
    def test_says_first_that_the_data_are_only_kept(self, as_anna: Client, right: str) -> None:
        assert "lagrar vi bara" in as_anna.get(f"/portal/requests/{right}/").content.decode()

    @pytest.mark.parametrize("right", RIGHTS)
    def test_restricts_at_once_and_shows_since_when_and_why(
        self, as_anna: Client, amili: Controller, anna: Debtor, right: str
    ) -> None:
        contacts(amili)
        as_anna.post(f"/portal/requests/{right}/", {"asked": "Det stämmer inte."})
        restriction = Restriction.objects.get()
        assert (restriction.record, restriction.request.subject_id) == (None, anna.subject_id)
        for address in ("/portal/overview/", "/portal/requests/"):
            page = as_anna.get(address).content.decode()
            assert "Vi lagrar bara de här uppgifterna" in page
            assert "Allt vi har om dig" in page

    def test_can_be_about_one_case(self, as_anna: Client, case: Case) -> None:
        as_anna.post("/portal/requests/rectification/", {"asked": "Fel.", "concerns": case.reference})
        assert Restriction.objects.get().record == case.envelope_id
        assert case.reference in as_anna.get("/portal/requests/").content.decode()

    def test_cannot_be_about_a_case_of_somebody_else(self, as_anna: Client) -> None:
        as_anna.post("/portal/requests/rectification/", {"asked": "Fel.", "concerns": "K-2026-999999"})
        assert not DataSubjectRequest.objects.exists()

    def test_stops_marketing_without_a_reason(self, as_anna: Client) -> None:
        page = as_anna.get("/portal/requests/marketing_objection/").content.decode()
        assert "upphör genast" in page
        as_anna.post("/portal/requests/marketing_objection/", {})
        assert EnvelopeBlock.objects.get().kind == BlockKind.MARKETING

    def test_nothing_is_said_where_nothing_is_restricted(self, as_anna: Client) -> None:
        assert "Vi lagrar bara de här uppgifterna" not in as_anna.get("/portal/overview/").content.decode()
