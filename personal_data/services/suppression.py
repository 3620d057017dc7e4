"""The suppression list: who must not be taken up again, known by keyed tokens alone (GDPR art. 5(1)(d), 17(3), 21)."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from audit import trail
from personal_data import events, index_keys, keys, record_classes, tokens
from personal_data.journal import entries
from personal_data.models import (
    Controller,
    DataSubject,
    RemovalReason,
    SearchEntry,
    SuppressionEntry,
    SuppressionReason,
)

K = TypeVar("K")
ENTERED = "suppression_entered"
REMOVED = "suppression_removed"
_TOKEN_BYTES = 8
REVIEW_AFTER = timedelta(days=2 * 365)
"""An entry is looked at again after two years: it binds until somebody takes it off, and somebody must ask."""
STOPS_INTAKE = (SuppressionReason.UPHELD_OBJECTION, SuppressionReason.MISTAKEN_IDENTITY)
"""An objection to marketing locks marketing alone: what is owed is still collected."""


class NothingToKnowBy(ValidationError):
    """An entry needs at least one whole value."""

    def __init__(self) -> None:
        super().__init__(_("Give an identity number, a telephone number or an e-mail address."), code="nothing")


class AlreadyRemoved(ValidationError):
    """Somebody has taken the entry off the list already."""

    def __init__(self) -> None:
        super().__init__(_("This entry was removed already."), code="already_removed")


def of_values(controller_id: UUID, values: Iterable[tuple[str, str]]) -> set[int]:
    """The tokens of some whole values, each with its kind."""
    key = index_keys.of(controller_id)
    return {token for kind, value in values if value for token in tokens.of_value(key, kind, value)}


@transaction.atomic
def enter(
    *,
    controller: Controller,
    reason: SuppressionReason,
    found_by: Collection[int],
    by: UUID,
    at: datetime,
    reference: str = "",
) -> SuppressionEntry:
    """Enter somebody by the tokens of what identifies them; the same again changes nothing. Raises NothingToKnowBy."""
    if not found_by:
        raise NothingToKnowBy
    held = SuppressionEntry.objects.filter(controller=controller, reason=reason, removed_at=None)
    if known := held.filter(tokens__contains=sorted(found_by)).first():
        return known
    entry = SuppressionEntry(
        controller=controller,
        reason=reason,
        tokens=sorted(found_by),
        reference=reference,
        entered_by=by,
        entered_at=at,
        review_on=(at + REVIEW_AFTER).date(),
    )
    intent = entries.intend(ENTERED, _as_entry(entry))
    entry.save(force_insert=True)
    intent.settle({})
    trail.record(events.SUPPRESSION_ENTERED, reference=reference, reason=reason.value)
    return entry


def _as_entry(entry: SuppressionEntry) -> dict[str, object]:
    """An entry as the erasure journal keeps it. Its tokens are sealed under the key epoch of the day, as a back-up is:
    they can be read as long as any back-up in which the entry is missing can, and no longer."""
    epoch = keys.ring().current()
    packed = b"".join(token.to_bytes(_TOKEN_BYTES, "big", signed=True) for token in entry.tokens)
    return {
        "entry": entry.id.hex,
        "controller": entry.controller_id.hex,
        "reason": entry.reason.value if isinstance(entry.reason, SuppressionReason) else entry.reason,
        "reference": entry.reference,
        "by": entry.entered_by.hex,
        "at": entry.entered_at.isoformat(),
        "review_on": entry.review_on.isoformat(),
        "epoch": epoch.number,
        "tokens": keys.wrap(epoch, entry.id, 0, packed).hex(),
    }


@transaction.atomic
def enter_again(body: entries.Body) -> SuppressionEntry:
    """Enter what the journal knows and a restored database does not. Raises EpochGone after 35 days."""
    number = UUID(body["entry"])
    packed = keys.unwrap(keys.ring().get(body["epoch"]), number, 0, bytes.fromhex(body["tokens"]))
    entry = SuppressionEntry(
        id=number,
        controller_id=UUID(body["controller"]),
        reason=body["reason"],
        tokens=[
            int.from_bytes(packed[place : place + _TOKEN_BYTES], "big", signed=True)
            for place in range(0, len(packed), _TOKEN_BYTES)
        ],
        reference=body["reference"],
        entered_by=UUID(body["by"]),
        entered_at=datetime.fromisoformat(body["at"]),
        review_on=date.fromisoformat(body["review_on"]),
    )
    intent = entries.intend(ENTERED, body)
    entry.save(force_insert=True)
    intent.settle({})
    trail.record(events.SUPPRESSION_ENTERED, reference=entry.reference, reason=entry.reason)
    return entry


def enter_person(
    *, subject: DataSubject, reason: SuppressionReason, by: UUID, at: datetime, reference: str
) -> SuppressionEntry | None:
    """Enter a person by the search tokens of their profile, without opening it; None when nothing identifies them."""
    found = _known_by(subject)
    if not found:
        return None
    return enter(controller=subject.controller, reason=reason, found_by=found, by=by, at=at, reference=reference)


def of_person(subject: DataSubject) -> QuerySet[SuppressionEntry]:
    """The entries that stand for a person, found by the search tokens of their profile. Opens nothing."""
    standing = SuppressionEntry.objects.filter(controller_id=subject.controller_id, removed_at=None)
    return standing.filter(tokens__overlap=sorted(_known_by(subject))).order_by("entered_at")


def profiles_of(*, controller_id: UUID, reason: SuppressionReason) -> QuerySet[SearchEntry]:
    """The search entries of everybody for whom an entry stands, by what identifies them. Opens nothing."""
    standing = SuppressionEntry.objects.filter(controller_id=controller_id, reason=reason, removed_at=None)
    every = {token for held in standing.values_list("tokens", flat=True) for token in held}
    return SearchEntry.objects.filter(controller_id=controller_id, tokens__overlap=sorted(every))


def _known_by(subject: DataSubject) -> set[int]:
    profiles = [each.name for each in record_classes.every() if each.is_profile]
    kept = SearchEntry.objects.filter(envelope__parts__subject=subject, envelope__record_class__in=profiles)
    return {token for held, count in kept.values_list("tokens", "whole_count") for token in held[:count]}


@transaction.atomic
def remove(*, entry: SuppressionEntry, removal: RemovalReason, by: UUID, at: datetime) -> SuppressionEntry:
    """Take an entry off the list; by what the person was known is forgotten. Raises AlreadyRemoved."""
    locked = SuppressionEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    if locked.removed_at is not None:
        raise AlreadyRemoved
    named = {"entry": locked.id.hex, "by": by.hex, "at": at.isoformat(), "removal": removal.value}
    intent = entries.intend(REMOVED, named)
    locked.removed_by, locked.removed_at, locked.removal, locked.tokens = by, at, removal, []
    locked.save()
    intent.settle({})
    trail.record(events.SUPPRESSION_REMOVED, reference=locked.reference, reason=removal.value)
    return locked


def among(
    *, controller_id: UUID, wanted: Mapping[K, Iterable[tuple[str, str]]], reasons: Collection[str] = STOPS_INTAKE
) -> dict[K, str]:
    """Which of some people are on the list and why, by their whole values, in two queries at most."""
    standing = SuppressionEntry.objects.filter(controller_id=controller_id, removed_at=None, reason__in=reasons)
    if not wanted or not standing.exists():
        return {}
    asked = {key: of_values(controller_id, values) for key, values in wanted.items()}
    every = sorted(set[int]().union(*asked.values()))
    known = list(standing.filter(tokens__overlap=every).order_by("entered_at").values_list("reason", "tokens"))
    found: dict[K, str] = {}
    for key, known_by in asked.items():
        for reason, held in known:
            if not known_by.isdisjoint(held):
                found.setdefault(key, reason)
    return found
