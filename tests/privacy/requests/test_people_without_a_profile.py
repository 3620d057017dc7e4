"""People of whom we hold a record and no profile: an applicant asks for a copy, then for erasure."""

from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from accounts.roles import Role
from collections_app.models import Debtor
from collections_app.models.records import Applicant
from personal_data import envelopes
from personal_data.models import Controller, DataSubject
from personal_data.purposes import Purpose
from personal_data.services import controllers
from privacy.models import Channel, DataSubjectRequest, LetterKind, RequestStatus, Right, SentBy, UnlinkedRequest
from privacy.policies.packs import facts
from privacy.selectors import packs
from privacy.services import answers, receiving, unlinked
from privacy.services.copies import assembly, ordering
from privacy.services.requests import carrying_out, decisions, letters
from tests.collections_app.records.conftest import entered
from tests.factories import accounts, acting, retention
from tests.privacy.copies import asking
from tests.privacy.requests.asking import NOW, PETRA, contacts

pytestmark = pytest.mark.django_db


@pytest.fixture
def applicant(db: None) -> Applicant:
    with accounts.command():
        controller = retention.controller("AXACTOR")
        controllers.bind_to_notice(controller=controller, purposes=facts.openings(packs.pack_of(controller)))
        contacts(controller)
    texts = {"name": "Kari Nordmann", "reply_to": "Storgata 1\n0155 Oslo", "application": "I can count."}
    record = entered(controller, "applicant", "2026-01-05", gathering="Clerk", texts=texts)
    assert isinstance(record, Applicant)
    assert not Debtor.objects.exists()
    return record


def _asked(by: Applicant, right: Right) -> DataSubjectRequest:
    """Her request, identified and under review."""
    request = receiving.receive(
        subject=DataSubject.objects.get(parts__envelope_id=by.envelope_id),
        right=right,
        channel=Channel.LETTER,
        received_on=NOW.date(),
        by=PETRA,
        at=NOW,
    )
    return receiving.begin_review(request=request, identified_how="known_contact", by=PETRA, at=NOW)


def _text(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def test_get_their_copy_with_a_letter_to_the_address_they_gave(applicant: Applicant) -> None:
    with acting.hanna(Purpose.SUBJECT_REQUEST):
        request = _asked(applicant, Right.ACCESS)
        copy = ordering.grant(request=request, by=PETRA, at=NOW)
        envelopes.open([applicant])
        assert assembly.assemble(reference=request.reference, at=NOW)
        letter = request.letters.get(kind=LetterKind.ANSWER)
        said = _text(b"".join(letters.read(letter)))
        copy.refresh_from_db()
        given = asking.contents(copy)
    assert "Kari Nordmann" in said
    assert "0155 Oslo" in said
    (record,) = [each for each in given["records"] if each["kind"] == "applicant"]
    assert "I can count." in str(record)
    assert [each["records"] for each in given["access_log"]] == [["Sökande"]]


def test_are_erased_when_they_ask_and_told_so_by_letter(applicant: Applicant) -> None:
    with acting.hanna(Purpose.SUBJECT_REQUEST):
        request = _asked(applicant, Right.ERASURE)
        (item,) = decisions.list_items(request=request)
        decisions.grant(item=item, by=PETRA, at=NOW)
        decided = decisions.conclude(request=request, by=PETRA, at=NOW)
        answer = answers.make(request=decided, by=PETRA, at=NOW)
        said = _text(b"".join(letters.read(answer)))
        assert Applicant.objects.exists()  # the answer first, then the gate
        letters.mark_sent(letter=answer, sent_by=SentBy.POST, by=PETRA, at=NOW)
        carrying_out.carry_out(at=NOW)
    assert "Kari Nordmann" in said
    assert not Applicant.objects.exists()
    assert DataSubjectRequest.objects.get().status in {RequestStatus.ANSWERED, RequestStatus.DECIDED}


def _without_identification(controller: Controller) -> UnlinkedRequest:
    words = unlinked.Letter(right=Right.ACCESS, name="Kari N.", address="Storgata 1", language="nb")
    with accounts.command(Purpose.SUBJECT_REQUEST):
        return unlinked.receive(
            controller=controller, letter=words, channel=Channel.LETTER, received_on=NOW.date(), at=NOW, by=PETRA
        )


def test_are_found_and_linked_by_the_number_of_their_record(applicant: Applicant) -> None:
    entry = _without_identification(applicant.controller)
    petra = accounts.client_of(accounts.member(Role.PRIVACY_OFFICER))
    page = reverse("dpo-unlinked", args=[entry.reference])
    link = reverse("dpo-unlinked-link", args=[entry.reference, applicant.reference])
    assert link not in petra.get(page).content.decode()
    found = petra.post(page, {"text": applicant.reference.lower()}).content.decode()
    assert link in found
    assert "Kari Nordmann" in found
    assert petra.post(reverse("dpo-unlinked-link", args=[entry.reference, "REC-9999999"])).status_code == 404
    petra.post(link)
    assert (
        DataSubjectRequest.objects.get().subject_id
        == DataSubject.objects.get(parts__envelope_id=applicant.envelope_id).pk
    )


def test_of_an_enquiry_are_not_found_by_its_number(applicant: Applicant) -> None:
    enquiry = entered(applicant.controller, "enquiry", "2026-01-05")
    entry = _without_identification(applicant.controller)
    petra = accounts.client_of(accounts.member(Role.PRIVACY_OFFICER))
    link = reverse("dpo-unlinked-link", args=[entry.reference, enquiry.reference])
    assert (
        link
        not in petra.post(reverse("dpo-unlinked", args=[entry.reference]), {"text": enquiry.reference}).content.decode()
    )
    assert petra.post(link).status_code == 404
