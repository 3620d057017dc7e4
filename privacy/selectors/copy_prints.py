"""What a copy was made from, as digests: whether anything has been erased, restricted or changed since.

The first digest tells which records live, under which key, and what blocks them; the second also every change of a row.
Nothing is opened, and neither says anything about the person.
"""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.db.models import Count, Max, Q

from personal_data import catalogue
from personal_data.models import DataSubject, EnvelopeBlock, SealedFile
from privacy.models import DataSubjectRequest, PortalCode
from privacy.policies.copies import scope
from privacy.record_classes import ACCESS_COPY
from privacy.selectors import held_rows, holdings

KEPT_FOR_REQUEST = "for_your_request"
_LENGTH = 32


@dataclass(frozen=True, slots=True)
class Print:
    """The two digests. A copy whose ``records`` differ holds what must not be there any more."""

    records: str
    rows: str

    def __str__(self) -> str:
        return f"{self.records}:{self.rows}"

    @classmethod
    def read(cls, text: str) -> "Print":
        """As it was stored."""
        records, _, rows = text.partition(":")
        return cls(records, rows)


def records_of(request: DataSubjectRequest) -> str:
    """The digest of which records of the person there are and what blocks them, but for the request's own file."""
    return _digest(*_records(request))


def of_request(request: DataSubjectRequest) -> Print:
    """Both digests. Sign-in codes are left out: signing in to fetch the copy changes one."""
    found = _records(request)
    ids = [each[0] for each in found[0]]
    states = []
    for model in held_rows.shown_models():
        if model is PortalCode:
            continue
        history = catalogue.history_of(model)._default_manager.filter(envelope_id__in=ids)
        states.append((model._meta.label, history.aggregate(Max("history_id"), Count("history_id"))))
    stored = SealedFile.objects.filter(envelope_id__in=ids).exclude(column_id=scope.PACKAGE_COLUMN)
    return Print(_digest(*found), _digest(states, sorted(stored.values_list("id", flat=True))))


def _records(request: DataSubjectRequest) -> tuple[list[Any], list[Any]]:
    subject: DataSubject = request.subject
    living = holdings.envelopes_of(subject).exclude(id=request.envelope_id).exclude(record_class=ACCESS_COPY.name)
    rows = list(living.values_list("id", "generation", "trigger_on", "due_on"))
    standing = EnvelopeBlock.objects.filter(
        Q(subject=subject) | Q(envelope_id__in=[each[0] for each in rows]), lifted_at=None
    ).exclude(reason_code=KEPT_FOR_REQUEST)
    return rows, list(standing.order_by("id").values_list("id", "kind", "allowed"))


def _digest(*values: object) -> str:
    return sha256(repr(values).encode()).hexdigest()[:_LENGTH]
