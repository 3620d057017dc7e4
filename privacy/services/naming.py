"""Telling a person which member of staff looked: never by itself, only by a decision with its ground."""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit import trail
from audit.models import Event
from collections_app.models import Debtor
from privacy import events
from privacy.models import NameDecision, NameGround
from privacy.selectors import openings


class NotAsked(LookupError):
    """The person does not find this event in their list, or no member of staff stands behind it."""


def member_of(*, debtor: Debtor, event_id: int) -> User:
    """Who looked, by an event that the person finds in their list. Raises NotAsked."""
    if not openings.is_shown(debtor, event_id):
        raise NotAsked
    event = Event.objects.get(id=event_id)
    if event.actor_kind != "staff" or event.actor_id is None:
        raise NotAsked
    member = User.objects.filter(pk=event.actor_id).exclude(name="").first()
    if member is None:
        raise NotAsked
    return member


@transaction.atomic
def give(*, debtor: Debtor, event_id: int, ground: NameGround, by: UUID, at: datetime) -> NameDecision:
    """Decide that the person is told the name. Raises NotAsked, and ValidationError for one's own name and for what was
    decided before."""
    member = member_of(debtor=debtor, event_id=event_id)
    if member.pk == by:
        raise ValidationError(_("Nobody decides about their own name. Leave it to a colleague."), code="own")
    pseudonym = debtor.subject.pseudonym
    if NameDecision.objects.filter(subject=pseudonym, event_id=event_id).exists():
        raise ValidationError(_("The person has been told this name already."), code="decided")
    trail.record(events.NAME_GIVEN, envelopes=[debtor.envelope_id], reference=member.reference, reason=ground.value)
    return NameDecision.objects.create(
        event_id=event_id, subject=pseudonym, member=member, ground=ground, decided_by=by, decided_at=at
    )
