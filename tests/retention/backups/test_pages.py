"""What the DPO's desk shows of back-ups and drills."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from accounts.roles import Role
from personal_data import keys
from retention.models import Backup, RestoreDrill
from retention.models.backup import DRILL_EVERY
from tests.factories import accounts

pytestmark = pytest.mark.django_db
ADDRESS = "/dpo/retention/backups/"
NOW = timezone.now()


def drill(*, days_ago: float, is_passed: bool = True, findings: list[str] | None = None) -> RestoreDrill:
    at = NOW - timedelta(days=days_ago)
    return RestoreDrill.objects.create(
        reference=f"DR-{at:%Y%m%d-%H%M%S}",
        done_at=at,
        done_by=uuid4(),
        seconds=83.2,
        is_passed=is_passed,
        rows=14_579,
        size=5_261_555,
        opened=735,
        erased_again=12,
        placed_again=1,
        findings=findings or [],
    )


def backup(reference: str, **values: Any) -> Backup:
    common = {"made_at": NOW, "made_by": uuid4(), "place": "/backups", "epoch": keys.ring().current().number}
    sizes = {"journal_number": 7, "rows": 14_579, "size": 5_261_555, "expires_at": NOW + timedelta(days=35)}
    return Backup.objects.create(reference=reference, **{**common, **sizes, **values})


def shown(role: Role = Role.DPO) -> str:
    page = accounts.client_of(accounts.member(role)).get(ADDRESS)
    assert page.status_code == 200
    return page.content.decode()


def test_without_any_a_drill_is_due() -> None:
    page = shown()
    assert "A restore drill is due" in page
    assert "No drill yet" in page
    assert "No back-up yet" in page


def test_a_drill_that_passed_lately_is_enough() -> None:
    drill(days_ago=3)
    page = shown()
    assert "A restore drill is due" not in page
    assert "passed" in page
    assert "14,579" in page
    assert "The next one is due" in page


@pytest.mark.parametrize(
    ("days_ago", "is_passed"), [(DRILL_EVERY.days + 1, True), (3, False)], ids=["too long ago", "failed"]
)
def test_one_too_long_ago_or_failed_is_not(days_ago: float, is_passed: bool) -> None:
    drill(days_ago=days_ago, is_passed=is_passed, findings=["" if is_passed else "keys: 3 do not unwrap"])
    page = shown()
    assert "A restore drill is due" in page
    assert ("keys: 3 do not unwrap" in page) is not is_passed


def test_each_back_up_says_whether_it_can_be_opened() -> None:
    backup("BU-20261120-020000-AAAA")
    backup("BU-20261101-020000-BBBB", epoch=999)
    backup("BU-20261001-020000-CCCC", removed_at=NOW)
    rows = shown().split("BU-20261")[1:]
    states = {row[:3]: row for row in rows}
    assert "can be restored" in states["120"]
    assert "cannot be opened any more" in states["101"]
    assert "removed" in states["001"]


def test_a_keeper_of_back_ups_begins_the_day_there(client: Client) -> None:
    keeper = accounts.client_of(accounts.member(Role.BACKUP_KEEPER))
    assert keeper.get("/", follow=True).redirect_chain == [(ADDRESS, 302)]


def test_a_handler_does_not_see_it() -> None:
    assert accounts.client_of(accounts.member(Role.HANDLER)).get(ADDRESS).status_code == 403
