"""The nightly verification of the trail tells those who must know, and nobody when all is well."""

from typing import Any

import pytest

from accounts.roles import Role
from audit.tree import verifying, witnesses
from audit.tree.findings import Finding, Report
from privacy.services import trail_alarm
from privacy.tasks import verify_trail
from tests.factories import accounts

pytestmark = pytest.mark.django_db


def test_is_silent_when_the_trail_is_whole(mailoutbox: list[Any]) -> None:
    accounts.member(Role.DPO)
    verify_trail.apply()
    assert mailoutbox == []


def test_tells_officers_and_auditors_where_it_is_broken(mailoutbox: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    told = [accounts.member(Role.DPO), accounts.member(Role.AUDITOR)]
    accounts.member(Role.HANDLER)
    findings = [Finding("event_gone", f"Event {number}", "is gone.") for number in range(25)]
    monkeypatch.setattr(verifying, "check", lambda **_: Report(events=30, findings=findings))
    with accounts.command():
        trail_alarm.check()
    [mail] = mailoutbox
    assert sorted(mail.to) == sorted(each.email for each in told)
    assert "Event 0: is gone." in mail.body
    assert "and 5 more" in mail.body


def test_tells_when_the_heads_do_not_leave(mailoutbox: list[Any], settings: Any) -> None:
    accounts.member(Role.DPO)
    settings.AUDIT_WITNESSES = "ftp:nowhere"
    verify_trail.apply()
    [mail] = mailoutbox
    assert "could not be told" in mail.body
    assert witnesses.addresses() == ["ftp:nowhere"]
