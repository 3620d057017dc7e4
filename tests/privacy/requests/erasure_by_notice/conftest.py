"""One of the five agencies."""

import pytest

from tests.privacy.requests.agencies import Agency, open_agency


@pytest.fixture
def agency(request: pytest.FixtureRequest) -> Agency:
    """The agency whose reference is the parameter."""
    return open_agency(request.param)
