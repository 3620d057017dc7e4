"""A case to erase or keep."""

import pytest

from collections_app.models import Case
from tests.factories import collection


@pytest.fixture
def case(gate: str) -> Case:
    """A case of Anna with a note and a claim."""
    controller = collection.controller()
    case = collection.case_file(controller, [collection.debtor(controller)])
    collection.note(case)
    collection.claim(case)
    return case
