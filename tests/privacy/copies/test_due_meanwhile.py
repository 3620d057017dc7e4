"""What falls due while a copy is asked for stays for it, and goes in the next run after it was delivered."""

import pytest
from django.utils import timezone

from collections_app.models import Case
from personal_data.models import Envelope
from personal_data.purposes import Purpose
from privacy.models import CopyPart
from privacy.services.copies import delivery
from retention.models import KeptItem
from retention.services import runs
from tests.factories import acting, retention
from tests.privacy.copies.asking import PETRA, ROLF, made
from tests.privacy.copies.people import NOW, Cast, cast

pytestmark = pytest.mark.django_db


def run(people: Cast) -> set[str]:
    """A run proposed, approved by a second person and executed; why it kept what it kept."""
    at = timezone.now()
    with acting.nightly(Purpose.RETENTION):
        made_of = runs.propose(controller=people.controller, by=ROLF, at=at)
        runs.approve(run=made_of, by=PETRA, at=at)
        runs.execute(run=made_of, by=ROLF, at=at)
    return set(KeptItem.objects.filter(run=made_of).values_list("reason", flat=True))


def is_there(case: Case) -> bool:
    return Envelope.objects.filter(id=case.envelope_id).exists() and Case.objects.filter(pk=case.pk).exists()


def test_a_case_that_is_due_waits_for_the_copy_and_goes_in_the_run_after_it() -> None:
    people = cast()
    with acting.hanna(Purpose.COLLECTION):
        retention.close(people.alone, retention.months_ago(36))
    with acting.hanna(Purpose.SUBJECT_REQUEST):
        copy = made(people)
    assert run(people) == {"needed_for_request"}
    assert is_there(people.alone)
    with acting.hanna(Purpose.SUBJECT_REQUEST):
        chunks = delivery.download(
            request=copy.request, part=CopyPart.PDF, by=copy.request.subject_id, by_person=True, at=NOW
        )
        assert b"".join(chunks).startswith(b"%PDF")
    assert run(people) == set()
    assert not is_there(people.alone)
