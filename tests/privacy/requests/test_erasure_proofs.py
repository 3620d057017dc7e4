"""Who asked for erasure gets a certificate of it, and the file that shows that their record was part of it."""

from collections.abc import Iterator
from datetime import timedelta
from http import HTTPStatus

import pytest
from django.urls import reverse
from django.utils import timezone

from collections_app.services import cases
from personal_data.purposes import Purpose
from privacy.models import DataSubjectRequest
from privacy.selectors import erasure_proofs
from privacy.services import answers, receiving
from privacy.services.requests import carrying_out, decisions
from retention.models import Certificate
from retention.policies import verifying
from retention.services import proving
from tests.factories import accounts, acting, collection, retention
from tests.privacy.requests.asking import NOW, PETRA, ROLF, contacts, debtor_with_address, receive

pytestmark = pytest.mark.django_db


@pytest.fixture
def erased(db: None) -> Iterator[DataSubjectRequest]:
    """Anna's closed case has gone because she asked; her open one and her profile stay."""
    with acting.hanna(Purpose.SUBJECT_REQUEST):
        controller = retention.controller("AMILI")
        contacts(controller)
        debtor = debtor_with_address(controller)
        opened, closed = collection.case_file(controller, [debtor]), collection.case_file(controller, [debtor])
        with acting.hanna(Purpose.COLLECTION):
            cases.close(case=closed, reason="paid", closed_on=NOW.date() - timedelta(days=1), by=PETRA, at=NOW)
        request = receiving.begin_review(request=receive(debtor), identified_how="known_contact", by=PETRA, at=NOW)
        for item in decisions.list_items(request=request):
            if item.item_envelope == closed.envelope_id:
                decisions.grant(item=item, by=PETRA, at=NOW)
            else:
                decisions.refuse(
                    item=item, ground="legal_claims", citation="GDPR art. 17(3)(e)", facts="The claim is open.",
                    until=None, review_on=NOW.date() + timedelta(days=90), by=PETRA, at=NOW,
                )  # fmt: skip
        concluded = decisions.conclude(request=request, by=PETRA, at=NOW)
        answers.make(request=decisions.approve(request=concluded, by=ROLF, at=NOW), by=PETRA, at=NOW)
        assert carrying_out.carry_out(at=NOW)["erased"] == 1
        assert opened.pk
        yield request


@pytest.fixture
def certificate(erased: DataSubjectRequest) -> Certificate:
    with accounts.command():
        left = proving.prove_all(at=timezone.now())
        assert [list(proving.latest_check(act).leftovers.values_list("place", "kind", "record")) for act in left] == []
    return Certificate.objects.get()


class TestTheProof:
    def test_waits_for_the_check(self, erased: DataSubjectRequest) -> None:
        (proof,) = erasure_proofs.of_request(erased)
        assert proof.certificate is None

    def test_is_of_this_request_and_counts_its_records_only(
        self, erased: DataSubjectRequest, certificate: Certificate
    ) -> None:
        said = verifying.verify(certificate.document.encode(), bytes(certificate.public_key))
        assert said["act"]["reference"] == erased.reference
        assert said["act"]["kind"] == "request"
        assert [(each["record_class"], each["erased"]) for each in said["classes"]] == [("case_file", 1)]
        assert {each["record_class"] for each in said["check"]["remainders"]} >= {"case_file", "profile"}

    def test_says_nothing_of_reports_that_may_not_be_told_of(self, certificate: Certificate) -> None:
        assert "legal_report" not in certificate.document


class TestForStaff:
    def test_is_downloaded_to_be_sent(self, erased: DataSubjectRequest, certificate: Certificate) -> None:
        petra = accounts.client_of(accounts.member("privacy_officer"))
        page = petra.get(reverse("dpo-request", args=[erased.reference])).content.decode()
        assert reverse("dpo-request-proof", args=[erased.reference, 1, "item"]) in page
        said = verifying.verify(certificate.document.encode(), bytes(certificate.public_key))
        item = petra.get(reverse("dpo-request-proof", args=[erased.reference, 1, "item"]))
        assert verifying.verify_item(item.content, said)["record_class"] == "case_file"
        document = petra.get(reverse("dpo-request-proof", args=[erased.reference, 1, "pdf"]))
        assert document.content.startswith(b"%PDF-")

    def test_is_not_there_for_a_record_that_stays(self, erased: DataSubjectRequest, certificate: Certificate) -> None:
        petra = accounts.client_of(accounts.member("privacy_officer"))
        address = reverse("dpo-request-proof", args=[erased.reference, 2, "item"])
        assert petra.get(address).status_code == HTTPStatus.NOT_FOUND
