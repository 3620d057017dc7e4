"""A few hundred broken files, the same for the same seed; ``python -m bench.fuzz`` tries ten thousand."""

import random

import pytest

from collections_app.models import Creditor
from tests.collections_app.imports.breaking import KINDS, broken_file, made, taken_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("importing")]


@pytest.mark.parametrize("kind", KINDS)
def test_a_broken_file_is_refused_in_words_or_goes_in_whole(acme: Creditor, kind: str) -> None:
    chance = random.Random(f"{kind} 1")
    outcomes = [taken_in(kind, broken_file(kind, chance), acme) for _ in range(50)]
    assert {bool(outcome.booked) for outcome in outcomes} == {True, False}


@pytest.mark.parametrize("kind", KINDS)
def test_a_whole_file_goes_in(acme: Creditor, kind: str) -> None:
    outcome = taken_in(kind, made(kind, random.Random(3)), acme)
    assert outcome.booked
