"""What two notices say about using restricted data all the same: only for what GDPR art. 18(2) names."""

from collections.abc import Iterator

import pytest

from audit.models import Event
from collections_app.models import Case, Debtor
from personal_data import envelopes
from personal_data.purposes import Purpose
from privacy.models import LegalStep, OtherUse, Right
from privacy.services.contested import permitted_uses
from tests.factories import accounts, acting, collection, retention
from tests.factories.accounts import recorded
from tests.privacy.requests.asking import NOW, PETRA, contacts, debtor_with_address, receive

pytestmark = pytest.mark.django_db
HANNA = acting.person("hanna").id
PURPOSE_OF = dict.fromkeys(LegalStep, Purpose.LEGAL_CLAIM) | dict.fromkeys(OtherUse, Purpose.PERMITTED_USE)
# Storing, showing it to the person, handling the request, keeping it safe: no use in the sense of art. 18(2).
STORAGE = {Purpose.SELF_SERVICE, Purpose.SUBJECT_REQUEST, Purpose.RETENTION, Purpose.SECURITY}


@pytest.fixture
def anna(request: pytest.FixtureRequest, db: None) -> Iterator[Debtor]:
    with acting.hanna(Purpose.SUBJECT_REQUEST):
        controller = retention.controller(request.param)
        contacts(controller)
        yield debtor_with_address(controller)


@pytest.fixture
def case(anna: Debtor) -> Case:
    made = collection.case_file(anna.controller, [anna])
    receive(anna, Right.OBJECTION)
    return made


def opening(case: Case, debtor: Debtor) -> set[Purpose]:
    """The purposes that open the restricted case now."""
    return {purpose for purpose in Purpose if opens(case, debtor, purpose)}


def opens(case: Case, debtor: Debtor, purpose: Purpose) -> bool:
    with acting.omar(purpose):
        try:
            envelopes.open([case, debtor])
        except envelopes.Refused:
            return False
    return True


@pytest.mark.requirement("INTRUM-136", breaks="let a restricted case open for anything but the four uses")
@pytest.mark.parametrize("anna", ["INTRUM"], indirect=True)
class TestIntrum:
    def test_keeps_and_shows_and_uses_for_nothing(self, anna: Debtor, case: Case) -> None:
        assert opening(case, anna) == STORAGE

    @pytest.mark.parametrize("use", [*LegalStep, *OtherUse])
    def test_uses_for_the_one_reason_that_was_chosen(self, anna: Debtor, case: Case, use: LegalStep | OtherUse) -> None:
        (asked,) = permitted_uses.ask(case=case, step=use, reason="She agreed.", days=2, by=HANNA, at=NOW)
        assert opening(case, anna) == STORAGE
        permitted_uses.approve(use=asked, by=PETRA, at=NOW)
        assert opening(case, anna) == STORAGE | {PURPOSE_OF[use]}

    def test_has_no_other_reason_to_choose(self, case: Case) -> None:
        hanna = accounts.client_of(accounts.member("handler"))
        answer = hanna.post(
            f"/handler/cases/{case.reference}/legal-step/", {"step": "collection", "reason": "It is owed.", "days": "3"}
        )
        assert answer.status_code == 200
        assert not recorded("privacy.restriction.use_asked")


@pytest.mark.requirement("ALMI-87", breaks="let a claim or a consent open a restricted case unapproved, or unrecorded")
@pytest.mark.parametrize("anna", ["ALMI"], indirect=True)
@pytest.mark.parametrize("use", [LegalStep.COURT, OtherUse.CONSENT])
class TestAlmi:
    def test_uses_for_a_claim_or_by_consent_on_record(
        self, anna: Debtor, case: Case, use: LegalStep | OtherUse
    ) -> None:
        (asked,) = permitted_uses.ask(case=case, step=use, reason="The court asks.", days=2, by=HANNA, at=NOW)
        assert not opens(case, anna, PURPOSE_OF[use])
        permitted_uses.approve(use=asked, by=PETRA, at=NOW)
        assert opens(case, anna, PURPOSE_OF[use])
        for name in ("privacy.restriction.use_asked", "privacy.restriction.use_approved"):
            (event,) = recorded(name)
            assert (event.reference, event.reason) == (case.reference, use.value)
        opened = Event.objects.filter(name="personal_data.envelope.opened", purpose=PURPOSE_OF[use].value)
        assert opened.exists()
