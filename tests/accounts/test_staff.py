from io import StringIO
from typing import Any
from unittest.mock import patch

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import events
from accounts.models import StaffController, StaffRole, User
from accounts.permissions import Permission
from accounts.roles import Role
from accounts.services import staff
from accounts.sign_in_backend import StaffBackend
from personal_data import access
from tests.factories import accounts, collection
from tests.factories.accounts import PASSWORD, recorded

pytestmark = pytest.mark.django_db
SYSTEM = access.system("test").id


@pytest.fixture(autouse=True)
def acting() -> object:
    with accounts.command() as here:
        yield here


def create(**changes: object) -> User:
    values = {"email": "Ida@Staff.test ", "name": "Ida", "password": PASSWORD, "roles": [Role.HANDLER],
              "secrecy_on": timezone.now().date()}  # fmt: skip
    return staff.create(**{**values, **changes}, by=SYSTEM, at=timezone.now())  # type: ignore[arg-type]


class TestCreate:
    def test_enters_with_roles_and_records_references_only(self) -> None:
        user = create()
        assert user.email == "ida@staff.test"
        assert user.may(Permission.CASES_WORK)
        (event,) = recorded(events.STAFF_CREATED)
        assert event.reference == user.reference
        (granted,) = recorded(events.ROLE_GRANTED)
        assert (granted.reference, granted.reason) == (user.reference, "handler")

    def test_refuses_an_address_that_is_taken(self) -> None:
        create()
        with pytest.raises(staff.AlreadyEntered):
            create(email="IDA@staff.test")

    @pytest.mark.parametrize("changes", [{"password": "short"}, {"email": "no address"}, {"name": " "}])
    def test_refuses_what_will_not_do(self, changes: dict[str, object]) -> None:
        with pytest.raises(ValidationError):
            create(**changes)


class TestRolesOfStaff:
    def test_can_be_taken_and_stay_on_record(self) -> None:
        user = create()
        staff.revoke_role(user=user, role=Role.HANDLER, by=SYSTEM, at=timezone.now())
        assert not user.may(Permission.CASES_WORK)
        row = StaffRole.objects.get(user=user)
        assert row.revoked_by == SYSTEM
        assert recorded(events.ROLE_REVOKED)[0].reference == user.reference

    def test_are_held_once(self) -> None:
        user = create()
        staff.grant_role(user=user, role=Role.HANDLER, by=SYSTEM, at=timezone.now())
        assert StaffRole.objects.filter(user=user).count() == 1
        with pytest.raises(IntegrityError), transaction.atomic():
            StaffRole.objects.create(user=user, role="handler", granted_at=timezone.now(), granted_by=SYSTEM)

    def test_are_never_changed_by_oneself(self) -> None:
        user = create()
        with pytest.raises(staff.OwnRole):
            staff.grant_role(user=user, role=Role.DPO, by=user.pk, at=timezone.now())
        with pytest.raises(staff.OwnRole):
            staff.revoke_role(user=user, role=Role.HANDLER, by=user.pk, at=timezone.now())

    def test_are_taken_with_the_account(self) -> None:
        user = create()
        staff.deactivate(user=user, by=SYSTEM, at=timezone.now())
        staff.deactivate(user=user, by=SYSTEM, at=timezone.now())
        assert user.roles == frozenset()
        assert not user.has_usable_password()
        assert len(recorded(events.STAFF_DEACTIVATED)) == 1


class TestEnding:
    """``manage.py end_staff``: somebody has left."""

    def test_ends_the_account_and_its_sessions_at_once(self) -> None:
        user = create(controllers=[collection.controller()])
        browser = accounts.client_of(user)
        assert browser.get("/").headers["Location"] != "/account/login/?next=/"
        call_command("end_staff", user.email.upper(), stdout=StringIO())
        user.refresh_from_db()
        assert not user.is_active
        assert (user.roles, user.controllers) == (frozenset(), frozenset())
        assert browser.get("/").headers["Location"].startswith("/account/login/")
        assert [event.reference for event in recorded(events.STAFF_DEACTIVATED)] == [user.reference]

    def test_says_the_reference_and_no_address(self) -> None:
        user, said = create(), StringIO()
        call_command("end_staff", user.email, stdout=said)
        assert user.reference in said.getvalue()
        assert user.email not in said.getvalue()

    def test_happens_once(self) -> None:
        user = create()
        call_command("end_staff", user.email, stdout=StringIO())
        with pytest.raises(CommandError, match="has ended already"):
            call_command("end_staff", user.email)
        with pytest.raises(CommandError, match="Nobody signs in"):
            call_command("end_staff", "nobody@staff.test")


class TestControllersOfStaff:
    def test_are_none_unless_given(self) -> None:
        collection.controller()
        assert create().controllers == frozenset()

    def test_can_be_taken_and_stay_on_record(self) -> None:
        amili = collection.controller()
        user = create(controllers=[amili])
        assert user.controllers == {amili.pk}
        staff.revoke_controller(user=user, controller=amili, by=SYSTEM, at=timezone.now())
        assert user.controllers == frozenset()
        assert StaffController.objects.get(user=user).revoked_by == SYSTEM
        for name in (events.CONTROLLER_GRANTED, events.CONTROLLER_REVOKED):
            assert [event.reference for event in recorded(name)] == [user.reference]

    def test_are_held_once(self) -> None:
        amili = collection.controller()
        user = create(controllers=[amili, amili])
        assert StaffController.objects.filter(user=user).count() == 1

    def test_are_never_changed_by_oneself(self) -> None:
        amili = collection.controller()
        user = create()
        with pytest.raises(staff.OwnRole):
            staff.grant_controller(user=user, controller=amili, by=user.pk, at=timezone.now())
        with pytest.raises(staff.OwnRole):
            staff.revoke_controller(user=user, controller=amili, by=user.pk, at=timezone.now())

    def test_are_taken_with_the_account(self) -> None:
        user = create(controllers=[collection.controller()])
        staff.deactivate(user=user, by=SYSTEM, at=timezone.now())
        assert user.controllers == frozenset()

    def test_come_with_the_roles_in_the_query_of_the_sign_in(self, django_assert_num_queries: Any) -> None:
        user = create(controllers=[collection.controller()])
        rights = user.roles, user.controllers
        with django_assert_num_queries(1):
            found = StaffBackend().get_user(user.pk)
            assert isinstance(found, User)
            assert (found.roles, found.controllers) == rights

    def test_are_assigned_by_command(self) -> None:
        amili, intrum = collection.controller("AMILI"), collection.controller("INTRUM")
        user, said = create(controllers=[amili]), StringIO()
        call_command("assign_controllers", "IDA@staff.test", "--add", "INTRUM", "--remove", "AMILI", stdout=said)
        user.refresh_from_db()
        assert user.controllers == {intrum.pk}
        assert said.getvalue() == "ida@staff.test works for INTRUM.\n"
        with pytest.raises(CommandError, match=r"no controller NOBODY\. Known are: AMILI, INTRUM"):
            call_command("assign_controllers", "ida@staff.test", "--add", "NOBODY")
        with pytest.raises(CommandError, match="Nobody signs in"):
            call_command("assign_controllers", "eve@staff.test", "--add", "AMILI")


class TestCreateStaffCommand:
    def run(self, *arguments: str, password: str = PASSWORD) -> str:
        said, arguments = StringIO(), (*arguments, "--secrecy-on", "2026-01-02")
        with patch("sys.stdin", StringIO(f"{password}\n")):
            call_command("create_staff", *arguments, stdout=said)
        return said.getvalue()

    def test_enters_a_member_of_staff(self) -> None:
        said = self.run("rut@staff.test", "--name", "Rut", "--role", "dpo", "--role", "auditor")
        assert "rut@staff.test may sign in as auditor, dpo, and works for no controller yet" in said
        assert User.objects.get(email="rut@staff.test").roles == {"dpo", "auditor"}

    def test_says_for_whom_they_work(self) -> None:
        amili = collection.controller()
        said = self.run("rut@staff.test", "--name", "Rut", "--role", "dpo", "--controller", "AMILI")
        assert "works for AMILI." in said
        assert User.objects.get(email="rut@staff.test").controllers == {amili.pk}
        with pytest.raises(CommandError, match="no controller INTRUM"):
            self.run("rolf@staff.test", "--name", "Rolf", "--role", "dpo", "--controller", "INTRUM")

    def test_says_what_is_wrong(self) -> None:
        with pytest.raises(CommandError, match="too short"):
            self.run("rut@staff.test", "--name", "Rut", "--role", "dpo", password="short")
