"""A letter, from its data to the tagged PDF."""

from datetime import date

from bench.measuring import Result, seconds, spread
from collections_app import letters

_MUST_HOLD = 0.5
_LETTERS = 200
_DATA = {
    "controller": {
        "name": "Benchmark controller",
        "company_number": "556439-5670",
        "country": "SE",
        "address": ["Provgatan 1", "111 11 Stockholm"],
        "phone": "08-465 004 00",
        "email": "",
        "website": "",
        "privacy_contact": "dataskydd@bench.example",
    },
    "date": date(2026, 11, 21),
    "reference": "K-2026-000123",
    "portal_address": "bench.example/portal",
    "case_number": "K-2026-000123",
    "code": "7KQX-M2FD-9TRW-4HPN",
    "expires_on": date(2027, 1, 20),
}


def measure() -> list[Result]:
    """Letters to different persons, one after the other; the first one, which loads the fonts, counts too."""
    taken = [
        seconds(lambda number=number: letters.render("portal_code", _to(number), language="sv"))
        for number in range(_LETTERS)
    ]
    return [
        Result(
            "a letter as tagged PDF",
            f"{max(taken):.3f} s at most",
            f"{_MUST_HOLD} s",
            max(taken) <= _MUST_HOLD,
            [f"{_LETTERS} letters, {spread(taken, 1000, 1)} ms"],
        )
    ]


def _to(number: int) -> dict[str, object]:
    name = f"Anna Andersson {number}"
    return {**_DATA, "recipient": {"name": name, "address": ["Storgatan 3 B", "113 29 Stockholm"]}}
