"""After a journey: none of its people's data in events, clear tables, logs, the broker or addresses."""

from collections.abc import Iterator
from contextlib import contextmanager

import redis
from django.conf import settings
from playwright.sync_api import Page

from audit.models import Event
from tests import leak_scan
from tests.fixtures import databases

# What staff are called and sign in with is personal data of staff, declared and kept in the clear.
_OF_STAFF = {"public.accounts_user", "public.account_emailaddress"}


@contextmanager
def nothing_leaks(page: Page, database: str, *secrets: str) -> Iterator[None]:
    """Watch a journey and scan everything after it; the scan proves first that it would have found a leak."""
    addresses: list[str] = []
    page.context.on("request", lambda request: addresses.append(request.url))
    with leak_scan.captured_logs() as logs:
        yield
        leak_scan.prove_logs(logs)
    needles = leak_scan.Needles(secrets)
    with databases.superuser(database) as session:
        tables = [table for table in leak_scan.every_table(session) if table not in _OF_STAFF]
        leak_scan.prove_tables(session, tables)
        found = leak_scan.scan_tables(session, tables, needles)
    broker = redis.Redis.from_url(settings.CELERY_BROKER_URL)
    leak_scan.prove_broker(broker)
    found += leak_scan.scan_broker(broker, needles)
    broker.close()
    found += leak_scan.scan_lines("log", logs.lines, needles)
    found += leak_scan.scan_lines("address", addresses, needles)
    assert found == []
    assert addresses
    assert Event.objects.count() > 0
