"""A controller with its rules, and Anna, whose records are spoiled behind the product's back."""

from collections.abc import Iterator

import pytest

from collections_app.models import Case, Debtor
from personal_data.models import Controller
from personal_data.purposes import Purpose
from tests.factories import acting, collection, retention
from tests.privacy.requests.asking import contacts, debtor_with_address


@pytest.fixture
def amili(db: None) -> Iterator[Controller]:
    with acting.hanna(Purpose.SUBJECT_REQUEST):
        controller = retention.controller("AMILI")
        contacts(controller)
        yield controller


@pytest.fixture
def anna(amili: Controller) -> Debtor:
    return debtor_with_address(amili)


@pytest.fixture
def case(amili: Controller, anna: Debtor) -> Case:
    return collection.case_file(amili, [anna])
