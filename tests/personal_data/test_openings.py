"""Wrapped keys leave the database with their record, also for what a transaction has just made."""

import json
from typing import Any

import pytest
from django.db import transaction

from audit import trail
from audit.models import Event, Line
from collections_app.models import Debtor
from personal_data import envelopes, openings
from personal_data.models import BlockKind, Controller
from personal_data.services import blocks
from tests.factories import acting, collection


def opened() -> Any:
    return Event.objects.filter(name="personal_data.envelope.opened").order_by("id")


class TestNoRecordNoKey:
    """The database hands a wrapped key out in the statement that writes the event, or not at all."""

    def ask(self, rows: list[Debtor], *, is_whole: bool) -> list[tuple[Any, Any]]:
        parameters = [[str(row.envelope_id) for row in rows], ["debtor"], "", "", ["profile"], None, is_whole]
        with acting.omar(), trail.recording_by(openings._OPEN, parameters) as answer:
            pass
        return [(each[3] is not None, each[4]) for each in json.loads(answer[0] or "[]")]

    @pytest.fixture
    def free(self, amili: Controller) -> Debtor:
        return collection.debtor(amili)

    @pytest.fixture
    def restricted(self, amili: Controller) -> Debtor:
        debtor = collection.debtor(amili, "Bo Berg")
        blocks.place(kind=BlockKind.RESTRICTION, reason_code="accuracy", envelopes=[debtor.envelope_id])
        return debtor

    def test_hands_out_what_it_records_as_opened(self, free: Debtor, restricted: Debtor) -> None:
        assert self.ask([free, restricted], is_whole=False) == [(True, ""), (False, "restriction")]
        assert opened().get().count == 1

    def test_hands_out_nothing_when_one_of_all_is_refused(self, free: Debtor, restricted: Debtor) -> None:
        assert self.ask([free, restricted], is_whole=True) == [(False, ""), (False, "restriction")]
        assert not opened().exists()

    def test_hands_out_nothing_when_one_of_all_is_gone(self, free: Debtor, restricted: Debtor) -> None:
        restricted.envelope_id = restricted.pk
        assert self.ask([free, restricted], is_whole=True) == []
        assert not opened().exists()


class TestInATransaction:
    """What a transaction made is seen by it alone, so it is looked up there; the event is committed apart all the same.

    In a test that is rolled back there is one connection only, so these have real ones.
    """

    @pytest.fixture
    def controller(self, live_database: str) -> Controller:
        with acting.hanna():
            return collection.controller()

    def test_opens_what_it_has_just_made(self, controller: Controller) -> None:
        with transaction.atomic():
            with acting.hanna():
                debtor = collection.debtor(controller)
            with acting.omar():
                envelopes.open([debtor])
                assert debtor.name.reveal() == "Anna Andersson"
            transaction.set_rollback(True)
        assert Line.objects.get(event_id=opened().get().id).envelope_id == debtor.envelope_id

    def test_shows_what_is_blocked_as_dots_or_opens_nothing(self, controller: Controller) -> None:
        with acting.hanna():
            free, restricted = (collection.debtor(controller, name) for name in ("Anna Andersson", "Bo Berg"))
            blocks.place(kind=BlockKind.RESTRICTION, reason_code="accuracy", envelopes=[restricted.envelope_id])
        with acting.omar(), transaction.atomic(), pytest.raises(envelopes.Refused):
            envelopes.open([free, restricted])
        assert Event.objects.get(name="personal_data.opening.refused").reason == "restriction"
        assert not opened().exists()
        with acting.omar(), transaction.atomic():
            page = envelopes.open_page(Debtor.objects.all())
            assert {debtor.pk for debtor in page if debtor.name.is_open} == {free.pk}
        assert (opened().get().count, Line.objects.filter(event_id=opened().get().id).count()) == (1, 2)

    def test_says_when_the_key_is_gone(self, controller: Controller) -> None:
        with acting.hanna():
            debtor = collection.debtor(controller)
        debtor.envelope_id = debtor.pk
        with acting.omar(), transaction.atomic(), pytest.raises(envelopes.Gone):
            envelopes.open([debtor])
