"""Acts of erasure with their checks and certificates, for the desk. Nothing is opened; nothing here names a person."""

from uuid import UUID

from django.db.models import Q, QuerySet

from personal_data import reach
from retention.models import Certificate, ErasureAct, Leftover, ResidualCheck, Run

SHOWN = 100
NAMED = 200


def certificates() -> QuerySet[Certificate]:
    """The newest certificates within reach. Uses index retention_certificate_newest."""
    found = Certificate.objects.filter(reach.within("act__controller")).select_related("act__controller")
    return found.order_by("-issued_at")[:SHOWN]


def with_leftovers() -> list[ResidualCheck]:
    """The newest check of each act that has no certificate because something was left over."""
    unclean = Q(finished_at__isnull=False) & (Q(leftover_count__gt=0) | ~Q(unread=[]))
    checks = ResidualCheck.objects.filter(unclean, reach.within("act__controller"), act__certificates__isnull=True)
    newest = checks.order_by("act_id", "-begun_at").distinct("act_id").select_related("act__controller")
    return sorted(newest, key=lambda each: each.begun_at, reverse=True)


def act_of(act_id: UUID) -> ErasureAct | None:
    """An act within reach."""
    return ErasureAct.objects.filter(reach.within(), pk=act_id).select_related("controller").first()


def act_of_run(run: Run) -> ErasureAct | None:
    """The act of a run, once its erasure is being proved."""
    return ErasureAct.objects.filter(pk=run.pk).select_related("controller").first()


def checks_of(act: ErasureAct) -> QuerySet[ResidualCheck]:
    """The checks of an act, newest first. Uses index retention_check_newest."""
    return act.checks.order_by("-begun_at")


def leftovers_of(check: ResidualCheck) -> QuerySet[Leftover]:
    """What a check found left over, by place."""
    return check.leftovers.order_by("place", "kind", "record")[:NAMED]
