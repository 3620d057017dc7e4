"""The demo's letter of paper, in a house that holds more than the demo."""

from datetime import UTC, datetime, timedelta
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
        letter = paper.print_one(controller, by=uuid4(), at=AT)
        assert letter is not None
        assert (letter.case_reference, letter.is_new) == (known.reference, True)
        assert letter.place.read_bytes().startswith(b"%PDF")
        assert paper.print_one(controller, by=uuid4(), at=AT) == letter._replace(is_new=False)


def test_is_written_anew_when_the_code_works_no_more_or_the_file_has_gone(tmp_path: Path, settings: object) -> None:
    settings.DEMO_FOLDER = str(tmp_path)
    with accounts.command():
        controller = collection.controller()
        collection.claim(collection.case_file(controller, [collection.debtor(controller, address=ADDRESS)]))
        first = paper.print_one(controller, by=uuid4(), at=AT)
        assert first is not None
        expired = paper.print_one(controller, by=uuid4(), at=AT + timedelta(days=400))
        assert expired is not None
        assert expired.is_new
        expired.place.unlink()
        again = paper.print_one(controller, by=uuid4(), at=AT + timedelta(days=400))
        assert again is not None
        assert again.is_new
