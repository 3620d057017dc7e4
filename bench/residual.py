"""The residual-data check: how quickly everything that is kept is looked through for what was erased."""

import random
import resource
import statistics
from pathlib import Path

from django.db import connection
from django.utils import timezone

from bench.measuring import ROUNDS, Result, seconds, spread
from personal_data import access, index_keys, tokens
from personal_data.macs import Mac
from personal_data.models import Controller, ErasedTokens
from personal_data.purposes import Purpose
from retention.models import ErasureAct, ResidualCheck
from retention.services.residual import checking
from tests.fixtures import databases

_OF_A_NIGHT = 20
_NAMES = 20_000
"""So many words and beginnings of names there are: people share them."""
_POSTCODES = range(10_000, 98_500)  # the Swedish ones lie between


def measure(database: str, total: int) -> list[Result]:
    """Look for others than the database holds: for as many as one in twenty of them, and for as many as all of them."""
    databases.point_at(database)
    with connection.cursor() as cursor:
        cursor.execute("SET max_parallel_workers_per_gather = 0")  # one core, as the number says
    return [_residual_check(people, total) for people in (total // _OF_A_NIGHT, total)]


def _residual_check(people: int, total: int) -> Result:
    with access.context(actor=access.system("bench"), purpose=Purpose.RETENTION, channel="command"):
        act = _erased_others(people)
    megabytes, rates = 0.0, []
    for _ in range(ROUNDS):
        with access.context(actor=access.system("bench"), purpose=Purpose.RETENTION, channel="command"):
            before = _resident()
            taken = seconds(lambda: checking.check(act=act, at=timezone.now()))
        check = ResidualCheck.objects.filter(act=act).latest("begun_at")
        assert not check.leftover_count, "the check found something left over"
        megabytes = check.bytes_read / 1e6
        rates.append(megabytes / taken)
    rate = statistics.median(rates)
    return Result(
        f"residual-data check of {megabytes:,.0f} MB for {people:,} persons among {total:,} others",
        f"{rate:.0f} MB/s",
        "50 MB/s",
        rate >= 50,
        [
            f"{spread(rates, digits=0)} MB/s; {check.looked_for:,} identifiers",
            f"memory grew by {_resident() - before:+.1f} MB in the last round",
        ],
    )


def _erased_others(people: int) -> ErasureAct:
    """An act that erased people of whom nothing is left: four whole values each, nine parts of their names, and a
    postcode, which stands in other people's data too."""
    now, controller, chance = timezone.now(), Controller.objects.get(), random.Random(7)
    mac = Mac(index_keys.of(controller.id))
    names = [_token(chance) for _ in range(_NAMES)]
    act = ErasureAct.objects.create(controller=controller, kind="run", reference="RUN-BENCH", begun_at=now)
    ErasedTokens.objects.bulk_create(
        ErasedTokens(
            act_id=act.id,
            controller_id=controller.id,
            tokens=[
                *(_token(chance) for _ in range(4)),
                *(chance.choice(names) for _ in range(9)),
                tokens.of(mac, tokens.POSTCODE, str(chance.choice(_POSTCODES))),
            ],
            whole_count=4,
            erased_at=now,
        )
        for _ in range(people)
    )
    return act


def _token(chance: random.Random) -> int:
    return chance.randrange(-(2**63), 2**63)


def _resident() -> float:
    """The memory of this process in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6
