"""The pages of data subject requests: entering, taking up, deciding, approving, answering."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from collections_app.models import Case, Debtor
from personal_data.purposes import Purpose
from privacy.models import DataSubjectRequest, ItemOutcome, RequestItem, RequestStatus
from privacy.selectors import requests
from privacy.services.requests import carrying_out
from tests.factories import accounts, acting, collection, retention
from tests.privacy.requests.asking import contacts, debtor_with_address, receive

pytestmark = pytest.mark.django_db
STEPS = ("begin", "ask-identity", "close-unidentified", "extend", "conclude", "withdraw", "answer-arrived")
TODAY = datetime.now(UTC).date().isoformat()


@pytest.fixture
def anna(db: None) -> Debtor:
    with acting.hanna(Purpose.COLLECTION):
        controller = retention.controller("AMILI")
        contacts(controller)
        debtor = debtor_with_address(controller)
        collection.case_file(controller, [debtor])
    return debtor


@pytest.fixture
def hanna() -> Client:
    return accounts.client_of(accounts.member(Role.HANDLER))


@pytest.fixture
def petra() -> Client:
    return accounts.client_of(accounts.member(Role.PRIVACY_OFFICER, name="Petra Privacy"))


@pytest.fixture
def rolf() -> Client:
    return accounts.client_of(accounts.member(Role.RECORDS_OFFICER, name="Rolf Records"))


def enter(client: Client, debtor: Debtor, **changed: str) -> object:
    case = Case.objects.get()
    values = {"right": "erasure", "channel": "phone", "received_on": TODAY, "language": "sv", "asked": "Take it away."}
    return client.post(
        f"/handler/cases/{case.reference}/debtors/{debtor.reference}/requests/new/", {**values, **changed}, follow=True
    )


@pytest.fixture
def address(anna: Debtor, hanna: Client) -> str:
    """Where the entered request is decided."""
    enter(hanna, anna)
    return f"/dpo/requests/{DataSubjectRequest.objects.get().reference}/"


class TestEntering:
    def test_says_what_will_happen(self, anna: Debtor, hanna: Client) -> None:
        page = hanna.get(f"/handler/cases/{Case.objects.get().reference}/debtors/{anna.reference}/requests/new/")
        assert "One month runs from the day of receipt" in page.content.decode()

    def test_a_day_to_come_is_explained(self, anna: Debtor, hanna: Client) -> None:
        answer = enter(hanna, anna, received_on="2199-01-01")
        assert "lies in the future" in answer.content.decode()  # type: ignore[attr-defined]  # a response
        assert not DataSubjectRequest.objects.exists()

    def test_is_linked_from_the_case_page(self, anna: Debtor, hanna: Client) -> None:
        assert "/requests/new/" in hanna.get(f"/handler/cases/{Case.objects.get().reference}/").content.decode()


class TestTheQueue:
    def test_shows_the_clock_and_no_name(self, address: str, petra: Client) -> None:
        page = petra.get("/dpo/requests/").content.decode()
        assert address in page
        assert "days left" in page
        assert "Anna" not in page

    def test_filters(self, address: str, petra: Client) -> None:
        assert address not in petra.get("/dpo/requests/?right=access").content.decode()
        assert address not in petra.get("/dpo/requests/?closed=on").content.decode()
        assert address in petra.get("/dpo/requests/?right=nonsense").content.decode()

    def test_asks_the_database_as_often_for_many_as_for_one(
        self, anna: Debtor, hanna: Client, address: str, petra: Client
    ) -> None:
        petra.get("/dpo/requests/")
        with CaptureQueriesContext(connection) as one:
            assert len(petra.get("/dpo/requests/").context["table"].rows) == 1
        for _ in range(3):
            enter(hanna, anna)
        with CaptureQueriesContext(connection) as many:
            assert len(petra.get("/dpo/requests/").context["table"].rows) == 4
        assert len(many) == len(one)

    @pytest.mark.parametrize("query", ["", "closed=on&"])
    def test_goes_on_where_a_page_ends(
        self, anna: Debtor, hanna: Client, petra: Client, monkeypatch: pytest.MonkeyPatch, query: str
    ) -> None:
        monkeypatch.setattr(requests, "PAGE", 1)
        for _ in range(2):
            enter(hanna, anna)
        references = sorted(DataSubjectRequest.objects.values_list("reference", flat=True), reverse=bool(query))
        if query:
            for reference in references:
                petra.post(f"/dpo/requests/{reference}/withdraw/")
        first = petra.get(f"/dpo/requests/?{query}").context["table"]
        assert [row["request"].reference for row in first.rows] == references[:1]
        second = petra.get(first.next_url).context["table"]
        assert [row["request"].reference for row in second.rows] == references[1:]
        assert second.next_url == ""


class TestDeciding:
    def test_goes_from_the_queue_to_the_sent_answer(self, address: str, petra: Client, rolf: Client) -> None:
        assert "Take it away." in petra.get(address).content.decode()
        petra.post(f"{address}begin/", {"identified_how": "known_contact"})
        page = petra.get(address).content.decode()
        assert "Proposal: keep" in page
        for number in (1, 2):
            form = petra.get(f"{address}records/{number}/keep/").context["form"]
            kept = {name: form.get_initial_for_field(field, name) or "" for name, field in form.fields.items()}
            petra.post(f"{address}records/{number}/keep/", {**kept, "facts": "The claim is open."})
        petra.post(f"{address}conclude/")
        assert DataSubjectRequest.objects.get().status == RequestStatus.AWAITING_APPROVAL
        assert "Somebody else than you approves" in petra.get(address).content.decode()
        assert "Approve the refusals" in rolf.get(address).content.decode()
        assert petra.post(f"{address}approve/").status_code == 200, "the same person does not approve"
        rolf.post(f"{address}approve/")
        petra.post(f"{address}answer/")
        letter = DataSubjectRequest.objects.get().letters.get()
        shown = rolf.get(f"{address}letters/{letter.pk}/")
        assert b"".join(shown.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]  # it is streamed
        petra.post(f"{address}letters/{letter.pk}/sent/", {"sent_by": "post"})
        assert DataSubjectRequest.objects.get().status == RequestStatus.ANSWERED
        assert "What happened" in petra.get(address).content.decode()
        assert "answered" in petra.get("/dpo/requests/?closed=on").content.decode().lower()

    def test_grants(self, address: str, petra: Client) -> None:
        petra.post(f"{address}begin/", {"identified_how": "known_contact"})
        for number in (1, 2):
            assert petra.get(f"{address}records/{number}/erase/").status_code == 200
            petra.post(f"{address}records/{number}/erase/")
        assert set(DataSubjectRequest.objects.get().items.values_list("outcome", flat=True)) == {ItemOutcome.GRANTED}
        petra.post(f"{address}conclude/")
        petra.post(f"{address}answer/")
        with acting.nightly():
            assert carrying_out.carry_out(at=datetime.now(UTC)) == {"erased": 2}
        assert "The profile has been erased" in petra.get(address).content.decode()

    def test_an_incomplete_refusal_is_explained(self, address: str, petra: Client) -> None:
        petra.post(f"{address}begin/", {"identified_how": "known_contact"})
        page = petra.post(f"{address}records/1/keep/", {"ground": "legal_claims"}).content.decode()
        assert "Write the reasons in this case" in page

    @pytest.mark.parametrize("step", STEPS)
    def test_each_step_says_what_will_happen(self, address: str, petra: Client, step: str) -> None:
        assert "This will happen" in petra.get(f"{address}{step}/").content.decode()

    def test_a_question_and_an_extension_have_their_letters(self, address: str, petra: Client) -> None:
        petra.post(f"{address}ask-identity/", {"doubts": "Another telephone."})
        assert "Paused" in petra.get(address).content.decode()
        petra.post(f"{address}answer-arrived/", {"answered_on": TODAY})
        petra.post(f"{address}extend/", {"reason": "Many records."})
        kinds = list(DataSubjectRequest.objects.get().letters.order_by("id").values_list("kind", flat=True))
        assert kinds == ["identity_question", "extension"]

    def test_closes_when_the_letter_about_it_went_out(self, address: str, petra: Client) -> None:
        assert "close-unidentified" not in petra.get(address).content.decode()
        page = petra.post(f"{address}close-unidentified/").content.decode()
        assert "not in a state" in page, "nobody was asked yet"
        petra.post(f"{address}ask-identity/", {"doubts": "Another telephone."})
        assert f"{address}close-unidentified/" in petra.get(address).content.decode()
        petra.post(f"{address}close-unidentified/")
        assert "made already" in petra.post(f"{address}close-unidentified/").content.decode()
        request = DataSubjectRequest.objects.get()
        assert request.status == RequestStatus.AWAITING_IDENTITY, "the person has not been told yet"
        letter = request.letters.get(kind="not_identified")
        petra.post(f"{address}letters/{letter.pk}/sent/", {"sent_by": "post"})
        request.refresh_from_db()
        assert request.status == RequestStatus.NOT_IDENTIFIED

    def test_an_answer_that_comes_before_the_closing_letter_goes_takes_it_up_again(
        self, address: str, petra: Client
    ) -> None:
        petra.post(f"{address}ask-identity/", {"doubts": "Another telephone."})
        petra.post(f"{address}close-unidentified/")
        petra.post(f"{address}answer-arrived/", {"answered_on": TODAY})
        letter = DataSubjectRequest.objects.get().letters.get(kind="not_identified")
        petra.post(f"{address}letters/{letter.pk}/sent/", {"sent_by": "post"})
        assert DataSubjectRequest.objects.get().status == RequestStatus.UNDER_REVIEW

    def test_a_letter_without_an_address_is_explained_and_nothing_is_done(self, petra: Client, hanna: Client) -> None:
        with acting.hanna(Purpose.COLLECTION):
            controller = retention.controller("AMILI")
            contacts(controller)
            homeless = collection.debtor(controller)
            collection.case_file(controller, [homeless])
        enter(hanna, homeless)
        request = DataSubjectRequest.objects.get()
        page = petra.post(f"/dpo/requests/{request.reference}/extend/", {"reason": "Many records."}).content.decode()
        assert "recipient.address" in page
        request.refresh_from_db()
        assert request.extended_on is None

    def test_a_record_or_letter_that_is_not_there(self, address: str, petra: Client) -> None:
        assert petra.get(f"{address}records/9/keep/").status_code == 404
        assert petra.get(f"{address}letters/0190c0de-0000-7000-8000-000000000000/").status_code == 404
        assert petra.get("/dpo/requests/R-2020-000001/").status_code == 404

    def test_the_dpo_sees_and_does_not_decide(self, address: str) -> None:
        dora = accounts.client_of(accounts.member(Role.DPO))
        page = dora.get(address).content.decode()
        assert "Take it up" not in page
        assert dora.post(f"{address}begin/", {"identified_how": "known_contact"}).status_code == 403


class TestADueReview:
    """A refusal is looked at again on its day where the controller is, not where the server stands."""

    @pytest.mark.parametrize(
        ("time_zone", "at", "is_due"),
        [
            ("Europe/Helsinki", datetime(2026, 3, 31, 20, 59, tzinfo=UTC), False),
            ("Europe/Helsinki", datetime(2026, 3, 31, 21, 1, tzinfo=UTC), True),
            ("Europe/Stockholm", datetime(2026, 3, 31, 21, 1, tzinfo=UTC), False),
            ("Europe/Stockholm", datetime(2026, 3, 31, 22, 1, tzinfo=UTC), True),
        ],
    )
    def test_is_due_on_the_controllers_own_day(self, time_zone: str, at: datetime, is_due: bool) -> None:
        with acting.hanna(Purpose.SUBJECT_REQUEST):
            controller = collection.controller(time_zone=time_zone)
            debtor = debtor_with_address(controller)
            request = receive(debtor)
            RequestItem.objects.create(
                envelope=request.envelope,
                request=request,
                item_envelope=debtor.envelope_id,
                record_class="profile",
                outcome=ItemOutcome.REFUSED,
                ground="legal_claims",
                citation="GDPR art. 17(3)(e)",
                facts="The claim is open.",
                review_on=date(2026, 4, 1),
            )
            DataSubjectRequest.objects.update(status=RequestStatus.ANSWERED)
        assert bool(requests.reviews_due(at)) is is_due
