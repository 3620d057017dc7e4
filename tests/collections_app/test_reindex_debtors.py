"""Foreign identity numbers are one number however they are written, and old tokens are brought up to that."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from collections_app.models import Debtor
from personal_data import search
from personal_data.models import BlockKind, SearchEntry
from personal_data.services import blocks
from tests.collections_app.conftest import Desk, rows_of
from tests.factories import accounts

pytestmark = pytest.mark.django_db
KLARA = "Klara Klar;{number};DE;;;F-{invoice};99,00;EUR;2026-03-05;2026-04-04;"


def indexed() -> str:
    output = StringIO()
    call_command("reindex_debtors", controller="AMILI", stdout=output)
    return output.getvalue()


def test_dots_and_slashes_make_no_second_debtor(desk: Desk) -> None:
    desk.take(rows_of(KLARA.format(number="12.345.678/9", invoice=1)))
    desk.take(rows_of(KLARA.format(number="123456789", invoice=2), KLARA.format(number="12-345-678-9", invoice=3)))
    assert Debtor.objects.count() == 1


class TestOldTokens:
    def test_are_written_anew_on_record(self, desk: Desk) -> None:
        desk.take(rows_of(KLARA.format(number="12.345.678/9", invoice=1)))
        debtor = Debtor.objects.get()
        whole = SearchEntry.objects.get(envelope=debtor.envelope_id).tokens
        SearchEntry.objects.filter(envelope=debtor.envelope_id).update(tokens=[1])
        assert "1 of 1 debtors" in indexed()
        assert sorted(SearchEntry.objects.get(envelope=debtor.envelope_id).tokens) == sorted(whole)
        found = search.find(controller_ids=[debtor.envelope.controller_id], kinds=["name"], text="Klara")
        assert debtor.envelope_id in found
        assert accounts.recorded("personal_data.envelope.opened")[-1].purpose == "security"

    def test_stay_where_a_block_keeps_them_shut(self, desk: Desk) -> None:
        desk.take(rows_of(KLARA.format(number="12.345.678/9", invoice=1)))
        debtor = Debtor.objects.get()
        SearchEntry.objects.filter(envelope=debtor.envelope_id).update(tokens=[1])
        with accounts.command():
            blocks.place(kind=BlockKind.NEED_TO_KNOW, reason_code="sealed", envelopes=[debtor.envelope_id], allowed=[])
        assert "run this again" in indexed()
        assert SearchEntry.objects.get(envelope=debtor.envelope_id).tokens == [1]

    def test_of_no_such_controller(self) -> None:
        with pytest.raises(CommandError, match="no controller NOBODY"):
            call_command("reindex_debtors", controller="NOBODY")
