"""A worker in a process of its own that imports a file two batches far and then waits to be killed."""

import os
import sys
import time
from typing import Any

import django


def main(reference: str) -> None:
    """Begin with the import of that number."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.local"
    django.setup()

    from collections_app.services.imports import importing  # needs the applications
    from collections_app.services.intake import chunks, taking_in  # needs the applications
    from personal_data import access
    from personal_data.purposes import Purpose

    chunks.BATCH_ROWS = 2
    book, done = taking_in._book_chunk, []

    def slow(*args: Any) -> None:
        if len(done) == 2:
            print("two batches", flush=True)
            time.sleep(600)
        done.append(book(*args))

    taking_in._book_chunk = slow
    with access.context(actor=access.system("tests.slow"), purpose=Purpose.INTAKE, channel="task"):
        importing.work_off(reference=reference, at=django.utils.timezone.now())


if __name__ == "__main__":
    main(sys.argv[1])
