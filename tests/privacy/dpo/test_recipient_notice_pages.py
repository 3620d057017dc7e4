"""Recipients on the page of a request: listed with the decision, a notice each, sent, confirmed or excused."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from accounts.roles import Role
from collections_app.models import Recipient
from collections_app.services import cases
from collections_app.services.disclosing import disclosures
from personal_data.purposes import Purpose
from privacy.models import DataSubjectRequest, LetterKind, RequestStatus
from privacy.services import receiving
from privacy.services.requests import decisions
from tests.factories import accounts, acting, collection, retention
from tests.factories import recipients as making
from tests.privacy.requests.asking import NOW, PETRA, contacts, debtor_with_address, receive

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(db: None) -> str:
    """A decided request: the closed case goes, of which two recipients had data."""
    with acting.hanna(Purpose.COLLECTION):
        controller = retention.controller("AMILI")
        contacts(controller)
        debtor = debtor_with_address(controller)
        closed = collection.case_file(controller, [debtor])
        for to in (making.recipient(controller), making.recipient(controller, name="Bolaget AB", contact="")):
            wanted = disclosures.Wanted(to, ("debtor.name",), "status_report", "6(1)(f)", "file")
            disclosures.disclose(case=closed, wanted=wanted, by=PETRA, at=NOW)
        cases.close(case=closed, reason="paid", closed_on=NOW.date() - timedelta(days=1), by=PETRA, at=NOW)
    with acting.hanna(Purpose.SUBJECT_REQUEST):
        request = receiving.begin_review(request=receive(debtor), identified_how="known_contact", by=PETRA, at=NOW)
        for item in decisions.list_items(request=request):
            decisions.grant(item=item, by=PETRA, at=NOW)
        decisions.conclude(request=request, by=PETRA, at=NOW)
    return f"/dpo/requests/{request.reference}/"


@pytest.fixture
def petra() -> Client:
    return accounts.client_of(accounts.member(Role.PRIVACY_OFFICER, name="Petra Privacy"))


def page(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined,no-any-return]  # a response


def test_recipients_are_listed_with_the_decision(address: str, petra: Client) -> None:
    shown = page(petra.get(address))
    assert "Recipients to be told" in shown
    assert "Hyllan Möbler AB" in shown
    assert "Bolaget AB" in shown
    assert shown.count("No notice yet") == 2


def test_from_the_decision_to_the_confirmation(address: str, petra: Client) -> None:
    assert "recipient.address" in page(petra.post(f"{address}answer/", follow=True)), "Bolaget AB has no address"
    without = Recipient.objects.get(contact="")
    excuse = f"{address}recipients/{without.reference}/not-told/"
    assert "This will happen" in page(petra.get(excuse))
    assert "Write the reasons" in page(petra.post(excuse, {"because": "impossible"}))
    petra.post(excuse, {"because": "impossible", "reason": "It was dissolved."})
    assert "It was dissolved." in page(petra.get(address))
    petra.post(f"{address}answer/")
    request = DataSubjectRequest.objects.get()
    letter = request.letters.get(kind=LetterKind.RECIPIENT_NOTICE)
    shown = petra.get(f"{address}letters/{letter.pk}/")
    assert b"".join(shown.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]  # it is streamed
    assert "Send the notice first" in page(petra.post(f"{address}letters/{letter.pk}/receipt/", follow=True))
    petra.post(f"{address}letters/{letter.pk}/sent/", {"sent_by": "email"})
    assert request.status != RequestStatus.ANSWERED, "a notice does not close the request"
    assert "The recipient confirmed it" in page(petra.get(address))
    assert "The confirmation is noted" in page(petra.post(f"{address}letters/{letter.pk}/receipt/", follow=True))
    assert "Confirmed" in page(petra.get(address))


def test_the_dpo_sees_and_does_not_decide(address: str) -> None:
    dora = accounts.client_of(accounts.member(Role.DPO))
    shown = page(dora.get(address))
    assert "Recipients to be told" in shown
    assert "Cannot be told" not in shown
    reference = Recipient.objects.get(contact="").reference
    assert dora.post(f"{address}recipients/{reference}/not-told/", {"because": "impossible"}).status_code == 403


def test_what_is_not_there(address: str, petra: Client) -> None:
    assert petra.get(f"{address}recipients/RCP-99999/not-told/").status_code == 404
    missing = "0190c0de-0000-7000-8000-000000000000"
    assert petra.post(f"{address}letters/{missing}/receipt/").status_code == 404


def test_a_fresh_request_lists_nobody(db: None, petra: Client) -> None:
    with acting.hanna(Purpose.SUBJECT_REQUEST):
        controller = retention.controller("AMILI")
        contacts(controller)
        request = receive(debtor_with_address(controller), at=datetime.now(UTC))
    assert "Recipients to be told" not in page(petra.get(f"/dpo/requests/{request.reference}/"))
