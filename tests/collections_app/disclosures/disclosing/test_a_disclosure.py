"""Passing data on: a line in the register and a copy of what left."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from audit.models import Event, Line
from collections_app.models import Case, DisclosedCopy, Disclosure, Recipient, RecipientKind
from collections_app.services.disclosing import disclosures, recipients
from personal_data import envelopes
from personal_data.models import Controller, Envelope
from personal_data.purposes import Purpose
from tests.collections_app.disclosures.disclosing.asked import HANNA, NOW, REPORT, disclose, refused, wanted
from tests.factories import acting
from tests.factories import recipients as making

pytestmark = pytest.mark.django_db


class TestADisclosure:
    def test_is_a_line_in_the_register(self, case: Case, creditor: Recipient) -> None:
        line = disclose(case, wanted(creditor))
        assert line.categories == ["case", "claim", "identity"]
        assert line.data_fields == sorted(REPORT)
        assert line.records[0] == case.envelope_id
        assert len(line.records) == 3
        assert (line.recipient, line.case_reference, line.by, line.at) == (creditor, case.reference, HANNA, NOW)

    def test_keeps_a_copy_of_what_left_in_the_case(self, case: Case, creditor: Recipient) -> None:
        line = disclose(case, wanted(creditor))
        copy = DisclosedCopy.objects.get(disclosure=line.pk)
        assert copy.envelope_id == case.envelope_id
        said = {(entry["field"], entry["value"]) for entry in copy.content.reveal()}
        assert ("debtor.name", "Ida Johansson") in said
        assert ("debtor.name", "Jon Johansson") in said
        assert ("claim.amount_minor", 129_900) in said
        assert ("claim.currency", "SEK") in said
        assert not any("198010162389" in str(entry) for entry in copy.content.reveal())

    @pytest.mark.requirement("INTRUM-83", breaks="an event of a disclosure without ground, purpose or recipient")
    @pytest.mark.requirement("AMILI-28", breaks="data going to a client without a line that lists the fields")
    def test_is_an_event_that_names_recipient_fields_and_persons(self, case: Case, creditor: Recipient) -> None:
        disclose(case, wanted(creditor))
        event = Event.objects.get(name="collections.disclosure.made")
        assert (event.recipient, event.reason) == (creditor.reference, "status_report")
        assert event.fields == sorted(REPORT)
        lines = Line.objects.filter(event_id=event.pk)
        assert {line.subject for line in lines} == {
            part.subject.pseudonym for part in case.envelope.parts.select_related("subject")
        }

    def test_opens_for_the_recipient(self, case: Case, creditor: Recipient) -> None:
        with acting.hanna():
            disclose(case, wanted(creditor))
        opened = Event.objects.filter(name="personal_data.envelope.opened").order_by("id").last()
        assert opened is not None
        assert opened.recipient == creditor.reference

    def test_leaves_out_debtors_of_whom_nothing_goes(self, case: Case, creditor: Recipient) -> None:
        line = disclose(case, wanted(creditor, ("case.status",)))
        assert line.records == [case.envelope_id]
        assert line.categories == ["case"]

    def test_cannot_be_changed_or_removed(self, case: Case, creditor: Recipient) -> None:
        line = disclose(case, wanted(creditor))
        for statement in ("UPDATE collections_app_disclosure SET ground = '6(1)(c)'",
                          "DELETE FROM collections_app_disclosure"):  # fmt: skip
            with pytest.raises(Exception, match=r"permission denied|gate"), transaction.atomic():
                connection.cursor().execute(statement)
        assert Disclosure.objects.get() == line

    @pytest.mark.parametrize(
        ("name", "value"), [("purpose", "curiosity"), ("ground", "6(1)(a)"), ("channel", "pigeon")]
    )
    @pytest.mark.requirement("INTRUM-83", breaks="letting data go without a known ground, purpose or way")
    def test_needs_purpose_ground_and_channel_of_the_lists(
        self, case: Case, creditor: Recipient, name: str, value: str
    ) -> None:
        for each in (value, ""):
            assert refused(case, wanted(creditor, **{name: each})) == f"{name}_unknown"

    def test_names_some_data(self, case: Case, creditor: Recipient) -> None:
        assert refused(case, wanted(creditor, ())) == "nothing_chosen"
        assert refused(case, wanted(creditor, ("case.closed_on",))) == "nothing_there"

    def test_shows_first_what_would_leave(self, case: Case, creditor: Recipient) -> None:
        shown = disclosures.preview(case=case, wanted=wanted(creditor), at=NOW)
        disclose(case, wanted(creditor))
        assert DisclosedCopy.objects.get().content.reveal() == shown


class TestWhatStays:
    def test_a_sole_traders_name_is_sealed(self, amili: Controller) -> None:
        trader = making.recipient(amili, RecipientKind.ADVISER, name="Advokat Alm", is_person=True)
        assert (trader.name, trader.contact) == ("", "")
        assert trader.called == trader.reference
        with acting.hanna():
            assert recipients.names([trader]) == {trader.pk: "Advokat Alm"}
        recipients.end(recipient=trader, on=date(2026, 5, 4))
        assert Envelope.objects.get(record_class="recipient").trigger_on == date(2026, 5, 4)

    def test_an_organisation_is_not_sealed_and_a_person_always(self, amili: Controller) -> None:
        trader = making.recipient(amili, RecipientKind.ADVISER, name="Advokat Alm", is_person=True)
        with pytest.raises(IntegrityError), transaction.atomic():
            Recipient.objects.filter(pk=trader.pk).update(name="Advokat Alm")


class TestLayers:
    def test_opens_for_no_letter_and_no_import(self, case: Case, creditor: Recipient) -> None:
        line = disclose(case, wanted(creditor))
        with acting.hanna(Purpose.INTAKE), pytest.raises(envelopes.Refused):
            envelopes.open([line])
