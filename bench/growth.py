"""What erasing one case file costs in a small run and in a large one, out of a small database and a large one."""

import statistics

from bench import erasing
from bench.measuring import Result, seconds, spread
from tests.fixtures import databases

_ROUNDS = 2
_SHORT_RUNS = 4
"""So many small runs before and after each large one: a machine changes its pace while a large one goes on."""
_MOST_GROWTH = 1.1
"""Two measurements of one thing differ by less."""


def measure(few: tuple[str, int], many: tuple[str, int]) -> list[Result]:
    """What one case file costs in a small run and in a large one, by turns on fresh copies: it must not rise."""

    def cost(source: str, total: int) -> float:
        name = erasing.fresh(source, "bench_erase_ours")
        databases.point_at(name)
        return seconds(erasing.run_retention) / total

    small, large = [cost(*few) for _ in range(_SHORT_RUNS)], list[float]()
    for _ in range(_ROUNDS):
        large.append(cost(*many))
        small += [cost(*few) for _ in range(_SHORT_RUNS)]
    ratio = statistics.median(large) / statistics.median(small)
    return [
        Result(
            f"cost of one case file, {few[1]:,} and {many[1]:,} at once",
            f"{ratio:.2f} x",
            "1.10 x",
            ratio <= _MOST_GROWTH,
            [
                f"{total:>9,} at once: {spread(each, 1000, 3)} ms each, {statistics.median(each) * total:,.1f} s in "
                f"all, out of a database of {_size(source) / 1e9:.2f} GB"
                for (source, total), each in ((few, small), (many, large))
            ],
        )
    ]


def _size(database: str) -> int:
    with databases.superuser() as server:
        found = server.execute("SELECT pg_database_size(%s)", [database]).fetchone()
    assert found
    return int(found[0])
