"""The nightly check also tells what is well and must be known, and makes the officers a witness."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.roles import Role
from audit.models import Head
from audit.tree import lives, sealing, witnesses
from privacy.services import trail_alarm
from tests.factories import accounts, acting
from tests.fixtures import databases


@pytest.fixture
def told(live_database: str, settings: Any) -> list[str]:
    """An officer, an auditor and an administrator, and a tree with a head."""
    settings.ALARM_MAIL = ["admin@sigill.test"]
    settings.AUDIT_WITNESSES = witnesses.DPO
    everybody = [accounts.member(role).email for role in (Role.DPO, Role.AUDITOR)]
    sealing.seal(at=timezone.now() - timedelta(hours=4))  # before anything that waits to be sealed
    return everybody


def check() -> None:
    with acting.nightly():
        trail_alarm.check()


def test_officers_alone_keep_the_head_of_the_night(told: list[str], mailoutbox: list[Any]) -> None:
    check()
    [mail] = mailoutbox
    assert mail.to == told[:1]
    assert mail.body == Head.objects.order_by("size").last().note  # type: ignore[union-attr]


def test_administrators_are_alarmed_too(told: list[str], live_database: str, mailoutbox: list[Any]) -> None:
    with databases.superuser(live_database) as session:
        databases.silence(session)
        session.execute("DELETE FROM audit_event WHERE id = (SELECT min(id) FROM audit_event)")
    check()
    assert sorted(mailoutbox[0].to) == sorted([*told, "admin@sigill.test"])
    assert "was sealed as leaf 0 and is gone" in mailoutbox[0].body


def test_a_tree_of_another_life_is_told_of_in_its_first_night_only(told: list[str], mailoutbox: list[Any]) -> None:
    lives.begin(reference="BU-20260301-1", at=timezone.now() - timedelta(days=2))
    check()
    assert len(mailoutbox) == 1
    lives.begin(reference="BU-20260303-1", at=timezone.now())
    check()
    [said] = [mail for mail in mailoutbox if "A tree of another life" in mail.body]
    assert "BU-20260303-1" in said.body
    assert "BU-20260301-1" not in said.body


def test_what_a_standstill_left_unsealed_is_sealed_first_and_told_of(
    told: list[str], live_database: str, mailoutbox: list[Any]
) -> None:
    with databases.superuser(live_database) as session:
        session.execute(
            "INSERT INTO audit_event (at, name, actor_kind, purpose, legal_basis) "
            "VALUES (now() - interval '3 hours', 'audit.trail.verified', 'system', 'security', '6(1)(c)')"
        )
    check()
    assert mailoutbox[0].subject == "The audit trail was not sealed for a while"
    assert "waited for 180 minutes" in mailoutbox[0].body
    assert not [mail for mail in mailoutbox if "is not what was sealed" in mail.subject]
