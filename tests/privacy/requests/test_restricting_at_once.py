"""A restriction that is placed while a handler opens: two real sessions with real commits."""

from datetime import UTC, datetime
from threading import Event, Thread

import pytest
from django.db import connections, transaction

from audit.models import Event as Recorded
from audit.models import Line
from collections_app.models import Case, Debtor
from personal_data import envelopes
from personal_data.models import EnvelopeBlock
from personal_data.purposes import Purpose
from privacy.models import Right
from tests.factories import acting, collection
from tests.privacy.requests.asking import receive

WAIT = 20


@pytest.fixture
def case(live_database: str) -> Case:
    """A case of one debtor."""
    with acting.hanna(Purpose.SUBJECT_REQUEST):
        controller = collection.controller()
        return collection.case_file(controller, [collection.debtor(controller)])


def opens(case: Case) -> bool:
    with acting.omar():
        try:
            envelopes.open([case])
        except envelopes.Refused:
            return False
    return True


def outcomes(case: Case) -> list[str]:
    """What the trail says of each attempt to open the case for collection, in order."""
    attempts = Recorded.objects.filter(purpose="collection").order_by("id").values_list("id", flat=True)
    lines = dict(Line.objects.filter(envelope_id=case.envelope_id).values_list("event_id", "outcome"))
    return [lines[each] for each in attempts if lines.get(each) in {"opened", "refused"}]


def test_holds_from_its_commit_and_every_attempt_is_recorded(case: Case) -> None:
    placed, may_commit = Event(), Event()

    def restrict() -> None:
        try:
            with acting.hanna(Purpose.SUBJECT_REQUEST), transaction.atomic():
                receive(Debtor.objects.get(), Right.OBJECTION, at=datetime.now(UTC))
                placed.set()
                may_commit.wait(WAIT)
        finally:
            placed.set()
            connections.close_all()

    session = Thread(target=restrict)
    session.start()
    assert placed.wait(WAIT)
    assert opens(case), "the request is being entered; nothing is restricted before it is there"
    may_commit.set()
    session.join(WAIT)
    assert EnvelopeBlock.objects.get().lifted_at is None
    assert not opens(case)
    assert outcomes(case) == ["opened", "refused"]


def test_that_is_rolled_back_restricts_nothing(case: Case) -> None:
    with acting.hanna(Purpose.SUBJECT_REQUEST), transaction.atomic():
        receive(Debtor.objects.get(), Right.OBJECTION, at=datetime.now(UTC))
        transaction.set_rollback(True)
    assert not EnvelopeBlock.objects.exists()
    assert opens(case)
