"""Copies for tests at the DPO's desk: who asks, who approves, and what the page says of each."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from audit.models import Event
from personal_data.models import Controller
from retention.models import CopyForTests
from tests.factories import accounts
from tests.retention.backups import test_pages

pytestmark = pytest.mark.django_db
ADDRESS = "/dpo/retention/backups/"
ASK, APPROVE = f"{ADDRESS}copies/ask/", f"{ADDRESS}copies/approve/"
FORM = {"aim": "testing", "why": "Made-up files are booked well.", "installation": "0123456789abcdef", "days": "3"}


@pytest.fixture
def karl(amili: Controller) -> User:
    return accounts.member(Role.BACKUP_KEEPER, name="Karl Keeper")


@pytest.fixture
def dora(amili: Controller) -> Client:
    return accounts.client_of(accounts.member(Role.DPO, name="Dora"))


@pytest.fixture
def asked(karl: User) -> CopyForTests:
    assert accounts.client_of(karl).post(ASK, FORM).status_code == 302
    return CopyForTests.objects.get()


def test_a_keeper_asks_and_says_what_for_where_to_and_how_long(karl: User) -> None:
    client = accounts.client_of(karl)
    assert "Ask for one" in client.get(ADDRESS).content.decode()
    for missing in ({"why": ""}, {"days": "31"}, {"days": "0"}, {"installation": "the big one"}, {"aim": "fun"}):
        assert client.post(ASK, {**FORM, **missing}).status_code == 200
    assert not CopyForTests.objects.exists()
    client.post(ASK, FORM)
    copy = CopyForTests.objects.get()
    assert (copy.asked_by, copy.aim, copy.days, copy.approved_at) == (karl.pk, "testing", 3, None)
    page = client.get(ADDRESS).content.decode()
    assert copy.reference in page
    assert "waits for approval" in page
    event = Event.objects.get(name="retention.copy.asked")
    assert (event.actor_id, event.reference, event.reason, event.count) == (karl.pk, copy.reference, "testing", 3)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.BACKUP_KEEPER])
def test_nobody_else_asks(amili: Controller, role: Role) -> None:
    client = accounts.client_of(accounts.member(role))
    assert client.get(ASK).status_code == client.post(ASK, FORM).status_code == 403
    assert not CopyForTests.objects.exists()


@pytest.mark.requirement("INTRUM-51", breaks="production data in tests that another role than the DPO approves")
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.DPO])
def test_nobody_but_the_dpo_approves(asked: CopyForTests, role: Role) -> None:
    client = accounts.client_of(accounts.member(role))
    assert client.post(APPROVE, {"copy": asked.reference}).status_code == 403
    assert "copies/approve/" not in client.get(ADDRESS).content.decode()
    asked.refresh_from_db()
    assert asked.approved_at is None


def test_the_dpo_reads_the_reason_and_approves(asked: CopyForTests, dora: Client) -> None:
    assert "copies/approve/" in dora.get(ADDRESS).content.decode()
    assert "Made-up files are booked well." in dora.get(APPROVE).content.decode()
    assert dora.post(APPROVE, {"copy": "CFT-20260101-00000000"}).status_code == 200
    assert dora.post(APPROVE, {"copy": asked.reference}).status_code == 302
    asked.refresh_from_db()
    assert asked.ends_at == asked.approved_at + timedelta(days=3)
    page = dora.get(ADDRESS).content.decode()
    assert "approved" in page
    assert "copies/approve/" not in page
    assert Event.objects.get(name="retention.copy.approved").reference == asked.reference


def test_who_asked_does_not_approve_with_both_roles(amili: Controller) -> None:
    both = accounts.client_of(accounts.member(Role.BACKUP_KEEPER, Role.DPO))
    both.post(ASK, FORM)
    page = both.post(APPROVE, {"copy": CopyForTests.objects.get().reference}).content.decode()
    assert "A second person approves it" in page
    assert CopyForTests.objects.get().approved_at is None


def test_a_dpo_of_some_controllers_does_not_approve_for_all(asked: CopyForTests) -> None:
    client = accounts.client_of(accounts.member(Role.DPO, works_for=[]))
    page = client.post(APPROVE, {"copy": asked.reference}).content.decode()
    assert "controllers for whom you do not work" in page
    assert CopyForTests.objects.get().approved_at is None


@pytest.mark.parametrize(
    ("values", "said"),
    [({}, "never made"), ({"wiped": True}, "wiped"), ({"made": True}, "nobody has shown that it is gone")],
    ids=["never made", "wiped", "overdue"],
)
def test_the_page_says_what_became_of_it(
    asked: CopyForTests, dora: Client, backup: Any, values: dict[str, bool], said: str
) -> None:
    dora.post(APPROVE, {"copy": asked.reference})
    long_ago = timezone.now() - timedelta(days=20)
    changed: dict[str, Any] = {"approved_at": long_ago, "ends_at": long_ago + timedelta(days=3)}
    if values:
        changed["backup"] = backup
    if "wiped" in values:
        changed |= {"wiped_at": long_ago, "wiped_digest": "0" * 64}
    CopyForTests.objects.update(**changed)
    assert said in dora.get(ADDRESS).content.decode()


@pytest.fixture
def backup(db: None) -> Any:
    return test_pages.backup("BU-20261120-020000-AAAA")
