"""What becomes of a sign-in letter when the person's profile is erased."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from collections_app.models import Case, Debtor
from personal_data import access, envelopes, files
from personal_data.models import SealedFile
from personal_data.purposes import Purpose
from personal_data.services import erasure_decisions
from privacy.models import PortalCode
from privacy.services.sign_in import codes, signing_in
from tests.factories import acting, collection
from tests.privacy.letters import ADDRESS, code_in, paper_of


@pytest.mark.usefixtures("live_database")
def test_letter_digest_and_history_go_with_the_profile() -> None:
    with acting.hanna(Purpose.SUBJECT_REQUEST) as here:
        amili = collection.controller()
        anna = collection.debtor(amili, address=ADDRESS)
        case = collection.case_file(amili, [anna])
        letter = codes.issue(case=case, debtor=anna, language="sv", by=here.actor.id, at=timezone.now())
    reference, code, place = case.reference, code_in(paper_of(letter)), files.path_of(letter.letter)
    assert place.exists()
    with acting.nightly(Purpose.SUBJECT_REQUEST):
        for row in (case, anna):
            erasure_decisions.decide(
                envelopes=[row.envelope_id],
                reference="R-2026-000001",
                effective_on=(timezone.now() - timedelta(days=1)).date(),
                decided_by=uuid4(),
                approved_by=None,
                decided_at=timezone.now(),
            )
            assert [each.reason for each in envelopes.erase([row.envelope_id], ground="request")] == ["erased"]
    assert not Case.objects.exists()
    assert not Debtor.objects.exists()
    assert not PortalCode.objects.exists()
    assert not SealedFile.objects.exists()
    assert not place.exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM privacy_historicalportalcode")
        assert cursor.fetchone() == (0,)
    with access.context(actor=access.ANONYMOUS, purpose=Purpose.SECURITY, channel="portal"):
        answer = signing_in.verify(case_number=reference, code=code, address="192.0.2.1", at=timezone.now())
    assert answer == signing_in.Answer()
