"""A request of which nobody knows who wrote it: asked about, answered, closed, and gone by its rule."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client

from accounts.roles import Role
from personal_data import envelopes
from personal_data.models import Controller, Envelope
from personal_data.purposes import Purpose
from privacy.models import UnlinkedClosing, UnlinkedRequest
from privacy.services import unlinked
from retention.services import nightly
from tests.factories import accounts, acting
from tests.privacy.letters import text_of
from tests.privacy.requests.asking import NOW, PETRA
from tests.privacy.requests.without_identification.form import entry, said, send

pytestmark = pytest.mark.django_db


class TestWithoutAPerson:
    def step(self, petra: Client, step: str, **values: str) -> str:
        return said(petra.post(f"/dpo/requests/unlinked/{entry().reference}/{step}/", values, follow=True))

    def letter(self, petra: Client, kind: str) -> str:
        return text_of(petra.get(f"/dpo/requests/unlinked/{entry().reference}/letters/{kind}/").content)

    def test_is_asked_by_letter_who_it_is(self, amili: Controller, petra: Client) -> None:
        send()
        assert "Asked who it is" in self.step(petra, "ask", doubts="Nobody of that name is known.")
        assert "Help us to find you" in self.letter(petra, "who_asks")
        assert "Testvägen 2" in self.letter(petra, "who_asks")

    def test_is_answered_that_nothing_is_held(self, amili: Controller, petra: Client) -> None:
        send(right="access")
        self.step(petra, "close", because="nothing_held")
        text = self.letter(petra, "nothing_held")
        assert "found nothing about you" in text
        assert "imy@imy.se" in text

    def test_is_not_turned_away_unasked(self, amili: Controller, petra: Client) -> None:
        send()
        self.step(petra, "close", because="not_identified")
        assert entry().is_open
        with acting.hanna(Purpose.SUBJECT_REQUEST), pytest.raises(unlinked.NotNow):
            unlinked.close(entry=entry(), because=UnlinkedClosing.NOT_IDENTIFIED, by=PETRA, at=NOW)

    def test_goes_by_its_rule(self, amili: Controller, petra: Client) -> None:
        send()
        due = entry().envelope.due_on
        assert due is not None
        assert due == date(entry().received_on.year + 1, entry().received_on.month, entry().received_on.day)
        Envelope.objects.filter(pk=entry().envelope_id).update(trigger_on=date(2020, 1, 1))
        with acting.nightly() as here:
            nightly.run_routine(by=here.actor, at=datetime.now(UTC))
        assert not UnlinkedRequest.objects.exists()

    def test_opens_for_no_collection(self, amili: Controller) -> None:
        send()
        with acting.hanna(Purpose.COLLECTION), pytest.raises(envelopes.Refused):
            envelopes.open([entry()])

    def test_is_seen_only_by_who_works_for_the_controller(self, amili: Controller) -> None:
        send()
        elsewhere = accounts.client_of(accounts.member(Role.PRIVACY_OFFICER, name="Eve Elsewhere", works_for=[]))
        assert elsewhere.get(f"/dpo/requests/unlinked/{entry().reference}/").status_code == 404
        assert entry().reference not in said(elsewhere.get("/dpo/requests/"))
