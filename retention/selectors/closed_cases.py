"""The closed cases of one quarter as the statistics see them, read before the first of them is erased."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from collections_app.models import Debtor, DebtorKind
from personal_data import envelopes, national_ids
from personal_data.models import Controller
from retention.policies.anonymising import ClosedCase

Traits = tuple[UUID, bool, str, str, int | None]

_BATCH = 500
# A quarter that has ended and of which something goes now.
_DUE_QUARTERS = """
SELECT DISTINCT date_trunc('quarter', c.closed_on)::date FROM personal_data_envelope e
JOIN collections_app_case c ON c.envelope_id = e.id
WHERE e.controller_id = %(controller)s AND e.due_on <= %(due_by)s AND c.closed_on IS NOT NULL
AND date_trunc('quarter', c.closed_on) + interval '3 months' <= %(due_by)s ORDER BY 1"""
FACTS = """
    c.opened_on, c.closed_on, coalesce(change.reason, ''), first.debtor_id,
    coalesce(claims.claimed, 0), coalesce(paid.paid, 0), coalesce(claims.currency, '')"""
OF_CASES = """
FROM collections_app_case c
JOIN LATERAL (SELECT d.debtor_id FROM collections_app_casedebtor d WHERE d.case_id = c.id
    ORDER BY (d.role = 'debtor') DESC, d.id LIMIT 1) first ON true
LEFT JOIN LATERAL (SELECT s.reason FROM collections_app_casestatuschange s
    WHERE s.case_id = c.id AND s.to_status = 'closed' ORDER BY s.at DESC, s.id DESC LIMIT 1) change ON true
LEFT JOIN LATERAL (SELECT min(m.currency) AS currency,
    sum(CASE WHEN m.kind = 'credit_note' THEN -m.amount_minor ELSE m.amount_minor END)::bigint AS claimed
    FROM collections_app_claim m WHERE m.case_id = c.id) claims ON true
LEFT JOIN LATERAL (SELECT sum(a.amount_minor)::bigint AS paid FROM collections_app_allocation a
    JOIN collections_app_claim m ON m.id = a.claim_id WHERE m.case_id = c.id) paid ON true"""
# What is restricted, held, objected to or kept for somebody's wish serves nothing else, statistics included.
UNBLOCKED = """
NOT EXISTS (SELECT FROM personal_data_envelopeblock b WHERE b.lifted_at IS NULL AND (b.envelope_id = c.envelope_id
    OR b.subject_id IN (SELECT s.subject_id FROM personal_data_envelopesubject s WHERE s.envelope_id = c.envelope_id)
    OR b.envelope_id = (SELECT p.envelope_id FROM collections_app_debtor p WHERE p.id = first.debtor_id)))"""
_CASES = f"""
SELECT {FACTS} {OF_CASES}
WHERE c.controller_id = %(controller)s AND c.status = 'closed'
AND c.closed_on >= %(first)s AND c.closed_on < %(first)s::date + interval '3 months'
AND {UNBLOCKED}
ORDER BY first.debtor_id"""


def due_quarters(controller: Controller, due_by: date) -> list[date]:
    """The first days of the ended quarters in which a case was closed that goes by a day. Opens nothing."""
    with connection.cursor() as cursor:
        cursor.execute(_DUE_QUARTERS, {"controller": controller.pk, "due_by": due_by})
        return [row[0] for row in cursor.fetchall()]


def of_quarter(controller: Controller, first: date) -> Iterator[ClosedCase]:
    """Every living case that was closed in a quarter, its first debtor's profile opened for it, page by page."""
    with connection.cursor() as cursor:
        cursor.execute(_CASES, {"controller": controller.pk, "first": first})
        found: list[tuple[Any, ...]] = cursor.fetchall()
    for start in range(0, len(found), _BATCH):
        page = found[start : start + _BATCH]
        debtors = opened({row[3] for row in page})
        for opened_on, closed_on, outcome, debtor_id, claimed, paid, currency in page:
            if debtor_id in debtors:
                traits = debtors[debtor_id]
                yield ClosedCase(*traits, claimed, paid, currency, opened_on, closed_on, outcome or "unknown")


def opened(ids: set[UUID]) -> dict[UUID, Traits]:
    """Person, whether it is a company, country, postcode and year of birth of some debtors."""
    rows: Sequence[Debtor] = envelopes.open_page(Debtor.objects.filter(pk__in=ids).order_by("pk"))
    found = {}
    for debtor in rows:
        address = debtor.address.reveal() if debtor.address is not None else {}
        place = (str(address.get("country") or ""), str(address.get("postcode") or ""))
        is_company = debtor.kind == DebtorKind.COMPANY
        found[debtor.pk] = (debtor.subject_id, is_company, *place, None if is_company else _born_in(debtor))
    return found


def _born_in(debtor: Debtor) -> int | None:
    if debtor.birth_date is not None:
        told: date | None = debtor.birth_date.reveal()
    elif debtor.identity_number is not None:
        number = national_ids.of_person(debtor.identity_scheme, debtor.identity_number.reveal())
        told = number.birth_date if number else None
    else:
        told = None
    return told.year if told else None
