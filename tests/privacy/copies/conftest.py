"""Anna and Bo, and Petra who handles requests."""

from collections.abc import Iterator

import pytest

from personal_data.purposes import Purpose
from tests.factories import acting
from tests.privacy.copies.filling import fill
from tests.privacy.copies.people import Cast, cast


@pytest.fixture
def people(db: None) -> Iterator[Cast]:
    found = cast()
    with acting.hanna(Purpose.SUBJECT_REQUEST):
        yield found


@pytest.fixture
def everything(people: Cast) -> Cast:
    """Anna with something in every field that the product declares."""
    fill(people)
    return people
