"""A page of one debtor and a list of fifty: the real pages, through session and permissions, against plain columns."""

import statistics
from collections.abc import Callable
from contextlib import nullcontext

from django.test import Client

from accounts.models import User
from bench import plain
from bench.measuring import Result, by_turns, seconds, spread
from collections_app.models import Case
from tests.fixtures import databases

# Short turns: what else the machine does drifts, and both sides must meet the same of it.
_REQUESTS = 12
_TURNS = 20


def measure(sealed: str, baseline: str) -> list[Result]:
    """Both pages, by turns on both databases."""
    databases.point_at(sealed)
    reference = Case.objects.order_by("-id").values_list("reference", flat=True)[0]
    pages = {
        "list of 50": ("/handler/", 2.0),
        "page of one debtor": (f"/handler/cases/{reference}/", 1.0),
    }
    return [
        compare(name, address, allowed, databases_of=(sealed, baseline), sign_in=_signed_in)
        for name, (address, allowed) in pages.items()
    ]


def compare(
    name: str, address: str, allowed: float, *, databases_of: tuple[str, str], sign_in: Callable[[], Client]
) -> Result:
    """One page of ours and of the baseline by turns, each through a sign-in of its own."""
    sealed, baseline = databases_of
    taken: dict[str, list[float]] = {"ours": [], "plain": []}

    def visit(database: str, samples: list[float], *, is_plain: bool) -> Callable[[], float]:
        def work() -> float:
            databases.point_at(database)
            client = sign_in()
            with plain.unsealed() if is_plain else nullcontext():
                for _ in range(5):
                    answer = client.get(address)
                    assert answer.status_code == 200, f"{address} answered {answer.status_code}"
                samples.extend(seconds(lambda: client.get(address)) for _ in range(_REQUESTS))
            return statistics.median(samples[-_REQUESTS:])

        return work

    turns = by_turns(
        visit(sealed, taken["ours"], is_plain=False), visit(baseline, taken["plain"], is_plain=True), rounds=_TURNS
    )
    # Each turn with the one beside it: the machine's mood changes between the first turn and the last.
    added = statistics.median(ours - plain for ours, plain in zip(*turns, strict=True)) * 1000
    return Result(
        f"{name} opened and recorded",
        f"{added:+.2f} ms p50 against plain columns, unrecorded",
        f"+{allowed:.0f} ms",
        added <= allowed,
        [f"ours {spread(taken['ours'], 1000)} ms; plain {spread(taken['plain'], 1000)} ms"],
    )


def _signed_in() -> Client:
    client = Client()
    client.force_login(User.objects.get(email="bench@sigill.test"))
    return client
