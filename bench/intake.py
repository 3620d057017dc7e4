"""CSV intake end to end: the command as a process of its own, its rate and its memory."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import psutil

from bench import inputs
from bench.measuring import Result
from tests.fixtures import databases

ROOT = Path(__file__).resolve().parent.parent
# A batch takes most of a second, so its peak is met several times; looking more often would take of what is measured.
_LOOK_SECONDS = 0.1


def run(
    database: str, rows: int, folder: Path, *, seed: int, countries: Sequence[str] = inputs.EVERYWHERE
) -> tuple[float, int]:
    """Import a made file with so many rows. Returns seconds and peak memory in bytes."""
    path = folder / f"claims-{rows}-{seed}.csv"
    inputs.write_claims_csv(path, rows, seed=seed, countries=countries)
    return watched(database, "import_claims", str(path), "--creditor", "C-BENCH")


def watched(database: str, name: str, *arguments: str) -> tuple[float, int]:
    """Run a command of ours as a process of its own. Returns seconds and peak memory in bytes."""
    command = [sys.executable, "manage.py", name, *arguments]
    environment = {**os.environ, **databases.urls(database), "DJANGO_SETTINGS_MODULE": "bench.settings"}
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    watched, peak = psutil.Process(process.pid), 0
    while process.poll() is None:
        try:
            peak = max(peak, watched.memory_info().rss)
        except psutil.NoSuchProcess:
            break
        time.sleep(_LOOK_SECONDS)
    output = process.communicate()[0].decode()
    if process.returncode:
        raise RuntimeError(f"{name} failed:\n{output[-2000:]}")
    return time.perf_counter() - start, peak


def measure(small: tuple[float, int], large: tuple[float, int], rows: tuple[int, int]) -> list[Result]:
    """Rate at the larger size; memory at both."""
    rate = rows[1] / large[0]
    growth = large[1] / small[1] - 1
    return [
        Result(
            f"intake of {rows[1]:,} claims from CSV",
            f"{rate:,.0f} claims/s, process start included",
            "4,000 claims/s",
            rate >= 4000,
            [f"{rows[0]:,} rows: {rows[0] / small[0]:,.0f} claims/s"],
        ),
        Result(
            "memory of the intake",
            f"{small[1] / 2**20:.0f} MB at {rows[0]:,} rows, {large[1] / 2**20:.0f} MB at {rows[1]:,} ({growth:+.1%})",
            "within 10 %",
            growth <= 0.10,
        ),
    ]
