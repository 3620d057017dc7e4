"""Uses that the law allows while data are restricted: a named step, a second person, an end (GDPR art. 18(2))."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from collections_app.models import Debtor
from personal_data import envelopes
from personal_data.models import BlockKind, BlockPermit, Controller, EnvelopeBlock
from personal_data.purposes import Purpose
from personal_data.services import blocks, controllers
from tests.factories import acting, collection

NAMED = (Purpose.COLLECTION, Purpose.MARKETING)
PERSONS = {"asked_by": acting.person("hanna").id, "approved_by": acting.person("petra").id}


def opens(debtor: Debtor, purpose: Purpose) -> bool:
    with acting.omar(purpose):
        try:
            envelopes.open([debtor])
        except envelopes.Refused:
            return False
    return True


def permit(block: EnvelopeBlock, *debtors: Debtor, **changed: Any) -> BlockPermit:
    now = timezone.now()
    values: dict[str, Any] = {"from_at": now, "until_at": now + timedelta(days=3), **PERSONS, **changed}
    return blocks.permit(
        block=block,
        envelopes=[each.envelope_id for each in debtors],
        purpose=Purpose.LEGAL_CLAIM,
        step="payment_order",
        reference="K-2026-000001",
        **values,
    )


@pytest.fixture(params=["envelope", "person"])
def restricted(amili: Controller, request: pytest.FixtureRequest) -> tuple[Debtor, EnvelopeBlock]:
    """A debtor, restricted by the record or by the person."""
    debtor = collection.debtor(amili)
    scope: dict[str, Any] = (
        {"envelopes": [debtor.envelope_id]} if request.param == "envelope" else {"subject": debtor.subject}
    )
    return debtor, blocks.place(kind=BlockKind.RESTRICTION, reason_code="accuracy", **scope)[0]


class TestPermit:
    def test_opens_for_its_purpose_and_no_other(self, restricted: tuple[Debtor, EnvelopeBlock]) -> None:
        debtor, block = restricted
        assert not opens(debtor, Purpose.LEGAL_CLAIM)
        permit(block, debtor)
        assert opens(debtor, Purpose.LEGAL_CLAIM)
        assert not opens(debtor, Purpose.COLLECTION)

    def test_opens_the_records_that_it_names(self, amili: Controller) -> None:
        debtor = collection.debtor(amili)
        case = collection.case_file(amili, [debtor])
        (block,) = blocks.place(kind=BlockKind.RESTRICTION, reason_code="accuracy", subject=debtor.subject)
        permit(block, debtor)
        with acting.omar(Purpose.LEGAL_CLAIM):
            envelopes.open([debtor])
            with pytest.raises(envelopes.Refused):
                envelopes.open([case])

    @pytest.mark.parametrize("days", [-2, 1])
    def test_ends_and_begins_by_the_clock(self, restricted: tuple[Debtor, EnvelopeBlock], days: int) -> None:
        debtor, block = restricted
        begins = timezone.now() + timedelta(days=days)
        permit(block, debtor, from_at=begins, until_at=begins + timedelta(hours=1))
        assert not opens(debtor, Purpose.LEGAL_CLAIM)

    def test_of_one_block_does_not_open_another(self, restricted: tuple[Debtor, EnvelopeBlock]) -> None:
        debtor, block = restricted
        permit(block, debtor)
        blocks.place(kind=BlockKind.OBJECTION, reason_code="objection", subject=debtor.subject)
        assert not opens(debtor, Purpose.LEGAL_CLAIM)

    @pytest.mark.parametrize(
        "changed",
        [
            {"approved_by": PERSONS["asked_by"]},
            {"until_at": timezone.now() + timedelta(days=40)},
            {"until_at": timezone.now() - timedelta(days=1)},
        ],
    )
    def test_needs_a_second_person_and_an_end(
        self, restricted: tuple[Debtor, EnvelopeBlock], changed: dict[str, Any]
    ) -> None:
        debtor, block = restricted
        with pytest.raises(IntegrityError), transaction.atomic():
            permit(block, debtor, **changed)
        assert not opens(debtor, Purpose.LEGAL_CLAIM)

    @pytest.mark.parametrize(
        "change",
        [
            lambda made: BlockPermit.objects.filter(pk=made.pk).update(until_at=timezone.now() + timedelta(days=9)),
            lambda made: BlockPermit.objects.filter(pk=made.pk).delete(),
        ],
    )
    def test_is_never_changed(
        self, restricted: tuple[Debtor, EnvelopeBlock], change: Callable[[BlockPermit], object]
    ) -> None:
        debtor, block = restricted
        made = permit(block, debtor)
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            change(made)


class TestMarketing:
    def test_a_purpose_that_is_not_listed_does_not_open(self, amili: Controller) -> None:
        debtor = collection.debtor(amili)
        controllers.bind_to_notice(controller=amili, purposes=dict.fromkeys(NAMED, "6(1)(f)"))
        blocks.place(kind=BlockKind.MARKETING, reason_code="marketing", subject=debtor.subject)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT refusal FROM personal_data_openings(%s::uuid[], 'marketing', '', ARRAY['profile'], %s::uuid[])",
                [[debtor.envelope_id], [debtor.controller_id]],
            )
            assert cursor.fetchone() == ("marketing",)
