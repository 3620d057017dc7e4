"""``python -m bench.fuzz --files 10000 --seed 1``: broken files of every kind through the whole intake.

Each is uploaded, checked and imported in a transaction that is taken back; the first error or half-stored import ends
the run with the seed and number of its file.
"""

import argparse
import logging
import os
import sys
import tempfile

import django
from django.conf import settings


def main() -> int:
    """Try so many files; exit code 1 when one of them breaks something."""
    parser = argparse.ArgumentParser(prog="bench.fuzz", description=__doc__)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    with tempfile.TemporaryDirectory(prefix="sigill-fuzz-") as folder:
        django.setup()
        settings.SEALED_FILES_DIRECTORY = folder
        logging.disable(logging.INFO)

        from bench import fuzzing  # needs the applications

        return fuzzing.run(options.files, options.seed)


if __name__ == "__main__":
    sys.exit(main())
