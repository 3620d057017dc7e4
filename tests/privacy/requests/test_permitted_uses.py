"""Using restricted data for one legal step (GDPR art. 18(2)): a reason, a second person, an end."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from audit.models import Event
from collections_app.models import Case, Debtor
from personal_data import envelopes
from personal_data.purposes import Purpose
from privacy.models import LegalStep, OtherUse, PermittedUse, Right
from privacy.services.contested import permitted_uses
from privacy.services.requests.steps import NotAllowed
from tests.factories import acting, collection, retention
from tests.privacy.requests.asking import NOW, PETRA, contacts, debtor_with_address, receive

pytestmark = pytest.mark.django_db
HANNA = acting.person("hanna").id


@pytest.fixture
def anna(db: None) -> Iterator[Debtor]:
    with acting.hanna(Purpose.SUBJECT_REQUEST):
        controller = retention.controller("AMILI")
        contacts(controller)
        yield debtor_with_address(controller)


@pytest.fixture
def case(anna: Debtor) -> Case:
    return collection.case_file(anna.controller, [anna])


def opens(case: Case, debtor: Debtor, purpose: Purpose) -> bool:
    with acting.omar(purpose):
        try:
            envelopes.open([case, debtor])
        except envelopes.Refused:
            return False
    return True


def ask(case: Case, *, reason: str = "Limitation sets in on Friday.", days: int = 3) -> PermittedUse:
    asked = permitted_uses.ask(case=case, step=LegalStep.LIMITATION, reason=reason, days=days, by=HANNA, at=NOW)
    return asked[0]


class TestTheOtherCasesOfTheLaw:
    @pytest.mark.parametrize("use", OtherUse)
    def test_open_the_case_for_themselves_alone(self, anna: Debtor, case: Case, use: OtherUse) -> None:
        receive(anna, Right.OBJECTION)
        (asked,) = permitted_uses.ask(case=case, step=use, reason="She agreed by telephone.", days=2, by=HANNA, at=NOW)
        assert not opens(case, anna, Purpose.PERMITTED_USE)
        permitted_uses.approve(use=asked, by=PETRA, at=NOW)
        assert opens(case, anna, Purpose.PERMITTED_USE)
        for other in (Purpose.LEGAL_CLAIM, Purpose.COLLECTION, Purpose.INTAKE):
            assert not opens(case, anna, other)


class TestPermittedUse:
    def test_opens_the_case_for_its_step_when_a_second_person_agreed(self, anna: Debtor, case: Case) -> None:
        receive(anna, Right.OBJECTION)
        use = ask(case)
        assert not opens(case, anna, Purpose.LEGAL_CLAIM)
        with pytest.raises(NotAllowed, match="second person"):
            permitted_uses.approve(use=use, by=HANNA, at=NOW)
        approved = permitted_uses.approve(use=use, by=PETRA, at=NOW)
        assert approved.until_at == NOW + timedelta(days=3)
        assert opens(case, anna, Purpose.LEGAL_CLAIM)
        assert not opens(case, anna, Purpose.COLLECTION)

    def test_ends_by_itself(self, anna: Debtor, case: Case) -> None:
        receive(anna, Right.OBJECTION)
        permitted_uses.approve(use=ask(case), by=PETRA, at=NOW - timedelta(days=4))
        assert not opens(case, anna, Purpose.LEGAL_CLAIM)
        assert permitted_uses.running_on(case, at=NOW) is None

    def test_is_asked_of_every_restriction_on_the_case(self, anna: Debtor, case: Case) -> None:
        receive(anna, Right.OBJECTION)
        receive(anna, Right.RECTIFICATION)
        ask(case)
        first, second = PermittedUse.objects.order_by("id")
        permitted_uses.approve(use=first, by=PETRA, at=NOW)
        assert not opens(case, anna, Purpose.LEGAL_CLAIM)
        assert permitted_uses.running_on(case, at=NOW) is None
        permitted_uses.approve(use=second, by=PETRA, at=NOW)
        assert opens(case, anna, Purpose.LEGAL_CLAIM)

    def test_leaves_other_cases_sealed(self, anna: Debtor, case: Case) -> None:
        other = collection.case_file(anna.controller, [anna])
        receive(anna, Right.OBJECTION)
        permitted_uses.approve(use=ask(case), by=PETRA, at=NOW)
        assert not opens(other, anna, Purpose.LEGAL_CLAIM)

    @pytest.mark.parametrize(
        ("reason", "days", "says"), [(" ", 3, "reason"), ("Court.", 0, "30"), ("Court.", 31, "30")]
    )
    def test_needs_a_reason_and_an_end(self, anna: Debtor, case: Case, reason: str, days: int, says: str) -> None:
        receive(anna, Right.OBJECTION)
        with pytest.raises(NotAllowed, match=says):
            ask(case, reason=reason, days=days)

    def test_is_not_needed_where_nothing_is_restricted(self, case: Case) -> None:
        with pytest.raises(NotAllowed, match="Nothing of this case"):
            ask(case)

    def test_is_approved_once(self, anna: Debtor, case: Case) -> None:
        receive(anna, Right.OBJECTION)
        use = ask(case)
        permitted_uses.approve(use=use, by=PETRA, at=NOW)
        with pytest.raises(NotAllowed, match="approved already"):
            permitted_uses.approve(use=use, by=PETRA, at=NOW)

    def test_is_recorded_with_its_step(self, anna: Debtor, case: Case) -> None:
        receive(anna, Right.OBJECTION)
        permitted_uses.approve(use=ask(case), by=PETRA, at=NOW)
        for name in ("privacy.restriction.use_asked", "privacy.restriction.use_approved"):
            event = Event.objects.get(name=name)
            assert (event.reference, event.reason) == (case.reference, "limitation")
