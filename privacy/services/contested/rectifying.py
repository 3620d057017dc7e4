"""Correcting a person's data, and adding their own statement (GDPR art. 16). The history keeps what was before."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation

from audit import trail
from collections_app.models import Debtor, DebtorKind
from personal_data import births, catalogue, envelopes, national_ids, search
from personal_data.catalogue import Column
from privacy import events
from privacy.models import Correction, RequestItem, Right, SupplementaryStatement
from privacy.policies import rectifiable
from privacy.services.contested import decisions
from privacy.services.requests import letter_data, steps
from privacy.services.requests.steps import NotAllowed


class Impossible(ValidationError):
    """A date of birth that cannot be this person's."""

    def __init__(self, refusal: national_ids.Invalid) -> None:
        super().__init__(refusal.message, code=refusal.code)


def columns() -> list[Column]:
    """What can be corrected in a person's profile, as the data map declares it."""
    return [each for each in catalogue.columns() if each.model is Debtor and rectifiable.is_rectifiable(each)]


@transaction.atomic
def correct(*, item: RequestItem, values: Mapping[str, Any], by: UUID, at: datetime, evidence: str = "") -> RequestItem:
    """Correct values of the profile by the names of their fields, and decide the request so.

    ``evidence`` says what shows that the new values are right; it stays with the decision (AMILI-38). What was found by
    the old values is found by the new ones. Raises NotAllowed when nothing differs, when a field is not one that is
    corrected in place, or when the request is for another right or another record; Impossible for a date of birth that
    cannot be theirs. A date that their number tells is not kept a second time (GDPR art. 5(1)(c)).
    """
    debtor = _profile(item)
    known = {each.name: each for each in columns()}
    if item.request.right != Right.RECTIFICATION or not values.keys() <= known.keys():
        raise NotAllowed("ground_unknown")
    envelopes.open([debtor])
    values = _as_kept(debtor, values, today=steps.local_day(item.request, at))
    changed = {name: value for name, value in values.items() if value != _value(debtor, name)}
    if not changed:
        raise NotAllowed("nothing_changed")
    for name, value in changed.items():
        setattr(debtor, name, value)
    debtor.save(update_fields=sorted(changed))
    search.index(debtor)
    with translation.override(item.request.language):
        labels = ", ".join(str(known[name].declared.label) for name in changed)
    _make_them_the_source(item, debtor, sorted(changed), by=by, at=at)
    trail.record(
        events.DATA_RECTIFIED,
        envelopes=[debtor.envelope_id],
        reference=item.request.reference,
        fields=sorted(changed),
        count=len(changed),
    )
    facts = f"{labels}. {evidence.strip()}" if evidence.strip() else labels
    return decisions.decide_corrected(item=item, facts=facts, by=by, at=at)


@transaction.atomic
def add_statement(*, item: RequestItem, text: str, by: UUID, at: datetime) -> SupplementaryStatement:
    """Put a person's own statement beside the record that they find incomplete or wrong. Raises NotAllowed if empty."""
    if not text.strip():
        raise NotAllowed("statement_missing")
    request = steps.locked(item.request)
    envelopes.keep([item.item_envelope])
    row = SupplementaryStatement(
        envelope_id=item.item_envelope,
        subject=request.subject,
        request_reference=request.reference,
        text=text.strip(),
        by=by,
        at=at,
    )
    envelopes.prepare_to_write([row])
    row.save(force_insert=True)
    trail.record(events.STATEMENT_ADDED, envelopes=[item.item_envelope], reference=request.reference)
    return row


def _make_them_the_source(item: RequestItem, debtor: Debtor, names: list[str], *, by: UUID, at: datetime) -> None:
    Correction.objects.create(
        envelope_id=debtor.envelope_id,
        debtor=debtor,
        request_reference=item.request.reference,
        corrected=names,
        by=by,
        at=at,
    )


def _as_kept(debtor: Debtor, values: Mapping[str, Any], *, today: date) -> Mapping[str, Any]:
    """The values with a new date of birth checked, and as it is kept."""
    born_on: date | None = values.get("birth_date")
    if born_on is None or born_on == _value(debtor, "birth_date"):
        return values
    number = None
    if debtor.identity_number is not None:
        number = national_ids.of_person(debtor.identity_scheme, debtor.identity_number.reveal(), today=today)
    try:
        births.check(born_on, today=today, number=number, is_company=debtor.kind == DebtorKind.COMPANY)
    except national_ids.Invalid as refusal:
        raise Impossible(refusal) from None
    return {**values, "birth_date": births.to_keep(born_on, number)}


def _profile(item: RequestItem) -> Debtor:
    debtor = letter_data.addressee(item.request)
    if not isinstance(debtor, Debtor) or item.item_envelope != debtor.envelope_id:
        raise NotAllowed("not_their_record")
    return debtor


def _value(debtor: Debtor, name: str) -> Any:
    held = getattr(debtor, name)
    return None if held is None else held.reveal()
