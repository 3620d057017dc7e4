"""Anna, whose data are to be restricted."""

from collections.abc import Iterator

import pytest

from personal_data.purposes import Purpose
from tests.factories import acting, collection, retention
from tests.privacy.requests.asking import contacts, debtor_with_address
from tests.privacy.requests.restriction.situation import Person


@pytest.fixture
def anna(db: None) -> Iterator[Person]:
    with acting.hanna(Purpose.SUBJECT_REQUEST):
        controller = retention.controller("AMILI")
        contacts(controller)
        debtor, other = debtor_with_address(controller), collection.debtor(controller, "Bo Berg")
        alone, shared = (
            collection.case_file(controller, [debtor]),
            collection.case_file(controller, [debtor, other]),
        )
        yield Person(debtor, other, alone, shared)
