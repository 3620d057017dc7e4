"""Notes of cases within reach."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q

from collections_app.models import Case, CaseStatus, Note
from personal_data import reach

PAGE = 50


def unclassified(*, after: UUID | None = None) -> Sequence[Note]:
    """Those that nobody has classified, newest first; one more than a page shows. Opens nothing.

    Those of a closed case wait until it is reopened: its file is kept as it is (AXACTOR-87).
    """
    waiting = Note.objects.filter(reach.within("case__controller"), level="", case__status=CaseStatus.OPEN)
    found = waiting.select_related("case__creditor")
    if after and (last := found.filter(pk=after).first()):
        found = found.filter(Q(at__lt=last.at) | Q(at=last.at, pk__lt=last.pk))
    return list(found.order_by("-at", "-id")[: PAGE + 1])


def count_unclassified(case: Case) -> int:
    """How many notes of a case nobody has classified. Opens nothing."""
    return Note.objects.filter(case=case, level="").count()


def of_case(case: Case, note: UUID) -> Note:
    """A note of the case. Raises Note.DoesNotExist."""
    return Note.objects.select_related("case").get(case=case, pk=note)
