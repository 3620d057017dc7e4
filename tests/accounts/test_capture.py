"""What happens to the records of staff stands in the trail, by whatever path it comes."""

from collections.abc import Sequence

import psycopg
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.capture import TABLES
from accounts.models import StaffRole, User
from accounts.roles import Role
from accounts.services import staff
from audit.models import Event
from personal_data.catalogue import declaration_of, our_models, personal_models
from tests.factories import accounts as people
from tests.factories import acting
from tests.fixtures import databases

Told = tuple[str, str, str, Sequence[str]]


def told(name: str) -> list[Told]:
    """Who did what to whom, oldest first."""
    found = Event.objects.filter(name=f"accounts.record.{name}").order_by("id")
    return [(each.actor_kind, each.channel, each.reference, each.fields) for each in found]


class TestByOurPrograms:
    def test_a_new_member_of_staff_and_their_role_are_told_with_who_acts(self, db: None) -> None:
        user = people.member(Role.HANDLER)
        assert told("created") == [
            ("system", "command", user.reference, ["user"]),
            ("system", "command", user.reference, ["staffrole"]),
        ]

    def test_a_role_taken_is_told_with_its_columns(self, db: None) -> None:
        user = people.member(Role.HANDLER)
        with acting.hanna():
            staff.revoke_role(user=user, role=Role.HANDLER, by=acting.person("hanna").id, at=timezone.now())
        (_kind, _channel, reference, fields) = told("changed")[-1]
        assert reference == user.reference
        assert set(fields) == {"staffrole.revoked_at", "staffrole.revoked_by"}

    def test_many_at_once_are_one_event_about_nobody_in_particular(self, db: None) -> None:
        users = [people.member(Role.HANDLER), people.member(Role.DPO)]
        with acting.hanna():
            User.objects.filter(pk__in=[each.pk for each in users]).update(is_active=False)
        event = Event.objects.filter(name="accounts.record.changed").latest("id")
        assert (event.reference, event.count, event.fields) == ("", 2, ["user.is_active"])

    def test_a_sign_in_is_no_change_of_the_account(self, client: Client, db: None) -> None:
        user = people.member(Role.HANDLER)
        client.force_login(user)
        User.objects.filter(pk=user.pk).update(last_login=timezone.now())
        assert not told("changed")

    def test_a_changed_password_is_ones_own_doing(self, client: Client, db: None) -> None:
        user = people.member(Role.HANDLER)
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        words = {"oldpassword": people.PASSWORD, "password1": "Vinter-i-Luleå-77", "password2": "Vinter-i-Luleå-77"}
        client.post(reverse("account_change_password"), words)
        user.refresh_from_db()
        assert user.check_password("Vinter-i-Luleå-77")
        event = Event.objects.filter(name="accounts.record.changed").latest("id")
        assert (event.actor_kind, event.actor_id, event.fields) == ("staff", user.pk, ["user.password"])


def test_what_is_done_by_hand_is_unattributed_and_named(live_database: str) -> None:
    greta = people.member(Role.HANDLER)
    role = StaffRole.objects.get(user=greta)
    with psycopg.connect(databases.urls(live_database)["DATABASE_URL"], autocommit=True) as app:
        app.execute("UPDATE accounts_user SET name = 'Somebody Else' WHERE id = %s", [greta.pk])
        app.execute("UPDATE accounts_staffrole SET role = 'dpo' WHERE id = %s", [role.pk])
    with databases.superuser(live_database) as superuser:
        superuser.execute("SET session_replication_role = replica")
        superuser.execute("DELETE FROM accounts_staffrole WHERE id = %s", [role.pk])
        superuser.execute("TRUNCATE accounts_staffcontroller CASCADE")
    assert told("changed")[-2:] == [
        ("unattributed", "db_app", greta.reference, ["user.name"]),
        ("unattributed", "db_app", greta.reference, ["staffrole.role"]),
    ]
    assert told("removed") == [
        ("unattributed", "db_other", greta.reference, ["staffrole"]),
        ("unattributed", "db_other", "", ["staffcontroller"]),
    ]


def test_every_table_with_personal_data_of_staff_is_watched() -> None:
    declared = {model for model in our_models() if getattr(declaration_of(model), "clear", None)}
    assert declared - set(personal_models()) == set(TABLES)
