"""Writing the demo's story through the services: filing in batches, then working case by case."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from collections_app.intake.documents import DocumentKind, ParsedDocument, Party
from collections_app.models import Case, Creditor, Level, NoteKind
from collections_app.selectors import case_file
from collections_app.services import cases, filing, ledger, notes, references
from collections_app.services.calls import contact_log, recordings, terms
from collections_app.services.intake import arrivals
from config.demo import sound
from config.demo.story import Fate, PlannedCase
from personal_data.bulk import Batch
from personal_data.models import BlockKind, Controller
from personal_data.services import blocks
from retention.policies.hold_terms import Terms
from retention.selectors import hold_targets
from retention.services import holds

_SECONDS = 20


@dataclass(slots=True)
class Told:
    """How much was written."""

    debtors: int = 0
    cases: int = 0
    claims: int = 0
    recordings: int = 0
    ledger_entries: int = 0

    def add(self, other: "Told") -> None:
        """Count another controller's records too."""
        for name in ("debtors", "cases", "claims", "recordings", "ledger_entries"):
            setattr(self, name, getattr(self, name) + getattr(other, name))


def file(
    controller: Controller, creditors: dict[str, Creditor], planned: Sequence[PlannedCase], *, at: datetime, told: Told
) -> list[str]:
    """File debtors, cases and claims in one batch; return the references of the cases in their order."""
    batch = Batch(controller)
    known: dict[str, filing.FiledDebtor] = {}
    filed = []
    for what in planned:
        creditor = creditors[what.creditor.reference]
        parties = []
        for party, role in what.parties:
            debtor = _debtor(batch, creditor, what, party, known, at)
            parties.append((debtor.id, debtor.subject_id, role))
        reference = references.take(kind="case", year=what.opened_on.year)[0]
        case = filing.case(batch, creditor=creditor, reference=reference, parties=parties, opened_on=what.opened_on)
        told.claims += _claims(batch, creditor, case, what)
        filed.append(reference)
    batch.write()
    told.debtors += len(known)
    told.cases += len(filed)
    return filed


def work(filed: Sequence[str], planned: Sequence[PlannedCase], *, by: UUID, told: Told) -> None:
    """Work the cases that were filed: notes, calls, payments, closing."""
    found = Case.objects.select_related("controller").in_bulk(list(filed), field_name="reference")
    pairs = [(found[reference], what) for reference, what in zip(filed, planned, strict=True)]
    for case, what in pairs:
        _work(case, what, by=by, told=told)


def _debtor(
    batch: Batch,
    creditor: Creditor,
    what: PlannedCase,
    party: Party,
    known: dict[str, filing.FiledDebtor],
    at: datetime,
) -> filing.FiledDebtor:
    """The debtor, filed once however many cases they have."""
    number = party.national_id.normalised if party.national_id else party.name
    if number not in known:
        arrival = arrivals.arrive(creditor, _owed_by(what, party))
        known[number] = filing.debtor(
            batch,
            controller_id=creditor.controller_id,
            reference=references.take(kind="debtor", year=at.year)[0],
            who=arrivals.particulars(arrival),
            at=_noon(what.opened_on, creditor.controller),
        )
    return known[number]


def _owed_by(what: PlannedCase, party: Party) -> ParsedDocument:
    return what.documents[0]._replace(buyer=party)


def _claims(batch: Batch, creditor: Creditor, case: filing.FiledCase, what: PlannedCase) -> int:
    invoices: dict[str, UUID] = {}
    received = _noon(what.opened_on, creditor.controller)
    for document in what.documents:
        credits_id = invoices.get(document.credits_number)
        particulars = arrivals.claim_particulars(arrivals.arrive(creditor, document), creditor, credits_id=credits_id)
        claim_id = filing.claim(batch, case_id=case.id, envelope_id=case.envelope_id, what=particulars, at=received)
        if document.kind is DocumentKind.INVOICE:
            invoices[document.number] = claim_id
    return len(what.documents)


def _work(case: Case, what: PlannedCase, *, by: UUID, told: Told) -> None:
    """Notes, calls and payments, then closing and perhaps reopening."""
    for text in what.notes:
        classified = {"kind": NoteKind.WORK, "level": Level.NORMAL}
        notes.add(case=case, text=text, **classified, by=by, at=_noon(what.opened_on, case.controller))
    for day in what.calls_on:
        told.recordings += _call(case, what, day, by=by)
    for day in what.paid_on:
        _post(case, what, day)
        told.ledger_entries += 1
    if what.closed_on:
        cases.close(
            case=case,
            reason=what.close_reason,
            closed_on=what.closed_on,
            by=by,
            at=_noon(what.closed_on, case.controller),
        )
    if what.fate is Fate.REOPENED and what.closed_on:
        cases.reopen(case=case, reason="payment_reversed", by=by, at=_noon(what.closed_on, case.controller))


def _call(case: Case, what: PlannedCase, day: date, *, by: UUID) -> int:
    """An attempt that nobody answered and then a call, with its recording where the notice speaks of recordings.

    Returns how many recordings were made.
    """
    party, role = what.parties[0]
    noon, number = _noon(day, case.controller), party.phone or "+46701740605"
    tried = contact_log.CallLine(
        direction="outbound",
        outcome="no_answer",
        spoken_to="nobody",
        started_at=noon - timedelta(hours=2),
        number=number,
    )
    spoke = contact_log.CallLine(
        direction="outbound",
        outcome="spoke",
        spoken_to=role,
        started_at=noon,
        seconds=_SECONDS,
        number=number,
        text="Asked what the claim is about, and was told how to pay.",
        debtor=case.case_debtors.filter(role=role).select_related("debtor").order_by("id")[0].debtor,
    )
    at = noon + timedelta(hours=1)
    contact_log.log(case=case, line=tried, by=by, at=at)
    call = contact_log.log(case=case, line=spoke, by=by, at=at)
    if not terms.of(case.controller.reference).is_on:
        return 0
    tone = sound.call(_SECONDS)
    recordings.attach(call=call, content=tone, size=len(tone.getvalue()), told="announced", at=at)
    return 1


def _post(case: Case, what: PlannedCase, day: date) -> None:
    invoice = what.documents[0]
    ledger.post(
        case=case,
        counterparty_name=invoice.buyer.name,
        voucher=f"V-{day:%Y%m%d}-{invoice.number}",
        amount_minor=invoice.amount_minor,
        currency=invoice.currency,
        posted_on=day,
    )


def hold(filed: Sequence[str], planned: Sequence[PlannedCase], *, by: UUID, at: datetime) -> None:
    """One due case is held for a court, one open case is restricted while its accuracy is checked."""
    pairs = list(zip(filed, planned, strict=True))
    due = case_file.by_reference(next(case for case, what in pairs if what.fate is Fate.DUE))
    wanted = Terms(
        cause="court",
        reason="The debtor says that the goods never came. The delivery has to be proven.",
        review_on=at.date() + timedelta(days=45),
        authority="Provstads tingsrätt, T 1-26",
    )
    holds.place(target=hold_targets.of_case(due)[0], terms=wanted, owner=by, by=by, at=at)
    disputed = case_file.by_reference([case for case, what in pairs if what.fate is Fate.OPEN][2])
    blocks.place(kind=BlockKind.RESTRICTION, envelopes=[disputed.envelope_id], reason_code="accuracy_contested")


def _noon(day: date, controller: Controller) -> datetime:
    return datetime.combine(day, time(12), ZoneInfo(controller.time_zone))
