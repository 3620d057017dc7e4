"""The job that tells of a change: in sets, again where it failed or was stopped, and nobody who is erased."""

from typing import Any

import pytest
from django.utils import timezone

from collections_app.models import Debtor
from config.celery import app
from personal_data import envelopes
from personal_data.models import BlockKind, Controller
from personal_data.purposes import Purpose
from personal_data.services import blocks
from privacy.models import ChangeNotice, NoticeChange
from privacy.services.notices import changes
from tests.factories import accounts, acting, retention
from tests.privacy.letters import ADDRESS
from tests.privacy.notices.changes.telling import Publish, notice_of, person, prepare, staff, work

pytestmark = pytest.mark.django_db


class TestTheJob:
    def test_hands_no_personal_data_to_the_queue(self) -> None:
        entry = app.conf.beat_schedule["tell-of-changes"]
        assert (entry["task"], entry.get("args", ()), entry.get("kwargs", {})) == ("privacy.tell_of_changes", (), {})

    def test_goes_on_where_it_was_stopped(
        self, almi: Controller, publish: Publish, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for number in range(5):
            person(almi, f"Anna {number}")
        publish()
        monkeypatch.setattr(changes, "LISTED_AT_ONCE", 2)
        change, now = NoticeChange.objects.get(), timezone.now()
        with acting.nightly(Purpose.SUBJECT_REQUEST):
            assert changes._list_some(change, now) == 2  # killed after the first set
            assert changes.prepare(change=change, at=now) == 3
            assert changes.prepare(change=change, at=now) == 0
            assert [changes.write_some(at=now, size=3) for _ in range(3)] == [3, 2, 0]
        change.refresh_from_db()
        assert change.prepared_at == now

    def test_lists_all_of_a_set_in_one_statement(
        self, almi: Controller, publish: Publish, django_assert_max_num_queries: Any
    ) -> None:
        for number in range(20):
            person(almi, f"Anna {number}")
        publish()
        with django_assert_max_num_queries(15):
            prepare()
        assert ChangeNotice.objects.count() == 20

    def test_tells_nobody_whose_data_are_erased(self, almi: Controller, publish: Publish) -> None:
        anna, gone = person(almi), person(almi, "Gunnar Gren")
        publish()
        prepare()
        erase(gone)
        work()
        assert [each.debtor_id for each in ChangeNotice.objects.all()] == [anna.pk]
        assert not ChangeNotice.history.filter(debtor_id=gone.pk).exists()

    def test_tells_who_is_restricted_too(self, almi: Controller, publish: Publish) -> None:
        anna = person(almi)
        with acting.hanna():
            blocks.place(kind=BlockKind.RESTRICTION, envelopes=[anna.envelope_id], reason_code="accuracy_contested")
        publish()
        work()
        assert notice_of(anna).letter is not None

    def test_tries_those_again_whose_letter_failed(self, almi: Controller, publish: Publish) -> None:
        bo = person(almi, "Bo Bertilsson", address=None)
        publish()
        work()
        assert notice_of(bo).failed == "no_address"
        with acting.hanna(Purpose.SUBJECT_REQUEST):
            envelopes.open([bo])
            bo.address = ADDRESS
            bo.save(update_fields=["address"])
        staff().post(f"/handler/notices/changes/{notice_of(bo).change_id}/again/")
        work()
        assert notice_of(bo).letter is not None


def erase(debtor: Debtor) -> None:
    """Their case is due, and with it the profile."""
    with accounts.command(Purpose.RETENTION):
        case = debtor.case_debtors.get().case
        retention.close(case, retention.months_ago(200))
        assert envelopes.erase([case.envelope_id])[0].erased
        assert envelopes.erase([debtor.envelope_id])[0].erased
