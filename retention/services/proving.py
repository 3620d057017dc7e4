"""Proving an erasure: check what was left, certify when nothing was, alarm the privacy officer when something was."""

import logging
from datetime import datetime, timedelta
from smtplib import SMTPException
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from audit import acting
from personal_data.models import Controller, ErasedTokens, Erasure
from retention.models import ActKind, Certificate, ErasureAct, ResidualCheck, Run, RunState
from retention.services import certificates, run_steps
from retention.services.residual import checking

PROVABLE = (RunState.EXECUTED, RunState.ABORTED, RunState.CHECKED)
"""What was erased is looked for when a run is over, whether it came to its end or was aborted."""
FORGET_AFTER = timedelta(days=30)
"""By what erased persons were found is forgotten then even if a check never came clean."""
_log = logging.getLogger(__name__)


class Forgotten(ValidationError):
    """By what the erased persons were found is gone, so nothing can be looked for any more."""

    def __init__(self) -> None:
        words = _("By what the erased persons were found is forgotten after 30 days, so they cannot be looked for.")
        super().__init__(words, code="forgotten")


@transaction.atomic
def act_of_run(run: Run) -> ErasureAct:
    """The act of a run that has been executed; made once."""
    act, _created = ErasureAct.objects.select_related("controller").get_or_create(
        id=run.id,
        defaults={
            "controller": run.controller,
            "kind": ActKind.RUN,
            "reference": run.reference,
            "begun_at": run.executed_at or run.proposed_at,
            "ended_at": run.worked_on_at or run.executed_at or run.proposed_at,
        },
    )
    return act


def begin_act(*, controller: Controller, reference: str, at: datetime) -> ErasureAct:
    """Begin the act of what a request comes to today; its id goes to the gate with the envelopes."""
    return ErasureAct.objects.create(
        id=uuid4(), controller=controller, kind=ActKind.REQUEST, reference=reference, begun_at=at
    )


def end_act(act: ErasureAct, *, at: datetime) -> None:
    """Everything of the act has been done."""
    act.ended_at = max(at, act.begun_at)
    act.save(update_fields=["ended_at"])


def prove(act: ErasureAct, *, at: datetime) -> Certificate | None:
    """Check an act and certify it; None when something was left over, and then the privacy officer hears of it.

    Raises Forgotten.
    """
    if known := act.certificates.order_by("issued_at").first():
        return known
    if not can_be_looked_for(act, at=at):
        raise Forgotten
    made = checking.check(act=act, at=at)
    if not made.is_clean:
        _alarm(made)
        return None
    _note(act, RunState.CHECKED, at=at)
    certificate = certificates.issue(act=act, check=made, at=at)
    checking.forget(act)
    _note(act, RunState.CERTIFIED, at=at)
    return certificate


def can_be_looked_for(act: ErasureAct, *, at: datetime) -> bool:
    """Whether it is still known by what an act's persons were found. After that nothing would be found, ever."""
    return at - act.begun_at <= FORGET_AFTER or ErasedTokens.objects.filter(act_id=act.id).exists()


def _note(act: ErasureAct, state: RunState, *, at: datetime) -> None:
    """Let the run of an act be where its proof is."""
    who = acting.current()
    if act.kind == ActKind.RUN and who is not None:
        with transaction.atomic():
            run_steps.advance(act.id, state, by=who.actor.id, at=at)


def prove_run(run: Run, *, at: datetime) -> Certificate | None:
    """Check and certify a run that has been executed."""
    return prove(act_of_run(run), at=at)


def unproven() -> list[ErasureAct]:
    """The acts that ended and have no certificate, oldest first; runs that were executed become acts by it.

    Runs of before certificates were made left nothing that could be certified.
    """
    salted = Erasure.objects.filter(run_id=OuterRef("pk"), salt__isnull=False)
    known = ErasureAct.objects.filter(kind=ActKind.RUN).values("id")
    executed = Run.objects.filter(Exists(salted), state__in=PROVABLE, erased_count__gt=0).exclude(pk__in=known)
    for run in executed.select_related("controller"):
        act_of_run(run)
    acts = ErasureAct.objects.filter(ended_at__isnull=False, certificates__isnull=True)
    return list(acts.select_related("controller").order_by("begun_at"))


def prove_all(*, at: datetime, only: str = "") -> list[ErasureAct]:
    """Check and certify what is still unproven, or the act of one reference; gives back what stays so.

    What is too old is not looked for again.
    """
    left = []
    for act in unproven():
        if only and act.reference != only:
            continue
        if at - act.begun_at > FORGET_AFTER:
            checking.forget(act)
        elif prove(act, at=at) is None:
            left.append(act)
    return left


def _alarm(made: ResidualCheck) -> None:
    """A mail without personal data to every privacy officer of the controller. The desk shows it, mail or not."""
    act = made.act
    addresses = [person.email for person in _officers(act.controller_id)]
    text = _(
        "The residual-data check of %(reference)s found %(count)s leftovers. It has no certificate until they are "
        "gone. The list of certificates at the DPO's desk says where they are."
    ) % {"reference": act.reference, "count": number_format(made.leftover_count, force_grouping=True)}
    try:
        send_mail(_("Erased data were found: %s") % act.reference, text, None, addresses)
    except (OSError, SMTPException):
        _log.error("The privacy officers could not be mailed about the check of %s.", act.reference)


def _officers(controller_id: UUID) -> list[User]:
    people = User.objects.with_rights().filter(is_active=True)
    return [each for each in people if Role.PRIVACY_OFFICER in each.roles and controller_id in each.controllers]


def latest_check(act: ErasureAct) -> ResidualCheck | None:
    """The newest check of an act."""
    return act.checks.order_by("-begun_at").first()
