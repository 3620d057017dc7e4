"""A controller whose notice is not known: the portal says whom to write to, and promises nothing."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from collections_app.models import Case
from personal_data.models import Controller
from personal_data.purposes import Purpose
from privacy.models import Right
from privacy.services import receiving
from privacy.services.copies import ordering
from tests.factories import acting, collection
from tests.privacy.requests.asking import NOW, PETRA, contacts, receive

pytestmark = pytest.mark.django_db


@pytest.fixture
def amili(db: None) -> Controller:
    """The controller of the cast, with no notice of its own."""
    with acting.hanna():
        made = collection.controller("NOTKNOWN")
    contacts(made)
    return made


@pytest.mark.parametrize("page", ["held", "seen", "rights"])
def test_says_whom_to_write_to(as_anna: Client, amili: Controller, page: str) -> None:
    answer = as_anna.get(f"/portal/{page}/")
    said = answer.content.decode()
    assert answer.status_code == 503
    assert "Sidan är inte klar än" in said
    for told in (amili.name, amili.privacy_contact, amili.phone, "Provgatan 1"):
        assert told in said


def test_lets_the_person_ask_all_the_same(as_anna: Client) -> None:
    assert as_anna.get("/portal/overview/").status_code == 200
    assert as_anna.post("/portal/requests/access/", {"asked": "Allt."}).status_code == 302
    assert as_anna.get("/portal/requests/").status_code == 200


def test_orders_no_copy_that_could_never_be_made(case: Case) -> None:
    with acting.hanna(Purpose.SUBJECT_REQUEST):
        asked = receive(case.case_debtors.get().debtor, Right.ACCESS)
        reviewed = receiving.begin_review(request=asked, identified_how="portal", by=PETRA, at=NOW)
        with pytest.raises(ValidationError, match="No policy pack"):
            ordering.grant(request=reviewed, by=PETRA, at=NOW)
