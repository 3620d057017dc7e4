"""Every list, asked by somebody who works for another controller: no trace."""

from http import HTTPStatus

import pytest
from django.test import Client

from audit.models import Event, Line
from personal_data.models import Envelope
from tests.architecture.reach.beyond import OF_ONE_RECORD, OF_STAFF, Beyond
from tests.architecture.reach.records import NAME

pytestmark = pytest.mark.django_db
LISTS = {name: route for name, route in OF_STAFF.items() if name not in OF_ONE_RECORD}


class TestLists:
    def test_show_no_trace_of_another_controllers_records(
        self, stranger: Client, nobodys: Client, beyond: Beyond
    ) -> None:
        for client in (stranger, nobodys):
            for name, route in LISTS.items():
                page = client.get(f"/{route.pattern}")
                shown = page.content.decode() if page.status_code == HTTPStatus.OK else ""
                assert not [trace for trace in beyond.traces() if trace in shown], name

    def test_show_them_to_whoever_works_for_both(self, colleague: Client, beyond: Beyond) -> None:
        shown = "".join(colleague.get(f"/{route.pattern}").content.decode() for route in LISTS.values())
        assert not [trace for trace in beyond.traces() if trace not in shown]

    def test_do_not_open_them(self, stranger: Client, beyond: Beyond) -> None:
        last = Event.objects.latest("id").id
        for route in LISTS.values():
            stranger.get(f"/{route.pattern}")
        theirs = Envelope.objects.filter(controller=beyond.case.controller).values("id")
        assert not Line.objects.filter(event_id__gt=last, envelope_id__in=theirs).exists()

    @pytest.mark.parametrize("asked", ["Beatrix", "19801016-2389", "F-2020-118", "the debtor's number"])
    def test_find_nobody_beyond(self, stranger: Client, colleague: Client, beyond: Beyond, asked: str) -> None:
        text = beyond.debtor.reference if asked.startswith("the") else asked
        assert NAME in colleague.post("/handler/search/", {"text": text}).content.decode()
        assert NAME not in stranger.post("/handler/search/", {"text": text}).content.decode()
