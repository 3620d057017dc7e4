"""What a batch for direct marketing leaves on record: one event, and a line for each person."""

import pytest

from audit.models import Event, Line
from collections_app.models import DisclosedCopy, Disclosure, MarketingBatch
from personal_data import envelopes
from personal_data.models import DataSubject, EnvelopeSubject
from personal_data.purposes import Purpose
from tests.factories import acting
from tests.privacy.marketing.conftest import LOGGED, Lender, birthday

pytestmark = pytest.mark.django_db


class TestTheLog:
    @LOGGED
    def test_is_one_event_with_a_line_for_each_and_a_batch_without_anybody(self, lender: Lender) -> None:
        vera, adam = lender.person("Vera Vuxen"), lender.person("Adam Arton", birthday(18))
        minor = lender.person("Mia Minderårig", birthday(9))
        file = lender.batch()
        event = Event.objects.get(name="collections.disclosure.made")
        assert (event.reference, event.reason, event.recipient, event.count) == (
            file.batch.reference, "marketing", lender.supplier.reference, 2,
        )  # fmt: skip
        assert sorted(event.fields) == ["debtor.email", "debtor.name"]
        told = set(Line.objects.filter(event_id=event.pk).values_list("subject", flat=True))
        people = DataSubject.objects.filter(pk__in=[vera.subject_id, adam.subject_id])
        assert told == set(people.values_list("pseudonym", flat=True))
        assert not Line.objects.filter(event_id=event.pk, envelope_id=minor.envelope_id).exists()
        assert MarketingBatch.objects.get().left_out == {"minor": 1}

    @LOGGED
    def test_gives_each_a_line_of_their_own_in_the_register_with_a_sealed_copy(self, lender: Lender) -> None:
        vera = lender.person("Vera Vuxen")
        lender.person("Adam Arton", birthday(18))
        lender.batch("letter")
        line = Disclosure.objects.get(records=[vera.envelope_id])
        assert (line.recipient, line.purpose, line.ground) == (lender.supplier, "marketing", "6(1)(f)")
        assert line.case_reference == lender.case_of(vera).reference
        persons = EnvelopeSubject.objects.filter(envelope_id=line.envelope_id)
        assert [each.subject_id for each in persons] == [vera.subject_id]
        with acting.hanna(Purpose.SUBJECT_REQUEST):
            copy = DisclosedCopy.objects.get(disclosure=line.pk)
            envelopes.open([copy])
            said = {entry["field"]: entry["value"] for entry in copy.content.reveal()}
        assert said["debtor.name"] == "Vera Vuxen"
        assert set(said) == {"debtor.name", "debtor.address"}

    def test_writes_the_least_and_no_formula(self, lender: Lender) -> None:
        lender.person('=HYPERLINK("http://x")')
        text = lender.batch("letter").content.decode("utf-8-sig")
        assert text.splitlines()[0] == "name;letter"
        assert "\n=" not in text
        assert "Storgatan 3 B, 113 29 Stockholm, SE" in text
        assert "1980" not in text
