"""Earlier states of the records of staff: kept by whatever path the change came, and gone with the person."""

from datetime import date
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, models, transaction
from django.utils import timezone

from accounts.capture import TABLES
from accounts.models import StaffRole, User
from accounts.roles import Role
from accounts.services import forgetting, rights, staff
from personal_data import access
from personal_data.catalogue import history_of
from tests.factories import accounts as people
from tests.factories import acting, collection
from tests.fixtures import databases


def states(model: type[models.Model], pk: Any, *fields: str) -> list[tuple[Any, ...]]:
    """The states of one row, oldest first."""
    return list(history_of(model)._default_manager.filter(id=pk).order_by("history_id").values_list(*fields))


class TestByOurPrograms:
    def test_each_state_is_kept_with_who_made_it(self, db: None) -> None:
        user = people.member(Role.HANDLER)
        with acting.hanna():
            User.objects.filter(pk=user.pk).update(name="Greta Lind")
        assert states(User, user.pk, "history_type", "name", "actor_kind", "history_user_id") == [
            ("+", user.name, "system", access.system("test").id),
            ("~", "Greta Lind", "staff", acting.person("hanna").id),
        ]

    def test_a_role_taken_keeps_the_state_before(self, db: None) -> None:
        user = people.member(Role.HANDLER)
        with acting.hanna():
            staff.revoke_role(user=user, role=Role.HANDLER, by=acting.person("hanna").id, at=timezone.now())
        row = StaffRole.objects.get(user=user)
        assert states(StaffRole, row.pk, "role", "revoked_by") == [
            ("handler", None),
            ("handler", acting.person("hanna").id),
        ]

    def test_a_password_or_a_sign_in_leaves_no_state(self, db: None) -> None:
        user = people.member(Role.HANDLER)
        kept = {field.name for field in history_of(User)._meta.fields}
        assert not kept & {"password", "last_login"}
        user.set_password("Vinter-i-Luleå-77")
        user.last_login = timezone.now()
        with acting.hanna():
            user.save()
        assert len(states(User, user.pk)) == 1

    def test_who_is_forgotten_is_forgotten_there_too(self, db: None) -> None:
        gone, other = people.member(Role.HANDLER), people.member(Role.DPO)
        with acting.hanna():
            User.objects.filter(pk=gone.pk).update(name="Greta Lind")
            User.objects.filter(pk=gone.pk).update(is_active=False, left_on=date(2024, 5, 2))
            assert len(states(User, gone.pk)) == 3
            forgetting.forget(user=gone, on=date(2026, 11, 22))
            User.objects.filter(pk=gone.pk).update(left_on=date(2024, 5, 1))
        assert states(User, gone.pk) == []
        assert len(states(User, other.pk)) == 1

    @pytest.mark.parametrize("deed", ["delete", "update", "create"])
    def test_no_program_of_ours_writes_it(self, deed: str, db: None) -> None:
        collection.controller("INTRUM")
        with people.command():
            rights.review(user=people.member(Role.HANDLER), by=people.member(Role.SUPERVISOR), at=timezone.now())
        for model in TABLES:
            history = history_of(model)._default_manager
            row = history.order_by("history_id").last()
            ways: dict[str, Any] = {
                "delete": history.all().delete,
                "update": lambda rows=history: rows.update(actor_kind="staff"),
                "create": lambda rows=history, row=row: rows.bulk_create([row]),
            }
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                ways[deed]()


def test_what_is_done_by_hand_is_kept_and_a_deleted_row_takes_its_history_along(live_database: str) -> None:
    greta = people.member(Role.HANDLER)
    role = StaffRole.objects.get(user=greta)
    with psycopg.connect(databases.urls(live_database)["DATABASE_URL"], autocommit=True) as app:
        app.execute("UPDATE accounts_staffrole SET role = 'dpo' WHERE id = %s", [role.pk])
    assert states(StaffRole, role.pk, "role", "actor_kind") == [("handler", "system"), ("dpo", "unattributed")]
    with databases.superuser(live_database) as superuser:
        superuser.execute("SET session_replication_role = replica")
        superuser.execute("DELETE FROM accounts_staffrole WHERE id = %s", [role.pk])
        superuser.execute("TRUNCATE accounts_staffcontroller CASCADE")
    assert states(StaffRole, role.pk) == []
