"""A run that has erased two persons and one who keeps a ledger entry."""

from uuid import uuid4

import pytest
from django.utils import timezone

from personal_data.models import Controller
from retention.models import ErasureAct, Run
from retention.services import proving, runs
from tests.factories import accounts, collection, retention

NAME, NUMBER, PHONE, EMAIL = "Anna Andersson", "19900101-2385", "+46 70 174 06 05", "anna.andersson@example.test"
ADDRESS = {"lines": ["Provgatan 1"], "postcode": "111 22", "city": "Stockholm", "country": "SE"}


@pytest.fixture
def amili() -> Controller:
    with accounts.command():
        return retention.controller("AMILI")


@pytest.fixture
def run(amili: Controller) -> Run:
    with accounts.command():
        debtor = collection.debtor(amili, NAME, identity_number=NUMBER, phone=PHONE, email=EMAIL, address=ADDRESS)
        case = collection.case_file(amili, [debtor])
        retention.close(case, retention.months_ago(36))
        at, first, second = timezone.now(), uuid4(), uuid4()
        proposed = runs.propose(controller=amili, by=first, at=at)
        runs.approve(run=proposed, by=second, at=at)
        done = runs.execute(run=proposed, by=first, at=at)
    assert done.erased_count == 2
    return done


@pytest.fixture
def act(run: Run) -> ErasureAct:
    return proving.act_of_run(run)
