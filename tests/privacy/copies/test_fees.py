"""A fee for a further copy: only where the notice names one, only for the same again, only when the person agrees."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from accounts.roles import Role
from audit.models import Event
from personal_data import envelopes
from personal_data.purposes import Purpose
from privacy.models import Channel, CopyFee, CopyState, DataSubjectRequest, RequestStatus, Right
from privacy.selectors import copy_fees as selector
from privacy.services import receiving
from privacy.services.copies import fees, ordering
from privacy.services.sign_in import codes
from tests.factories import accounts, acting, collection
from tests.privacy.copies.asking import PETRA, made
from tests.privacy.copies.people import NOW, Cast, cast
from tests.privacy.letters import code_in, paper_of
from tests.privacy.requests.asking import contacts

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=5)
WHY = "Ni fick samma kopia i maj."


@pytest.fixture
def intrum(db: None) -> Iterator[Cast]:
    found = cast("INTRUM")
    contacts(found.controller)
    with acting.hanna(Purpose.SUBJECT_REQUEST):
        yield found


def first_copy(people: Cast) -> None:
    """The copy that Anna has; it is made after everything that the fixtures wrote."""
    copy = made(people)
    envelopes.prepare_to_write([copy])
    copy.made_at = timezone.now()
    copy.save()


def again(people: Cast, channel: str = Channel.LETTER) -> DataSubjectRequest:
    """A further request for access, under review."""
    request = receiving.receive(
        subject=people.anna.subject,
        right=Right.ACCESS,
        channel=Channel(channel),
        received_on=NOW.date(),
        wording=receiving.Wording("En gång till.", language="sv"),
        by=people.anna.subject_id,
        at=LATER,
    )
    return receiving.begin_review(request=request, identified_how="portal", by=PETRA, at=LATER)


def told(request: DataSubjectRequest) -> CopyFee:
    return fees.propose(request=request, reason=WHY, by=PETRA, at=LATER)


@pytest.mark.requirement("INTRUM-132", breaks="charging for a first copy, unasked, or without amount and reason")
class TestAFurtherCopy:
    def test_has_amount_and_reason_and_waits_for_consent(self, intrum: Cast) -> None:
        first_copy(intrum)
        request = again(intrum)
        fee = told(request)
        envelopes.open([request])
        assert (fee.amount_minor, fee.currency, fee.reason.reveal()) == (1000, "EUR", WHY)
        with pytest.raises(ValidationError, match="has not agreed yet"):
            ordering.grant(request=request, by=PETRA, at=LATER)
        fees.accept(request=request, channel=Channel.LETTER, at=LATER)
        assert ordering.grant(request=request, by=PETRA, at=LATER).state == CopyState.ORDERED
        assert [event.reason for event in Event.objects.filter(name="privacy.copy.fee").order_by("id")] == [
            "told", "agreed",
        ]  # fmt: skip

    def test_is_never_charged_by_itself(self, intrum: Cast) -> None:
        first_copy(intrum)
        ordering.grant(request=again(intrum), by=PETRA, at=LATER)
        assert not CopyFee.objects.exists()

    def test_the_first_is_free(self, intrum: Cast) -> None:
        with pytest.raises(ValidationError, match="first copy"):
            told(again(intrum))

    def test_one_after_data_have_changed_is_free(self, intrum: Cast) -> None:
        first_copy(intrum)
        with acting.hanna():
            envelopes.prepare_to_write([intrum.alone])
            collection.note(intrum.alone, "Ny uppgift.")
        with pytest.raises(ValidationError, match="data have changed"):
            told(again(intrum))

    def test_can_be_waived(self, intrum: Cast) -> None:
        first_copy(intrum)
        request = again(intrum)
        told(request)
        fees.waive(request=request, at=LATER)
        assert ordering.grant(request=request, by=PETRA, at=LATER).state == CopyState.ORDERED

    def test_is_told_and_agreed_to_once(self, intrum: Cast) -> None:
        first_copy(intrum)
        request = again(intrum)
        told(request)
        with pytest.raises(ValidationError, match="told already"):
            told(request)
        fees.accept(request=request, channel=Channel.PHONE, at=LATER)
        with pytest.raises(ValidationError, match="No fee waits"):
            fees.accept(request=request, channel=Channel.PHONE, at=LATER)


def test_where_the_notice_names_no_fee_there_is_none(people: Cast) -> None:
    first_copy(people)
    assert selector.tariff(people.controller) is None
    with pytest.raises(ValidationError, match="names no fee"):
        told(again(people))


class TestThePages:
    @pytest.fixture
    def anna(self, intrum: Cast) -> Client:
        """Anna in the portal, in English."""
        first_copy(intrum)
        with acting.hanna(Purpose.SUBJECT_REQUEST) as here:
            letter = codes.issue(case=intrum.alone, debtor=intrum.anna, language="sv", by=here.actor.id, at=NOW)
            code = code_in(paper_of(letter))
        browser = Client(headers={"accept-language": "en"})
        browser.post("/portal/", {"case_number": intrum.alone.reference, "code": code})
        return browser

    @pytest.mark.requirement("INTRUM-132", breaks="no fee and reason to read before saying yes or no")
    @pytest.mark.parametrize(
        ("answer", "status"), [("yes", RequestStatus.UNDER_REVIEW), ("no", RequestStatus.WITHDRAWN)]
    )
    def test_tell_ask_and_heed_the_answer(self, intrum: Cast, anna: Client, answer: str, status: str) -> None:
        request = again(intrum, Channel.PORTAL)
        petra = accounts.client_of(accounts.member(Role.PRIVACY_OFFICER))
        desk, portal = f"/dpo/requests/{request.reference}/copy/fee/", f"/portal/requests/{request.reference}/"
        assert "it may cost a fee" in petra.get(f"/dpo/requests/{request.reference}/").content.decode()
        assert petra.post(desk, {"step": "tell", "reason": " "}).status_code == 422
        assert petra.post(desk, {"step": "tell", "reason": WHY}).status_code == 302
        page = anna.get(portal).content.decode()
        assert "This further copy costs" in page, page[page.find("copy-title") :][:900]
        assert "10.00" in page
        assert WHY in page
        for each in (page, anna.get("/portal/requests/").content.decode()):
            assert "We need an answer from you: a further copy costs a fee" in each
        assert "When it is decided you can download" not in page
        anna.post(f"{portal}fee/", {"answer": answer})
        request.refresh_from_db()
        assert request.status == status
        assert (CopyFee.objects.get().accepted_at is not None) == (answer == "yes")
        assert "We need an answer from you" not in anna.get(portal).content.decode()
        assert petra.get(desk).status_code == 200
