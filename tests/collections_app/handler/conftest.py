"""The cast at the handler's desk, and a case for them to work."""

import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from collections_app.models import Case, Debtor
from personal_data import search
from personal_data.models import Controller
from tests.factories import accounts, collection

IDA = "Ida Johansson"
NUMBER = "198010162389"
PHONE = "+46701740605"


@pytest.fixture
def hanna() -> User:
    return accounts.member(Role.HANDLER)


@pytest.fixture
def as_hanna(hanna: User) -> Client:
    return accounts.client_of(hanna)


@pytest.fixture
def as_sven() -> Client:
    """A supervisor."""
    return accounts.client_of(accounts.member(Role.SUPERVISOR, name="Sven Supervisor"))


@pytest.fixture
def as_dora() -> Client:
    """The DPO, who has no business at this desk."""
    return accounts.client_of(accounts.member(Role.DPO, name="Dora Dataskydd"))


@pytest.fixture
def amili() -> Controller:
    with accounts.command():
        return collection.controller("AMILI")


@pytest.fixture
def ida(amili: Controller) -> Debtor:
    with accounts.command():
        return collection.debtor(
            amili,
            IDA,
            identity_number=NUMBER,
            identity_scheme="personnummer",
            phone=PHONE,
            address={"lines": ["Provgatan 73"], "postcode": "999 10", "city": "Provköping", "country": "SE"},
        )


@pytest.fixture
def case(amili: Controller, ida: Debtor) -> Case:
    """Ida's open case with one claim and one note."""
    with accounts.command():
        made = collection.case_file(amili, [ida])
        search.index(collection.claim(made))
        collection.note(made)
        return made


@pytest.fixture
def address(case: Case) -> str:
    """The address of the case page."""
    return f"/handler/cases/{case.reference}/"
