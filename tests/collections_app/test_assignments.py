"""The agreement to collect for a creditor: while it is in force its cases may be open, and no longer."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.roles import Role
from collections_app import events
from collections_app.models import Case, Creditor
from collections_app.services import assignments, cases, creditors
from collections_app.services.creditors import AssignmentEnded
from personal_data.models import Controller, Envelope
from personal_data.purposes import Purpose
from retention.policies.due_dates import add_months
from retention.selectors.due import local_today
from tests.factories import accounts, acting, collection, retention

pytestmark = pytest.mark.django_db


@pytest.fixture
def amili() -> Controller:
    with accounts.command():
        return retention.controller("AMILI")


@pytest.fixture
def case(amili: Controller) -> Case:
    with acting.hanna():
        return collection.case_file(amili, [collection.debtor(amili)])


def end(creditor: Creditor, days_ago: int = 0) -> int:
    with acting.hanna(Purpose.COLLECTION):
        day = local_today(creditor.controller) - timedelta(days=days_ago)
        return assignments.end(creditor=creditor, ended_on=day, by=uuid4(), at=timezone.now())


@pytest.mark.requirement("AMILI-32", breaks="leaving cases open when the assignment ends, or taking new ones in after")
def test_ends_with_its_cases_and_their_clocks_run_from_that_day(case: Case, amili: Controller) -> None:
    other = collection_of_another(amili)
    assert Envelope.objects.get(pk=case.envelope_id).due_on is None
    assert end(case.creditor) == 1
    case.refresh_from_db()
    today = local_today(amili)
    assert (case.status, case.closed_on) == ("closed", today)
    kept = Envelope.objects.get(pk=case.envelope_id)
    assert (kept.trigger_on, kept.due_on) == (today, add_months(today, 36))
    other.refresh_from_db()
    assert other.status == "open", "another creditor's"
    (event,) = accounts.recorded(events.ASSIGNMENT_ENDED)
    assert (event.reference, event.count) == (case.creditor.reference, 1)
    with acting.hanna():
        with pytest.raises(AssignmentEnded):
            cases.reopen(case=case, reason="creditor_request", by=uuid4(), at=timezone.now())
        with pytest.raises(AssignmentEnded):
            cases.open_for(creditor=case.creditor, parties=[(collection.debtor(amili), "debtor")], opened_on=today)
        with pytest.raises(AssignmentEnded):
            creditors.get(reference=case.creditor.reference)


def collection_of_another(of: Controller) -> Case:
    """An open case of another creditor."""
    with acting.hanna():
        return collection.case_file(of, [collection.debtor(of, "Bo Berg")])


def test_ends_once_and_not_in_advance(case: Case) -> None:
    with pytest.raises(assignments.NotEnded, match="later than today"):
        end(case.creditor, days_ago=-1)
    end(case.creditor, days_ago=1)
    case.refresh_from_db()
    assert case.closed_on == max(case.opened_on, local_today(case.controller) - timedelta(days=1))
    with pytest.raises(assignments.NotEnded, match="ended already"):
        end(case.creditor)


def test_is_ended_by_a_supervisor_who_sees_how_many_cases_that_closes(case: Case) -> None:
    sven = accounts.client_of(accounts.member(Role.SUPERVISOR))
    page = f"/handler/creditors/{case.creditor.reference}/end/"
    assert page in sven.get("/handler/imports/new/").content.decode()
    assert "1 open case is closed." in sven.get(page).content.decode()
    assert "Enter the day" in sven.post(page, {}).content.decode()
    said = sven.post(page, {"ended_on": local_today(case.controller).isoformat()}, follow=True).content.decode()
    assert "The assignment has ended. 1 case was closed." in said
    assert f"/handler/imports/new/{case.creditor.reference}/" not in said, "nothing of it is taken in"
    assert accounts.client_of(accounts.member(Role.HANDLER)).get(page).status_code == 403
