"""Looking at what one member of staff did: a permission of its own, a reason, and a record of the looking."""

from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.test import Client

from accounts.events import SIGNED_IN
from accounts.models import User
from accounts.roles import Role
from audit import trail
from audit.models import Event
from collections_app.models import Case
from personal_data.purposes import Purpose
from privacy import events
from tests.factories import accounts, acting, collection
from tests.factories.accounts import recorded

pytestmark = pytest.mark.django_db
TODAY = datetime.now(UTC).date()


@pytest.fixture
def hanna(db: None) -> User:
    """A handler who looked at a case today."""
    with acting.nightly():
        controller = collection.controller()
        case: Case = collection.case_file(controller, [collection.debtor(controller)])
    user = accounts.member(Role.HANDLER, name="Hanna Handler")
    accounts.client_of(user).get(f"/handler/cases/{case.reference}/")
    return user


@pytest.fixture
def dora(hanna: User) -> Client:
    return accounts.client_of(accounts.member(Role.DPO, name="Dora Dpo"))


def look(client: Client, user: User, **changed: str) -> tuple[int, str]:
    values = {"because": "complaint", "first_on": TODAY.isoformat(), "last_on": TODAY.isoformat()}
    answer = client.post(f"/dpo/audit/staff/{user.pk}/", {**values, **changed})
    return answer.status_code, " ".join(unescape(answer.content.decode()).split())


class TestLooking:
    def test_shows_nothing_before_a_reason_is_given(self, dora: Client, hanna: User) -> None:
        page = dora.get(f"/dpo/audit/staff/{hanna.pk}/").content.decode()
        assert "Why do you look?" in page
        assert "Events, newest first" not in page
        assert not recorded(events.TRAIL_OF_STAFF_READ)

    def test_shows_what_they_did_and_is_recorded_with_its_reason(self, dora: Client, hanna: User) -> None:
        status, page = look(dora, hanna)
        assert status == 200
        assert "Case file" in page
        assert page.count(hanna.reference) > 1
        (event,) = recorded(events.TRAIL_OF_STAFF_READ)
        assert (event.reference, event.reason, event.actor_kind) == (hanna.reference, "complaint", "staff")

    def test_shows_nobody_elses(self, dora: Client, hanna: User) -> None:
        omar = accounts.member(Role.HANDLER, name="Omar Other")
        _, page = look(dora, omar)
        assert hanna.reference not in page

    @pytest.mark.parametrize(
        "changed",
        [
            {"because": ""},
            {"because": "curiosity"},
            {"last_on": (TODAY - timedelta(days=1)).isoformat()},
            {"first_on": (TODAY - timedelta(days=93)).isoformat()},
        ],
    )
    def test_shows_nothing_without_reason_or_bounds(self, dora: Client, hanna: User, changed: dict[str, str]) -> None:
        status, page = look(dora, hanna, **changed)
        assert (status, "Events, newest first" in page) == (422, False)
        assert not recorded(events.TRAIL_OF_STAFF_READ)

    @pytest.mark.parametrize("role", [Role.AUDITOR, Role.PRIVACY_OFFICER, Role.SUPERVISOR, Role.RECORDS_OFFICER])
    def test_needs_a_permission_of_its_own(self, hanna: User, role: Role) -> None:
        assert look(accounts.client_of(accounts.member(role)), hanna)[0] == 403


class TestThereIsNoOtherWay:
    """The reference of a member of staff leads to when they sign in and out, so it is asked for nowhere else."""

    @pytest.fixture
    def signed_in(self, hanna: User) -> Event:
        accounts.client_of(hanna)
        with acting.nightly(Purpose.SECURITY):
            trail.record(SIGNED_IN, reference=hanna.reference)
        return Event.objects.latest("id")

    @pytest.mark.parametrize("path", ["/dpo/audit/", "/dpo/audit/export/"])
    def test_in_the_explorer_and_its_export(self, dora: Client, hanna: User, signed_in: Event, path: str) -> None:
        for asked in (hanna.reference, hanna.reference.lower()):
            answer = dora.post(path, {"reference": asked})
            assert answer.status_code == 422
            assert "with a reason" in answer.content.decode()
        answer = dora.get("/dpo/audit/", {"reference": hanna.reference})
        assert (answer.status_code, answer.context["table"]) == (422, None)
        assert not recorded(events.TRAIL_SEARCHED)

    @pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.AUDITOR, Role.DPO])
    def test_in_the_trail_of_a_case(self, hanna: User, signed_in: Event, role: Role) -> None:
        client = accounts.client_of(accounts.member(role))
        assert client.get(f"/dpo/audit/cases/{hanna.reference}/").status_code == 404
        assert not recorded(events.TRAIL_OF_CASE_READ)
