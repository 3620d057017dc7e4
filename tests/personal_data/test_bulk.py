"""Taking in many rows at once: sealed, indexed and captured like any other write."""

from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from audit.models import Event
from collections_app.models import Debtor, Note
from collections_app.record_classes import PROFILE
from personal_data import envelopes, search
from personal_data.bulk import Batch
from personal_data.models import Controller, DataSubject, Envelope, Role, SearchEntry
from tests.factories import acting, collection

PEOPLE = 20


def queue(batch: Batch, controller: Controller, number: int, **values: Any) -> UUID:
    subject = batch.subject(kind="person")
    envelope = batch.envelope(record_class=PROFILE, subjects=[(subject, Role.DEBTOR)])
    return batch.add(
        Debtor,
        {
            "envelope_id": envelope,
            "controller_id": controller.id,
            "subject_id": subject,
            "reference": f"D-BULK-{number}",
            "kind": "person",
            "is_identified": False,
            "identity_scheme": "",
            "name": f"Anna Number{number}",
            "created_at": collection.LONG_AGO,
            **values,
        },
    )


@pytest.fixture
def taken_in(amili: Controller) -> list[UUID]:
    """Twenty debtors from one batch."""
    with acting.omar():
        batch = Batch(amili)
        ids = [queue(batch, amili, number, phone=f"07017406{number:02}") for number in range(PEOPLE)]
        batch.write()
    return ids


class TestBatch:
    def test_seals_what_another_context_can_open(self, taken_in: list[UUID]) -> None:
        rows = {row.pk: row for row in envelopes.open_page(Debtor.objects.all())}
        assert [rows[pk].name.reveal() for pk in taken_in] == [f"Anna Number{number}" for number in range(PEOPLE)]
        assert rows[taken_in[3]].phone.reveal() == "0701740603"
        assert rows[taken_in[3]].email is None

    def test_gives_each_a_key_and_a_pseudonym(self, taken_in: list[UUID]) -> None:
        assert len(set(DataSubject.objects.values_list("pseudonym", flat=True))) == PEOPLE
        assert Envelope.objects.count() == PEOPLE

    def test_makes_them_findable(self, amili: Controller, taken_in: list[UUID]) -> None:
        ids = search.find(controller_ids=[amili.id], kinds=["phone"], text="0701740607")
        assert Debtor.objects.get(envelope_id__in=ids).reference == "D-BULK-7"
        assert SearchEntry.objects.count() == PEOPLE

    def test_is_captured_with_who_did_it(self, taken_in: list[UUID]) -> None:
        event = Event.objects.get(name="personal_data.record.created", fields=["debtor"])
        assert (event.count, event.actor_id) == (PEOPLE, acting.person("omar").id)
        assert Debtor.history.filter(history_type="+", history_user_id=acting.person("omar").id).count() == PEOPLE

    def test_writes_all_or_nothing(self, amili: Controller) -> None:
        batch = Batch(amili)
        queue(batch, amili, 1)
        queue(batch, amili, 1)
        with pytest.raises(IntegrityError), transaction.atomic():
            batch.write()
        assert not Envelope.objects.exists()

    def test_adds_to_an_envelope_of_earlier_days(self, amili: Controller) -> None:
        case = collection.case_file(amili, [collection.debtor(amili)])
        with acting.omar():
            envelopes.prepare_to_write([case])
            batch = Batch(amili)
            batch.add(
                Note,
                {"envelope_id": case.envelope_id, "case_id": case.pk, "text": "From the file", "by": case.pk,
                 "at": collection.LONG_AGO},
            )  # fmt: skip
            batch.write()
        assert Note.objects.get().text.reveal() == "From the file"

    def test_does_not_seal_into_an_envelope_without_its_key(self, amili: Controller) -> None:
        case = collection.case_file(amili, [collection.debtor(amili)])
        with acting.omar(), pytest.raises(KeyError):
            Batch(amili).add(
                Note,
                {"envelope_id": case.envelope_id, "case_id": case.pk, "text": "x", "by": case.pk,
                 "at": collection.LONG_AGO},
            )  # fmt: skip
