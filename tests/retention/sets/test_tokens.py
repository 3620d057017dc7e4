"""Keyed tokens, a key that is kept apart for a role of its own, and a record of every attempt to learn whose one is."""

from datetime import timedelta
from http import HTTPStatus
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from accounts.permissions import Permission
from accounts.roles import PERMISSIONS_OF, Role
from audit.models import Event, Line
from collections_app import events
from collections_app.models import Case, PseudonymSet, ValuationSet
from collections_app.record_classes import PSEUDONYM_KEY
from personal_data import envelopes
from personal_data.models import Controller, Envelope
from personal_data.purposes import Purpose
from retention.selectors.due import local_today
from retention.services import experience
from tests.factories import accounts, retention
from tests.retention.sets.portfolios import FILE, rows_of, taken
from tests.retention.sets.test_experience import closed, exported, made_of

pytestmark = pytest.mark.django_db
row = pytest.mark.requirement
TOKENS = row(
    "INTRUM-47", breaks="a set with names or numbers, or tokens that everybody can compute or join with others'"
)
WHERE_NOT = row("INTRUM-47", breaks="a set that is made without saying why anonymous data would not do")
APART = row("INTRUM-47", breaks="a key that lies with the rows, or opens for the work with them")
ROLE = row("INTRUM-47", breaks="a token that anybody resolves but the role of its own, or that role working with sets")
LOGGED = row("INTRUM-47", breaks="an attempt to learn whom a token stands for that leaves no event, or needs no reason")


@pytest.fixture
def intrum(db: None) -> Controller:
    with accounts.command():
        return retention.controller("INTRUM")


@pytest.fixture
def axactor(db: None) -> Controller:
    with accounts.command():
        return retention.controller("AXACTOR")


@pytest.fixture
def case(intrum: Controller) -> Case:
    return closed(intrum, retention.months_ago(6))


@pytest.fixture
def pelle(intrum: Controller) -> Client:
    return accounts.client_of(accounts.member(Role.PSEUDONYM_KEEPER, name="Pelle"))


def page(made: PseudonymSet) -> str:
    return f"/dpo/retention/sets/{made.reference}/token/"


def refusals() -> list[str]:
    return [each.reason for each in accounts.recorded(events.PSEUDONYM_REFUSED)]


class TestTokens:
    @TOKENS
    def test_are_keyed_for_one_set_and_stand_in_the_place_of_every_number(self, intrum: Controller, case: Case) -> None:
        first, second = made_of(intrum), made_of(intrum)
        (one,), (again,), (other,) = exported(first), exported(first), exported(second)
        assert one == again
        assert one["token"] != other["token"]
        assert case.reference not in str(one)
        with accounts.command(Purpose.SECURITY):
            envelopes.open([first, second])
            keys = [bytes.fromhex(each.key.reveal()) for each in (first, second)]
        assert len(set(keys)) == 2
        assert {len(key) for key in keys} == {32}

    @WHERE_NOT
    def test_a_set_says_why_anonymous_data_would_not_do(self, intrum: Controller, case: Case) -> None:
        with pytest.raises(Exception, match="why anonymous statistics would not do"):
            made_of(intrum, why="")
        assert not PseudonymSet.objects.exists()


class TestTheKey:
    @APART
    def test_lies_in_an_envelope_of_its_own_that_no_work_opens(self, axactor: Controller) -> None:
        made = taken(axactor)
        rows = ValuationSet.objects.get(reference=made.reference)
        assert made.envelope_id != rows.envelope_id
        assert Envelope.objects.get(pk=made.envelope_id).record_class == PSEUDONYM_KEY.name
        for purpose in set(Purpose) - {Purpose.SECURITY}:
            with accounts.command(purpose), pytest.raises(envelopes.Refused):
                envelopes.open([PseudonymSet.objects.get()])

    @APART
    def test_is_not_at_hand_where_rows_were_just_made_or_read(self, axactor: Controller, intrum: Controller) -> None:
        closed(intrum, retention.months_ago(6))
        with accounts.command(Purpose.COLLECTION) as here:
            made = retention.experience_of(intrum)
            assert made.envelope_id not in here.keys
            experience.export(of=made, by=uuid4(), at=timezone.now())
            assert made.envelope_id not in here.keys

    @ROLE
    def test_is_used_for_an_answer_by_one_role_that_works_with_no_set(self) -> None:
        may = {role for role in Role if Permission.PSEUDONYMS_RESOLVE in PERMISSIONS_OF[role]}
        assert may == {Role.PSEUDONYM_KEEPER}
        assert PERMISSIONS_OF[Role.PSEUDONYM_KEEPER] == {Permission.RETENTION_VIEW, Permission.PSEUDONYMS_RESOLVE}

    @ROLE
    def test_answers_nobody_else_and_the_refusal_is_recorded(self, intrum: Controller, case: Case) -> None:
        made = made_of(intrum)
        for role in set(Role) - {Role.PSEUDONYM_KEEPER}:
            client, sent = accounts.client_of(accounts.member(role)), {"token": "0" * 32, "why": "incident"}
            assert client.post(page(made), sent).status_code == HTTPStatus.FORBIDDEN, role
        refused = Event.objects.filter(name="accounts.permission.refused", reason="pseudonyms.resolve")
        assert refused.count() == len(Role) - 1

    @ROLE
    def test_its_role_neither_makes_nor_takes_out_sets(self, intrum: Controller, case: Case, pelle: Client) -> None:
        made = made_of(intrum)
        for address in (f"{made.reference}/file/", "INTRUM/experience/", "INTRUM/portfolio/", "INTRUM/names/"):
            assert pelle.post(f"/dpo/retention/sets/{address}").status_code == HTTPStatus.FORBIDDEN, address


class TestAnAttempt:
    @LOGGED
    def test_that_is_answered_is_recorded_and_shown_to_the_person(
        self, intrum: Controller, case: Case, pelle: Client
    ) -> None:
        made = made_of(intrum)
        ((token),) = [each["token"] for each in exported(made)]
        answer = pelle.post(page(made), {"token": token.upper(), "why": "rights_request"}).content.decode()
        assert f"It stands for the case {case.reference}." in answer
        (told,) = accounts.recorded(events.PSEUDONYM_RESOLVED)
        assert (told.reference, told.reason) == (made.reference, "rights_request")
        assert list(Line.objects.filter(event_id=told.id).values_list("envelope_id", flat=True)) == [case.envelope_id]
        assert refusals() == []

    @LOGGED
    def test_that_is_refused_is_recorded_with_why_it_was(self, intrum: Controller, case: Case, pelle: Client) -> None:
        made = made_of(intrum)
        ((token),) = [each["token"] for each in exported(made)]
        for sent in ({"token": token}, {"token": token, "why": "curious"}):
            assert case.reference not in pelle.post(page(made), sent).content.decode()
        unknown = pelle.post(page(made), {"token": "0" * 32, "why": "incident"}).content.decode()
        assert "The token stands for nobody" in unknown
        pelle.post(page(made), {"token": "", "why": "incident"})
        with accounts.command(Purpose.RETENTION):
            envelopes.set_trigger(envelopes=[case.envelope_id], trigger_on=retention.months_ago(70))
        assert refusals() == ["no_reason", "no_reason", "incident.nobody", "incident.nobody"]
        assert not accounts.recorded(events.PSEUDONYM_RESOLVED)

    @LOGGED
    def test_that_comes_after_the_end_is_recorded(
        self, intrum: Controller, pelle: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = made_of(intrum)
        later = local_today(intrum) + timedelta(days=400)
        monkeypatch.setattr("collections_app.services.sets.reidentifying.today_at", lambda *_: later)
        assert (
            "Nobody can tell any more"
            in pelle.post(page(made), {"token": "0" * 32, "why": "authority_order"}).content.decode()
        )
        assert refusals() == ["authority_order.ended"]
        gone = pelle.post("/dpo/retention/sets/REC-9999999/token/", {"token": "0" * 32, "why": "incident"})
        assert gone.status_code == HTTPStatus.NOT_FOUND
        assert refusals() == ["authority_order.ended", "ended"]

    @LOGGED
    def test_of_a_portfolio_compares_what_the_person_gave(self, axactor: Controller) -> None:
        made = taken(axactor, FILE)
        pelle = accounts.client_of(accounts.member(Role.PSEUDONYM_KEEPER, name="Pelle"))
        number = rows_of(made)[0][1]
        sent = {"token": number, "why": "rights_request", "column": "identity_number"}
        assert "Say who it may be" in pelle.post(page(made), sent).content.decode() or refusals()
        assert "stands for nobody" in pelle.post(page(made), {**sent, "value": "31928525069"}).content.decode()
        assert (
            "stands for nobody"
            in pelle.post(page(made), {**sent, "value": "15867212075", "column": "phone"}).content.decode()
        )
        shown = pelle.post(page(made), {**sent, "value": "158672 12075"}).content.decode()
        assert "It stands for whom you named." in shown
        assert refusals() == ["rights_request.no_candidate", "rights_request.nobody", "rights_request.nobody"]
        assert [each.reason for each in accounts.recorded(events.PSEUDONYM_RESOLVED)] == ["rights_request"]
