"""The run of ``bench.fuzz``: a database of its own, files by turns of each kind, and what became of them."""

import random
import time
from collections import Counter

from django.db import connections
from django.utils import timezone

from collections_app.models import Creditor
from collections_app.services import creditors
from personal_data import access
from personal_data.purposes import Purpose
from personal_data.services import controllers
from tests.collections_app.imports import breaking
from tests.fixtures import databases

_DATABASE = "bench_fuzz"


def run(files: int, seed: int) -> int:
    """Try the files and say what became of them."""
    databases.clone(_DATABASE)
    databases.point_at(_DATABASE)
    try:
        with access.context(actor=access.system("bench.fuzz"), purpose=Purpose.INTAKE, channel="command"):
            return _tried(files, seed, _creditor())
    finally:
        connections.close_all()
        databases.drop(_DATABASE)


def _tried(files: int, seed: int, creditor: Creditor) -> int:
    became: Counter[str] = Counter()
    started = time.perf_counter()
    for number in range(files):
        kind = breaking.KINDS[number % len(breaking.KINDS)]
        content = breaking.broken_file(kind, random.Random(f"{seed} {number}"))
        try:
            outcome = breaking.taken_in(kind, content, creditor)
        except Exception:
            print(f"BROKEN {kind} file {number} of seed {seed}")
            raise
        fate = "not taken" if outcome.words else "booked" if outcome.booked else "taken, nothing booked"
        became[f"{kind}: {fate}"] += 1
        if number % 500 == 499:
            print(f"{number + 1:>7,} files tried", flush=True)
    print("\n".join(f"{count:>7,} {fate}" for fate, count in sorted(became.items())))
    print(f"held   {files:,} broken files: no error, nothing half stored ({time.perf_counter() - started:.0f} s)")
    return 0


def _creditor() -> Creditor:
    controller = controllers.create(
        reference="FUZZ",
        name="Fuzz AB",
        company_number="556000-4615",
        country="SE",
        time_zone="Europe/Stockholm",
        language="sv",
        collection_basis="6(1)(f)",
    )
    return creditors.register(
        controller=controller, name="Acme AB", country="SE", organisation_number="556036-0793", at=timezone.now()
    )
