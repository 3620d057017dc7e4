"""The demo's letter of paper, in a house that holds more than the demo."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from config.demo import paper
from tests.factories import accounts, collection
from tests.privacy.letters import ADDRESS

pytestmark = pytest.mark.django_db
AT = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)


def test_goes_past_those_whose_address_is_incomplete(tmp_path: Path, settings: object) -> None:
    settings.DEMO_FOLDER = str(tmp_path)
    with accounts.command():
        controller = collection.controller()
        bare = {"lines": [], "postcode": "", "city": "", "country": "SE"}
        collection.case_file(controller, [collection.debtor(controller, "Bo Berg", address=bare)])
        assert paper.print_one(controller, by=uuid4(), at=AT) is None
        known = collection.case_file(controller, [collection.debtor(controller, address=ADDRESS)])
        collection.claim(known)
        place = paper.print_one(controller, by=uuid4(), at=AT)
    assert place is not None
    assert known.reference in place.name
    assert place.read_bytes().startswith(b"%PDF")
