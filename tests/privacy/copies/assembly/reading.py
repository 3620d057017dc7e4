"""What is in a copy, for tests that look into it."""

import zipfile
from io import BytesIO
from typing import Any

from privacy.models import AccessCopy
from tests.privacy.copies.asking import part


def zipped(copy: AccessCopy) -> zipfile.ZipFile:
    return zipfile.ZipFile(BytesIO(part(copy, "application/zip")))


def every_datum(found: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        datum
        for record in found["records"]
        for entry in record["entries"]
        for datum in [*entry["data"], *entry["former"]]
    ]
