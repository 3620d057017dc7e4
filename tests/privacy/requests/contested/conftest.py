"""An agency that collects on the basis of its notice."""

import pytest

from personal_data.models import Controller
from tests.privacy.requests.agencies import Agency, open_agency
from tests.privacy.requests.contested.pages import BASES


@pytest.fixture
def agency(request: pytest.FixtureRequest) -> Agency:
    """The agency whose reference is the parameter, collecting on the basis of its notice."""
    found = open_agency(request.param)
    Controller.objects.filter(pk=found.controller.pk).update(collection_basis=BASES[request.param])
    return found
