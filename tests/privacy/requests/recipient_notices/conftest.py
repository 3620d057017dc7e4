"""Anna, whose data were passed on."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from collections_app.models import RecipientKind
from collections_app.services import cases
from personal_data.purposes import Purpose
from privacy.services import receiving
from privacy.services.requests import decisions
from tests.factories import acting, collection, retention
from tests.factories import recipients as making
from tests.privacy.requests.asking import NOW, PETRA, contacts, debtor_with_address, receive
from tests.privacy.requests.recipient_notices.situation import Situation, pass_on


@pytest.fixture
def anna(db: None) -> Iterator[Situation]:
    with acting.hanna(Purpose.SUBJECT_REQUEST):
        controller = retention.controller("AMILI")
        contacts(controller)
        debtor = debtor_with_address(controller)
        opened, closed = collection.case_file(controller, [debtor]), collection.case_file(controller, [debtor])
        collection.claim(closed)
        creditor = making.recipient(controller)
        authority = making.recipient(controller, RecipientKind.ENFORCEMENT, name="Provmyndigheten", language="en")
        pass_on(closed, creditor, "debtor.name", "claim.amount_minor")
        pass_on(closed, authority, "claim.amount_minor", purpose="enforcement", provision="UB 2:1", asked_as="U-77-26")
        pass_on(opened, making.recipient(controller, name="Försäkring AB"), "case.status")
        with acting.hanna(Purpose.COLLECTION):
            cases.close(case=closed, reason="paid", closed_on=NOW.date() - timedelta(days=1), by=PETRA, at=NOW)
        request = receiving.begin_review(request=receive(debtor), identified_how="known_contact", by=PETRA, at=NOW)
        decisions.list_items(request=request)
        yield Situation(debtor, opened, closed, creditor, authority, request)
