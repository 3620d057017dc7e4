"""Finding one debtor among many by identity number and by name prefix, recorded and opened."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from uuid import uuid4

from django.urls import reverse

from bench.measuring import Result, seconds, spread
from bench.pages import handler
from collections_app.models import Debtor
from collections_app.selectors import findings
from personal_data import access, envelopes
from personal_data.purposes import Purpose
from tests.fixtures import databases

_SEARCHES = 100


def measure(sealed: str) -> list[Result]:
    """Both kinds of search through the handler's own selector, and beside it the whole page that it is asked from."""
    databases.point_at(sealed)
    total = Debtor.objects.count()
    numbers, names = _known()
    return [
        _timed(f"find by identity number among {total:,} debtors", numbers, 3.0),
        _timed(f"find by name prefix among {total:,} debtors", names, 10.0),
    ]


def _known() -> tuple[list[str], list[str]]:
    """What is searched for: debtors from all parts of the register, each once."""
    identified = Debtor.objects.filter(is_identified=True)
    step = identified.count() // _SEARCHES
    # Ids begin with the time, so in their order no part of the register is left out.
    ids = list(identified.order_by("id").values_list("id", flat=True))[::step][:_SEARCHES]
    with _acting():
        people = envelopes.open_page(Debtor.objects.filter(pk__in=ids))
        numbers = [str(person.identity_number.reveal()) for person in people]
        names = [str(person.name.reveal()).split()[-1][:5] for person in people]
    return numbers, names


def _timed(name: str, texts: Sequence[str], allowed: float) -> Result:
    def search(text: str) -> None:
        with _acting():
            assert findings.find(text), "the search found nobody"

    client, address = handler(), reverse("handler-search")

    def ask(text: str) -> None:
        answer = client.post(address, {"text": text})
        assert b'<table class="data">' in answer.content, "the page shows nobody"

    alone, page = _each(search, texts), _each(ask, texts)
    median = alone[len(alone) // 2] * 1000
    return Result(
        name,
        f"p50 {median:.2f} ms",
        f"{allowed:.0f} ms",
        median <= allowed,
        [f"{spread(alone, 1000)} ms; the whole page, with session and permissions: {spread(page, 1000)} ms"],
    )


def _each(search: Callable[[str], None], texts: Sequence[str]) -> list[float]:
    for text in texts[:10]:
        search(text)
    return sorted(seconds(lambda text=text: search(text)) for text in texts)


def _acting() -> AbstractContextManager[access.Context]:
    return access.context(actor=access.Actor("staff", uuid4()), purpose=Purpose.COLLECTION, channel="command")
