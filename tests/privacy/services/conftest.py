from datetime import UTC, datetime

import pytest

from collections_app.models import Case, Debtor
from personal_data.models import Controller
from personal_data.purposes import Purpose
from privacy.models import PortalCode
from privacy.services.sign_in import codes
from tests.factories import acting, collection
from tests.privacy.letters import ADDRESS

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


@pytest.fixture
def amili(db: None) -> Controller:
    with acting.hanna():
        return collection.controller()


@pytest.fixture
def anna(amili: Controller) -> Debtor:
    with acting.hanna():
        return collection.debtor(amili, "Anna Andersson", address=ADDRESS)


@pytest.fixture
def case(amili: Controller, anna: Debtor) -> Case:
    with acting.hanna():
        return collection.case_file(amili, [anna])


@pytest.fixture
def letter(case: Case, anna: Debtor) -> PortalCode:
    """A letter to Anna, written by Hanna."""
    with acting.hanna(Purpose.SUBJECT_REQUEST) as here:
        return codes.issue(case=case, debtor=anna, language="sv", by=here.actor.id, at=NOW)
