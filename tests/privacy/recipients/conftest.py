"""An agency and its recipients."""

from collections.abc import Iterator

import pytest

from tests.factories import acting, collection, retention
from tests.privacy.recipients.houses import House


@pytest.fixture
def house(request: pytest.FixtureRequest) -> Iterator[House]:
    """The controller whose reference is the parameter."""
    with acting.hanna():
        controller = retention.controller(request.param)
        yield House(controller, collection.case_file(controller, [collection.debtor(controller, "Ida Johansson")]))
