"""Every URL of one record, asked by somebody who works for another controller: no such record."""

import re
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client
from django.urls import resolve

from audit.models import Line
from personal_data.events import OPENING_REFUSED
from privacy.models import SentBy
from tests.architecture.reach.beyond import OF_ONE_RECORD, Beyond
from tests.architecture.reach.records import NAME
from tests.factories.accounts import recorded

pytestmark = pytest.mark.django_db
WRITTEN = {"text": "A note", "reason": "paid", "sent_by": SentBy.values[0]}

# A restricted case may be used for a legal step when somebody asked and a second person agreed: nobody has asked here.
# A held one opens for its matter: here only a recording is held. A run keeps what it would erase: here nothing is due.
# A proof is there when something was erased for a request: here nothing was yet. Nobody has broken the glass either.
# A letter is off the list when somebody asked for one: here nobody did (tests/privacy/portal/test_next_code.py).
THERE_FOR_A_WHILE = {
    "dpo-audit-name",  # a name is asked for where staff looked: the event here is another one
    "dpo-request-approve-use",
    "dpo-request-proof",
    "dpo-retention-keep",
    "handler-asked-letter-settle",
    "handler-case-held",
    "handler-emergency-case",
    "handler-legal-step-use",
    "handler-permitted-use",
}


def sent_to(address: str) -> dict[str, str]:
    """What is written; a page without a form refuses what it does not take before it looks for any record."""
    taken = getattr(resolve(address).func, "taken", None)
    return {name: value for name, value in WRITTEN.items() if taken is None or name in taken}


def ask(client: Client, address: str) -> list[tuple[int, str]]:
    """What a page answers to reading and to writing, if it knows them: the status, and what is said."""
    answers: list[Any] = [client.get(address), client.post(address, sent_to(address))]
    said = [(answer.status_code, answer.getvalue().decode(errors="replace")) for answer in answers]
    return [(status, text) for status, text in said if status != HTTPStatus.METHOD_NOT_ALLOWED]


class TestOneRecord:
    @pytest.mark.parametrize("client_name", ["stranger", "nobodys"])
    def test_is_not_there_for_whoever_works_for_another_controller(
        self, request: pytest.FixtureRequest, beyond: Beyond, client_name: str
    ) -> None:
        client = request.getfixturevalue(client_name)
        for name, route in OF_ONE_RECORD.items():
            for status, text in ask(client, beyond.address(route)):
                assert status == HTTPStatus.NOT_FOUND, name
                assert NAME not in text, name

    @pytest.mark.parametrize("name", ["handler-case", "handler-payment", "handler-intake-decision"])
    def test_of_collection_is_an_attempt_that_stands_in_the_trail(
        self, stranger: Client, beyond: Beyond, name: str
    ) -> None:
        address = beyond.address(OF_ONE_RECORD[name])
        assert stranger.get(address).status_code == HTTPStatus.NOT_FOUND
        attempt = recorded(OPENING_REFUSED)[-1]
        assert (attempt.actor_kind, attempt.reason) == ("staff", "other_controller")
        assert Line.objects.filter(event_id=attempt.id, outcome="refused").exists()
        before = len(recorded(OPENING_REFUSED))
        nobody = re.sub(r"[0-9]{6}", "999999", address)
        assert (nobody != address, stranger.get(nobody).status_code) == (True, HTTPStatus.NOT_FOUND)
        assert len(recorded(OPENING_REFUSED)) == before, "a number of nobody is no attempt at anybody's data"

    def test_is_there_for_whoever_works_for_both(self, colleague: Client, beyond: Beyond) -> None:
        """What makes the test above worth something: every address is right."""
        for name, route in OF_ONE_RECORD.items():
            if name in THERE_FOR_A_WHILE:
                continue
            statuses = [status for status, _ in ask(colleague, beyond.address(route))]
            assert HTTPStatus.NOT_FOUND not in statuses, name

    def test_changes_nothing_by_a_stranger(self, stranger: Client, beyond: Beyond) -> None:
        for route in OF_ONE_RECORD.values():
            address = beyond.address(route)
            stranger.post(address, sent_to(address))
        before = (beyond.request.status, beyond.run.state, beyond.case.status, beyond.item.status)
        for each in (beyond.request, beyond.run, beyond.case, beyond.item):
            each.refresh_from_db()
        assert (beyond.request.status, beyond.run.state, beyond.case.status, beyond.item.status) == before
