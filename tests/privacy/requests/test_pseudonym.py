"""When nothing of a person is left but the file of their request, the trail leads to nobody without opening it."""

from uuid import UUID

import pytest
from django.urls import reverse

from accounts.roles import Role
from audit.models import Event, Line
from collections_app.models import Case, Debtor
from collections_app.services import cases
from personal_data import envelopes
from personal_data.models import DataSubject, Envelope, ErasedTokens
from personal_data.purposes import Purpose
from privacy.models import DataSubjectRequest
from privacy.services import answers, receiving
from privacy.services.requests import carrying_out, decisions
from tests.factories import accounts, acting, collection, retention
from tests.privacy.requests.asking import NOW, PETRA, contacts, debtor_with_address, receive

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna() -> Debtor:
    with acting.hanna(Purpose.SUBJECT_REQUEST):
        controller = retention.controller("AMILI")
        contacts(controller)
        return debtor_with_address(controller)


def erased(anna: Debtor, *rows: Debtor | Case) -> DataSubjectRequest:
    """The request of somebody whose records were all erased because they asked."""
    with acting.hanna(Purpose.SUBJECT_REQUEST):
        request = receiving.begin_review(request=receive(anna), identified_how="known_contact", by=PETRA, at=NOW)
        for item in decisions.list_items(request=request):
            decisions.grant(item=item, by=PETRA, at=NOW)
        answers.make(request=decisions.conclude(request=request, by=PETRA, at=NOW), by=PETRA, at=NOW)
        assert carrying_out.carry_out(at=NOW) == {"erased": len(rows)}
    return request


def test_lives_on_in_the_file_of_the_request_alone(anna: Debtor) -> None:
    with acting.hanna():
        case = collection.case_file(anna.controller, [anna])
        cases.close(case=case, reason="paid", closed_on=NOW.date(), by=PETRA, at=NOW)
    subject, before = anna.subject, anna.subject.pseudonym
    request = erased(anna, anna, case)

    assert not DataSubject.objects.filter(pseudonym=before).exists()
    assert [part.envelope_id for part in subject.parts.all()] == [request.envelope_id]
    subject.refresh_from_db()
    lines = Line.objects.filter(subject=before)
    assert {"erased", "changed"} <= set(lines.values_list("outcome", flat=True))
    kept = DataSubjectRequest.objects.get(pk=request.pk)
    assert str(before) not in str(DataSubjectRequest.objects.filter(pk=request.pk).values().get())
    with acting.omar(Purpose.SUPERVISION):
        envelopes.open([kept])
        assert kept.pseudonym is not None
        assert UUID(kept.pseudonym.reveal()) == before
    opened = Event.objects.filter(name="personal_data.envelope.opened").latest("id")
    assert list(Line.objects.filter(event_id=opened.id).values_list("subject", flat=True)) == [subject.pseudonym]
    assert ErasedTokens.objects.filter(subject_id=subject.pk).count() <= 1


def test_stays_while_another_record_is_kept(anna: Debtor) -> None:
    with acting.hanna():
        collection.case_file(anna.controller, [anna])
        before = anna.subject.pseudonym
        other = debtor_with_address(anna.controller)
    request = erased(other, other)
    assert request.subject_id == other.subject_id
    anna.subject.refresh_from_db()
    assert anna.subject.pseudonym == before
    assert Envelope.objects.filter(parts__subject=anna.subject).count() == 2


def test_whoever_has_to_look_opens_the_file_and_that_is_recorded(anna: Debtor) -> None:
    request = erased(anna, anna)
    dora = accounts.client_of(accounts.member(Role.DPO))
    count = Event.objects.filter(name="personal_data.envelope.opened").count()
    answer = dora.get(reverse("dpo-audit-subject", args=[request.subject_id]))
    names = {row.event.name for row in answer.context["table"].rows}
    assert {"personal_data.envelope.erased", "personal_data.record.created"} <= names
    assert Event.objects.filter(name="personal_data.envelope.opened").count() == count + 1
    assert (
        reverse("dpo-audit-subject", args=[request.subject_id])
        in dora.get(reverse("dpo-request", args=[request.reference])).content.decode()
    )
