"""Why the demo's controllers read data for their statistics: the records officer says so, a second person approves."""

from datetime import datetime, timedelta

from accounts.models import User
from config.demo.staff import DEMO_STAFF
from personal_data.models import Controller
from retention.models import StatisticsUse, UseKind
from retention.selectors.due import local_today
from retention.services import statistics_terms, statistics_uses

_PURPOSE = "What portfolios pay can be learnt from closed cases only, and they are about to be erased."
_LIMITS = "Region, decade of birth and amount band are counted in groups of five or more; nothing else is read."


def tell(controller: Controller, *, now: datetime) -> bool:
    """State it where the notice names statistics and nobody has yet; says whether that was done."""
    if not statistics_terms.permitted(controller.reference):
        return False
    if StatisticsUse.objects.filter(controller=controller).exists():
        return False
    by_name = {person.email.split(".")[0]: person.email for person in DEMO_STAFF}
    rolf, petra = (User.objects.get(email=by_name[name]) for name in ("rolf", "petra"))
    use = statistics_uses.ask(
        controller=controller,
        kind=UseKind.READING,
        purpose=_PURPOSE,
        limits=_LIMITS,
        ends_on=local_today(controller) + timedelta(days=300),
        by=rolf.pk,
        at=now,
    )
    statistics_uses.approve(use=use, by=petra.pk, at=now)
    return True
