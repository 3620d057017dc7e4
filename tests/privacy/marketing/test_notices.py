"""What a supplier of direct marketing is told when data are rectified, erased or restricted (GDPR art. 19)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from collections_app.models import Debtor, Disclosure
from collections_app.selectors import marketing
from personal_data.purposes import Purpose
from privacy.models import Right
from privacy.services import receiving
from privacy.services.requests import recipient_notices
from tests.factories import acting
from tests.privacy.marketing.conftest import Lender
from tests.privacy.requests.asking import NOW, PETRA, contacts, receive
from tests.privacy.requests.recipient_notices.situation import text_of

pytestmark = pytest.mark.django_db


def test_the_batch_is_named_and_no_case_that_the_supplier_never_heard_of(lender: Lender) -> None:
    vera = lender.person("Vera Vuxen")
    batches = [lender.batch(contact).batch.reference for contact in ("letter", "email")]
    lender.person("Adam Andersson")
    of_others = lender.batch("letter").batch.reference
    text = told(lender, vera)
    assert lender.case_of(vera).reference not in text
    assert [batch in text for batch in batches] == [True, True]
    assert of_others in text, "she was in that one too"
    assert "Vera Vuxen" in text
    assert "Adam" not in text


def test_batches_are_asked_for_in_one_query(lender: Lender) -> None:
    lender.person("Vera Vuxen")
    made = {lender.batch(contact).batch.reference for contact in ("letter", "email", "letter")}
    lines = list(Disclosure.objects.all())
    with CaptureQueriesContext(connection) as asked:
        assert set(marketing.references_of(lines).values()) == made
        assert marketing.references_of([]) == {}
    assert len(asked) == 1


def told(lender: Lender, person: Debtor) -> str:
    """The words of the notice that the supplier gets once somebody has asked that their data be erased."""
    with acting.hanna(Purpose.SUBJECT_REQUEST):
        contacts(lender.controller)
        asked = receive(person, Right.ERASURE)
        request = receiving.begin_review(request=asked, identified_how="known_contact", by=PETRA, at=NOW)
        records = {each for line in Disclosure.objects.all() for each in line.records}
        (notice,) = recipient_notices.make(request=request, by=PETRA, at=NOW, records=records)
        assert notice.recipient_id == lender.supplier.pk
        assert notice.letter is not None
        return text_of(notice.letter)
