"""Clocks that somebody stopped or moved, in every kind of record whose row says from what its clock runs."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from collections_app.models import Case, Payment
from collections_app.models.records import EndedBecause
from collections_app.record_kinds import KINDS
from collections_app.services.legal_files import filing
from personal_data import envelopes
from personal_data.models import Controller, Envelope
from personal_data.purposes import Purpose
from personal_data.services import controllers
from privacy.policies.packs import facts
from privacy.record_classes import ACCESS_COPY
from privacy.selectors import packs
from privacy.selectors.compliance.registry import asked_of, promise_of
from tests.collections_app.payments.conftest import AT, Bank, paid
from tests.collections_app.records.conftest import entered, finished
from tests.factories import accounts, retention
from tests.privacy.compliance.asking import BROKEN, KEPT, spoil, verdict

LATER = date(2026, 6, 1)
# Of each kind: whose notice speaks of it, what is entered, and how it ended where its clock waits for an end.
RECORDS: dict[str, tuple[str, dict[str, Any], str]] = {
    "hardship": ("INTRUM", {"expires_on": LATER}, ""),
    "bureau-extract": ("AMILI", {"expires_on": LATER}, ""),
    "grade": ("INTRUM", {}, ""),
    "chat": ("ALMI", {}, ""),
    "contact-form": ("ALMI", {}, ""),
    "loan-offer": ("ALMI", {"expires_on": LATER}, ""),
    "contract": ("ALMI", {}, EndedBecause.RELATIONSHIP_ENDED),
    "collateral": ("ALMI", {}, EndedBecause.RELEASED),
    "potential-customer": ("OPR", {}, EndedBecause.OFFER_LAPSED),
    "applicant": ("AXACTOR", {"gathering": "Clerk", "expires_on": LATER}, EndedBecause.REJECTED),
    "third-party": (
        "INTRUM",
        {"picks": {"tie": "other"}, "case_reference": "K-2026-000001"},
        EndedBecause.NO_LONGER_TIED,
    ),
    "authority-contact": ("AXACTOR", {"gathering": "Namsfogden"}, EndedBecause.NO_LONGER_TIED),
    "enquiry": ("ALMI", {}, EndedBecause.TRANSACTION_DONE),
}


@pytest.mark.parametrize("to", ["NULL", "date '2031-05-05'"])
@pytest.mark.parametrize("kind", RECORDS)
def test_of_a_record_beside_the_cases_is_found(amili: Controller, kind: str, to: str) -> None:
    reference, values, end = RECORDS[kind]
    controller = amili if reference == "AMILI" else retention.controller(reference)
    controllers.bind_to_notice(controller=controller, purposes=facts.openings(packs.pack_of(controller)))
    record = entered(controller, kind, "2026-01-05", **values)
    if end:
        assert verdict(controller, "clocks_run") is KEPT, "it waits for its end"
        finished(record, end, "2026-02-05")
    assert verdict(controller, "clocks_run") is KEPT
    spoil(f"UPDATE personal_data_envelope SET trigger_on = {to} WHERE id = %s", record.envelope_id)
    assert verdict(controller, "clocks_run") is BROKEN


def test_of_an_enquiry_is_counted_and_not_named(amili: Controller) -> None:
    record = entered(amili, "enquiry", "2026-01-05")
    spoil("UPDATE personal_data_envelope SET trigger_on = now() WHERE id = %s", record.envelope_id)
    promise = promise_of(amili, "clocks_run")
    assert promise is not None
    (found,) = promise.check.question.listed(asked_of(amili), 50)
    assert (found.reference, found.record) == ("aml_file", None)


def test_no_kind_of_record_is_forgotten() -> None:
    """Rows and sets of valued portfolios come from files, and are asked in the same way as the others."""
    assert set(KINDS) - set(RECORDS) == {"valuation-row", "valuation-set"}


@pytest.mark.parametrize("kind", ["dispute", "damage"])
def test_of_a_legal_file_is_found(amili: Controller, case: Case, kind: str) -> None:
    discovered_on = date(2026, 1, 5) if kind == "damage" else None
    matter = filing.Matter(kind, "Whether the goods ever came", "Stockholms tingsrätt", discovered_on=discovered_on)
    with accounts.command(Purpose.LEGAL_CLAIM):
        file = filing.open_on(case=case, matter=matter, by=uuid4(), at=AT)
    assert verdict(amili, "clocks_run") is KEPT
    spoil("UPDATE personal_data_envelope SET trigger_on = date '2020-01-01' WHERE id = %s", file.envelope_id)
    assert verdict(amili, "clocks_run") is BROKEN


def test_of_a_payment_that_is_still_needed_is_found(amili: Controller) -> None:
    Bank(amili).file(paid("700.00", ""))
    assert verdict(amili, "clocks_run") is KEPT
    spoil("UPDATE personal_data_envelope SET trigger_on = now() WHERE id = %s", Payment.objects.get().envelope_id)
    assert verdict(amili, "clocks_run") is BROKEN


def test_of_a_copy_that_was_stopped_is_found(amili: Controller) -> None:
    copy = envelopes.create(controller=amili, record_class=ACCESS_COPY, subjects=[], trigger_on=retention.today())
    assert verdict(amili, "clocks_run") is KEPT
    Envelope.objects.filter(pk=copy.pk).update(trigger_on=None)
    assert verdict(amili, "clocks_run") is BROKEN
