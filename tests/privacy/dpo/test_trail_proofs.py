"""Auditors' programs fetch heads and proofs that the stand-alone verifier accepts; each fetch is recorded."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from accounts.roles import Role
from audit.models import Event, Head
from audit.tree import lives, sealing, signing
from audit.verify import NotProven, verify
from collections_app.models import Debtor
from personal_data import access, envelopes
from personal_data.purposes import Purpose
from tests.factories import accounts, acting, collection

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
HEADS = "/dpo/audit/api/heads/"


def look(session: access.Actor, debtor: Debtor) -> Event:
    with access.context(actor=session, purpose=Purpose.COLLECTION, channel="web"):
        envelopes.open([debtor])
    return Event.objects.filter(name="personal_data.envelope.opened").latest("id")


@pytest.mark.usefixtures("live_database")
def test_heads_and_proofs_are_fetched_checked_and_recorded(capsys: pytest.CaptureFixture[str]) -> None:
    with acting.hanna():
        anna = collection.debtor(collection.controller(), "Anna Andersson")
    hanna = access.Actor("staff", accounts.member(Role.HANDLER).pk)
    first = look(hanna, anna)
    sealing.seal(at=NOW)
    kept = Head.objects.get()
    second = look(hanna, anna)
    client: Client = accounts.client_of(accounts.member(Role.AUDITOR))
    waiting = client.get(f"/dpo/audit/api/events/{second.id}/")
    assert (waiting.status_code, waiting.json()["error"]) == (503, "not_sealed")
    sealing.seal(at=NOW + timedelta(minutes=1))

    page = client.get(HEADS).json()
    assert [each["size"] for each in page["heads"]] == sorted((h.size for h in Head.objects.all()), reverse=True)
    assert (page["keys"], page["next"]) == (signing.published(), None)
    assert client.get(f"{HEADS}?before={kept.size}").json()["heads"] == []
    assert (page["restarts"], page["expiries"]) == ([], [])
    lives.begin(reference="BU-20260301-1", at=NOW + timedelta(minutes=2))
    (restart,) = client.get(HEADS).json()["restarts"]
    assert "BU-20260301-1" in restart

    proof = client.get(f"/dpo/audit/api/events/{first.id}/?in={kept.size}").content.decode()
    assert verify(proof.splitlines(), keys=page["keys"])[0] == 1
    shown = json.loads(proof.splitlines()[1])["shown"]
    assert shown[0]["content"] == [str(hanna.id)]
    assert str(anna.envelope_id) in shown[1]["content"]
    with pytest.raises(NotProven, match="is not what was sealed"):
        verify(proof.replace("collection", "supervision").splitlines(), keys=page["keys"])

    growth = client.get(f"{HEADS}{kept.size}/").content.decode()
    assert verify(growth.splitlines(), keys=page["keys"], kept=kept.note)[1].size > kept.size
    assert Event.objects.filter(name="privacy.trail.proved").count() == 6

    call_command("prove_audit_trail", "--event", first.id)
    printed = capsys.readouterr().out
    assert verify(printed.splitlines(), keys=page["keys"])[0] == 1
    assert str(anna.envelope_id) not in printed
    call_command("prove_audit_trail", "--since", kept.size)
    assert verify(capsys.readouterr().out.splitlines(), keys=page["keys"], kept=kept.note)
    for nothing in (["--event", "999999999"], ["--since", "999999999"]):
        with pytest.raises(CommandError, match="There is no"):
            call_command("prove_audit_trail", *nothing)


@pytest.mark.django_db
def test_what_is_not_there_or_out_of_reach_is_not_found() -> None:
    client: Client = accounts.client_of(accounts.member(Role.AUDITOR))
    for address in ("/dpo/audit/api/events/999999999/", f"{HEADS}7/?in=7", f"{HEADS}?before=x"):
        assert client.get(address).status_code == 404, address
    assert client.get(f"{HEADS}7/").status_code == 503
    assert client.post(HEADS).status_code == 405
    assert accounts.client_of(accounts.member(Role.PRIVACY_OFFICER)).get(HEADS).status_code == 403


@pytest.mark.usefixtures("live_database")
def test_what_may_not_be_told_of_is_no_line_of_a_proof() -> None:
    with acting.hanna():
        anna = collection.debtor(collection.controller(), "Anna Andersson")
    hanna = access.Actor("staff", accounts.member(Role.HANDLER).pk)
    event = look(hanna, anna)
    _also_about_a_report(event)
    sealing.seal(at=NOW)
    client: Client = accounts.client_of(accounts.member(Role.AUDITOR))
    content = client.get(f"/dpo/audit/api/events/{event.id}/").content.decode()
    proof = json.loads(content.splitlines()[1])
    assert len(proof["commitments"]) == 3
    assert len(proof["shown"]) == 2
    assert "legal_report" not in content
    assert verify(content.splitlines(), keys=signing.published())[0] == 1


def _also_about_a_report(event: Event) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_line (event_id, at, subject, envelope_id, record_class, outcome) "
            "SELECT id, at, gen_random_uuid(), gen_random_uuid(), 'legal_report', 'opened' FROM audit_event "
            "WHERE id = %s", [event.id],
        )  # fmt: skip
