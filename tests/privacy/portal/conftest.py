"""Anna with her letter in hand, in front of the portal."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from collections_app.models import Case, Debtor
from personal_data.models import Controller
from personal_data.purposes import Purpose
from privacy.models import PortalCode
from privacy.policies.sign_in import codes
from privacy.services.sign_in import codes as portal_codes
from tests.factories import acting, collection
from tests.privacy.letters import ADDRESS, code_in, paper_of


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


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
    with acting.hanna(Purpose.SUBJECT_REQUEST) as here:
        return portal_codes.issue(case=case, debtor=anna, language="sv", by=here.actor.id, at=timezone.now())


@pytest.fixture
def typed(letter: PortalCode) -> dict[str, str]:
    """What Anna types from her letter."""
    code = codes.grouped(code_in(paper_of(letter)))
    return {"case_number": letter.case_reference.lower(), "code": code.replace("-", " ").lower()}


@pytest.fixture
def as_anna(typed: dict[str, str]) -> Client:
    """A browser in which Anna has signed in."""
    client = Client(headers={"accept-language": "sv-SE,sv;q=0.9,en;q=0.5"})
    client.post("/portal/", typed)
    return client
