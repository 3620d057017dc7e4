"""What the monitor says of one promise now."""

from typing import Any

from django.db import connection

from personal_data.models import Controller
from privacy.models import Verdict
from privacy.policies.packs.pack import Pack
from privacy.selectors.compliance.checks import Asked, Measurement, measure
from privacy.selectors.compliance.registry import asked_of, promise_of
from retention.services import rules

BROKEN, SOON, KEPT, UNMEASURED = Verdict.BROKEN, Verdict.SOON, Verdict.KEPT, Verdict.UNMEASURED


def measured(controller: Controller | None, key: str) -> Measurement:
    """One promise, measured as the monitor does it: due dates first."""
    if controller is not None:
        rules.recompute(controller=controller)
    promise = promise_of(controller, key)
    assert promise is not None, f"Nothing promises {key!r}."
    return measure(promise.check, asked_of(controller))


def verdict(controller: Controller | None, key: str) -> Verdict:
    """How one promise stands."""
    return measured(controller, key).verdict


def under(controller: Controller, pack: Pack, key: str) -> Measurement:
    """One promise as it would stand under another notice."""
    asked = asked_of(controller)
    promise = promise_of(controller, key)
    assert promise is not None
    return measure(promise.check, Asked(controller, pack, asked.today, asked.now))


def spoil(sql: str, *values: Any) -> None:
    """Change the data past every service, as somebody with the application's login could."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        assert cursor.rowcount != 0, "Nothing was spoiled."
