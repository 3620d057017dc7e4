"""Looking at a run's items before it is approved, and asking the data protection officer about large ones."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import number_format
from django.utils.translation import ngettext_lazy

from audit import trail
from personal_data.models import Envelope
from retention import events
from retention.models import LegalHold, ReviewedItem, Run, RunState
from retention.policies.hold_terms import Terms
from retention.policies.run_transitions import BEFORE
from retention.selectors import hold_targets, run_items
from retention.services import holds
from retention.services.run_steps import IllegalStep, locked, step


class NotReviewed(ValidationError):
    """Items of classes that ask for it have not been looked at."""

    def __init__(self, count: int) -> None:
        words = ngettext_lazy(
            "%(count)s record has to be reviewed by itself first.",
            "%(count)s records have to be reviewed one by one first.",
            "number",
        )
        said = number_format(count, force_grouping=True)
        super().__init__(words % {"number": count, "count": said}, code="not_reviewed")


@transaction.atomic
def let_go(*, run: Run, items: Sequence[UUID], by: UUID, at: datetime) -> int:
    """Mark items as looked at and to be erased; says how many are new. Raises IllegalStep once the run is approved."""
    run = _before_approval(run)
    due = set(run_items.among(run, items))
    seen = set(run.reviewed_items.filter(envelope_id__in=due).values_list("envelope_id", flat=True))
    fresh = sorted(due - seen)
    ReviewedItem.objects.bulk_create(ReviewedItem(run=run, envelope_id=item, by=by, at=at) for item in fresh)
    if fresh:
        trail.record(events.RUN_ITEMS_REVIEWED, envelopes=fresh, reference=run.reference, count=len(fresh))
    return len(fresh)


@transaction.atomic
def keep(*, run: Run, item: UUID, about: str, terms: Terms, by: UUID, at: datetime) -> LegalHold:
    """Keep one record of a run, which is to hold it for a cause (ADR 36). Raises IllegalStep, NotGoodEnough."""
    run = _before_approval(run)
    envelope = Envelope.objects.select_related("controller").get(id=item, controller=run.controller)
    hold = holds.place(target=hold_targets.of_record(envelope, about), terms=terms, owner=by, by=by, at=at)
    trail.record(events.RUN_ITEM_KEPT, envelopes=[item], reference=run.reference, reason=terms.cause)
    return hold


@transaction.atomic
def finish(*, run: Run, by: UUID, at: datetime) -> Run:
    """Say as the first person that the run is right as it stands. Raises NotReviewed, IllegalStep."""
    run = locked(run)
    if missing := run_items.count_unreviewed(run):
        raise NotReviewed(missing)
    step(run, RunState.REVIEWED, by=by, at=at)
    trail.record(events.RUN_REVIEWED, reference=run.reference)
    return run


@transaction.atomic
def advise(*, run: Run, by: UUID, at: datetime) -> Run:
    """The data protection officer has looked at a large run and has no objection. Raises IllegalStep."""
    run = _before_approval(run)
    run.advised_by, run.advised_at = by, at
    run.save(update_fields=["advised_by", "advised_at"])
    trail.record(events.RUN_ADVISED, reference=run.reference)
    return run


def _before_approval(run: Run) -> Run:
    run = locked(run)
    if run.state not in BEFORE or run.state == RunState.APPROVED:
        raise IllegalStep(run, RunState.REVIEWED)
    return run
