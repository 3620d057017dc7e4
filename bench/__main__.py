"""``make bench``: measure against the numbers to hold; exits with 1 when one is missed."""

import argparse
import logging
import os
import shutil
import sys
import tempfile
from pathlib import Path

import django

_STAGES = [
    "intake",
    "pages",
    "portal",
    "finding",
    "writes",
    "erasing",
    "residual",
    "growth",
    "due_dates",
    "letters",
    "copies",
    "signing_in",
]
_STAGES += ["recordings", "uploads", "payments", "throughput", "trail"]


def main() -> int:
    """Prepare the databases, measure, print, judge."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--scale", type=int, default=100_000, help="claims in the large database (default 100,000)")
    parser.add_argument("--debtors", type=int, default=0, help="debtors beside those of the claims (default none)")
    parser.add_argument("--due", type=int, default=20_000, help="case files to erase (default 20,000)")
    parser.add_argument("--events", type=int, default=1_000_000, help="length of the trail (default 1,000,000)")
    parser.add_argument("--pairs", type=int, default=40, help="pairs of slices with and without recording (default 40)")
    parser.add_argument("--only", nargs="*", default=_STAGES)
    options = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    django.setup()
    logging.disable(logging.INFO)  # a line for each request would drown the figures

    from bench.stages import Bench  # needs the applications

    with tempfile.TemporaryDirectory(prefix="sigill-bench-") as folder:
        bench = Bench(Path(folder), options.scale, options.due, options.debtors, options.events, options.pairs)
        bench.clean_up()  # a run that was killed may have left its own, and of an older build
        try:
            results = bench.run(options.only)
        finally:
            bench.clean_up()
            shutil.rmtree(os.environ["JOURNAL_DIRECTORY"], ignore_errors=True)
    missed = [result for result in results if not result.is_held]
    print(f"\n{len(results) - len(missed)} of {len(results)} numbers held.")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
