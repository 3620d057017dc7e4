"""Staff are data subjects too: their record has a rule, and on its day name and address go."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.db.models import F
from django.test import Client

from accounts import events, selectors
from accounts.models import User
from accounts.roles import Role
from accounts.services import forgetting, staff
from audit.models import Event
from personal_data.models import Controller
from retention import tasks
from retention.models import RetentionRule
from retention.policies.due_dates import add_months
from retention.selectors import staff_records
from retention.services import staff as staff_retention
from tests.factories import accounts, acting, collection, retention
from tests.factories.accounts import recorded

pytestmark = pytest.mark.django_db
LEFT = date(2024, 5, 31)
MONTHS = 24


@pytest.fixture(autouse=True)
def amili(db: None) -> Iterator[Controller]:
    with acting.nightly():
        made = retention.controller("AMILI")
        yield made


def left(user: User, on: date = LEFT) -> User:
    staff.deactivate(user=user, by=uuid4(), at=datetime.now(UTC))
    User.objects.filter(pk=user.pk).update(left_on=on)
    user.refresh_from_db()
    return user


def at(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), UTC)


def due_day(user: User, today: date = LEFT) -> date | None:
    return staff_records.due_days([user], today=today)[user.pk]


class TestTheDay:
    def test_is_counted_from_leaving_by_the_rule(self) -> None:
        assert due_day(left(accounts.member(Role.HANDLER))) == add_months(LEFT, MONTHS)

    def test_is_none_while_somebody_works_here(self) -> None:
        assert due_day(accounts.member(Role.HANDLER)) is None

    def test_is_the_latest_of_those_worked_for(self, amili: Controller) -> None:
        other = retention.controller("INTRUM")
        RetentionRule.objects.filter(controller=other, record_class="staff_record").update(period_months=60)
        assert due_day(left(accounts.member(Role.HANDLER))) == add_months(LEFT, 60)
        assert due_day(left(accounts.member(Role.HANDLER, works_for=[amili]))) == add_months(LEFT, MONTHS)

    def test_is_none_where_a_controller_has_no_rule(self) -> None:
        RetentionRule.objects.filter(record_class="staff_record").update(valid_until=F("valid_from"))
        user = left(accounts.member(Role.HANDLER))
        assert due_day(user) is None
        assert staff_retention.forget_due(at=at(date(2199, 1, 1))) == []


class TestForgetting:
    def test_waits_for_the_day_and_comes_once(self) -> None:
        user = left(accounts.member(Role.HANDLER, name="Lena Leaver", email="lena@staff.test"))
        day = add_months(LEFT, MONTHS)
        assert staff_retention.forget_due(at=at(day - timedelta(days=1))) == []
        assert staff_retention.forget_due(at=at(day)) == [user]
        assert staff_retention.forget_due(at=at(day)) == []
        (event,) = recorded(events.STAFF_FORGOTTEN)
        assert event.reference == user.reference

    def test_leaves_nothing_that_names_them(self) -> None:
        user = left(accounts.member(Role.HANDLER, name="Lena Leaver", email="lena@staff.test"))
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
        forgetting.forget(user=user, on=LEFT)
        row = str(User.objects.filter(pk=user.pk).values().get()).lower()
        assert "lena" not in row
        assert not Authenticator.objects.filter(user=user).exists()

    def test_keeps_what_they_did_as_that_of_a_former_member(self, amili: Controller) -> None:
        user = accounts.member(Role.HANDLER, name="Lena Leaver")
        case = collection.case_file(amili, [collection.debtor(amili)])
        accounts.client_of(user).get(f"/handler/cases/{case.reference}/")
        forgetting.forget(user=left(user), on=LEFT)
        assert selectors.names([user.pk]) == {user.pk: "a former member of staff"}
        assert Event.objects.filter(actor_id=user.pk, name="personal_data.envelope.opened").exists()
        assert user.staff_roles.get().role == Role.HANDLER

    def test_begins_when_the_account_is_ended(self) -> None:
        user, tomorrow = accounts.member(Role.HANDLER), datetime.now(UTC) + timedelta(days=1)
        staff.deactivate(user=user, by=uuid4(), at=tomorrow)
        user.refresh_from_db()
        assert user.left_on == tomorrow.date()

    def test_refuses_who_works_here(self) -> None:
        with pytest.raises(forgetting.StillHere):
            forgetting.forget(user=accounts.member(Role.HANDLER), on=LEFT)

    def test_is_done_by_the_nightly_task(self) -> None:
        user = left(accounts.member(Role.HANDLER, name="Lena Leaver"), date(2020, 1, 1))
        tasks.forget_staff()
        user.refresh_from_db()
        assert (user.name, user.forgotten_on is not None) == ("", True)


class TestThePage:
    def test_says_who_goes_when(self) -> None:
        left(accounts.member(Role.HANDLER, name="Lena Leaver"), date(2026, 1, 31))
        rolf: Client = accounts.client_of(accounts.member(Role.RECORDS_OFFICER, name="Rolf Records"))
        page = rolf.get("/dpo/retention/staff/").content.decode()
        assert "Lena Leaver" in page
        assert "2028" in page
        assert "/dpo/retention/staff/" in rolf.get("/dpo/retention/").content.decode()
