"""Whether persons are told in time of data that came from somebody else (GDPR art. 14(3))."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import islice

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from collections_app.models import CaseDebtor, DebtorKind
from privacy.models import GivenNotice
from privacy.policies.packs.terms import CheckKey
from privacy.selectors import given_notices
from privacy.selectors.compliance.checks import Asked, Check, Found

# For so long a notice that was given late stays in the figure.
_LOOKS_BACK = timedelta(days=90)


class _Untold:
    """Those who wait, late or nearly, and those who were told late. The desk's list asks the same question."""

    def count(self, asked: Asked) -> tuple[int, int]:
        """How many are or were late, and how many will be soon."""
        if asked.controller is None:
            return 0, 0
        waiting = given_notices.of_controller(asked.controller).filter(given_notices.may_be_near())
        late = waiting.filter(due_on__lt=asked.today).count()
        soon = waiting.filter(due_on__gte=asked.today, due_on__lte=_soon(asked)).count()
        return late + _told_late(asked).count(), soon

    def listed(self, asked: Asked, limit: int) -> Sequence[Found]:
        """The cases of them, by their numbers."""
        return list(islice(self._each(asked, limit), limit))

    def _each(self, asked: Asked, limit: int) -> Iterator[Found]:
        if asked.controller is None:
            return
        near = given_notices.of_controller(asked.controller).filter(given_notices.may_be_near())
        waiting = near.filter(due_on__lte=_soon(asked))
        rows = list(waiting.select_related("case").order_by("due_on", "id")[:limit])
        clocks = [(row, given_notices.clock_of(row)) for row in rows]
        late = [(row, clock) for row, clock in clocks if clock.due_on < asked.today]
        for row, clock in late:
            yield Found(row.case.reference, "case", clock.due_on, is_broken=True, record=row.case.envelope_id)
        for notice in _told_late(asked).order_by("due_on")[:limit]:
            yield Found(notice.case_reference, "case", notice.due_on, is_broken=True, record=notice.envelope_id)
        for row, clock in clocks[len(late) :]:
            yield Found(row.case.reference, "case", clock.due_on, is_broken=False, record=row.case.envelope_id)


def _soon(asked: Asked) -> date:
    return asked.today + timedelta(days=given_notices.SOON)


def _told_late(asked: Asked) -> QuerySet[GivenNotice]:
    late = GivenNotice.objects.filter(debtor__controller=asked.controller, done_on__gt=F("due_on"))
    return late.filter(done_on__gte=asked.today - _LOOKS_BACK)


def _persons(asked: Asked) -> int:
    parts = CaseDebtor.objects.filter(case__controller=asked.controller)
    return parts.exclude(debtor__kind=DebtorKind.COMPANY).count()


CHECKS = (
    Check(
        CheckKey.INFORMED_IN_TIME,
        _("Persons told of data from others in time"),
        _("persons who were not told within a month of data that came from others, or late in the last 90 days"),
        "GDPR art. 14(3)",
        _Untold(),
        Permission.PORTAL_CODES_ISSUE,
        out_of=_persons,
    ),
)
