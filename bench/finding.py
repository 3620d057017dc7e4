"""Finding one debtor among many by identity number and by name prefix, recorded and opened."""

from contextlib import AbstractContextManager
from uuid import uuid4

from bench.measuring import Result, seconds, spread
from collections_app.models import Debtor
from collections_app.selectors import findings
from personal_data import access, envelopes
from personal_data.purposes import Purpose
from tests.fixtures import databases

_SEARCHES = 60


def measure(sealed: str) -> list[Result]:
    """Both kinds of search through the handler's own selector."""
    databases.point_at(sealed)
    total = Debtor.objects.count()
    numbers, names = _known()
    return [
        _timed(f"find by identity number among {total:,} debtors", numbers, 3.0),
        _timed(f"find by name prefix among {total:,} debtors", names, 10.0),
    ]


def _known() -> tuple[list[str], list[str]]:
    with _acting():
        people = envelopes.open_page(Debtor.objects.filter(is_identified=True).order_by("reference")[:_SEARCHES])
        numbers = [str(person.identity_number.reveal()) for person in people]
        names = [str(person.name.reveal()).split()[-1][:5] for person in people]
    return numbers, names


def _timed(name: str, texts: list[str], allowed: float) -> Result:
    def search(text: str) -> None:
        with _acting():
            assert findings.find(text), "the search found nobody"

    for text in texts[:10]:
        search(text)
    taken = sorted(seconds(lambda text=text: search(text)) for text in texts)
    median = taken[len(taken) // 2] * 1000
    return Result(name, f"p50 {median:.2f} ms", f"{allowed:.0f} ms", median <= allowed, [f"{spread(taken, 1000)} ms"])


def _acting() -> AbstractContextManager[access.Context]:
    return access.context(actor=access.Actor("staff", uuid4()), purpose=Purpose.COLLECTION, channel="command")
