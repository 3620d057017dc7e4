"""What is proposed for a closed case follows from why it is kept: a cited law outlasts the wish, a promise does not."""

import pytest

from collections_app.models import Case
from privacy.policies.erasure_proposals import LEGAL_DUTY, WITHOUT_BASIS, Proposal
from privacy.selectors import scope
from retention.policies.due_dates import add_months
from tests.factories import acting, collection, retention

pytestmark = pytest.mark.django_db


def proposed_for(case: Case) -> Proposal:
    """What the agency proposes for one case of its only debtor."""
    records = scope.erasure_scope(case.case_debtors.get().debtor.subject)
    return next(each.proposal for each in records if each.label == case.reference)


class TestClosedCase:
    def test_of_intrum_is_kept_for_the_five_years_of_the_registration_act(self) -> None:
        with acting.hanna():
            case = retention.closed_case(retention.controller("INTRUM"), retention.months_ago(1))
            proposal = proposed_for(case)
        assert (proposal.grant, proposal.ground) == (False, LEGAL_DUTY)
        assert "411/2018" in proposal.citation
        assert case.closed_on is not None
        assert proposal.until is not None
        assert proposal.until > add_months(case.closed_on, 60)

    def test_of_amili_goes_when_the_person_asks(self) -> None:
        with acting.hanna():
            case = retention.closed_case(retention.controller("AMILI"), retention.months_ago(1))
            assert proposed_for(case).grant

    def test_without_any_rule_has_no_basis(self) -> None:
        with acting.hanna():
            case = retention.closed_case(collection.controller("AMILI"), retention.months_ago(1))
            proposal = proposed_for(case)
        assert (proposal.grant, proposal.defect) == (True, WITHOUT_BASIS)
