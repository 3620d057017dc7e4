"""Booking one batch of documents: judged against the books, written by COPY, all of it or nothing."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from audit import trail
from collections_app import events
from collections_app.intake import kept
from collections_app.models import Creditor, ImportFile, IntakeItem
from collections_app.policies import intake as policy
from collections_app.policies.intake import Verdict
from collections_app.record_classes import INTAKE_ITEM
from collections_app.services import creditors, filing, intake_lock, references
from collections_app.services.intake import arrivals as intake_arrivals
from collections_app.services.intake import matching
from collections_app.services.intake.arrivals import Arrival
from collections_app.services.intake.matching import Booked
from personal_data import envelopes
from personal_data.bulk import Batch

PART = 500
"""So many documents are handed to the database at a time, to be written while the next are sealed."""
FIRST_PART = 50
"""The first part is smaller, so that the database does not wait long for it."""
TURN = 4
"""After so many the database is asked whether it wants more."""

Meanwhile = Callable[[Callable[[], None]], None]


@dataclass(slots=True)
class Counts:
    """What became of the documents of a batch."""

    new: int = 0
    credited: int = 0
    unchanged: int = 0
    set_aside: int = 0


class Booking:
    """The documents of one batch on their way into the books. Use it inside a transaction and an access context."""

    def __init__(
        self, creditor: Creditor, at: datetime, *, import_file: ImportFile | None = None, is_decided: bool = False
    ) -> None:
        self.counts = Counts()
        self.booked_invoices: dict[bytes, Booked] = {}
        self.booked: set[bytes] = set()
        self._creditor = creditor
        self._at = at
        self._today = at.astimezone(ZoneInfo(creditor.controller.time_zone)).date()
        self._import_file = import_file
        self._is_decided = is_decided
        self._batch = Batch(creditor.controller)
        self._set_aside: list[tuple[Arrival, Verdict]] = []

    def book(self, arrivals: Sequence[Arrival], *, meanwhile: Meanwhile = lambda pump: None) -> None:
        """Judge and write the documents. Invoices come first, so that a credit note finds the one beside it.

        `meanwhile` is done while the database writes: it must not ask the database, and gives it its turn by `pump`.
        """
        intake_lock.take(self._creditor.controller_id)
        creditors.expect_assignment(self._creditor)
        self._known = matching.documents(arrivals)
        self._known.suppressed = matching.suppressed(self._creditor, arrivals)
        envelopes.prepare_to_write(matching.credited_cases(self._known, arrivals))
        invoices = [each for each in arrivals if not each.is_credit_note and self._is_new(each)]
        try:
            self._file_invoices(invoices)
            for credit_note in [each for each in arrivals if each.is_credit_note and self._is_new(each)]:
                self._file_credit_note(credit_note)
            if len(arrivals) > PART:
                self._batch.send()
            meanwhile(self._batch.pump)
            self._batch.wait()
            self._file_set_aside()
            self._batch.write()
        finally:
            self._batch.abandon()

    def _is_new(self, arrival: Arrival) -> bool:
        """Whether to book it. What is not new is counted or set aside; what is new is known from here on."""
        booked = self._known.booked.get(arrival.digest)
        verdict = policy.judge(
            content=arrival.content,
            booked_content=booked.content if booked else None,
            is_set_aside=not self._is_decided and (arrival.digest, arrival.content) in self._known.set_aside,
            was_erased=not self._is_decided and arrival.digest in self._known.erased,
            suppressed="" if self._is_decided else self._known.suppressed.get(arrival.digest, ""),
        )
        if verdict is Verdict.UNCHANGED:
            self.counts.unchanged += 1
        elif verdict is not Verdict.NEW:
            self._put_aside(arrival, verdict)
        else:
            self._known.booked[arrival.digest] = self._announced(arrival)
        return verdict is Verdict.NEW

    def _announced(self, arrival: Arrival) -> Booked:
        """The second of two documents with one key in the same batch meets the first, which has no row yet."""
        nowhere = UUID(int=0)
        document = arrival.document
        place = filing.FiledCase(nowhere, nowhere)
        return Booked(nowhere, place, document.kind.value, document.currency, arrival.content)

    def _put_aside(self, arrival: Arrival, verdict: Verdict) -> None:
        self._known.set_aside.add((arrival.digest, arrival.content))
        if not self._is_decided:  # what was decided on is set aside already
            self._set_aside.append((arrival, verdict))
        self.counts.set_aside += 1

    def _file_invoices(self, invoices: Sequence[Arrival]) -> None:
        people = matching.people(self._creditor, invoices)
        cases = matching.open_cases(self._creditor, people.values())
        envelopes.prepare_to_write(cases.values())
        newcomers = {arrival.identity or index for index, arrival in enumerate(invoices)} - people.keys()
        caseless = len({person.id for person in people.values()} - cases.keys())
        debtor_numbers = self._numbers("debtor", len(newcomers))
        case_numbers = self._numbers("case", len(newcomers) + caseless)
        for position, arrival in enumerate(invoices, 1):
            person = people.get(arrival.identity) if arrival.identity else None
            if person is None:
                person = self._file_debtor(arrival, next(debtor_numbers))
                if arrival.identity:
                    people[arrival.identity] = person
            if person.id not in cases:
                cases[person.id] = self._file_case(arrival, person, next(case_numbers))
            self._file_claim(arrival, cases[person.id])
            self.counts.new += 1
            if position % PART == 0 or position == FIRST_PART:
                self._batch.send()
            elif position % TURN == 0:
                self._batch.pump()

    def _file_debtor(self, arrival: Arrival, reference: str) -> filing.FiledDebtor:
        controller_id = self._creditor.controller_id
        who = intake_arrivals.particulars(arrival)
        return filing.debtor(self._batch, controller_id=controller_id, reference=reference, who=who, at=self._at)

    def _file_case(self, arrival: Arrival, person: filing.FiledDebtor, reference: str) -> filing.FiledCase:
        return filing.case(
            self._batch,
            creditor=self._creditor,
            reference=reference,
            parties=[(person.id, person.subject_id, "debtor")],
            opened_on=self._today,
        )

    def _file_credit_note(self, arrival: Arrival) -> None:
        invoice = self._known.booked.get(arrival.names) if arrival.names else None
        verdict = policy.judge_credit_note(
            currency=arrival.document.currency,
            invoice_currency=invoice.currency if invoice and invoice.kind == "invoice" else None,
            invoice_was_erased=arrival.names in self._known.erased,
        )
        if invoice is None or verdict is not Verdict.NEW:
            self._put_aside(arrival, verdict)
            return
        self._file_claim(arrival, invoice.case, credits_id=invoice.claim_id)
        self.counts.credited += 1

    def _file_claim(self, arrival: Arrival, case: filing.FiledCase, *, credits_id: UUID | None = None) -> None:
        what = intake_arrivals.claim_particulars(arrival, self._creditor, credits_id=credits_id)
        claim_id = filing.claim(self._batch, case_id=case.id, envelope_id=case.envelope_id, what=what, at=self._at)
        booked = Booked(claim_id, case, what.kind, what.currency, arrival.content)
        self._known.booked[arrival.digest] = booked
        self.booked.add(arrival.digest)
        if not arrival.is_credit_note:
            self.booked_invoices[arrival.digest] = booked

    def _file_set_aside(self) -> None:
        numbers = self._numbers("intake_item", len(self._set_aside))
        for arrival, verdict in self._set_aside:
            values = {
                "envelope_id": self._batch.envelope(record_class=INTAKE_ITEM, subjects=[], trigger_on=self._today),
                "controller_id": self._creditor.controller_id,
                "creditor_id": self._creditor.pk,
                "import_file_id": self._import_file.pk if self._import_file else None,
                "reference": next(numbers),
                "kind": verdict.value,
                "decision": "",
                "received_at": self._at,
                "document_digest": arrival.digest,
                "content_digest": arrival.content,
                "awaits_digest": arrival.names if verdict is Verdict.UNMATCHED_CREDIT_NOTE else None,
                "payload": kept.as_json(arrival.document),
            }
            self._batch.add(IntakeItem, values)
        if self._set_aside:
            trail.record(events.INTAKE_ITEM_SET_ASIDE, count=len(self._set_aside))

    def _numbers(self, kind: str, count: int) -> Iterator[str]:
        return iter(references.take(kind=kind, year=self._at.year, count=count))
