"""The connection of the trail is cut for real: nothing is shown or kept for later, and work goes on when it is back."""

import json
import secrets
from collections.abc import Iterator

import pytest
from django.db import connections
from django.test import Client

from accounts.roles import Role
from audit.models import Event
from collections_app.models import Case
from privacy.policies.sign_in import codes
from tests.factories import accounts, acting, collection
from tests.fixtures import databases
from tests.fixtures.gateway import Gateway

NAME = "Anna Andersson"


@pytest.fixture
def gateway(live_database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gateway]:
    """The trail's own connection goes through a port that can be shut."""
    connections["audit"].close()
    settings = connections["audit"].settings_dict
    made = Gateway(int(settings["PORT"]))
    monkeypatch.setitem(settings, "PORT", str(made.port))
    yield made
    connections["audit"].close()
    made.shut()


@pytest.fixture
def case(gateway: Gateway) -> Case:
    with acting.hanna():
        amili = collection.controller()
        return collection.case_file(amili, [collection.debtor(amili, NAME)])


@pytest.fixture
def hanna(case: Case) -> Client:
    return accounts.client_of(accounts.member(Role.HANDLER))


def audit_check(client: Client) -> str:
    said: str = json.loads(client.get("/health/ready").content)["checks"]["audit connection"]
    return said


def recorded() -> int:
    return Event.objects.count()


def test_nothing_is_shown_and_work_goes_on_when_it_is_back(case: Case, hanna: Client, gateway: Gateway) -> None:
    address = f"/handler/cases/{case.reference}/"
    assert NAME in hanna.get(address).content.decode()
    assert audit_check(hanna) == "ok"
    before, note_address = recorded(), f"{address}notes/"

    gateway.shut()
    for page in (address, "/handler/", f"{address}?x=1"):
        refused = hanna.get(page)
        said = refused.content.decode()
        assert (refused.status_code, refused["Retry-After"]) == (503, "30")
        assert NAME not in said
        assert "the record could not be written" in said
        assert f'href="{page}"' in said  # try again
    found = hanna.post("/handler/search/", {"text": "Andersson"})
    assert (found.status_code, NAME in found.content.decode()) == (503, False)
    assert "nothing of it is kept for later" in found.content.decode()
    assert audit_check(hanna) == "failed"
    assert recorded() == before
    # What is only written, and shown to nobody, is recorded by the transaction that writes it.
    assert hanna.post(note_address, {"text": "Promised to pay.", "kind": "work", "level": "normal"}).status_code == 302
    made = Event.objects.filter(name="personal_data.record.created", fields=["note"]).get()
    assert (case.notes.count(), made.actor_kind) == (1, "staff")

    gateway.open()
    assert NAME in hanna.get(address).content.decode()
    assert audit_check(hanna) == "ok"
    assert Event.objects.filter(name="personal_data.envelope.opened", id__gt=made.id).exists()


def test_a_session_that_the_server_ended_is_made_anew(case: Case, hanna: Client, live_database: str) -> None:
    address = f"/handler/cases/{case.reference}/"
    hanna.get(address)
    before = Event.objects.filter(name="personal_data.envelope.opened").count()
    session = connections["audit"].connection.info.backend_pid
    with databases.superuser(live_database) as server:
        server.execute("SELECT pg_terminate_backend(%s, 5000)", [session])
    assert NAME in hanna.get(address).content.decode()
    assert Event.objects.filter(name="personal_data.envelope.opened").count() > before


def test_a_trail_that_answers_but_takes_nothing_is_red_too(client: Client, live_database: str) -> None:
    assert audit_check(client) == "ok"
    with databases.superuser(live_database) as server:
        server.execute("REVOKE INSERT ON audit_event FROM app")
        assert audit_check(client) == "failed"
        server.execute("GRANT INSERT ON audit_event TO app")
        assert audit_check(client) == "ok"
        server.execute(f'ALTER ROLE app IN DATABASE "{live_database}" SET default_transaction_read_only = on')
    connections["audit"].close()
    assert audit_check(client) == "failed"


def test_the_portal_says_it_in_the_persons_words(client: Client, gateway: Gateway) -> None:
    gateway.shut()
    typed = {"case_number": "K-2026-000001", "code": codes.make(secrets.choice)}
    answer = client.post("/portal/", typed, headers={"accept-language": "sv"})
    said = answer.content.decode()
    assert answer.status_code == 503
    assert "Inget kan visas just nu" in said
    assert 'lang="sv"' in said
