"""Many attempts in the same moment, with real commits: none slips past the limit."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.cache import cache
from django.db import connection, connections
from django.utils import timezone

from audit.models import Event
from personal_data import access
from personal_data.purposes import Purpose
from privacy import events
from privacy.models import FailedSignIns
from privacy.policies.sign_in import codes
from privacy.policies.sign_in.limits import OF_NETWORK_ON_CASE
from privacy.services.sign_in import signing_in

WRONG = codes.make(lambda alphabet: alphabet[0])
AT_ONCE = 24


def attempt(start: Barrier) -> bool:
    """One wrong sign-in; whether it was looked at."""
    try:
        connection.ensure_connection()
        start.wait()
        with access.context(actor=access.ANONYMOUS, purpose=Purpose.SECURITY, channel="portal"):
            answer = signing_in.verify(case_number="K-2026-000001", code=WRONG, address="192.0.2.7", at=timezone.now())
        return answer.wait_until is None
    finally:
        connections.close_all()


@pytest.mark.usefixtures("live_database")
def test_no_more_are_looked_at_than_the_limit_allows() -> None:
    cache.clear()
    start = Barrier(AT_ONCE)
    with ThreadPoolExecutor(AT_ONCE) as workers:
        looked_at = list(workers.map(attempt, [start] * AT_ONCE))
    assert 0 < sum(looked_at) <= OF_NETWORK_ON_CASE.failures
    assert Event.objects.filter(name=str(events.PORTAL_SIGN_IN_FAILED)).count() == sum(looked_at)
    assert Event.objects.filter(name=str(events.PORTAL_SIGN_IN_LIMITED)).count() == AT_ONCE - sum(looked_at)
    assert max(FailedSignIns.objects.values_list("failures", flat=True)) == sum(looked_at)
    cache.clear()
