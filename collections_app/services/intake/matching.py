"""What the books already know about the documents of one batch: one query for each question, whatever the size."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from collections_app.models import Case, Claim, Creditor, IntakeItem
from collections_app.policies import matching
from collections_app.services import debtors, filing
from collections_app.services.intake.arrivals import Arrival
from personal_data import digests, envelopes
from personal_data.postgresql import among  # noqa: F401  (registers the lookup)
from personal_data.services import suppression


class Booked(NamedTuple):
    """A claim in the books."""

    claim_id: UUID
    case: filing.FiledCase
    kind: str
    currency: str
    content: bytes


@dataclass(slots=True)
class Known:
    """The documents of a batch that are in the books, set aside, or erased."""

    booked: dict[bytes, Booked]
    set_aside: set[tuple[bytes, bytes]]
    erased: set[bytes]
    suppressed: dict[bytes, str] = field(default_factory=dict)
    """Why somebody is on the suppression list, by the digest of the document that is against them."""


def suppressed(creditor: Creditor, arrivals: Sequence[Arrival]) -> dict[bytes, str]:
    """Which documents are against somebody on the suppression list, and why: one question for all of them."""
    wanted = {
        arrival.digest: (
            ("identity_number", arrival.number),
            ("phone", arrival.document.buyer.phone),
            ("email", arrival.document.buyer.email),
            *_by_birth(arrival),
        )
        for arrival in arrivals
    }
    return suppression.among(controller_id=creditor.controller_id, wanted=wanted)


def _by_birth(arrival: Arrival) -> list[tuple[str, str]]:
    """What somebody is recognised by who is named without a number, if anything (ADR 66)."""
    return [arrival.identity] if arrival.identity and not arrival.number else []


def documents(arrivals: Sequence[Arrival]) -> Known:
    """Look up the documents and the invoices that they name."""
    asked = {arrival.digest for arrival in arrivals} | {each.names for each in arrivals if each.names}
    claims = Claim.objects.filter(document_digest__among=asked).values_list(
        "document_digest", "id", "case_id", "envelope_id", "kind", "currency", "content_digest"
    )
    booked = {
        bytes(digest): Booked(claim_id, filing.FiledCase(case_id, envelope_id), kind, currency, bytes(content))
        for digest, claim_id, case_id, envelope_id, kind, currency, content in claims
    }
    items = IntakeItem.objects.filter(document_digest__among=asked).values_list("document_digest", "content_digest")
    set_aside = {(bytes(digest), bytes(content)) for digest, content in items}
    return Known(booked, set_aside, digests.erased_among(asked - booked.keys()))


def credited_cases(known: Known, arrivals: Iterable[Arrival]) -> list[filing.FiledCase]:
    """The cases whose invoices are credited; erasure waits for the end of the batch.

    An invoice that was erased since it was looked up is known as erased from here on.
    """
    named = {
        each.names: known.booked[each.names].case for each in arrivals if each.names in known.booked and each.names
    }
    living = envelopes.keep({case.envelope_id for case in named.values()})
    for digest in [digest for digest, case in named.items() if case.envelope_id not in living]:
        del known.booked[digest], named[digest]
        known.erased.add(digest)
    return list(named.values())


def people(creditor: Creditor, arrivals: Iterable[Arrival]) -> dict[tuple[str, str], filing.FiledDebtor]:
    """The debtors of the batch who are known already, by what they are recognised by.

    Erasure of what is found waits for the end of the batch; who was erased meanwhile is nobody's any more.
    """
    told = [arrival for arrival in arrivals if arrival.identity]
    numbers = {(arrival.scheme, arrival.number) for arrival in told if arrival.number}
    births = {arrival.identity[1] for arrival in told if arrival.identity and not arrival.number}
    found: dict[tuple[str, str], filing.FiledDebtor] = {}
    if numbers:
        found |= debtors.find_by_numbers(controller=creditor.controller, numbers=numbers)
    if births:
        found |= debtors.find_by_births(controller=creditor.controller, births=births)
    if not found:
        return {}
    living = envelopes.keep(person.envelope_id for person in found.values())
    return {number: person for number, person in found.items() if person.envelope_id in living}


def open_cases(creditor: Creditor, known: Iterable[filing.FiledDebtor]) -> dict[UUID, filing.FiledCase]:
    """The open cases of this creditor against each of these debtors alone, by debtor; nobody closes them meanwhile."""
    debtor_of = {matching.debtor_set([debtor.id]): debtor.id for debtor in known}
    if not debtor_of:
        return {}
    rows = Case.objects.of_creditor(creditor).open().filter(debtor_set__in=debtor_of)
    rows = rows.select_for_update(of=("self",), no_key=True)
    return {
        debtor_of[debtor_set]: filing.FiledCase(case_id, envelope_id)
        for debtor_set, case_id, envelope_id in rows.values_list("debtor_set", "id", "envelope_id")
    }
