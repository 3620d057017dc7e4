"""Ida and her case, and the creditor who may hear of it."""

from collections.abc import Iterator

import pytest

from collections_app.models import Case, Debtor, Recipient
from personal_data.models import Controller
from tests.factories import acting, collection
from tests.factories import recipients as making


@pytest.fixture
def amili(db: None) -> Iterator[Controller]:
    with acting.hanna():
        yield collection.controller("AMILI")


@pytest.fixture
def ida(amili: Controller) -> Debtor:
    return collection.debtor(amili, "Ida Johansson", identity_number="198010162389", phone="+46701740605")


@pytest.fixture
def case(amili: Controller, ida: Debtor) -> Case:
    made = collection.case_file(amili, [ida, collection.debtor(amili, "Jon Johansson")])
    collection.claim(made)
    return made


@pytest.fixture
def creditor(case: Case) -> Recipient:
    return making.client(case.creditor)
