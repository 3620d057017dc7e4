"""From what is known of an incident to the persons, kinds of data and countries that it touched."""

import csv
import io
import json
import zipfile
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client, RequestFactory

from accounts import sign_in_record
from accounts.models import SignInMark, User
from accounts.roles import Role
from accounts.services import sign_in_marks
from audit.models import Event
from collections_app.models import Case, Debtor, Detail
from collections_app.models.detail import DetailKind
from personal_data import access, envelopes
from personal_data.purposes import Purpose
from privacy import events
from tests.collections_app.letters.conftest import read_back
from tests.factories import accounts, acting, collection
from tests.factories.accounts import recorded

pytestmark = pytest.mark.django_db
PATH = "/dpo/audit/incident/"


@pytest.fixture
def people() -> tuple[Debtor, Debtor, Case]:
    """Two debtors of a Swedish controller, one of them with a Finnish number."""
    with acting.nightly():
        amili = collection.controller()
        anna = collection.debtor(amili, "Anna Andersson")
        paavo = collection.debtor(amili, "Paavo Prov", identity_number="010180-900N", identity_scheme="henkilotunnus")
        return anna, paavo, collection.case_file(amili, [anna])


@pytest.fixture
def hanna(people: tuple[Debtor, Debtor, Case]) -> User:
    return accounts.member(Role.HANDLER)


@pytest.fixture
def dora(hanna: User) -> Client:
    return accounts.client_of(accounts.member(Role.DPO))


def look(by: User, rows: list[Any], purpose: Purpose = Purpose.COLLECTION) -> Event:
    with access.context(actor=access.Actor("staff", by.pk), purpose=purpose, channel="web"):
        envelopes.open(rows)
    return Event.objects.latest("id")


def asked(**known: str) -> dict[str, str]:
    now = datetime.now(UTC)
    span = {"since": now - timedelta(hours=1), "until": now + timedelta(hours=1)}
    return {name: f"{at:%Y-%m-%dT%H:%M}" for name, at in span.items()} | known


def told(client: Client, **known: str) -> str:
    answer = client.post(PATH, asked(**known))
    assert answer.status_code == 200
    return " ".join(unescape(answer.content.decode()).split())


class TestScope:
    def test_of_an_account_counts_what_it_touched_and_nothing_else(
        self, people: tuple[Debtor, Debtor, Case], hanna: User, dora: Client
    ) -> None:
        anna, paavo, case = people
        look(hanna, [anna, case])
        look(hanna, [paavo])
        look(accounts.member(Role.HANDLER), [paavo])
        look(hanna, [paavo], Purpose.LEGAL_REPORT)
        response = dora.post(PATH, asked(account=hanna.email))
        scope = response.context["scope"]
        assert (scope.persons, scope.records) == (2, 3)
        assert [tuple(each) for each in scope.classes] == [("profile", 2, 2), ("case_file", 1, 1)]
        assert {each.key: each.persons for each in scope.countries} == {"SE": 1, "FI": 1}
        assert [tuple(each) for each in scope.outcomes] == [("opened", 2, 3)]
        assert {"identity", "contact", "case"} <= {each.value for each in scope.categories}
        shown = unescape(response.content.decode())
        for word in ("Finland", "Sweden", "Debtor's profile", "Identity"):
            assert word in shown, word
        assert "Anna Andersson" not in shown
        (event,) = recorded(events.INCIDENT_SCOPED)
        assert (event.reference, event.reason, event.fields) == (hanna.reference, "incident.read", ["account"])
        assert "<strong>0</strong>" in told(dora, account=accounts.member(Role.HANDLER).reference)

    def test_tells_every_category_also_of_one_record_among_many(
        self, people: tuple[Debtor, Debtor, Case], hanna: User, dora: Client
    ) -> None:
        anna, paavo, case = people
        with acting.nightly():
            envelopes.prepare_to_write([anna])
            for kind in (DetailKind.VEHICLE, DetailKind.INSOLVENCY):
                Detail.objects.create(
                    envelope=anna.envelope, debtor=anna, kind=kind, value="Prov 1", source="public_register",
                    source_key="registers", obtained_on=date(2026, 2, 3), at=datetime.now(UTC),
                )  # fmt: skip
            others = [collection.debtor(anna.controller) for _ in range(3)]
        look(hanna, [*others, paavo, case])
        scope = dora.post(PATH, asked(account=hanna.email)).context["scope"]
        assert "case" in scope.categories
        assert not {"vehicle", "register"} & set(scope.categories), "of Anna the case alone was touched"
        look(hanna, [anna])
        response = dora.post(PATH, asked(account=hanna.email))
        assert {"vehicle", "register", "identity"} <= set(response.context["scope"].categories)
        assert "financial" not in response.context["scope"].categories
        assert "Vehicle" in unescape(response.content.decode())

    def test_of_one_request_and_of_a_time(self, people: tuple[Debtor, Debtor, Case], hanna: User, dora: Client) -> None:
        anna, paavo, _case = people
        event = look(hanna, [anna])
        look(hanna, [paavo])
        assert dora.post(PATH, asked(request_id=str(event.request_id))).context["scope"].persons == 1
        assert dora.post(PATH, asked()).context["scope"].persons == 2
        span = {"since": "2025-01-01T00:00", "until": "2025-02-01T00:00"}
        assert dora.post(PATH, span).context["scope"].persons == 0

    def test_of_an_address_or_a_session_begins_with_the_sign_in_and_ends_with_the_sign_out(
        self, people: tuple[Debtor, Debtor, Case], hanna: User, dora: Client, rf: RequestFactory
    ) -> None:
        anna, paavo, _case = people
        look(hanna, [anna])
        request = rf.post("/account/login/", REMOTE_ADDR="203.0.113.7")
        request.session = dora.session
        request.user = hanna
        for listener in (sign_in_record._mark, sign_in_record._listener(sign_in_record.events.SIGNED_IN)):
            listener(sender=None, request=request, user=hanna)
        look(hanna, [paavo])
        known = {"address": "203.0.113.7"}, {"token": str(dora.session.session_key)}
        for each in known:
            scope = dora.post(PATH, asked(**each)).context["scope"]
            assert (scope.persons, scope.sign_ins) == (1, 1), each
        sign_in_record._listener(sign_in_record.events.SIGNED_OUT)(sender=None, request=request, user=hanna)
        look(hanna, [anna])
        assert dora.post(PATH, asked(address="203.0.113.7")).context["scope"].persons == 1
        assert dora.post(PATH, asked(address="203.0.113.8")).context["scope"].sign_ins == 0
        mark = SignInMark.objects.get()
        assert b"203.0.113.7" not in bytes(mark.address)
        assert not Event.objects.filter(fields__contains=["203.0.113.7"]).exists()
        assert sign_in_marks.forget(at=mark.signed_in_at + timedelta(days=365)) == 0
        assert sign_in_marks.forget(at=mark.signed_in_at + timedelta(days=366)) == 1

    def test_is_exported_for_the_breach_report(
        self, people: tuple[Debtor, Debtor, Case], hanna: User, dora: Client
    ) -> None:
        anna, paavo, _case = people
        look(hanna, [anna, paavo])
        answer = dora.post(PATH, asked(account=hanna.reference, export="1"))
        with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        data = json.loads(parts["scope.json"])
        assert (data["persons"], data["records"], data["asked_by"]) == (2, 2, ["account"])
        rows = list(csv.DictReader(io.StringIO(parts["persons.csv"].decode("utf-8-sig")), delimiter=";"))
        assert {row["debtor"]: row["country"] for row in rows} == {anna.reference: "SE", paavo.reference: "FI"}
        report = read_back(parts["scope.pdf"])
        assert "Finland" in report.text
        assert "/TH" in report.tags
        everything = b"".join(parts.values()) + report.text.encode()
        assert b"Anna" not in everything
        assert [event.reason for event in recorded(events.INCIDENT_SCOPED)] == ["incident.exported"]

    def test_says_what_is_missing_and_is_for_the_dpo_alone(self, hanna: User, dora: Client) -> None:
        for wrong in ({"since": ""}, {"until": "2020-01-01T00:00"}, {"address": "here"}, {"account": "nobody@x.test"}):
            assert dora.post(PATH, asked(**wrong)).status_code == 422, wrong
        assert not recorded(events.INCIDENT_SCOPED)
        for role in (Role.AUDITOR, Role.PRIVACY_OFFICER, Role.SUPERVISOR):
            assert accounts.client_of(accounts.member(role)).post(PATH, asked()).status_code == 403
