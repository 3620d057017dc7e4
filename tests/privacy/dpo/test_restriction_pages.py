"""The pages about restricted data: deciding, telling, lifting, and the one legal step meanwhile."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from collections_app.models import Case, Debtor
from personal_data.purposes import Purpose
from privacy.models import DataSubjectRequest, LetterKind, PermittedUse, RequestStatus, Restriction
from tests.factories import accounts, acting, collection, retention
from tests.privacy.requests.asking import contacts, debtor_with_address

pytestmark = pytest.mark.django_db
TODAY = datetime.now(UTC).date().isoformat()
RIGHTS = ["rectification", "restriction", "objection"]


@pytest.fixture
def anna(db: None) -> Debtor:
    with acting.hanna(Purpose.COLLECTION):
        controller = retention.controller("AMILI")
        contacts(controller)
        debtor = debtor_with_address(controller)
        collection.case_file(controller, [debtor])
    return debtor


@pytest.fixture
def hanna(anna: Debtor) -> Client:
    return accounts.client_of(accounts.member(Role.HANDLER))


@pytest.fixture
def petra(anna: Debtor) -> Client:
    return accounts.client_of(accounts.member(Role.PRIVACY_OFFICER, name="Petra Privacy"))


@pytest.fixture
def rolf(anna: Debtor) -> Client:
    return accounts.client_of(accounts.member(Role.RECORDS_OFFICER, name="Rolf Records"))


def case_address() -> str:
    return f"/handler/cases/{Case.objects.get().reference}/"


def enter(client: Client, debtor: Debtor, right: str, **changed: str) -> str:
    """The address of the request that a handler entered."""
    values = {"right": right, "channel": "phone", "received_on": TODAY, "language": "sv", "asked": "It is wrong."}
    client.post(f"{case_address()}debtors/{debtor.reference}/requests/new/", {**values, **changed})
    return f"/dpo/requests/{DataSubjectRequest.objects.order_by('reference').last().reference}/"  # type: ignore[union-attr]  # just made


def text(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def send(client: Client, address: str, kind: str) -> None:
    letter = DataSubjectRequest.objects.get(reference=address.split("/")[3]).letters.get(kind=kind)
    client.post(f"{address}letters/{letter.pk}/sent/", {"sent_by": "post"})


class TestTheCasePage:
    @pytest.mark.parametrize("right", RIGHTS)
    def test_says_what_may_still_be_done(self, anna: Debtor, hanna: Client, right: str) -> None:
        assert hanna.get(case_address()).status_code == 200
        enter(hanna, anna, right)
        answer = hanna.get(case_address())
        page = answer.content.decode()
        assert answer.status_code == 403
        assert "Anna" not in page
        for part in ("Money that comes in is booked", "GDPR art.", "requests/new/", "legal-step/", "Do not write"):
            assert part in page

    def test_of_the_work_list_shows_dots(self, anna: Debtor, hanna: Client) -> None:
        enter(hanna, anna, "objection")
        page = text(hanna, "/handler/")
        assert "Anna" not in page
        assert "•••" in page

    def test_is_open_when_only_marketing_was_objected_to(self, anna: Debtor, hanna: Client) -> None:
        enter(hanna, anna, "marketing_objection")
        page = text(hanna, case_address())
        assert "Anna" in page
        assert "No direct marketing" in page

    def test_takes_the_record_that_is_meant(self, anna: Debtor, hanna: Client) -> None:
        enter(hanna, anna, "rectification", concerns="profile")
        assert Restriction.objects.get().record == anna.envelope_id

    def test_refuses_a_record_that_is_not_offered(self, anna: Debtor, hanna: Client) -> None:
        enter_to = f"{case_address()}debtors/{anna.reference}/requests/new/"
        values = {"right": "objection", "channel": "phone", "received_on": TODAY, "language": "sv"}
        hanna.post(enter_to, {**values, "concerns": "K-2026-999999"})
        assert not DataSubjectRequest.objects.exists()


class TestDeciding:
    def test_corrects_from_the_page_and_lifts_after_telling(self, anna: Debtor, hanna: Client, petra: Client) -> None:
        address = enter(hanna, anna, "rectification", concerns="profile")
        petra.post(f"{address}begin/", {"identified_how": "known_contact"})
        form = petra.get(f"{address}decision/correct/").context["form"]
        values = {name: form.get_initial_for_field(field, name) or "" for name, field in form.fields.items()}
        assert values["name"] == "Anna Andersson"
        petra.post(f"{address}decision/correct/", {**values, "name": "Anna Berg", "evidence": "Passport."})
        petra.post(f"{address}conclude/")
        petra.post(f"{address}answer/")
        send(petra, address, LetterKind.ANSWER)
        assert DataSubjectRequest.objects.get().status == RequestStatus.ANSWERED
        assert hanna.get(case_address()).status_code == 403
        petra.post(f"{address}restriction/announce/", {"lift_on": TODAY, "because": "The name is corrected."})
        assert "Tell the person first" in petra.post(f"{address}restriction/lift/").content.decode()
        send(petra, address, LetterKind.RESTRICTION_LIFTED)
        petra.post(f"{address}restriction/lift/")
        assert "Anna Berg" in text(hanna, case_address())

    def test_shows_a_statement_on_the_case(self, anna: Debtor, hanna: Client, petra: Client) -> None:
        address = enter(hanna, anna, "rectification", concerns=Case.objects.get().reference)
        petra.post(f"{address}begin/", {"identified_how": "known_contact"})
        page = petra.post(f"{address}decision/grant/", {"ground": "completed"}).content.decode()
        assert "Add the person" in page, "there is no statement yet"
        petra.post(f"{address}decision/statement/", {"text": "The chair was broken."})
        petra.post(f"{address}decision/grant/", {"ground": "completed"})
        petra.post(f"{address}conclude/")
        petra.post(f"{address}answer/")
        send(petra, address, LetterKind.ANSWER)
        petra.post(f"{address}restriction/announce/", {"lift_on": TODAY, "because": "Completed."})
        send(petra, address, LetterKind.RESTRICTION_LIFTED)
        petra.post(f"{address}restriction/lift/")
        assert "The chair was broken." in text(hanna, case_address())

    def test_offers_the_grounds_that_the_law_has(self, anna: Debtor, hanna: Client, petra: Client) -> None:
        address = enter(hanna, anna, "objection")
        petra.post(f"{address}begin/", {"identified_how": "known_contact"})
        page = text(petra, f"{address}decision/refuse/")
        assert "compelling legitimate grounds" in page
        assert "neither on a public task" not in page, "the basis is a legitimate interest"
        assert "GDPR art. 6(1)(f)" in page

    def test_a_refusal_needs_reasons_and_a_second_person(
        self, anna: Debtor, hanna: Client, petra: Client, rolf: Client
    ) -> None:
        address = enter(hanna, anna, "objection")
        petra.post(f"{address}begin/", {"identified_how": "known_contact"})
        page = petra.post(f"{address}decision/refuse/", {"ground": "compelling"}).content.decode()
        assert "Write the reasons in this case" in page
        petra.post(f"{address}decision/refuse/", {"ground": "compelling", "facts": "A court has the claim."})
        petra.post(f"{address}conclude/")
        assert DataSubjectRequest.objects.get().status == RequestStatus.AWAITING_APPROVAL
        rolf.post(f"{address}approve/")
        assert DataSubjectRequest.objects.get().status == RequestStatus.DECIDED
        assert "A court has the claim." in text(petra, address)

    @pytest.mark.parametrize(
        "step",
        ["decision/grant", "decision/refuse", "decision/correct", "decision/statement", "restriction/announce",
         "restriction/lift"],
    )  # fmt: skip
    def test_each_step_says_what_will_happen(self, anna: Debtor, hanna: Client, petra: Client, step: str) -> None:
        address = enter(hanna, anna, "rectification")
        assert "This will happen" in text(petra, f"{address}{step}/")

    @pytest.mark.parametrize("step", ["decision/grant", "decision/refuse", "restriction/announce", "restriction/lift"])
    def test_is_not_for_handlers(self, anna: Debtor, hanna: Client, step: str) -> None:
        address = enter(hanna, anna, "rectification")
        assert hanna.post(f"{address}{step}/").status_code == 403


class TestTheList:
    def test_shows_age_and_ground_and_no_name(self, anna: Debtor, hanna: Client, petra: Client) -> None:
        assert "Nothing is restricted" in text(petra, "/dpo/restrictions/")
        address = enter(hanna, anna, "rectification", concerns=Case.objects.get().reference)
        page = text(petra, "/dpo/restrictions/")
        assert address in page
        assert Case.objects.get().reference in page
        assert "Anna" not in page

    def test_asks_the_database_as_often_for_many_as_for_one(self, anna: Debtor, hanna: Client, petra: Client) -> None:
        enter(hanna, anna, "rectification", concerns=Case.objects.get().reference)
        petra.get("/dpo/restrictions/")
        with CaptureQueriesContext(connection) as one:
            assert text(petra, "/dpo/restrictions/").count("/dpo/requests/R-") == 1
        enter(hanna, anna, "restriction")
        enter(hanna, anna, "objection", concerns=Case.objects.get().reference)
        with CaptureQueriesContext(connection) as many:
            assert text(petra, "/dpo/restrictions/").count("/dpo/requests/R-") == 3
        assert len(many) == len(one)


class TestALegalStep:
    def test_opens_the_case_when_approved_and_only_there(self, anna: Debtor, hanna: Client, petra: Client) -> None:
        address = enter(hanna, anna, "objection")
        step = f"{case_address()}legal-step/"
        assert hanna.get(f"{step}use/").status_code == 404
        assert "This will happen" in text(hanna, step)
        hanna.post(step, {"step": "limitation", "reason": "On Friday.", "days": "3"})
        assert "It waits for a second person" in text(hanna, case_address())
        assert "limitation" in text(petra, "/dpo/restrictions/").lower()
        assert "On Friday." in text(petra, address)
        asked = text(petra, f"{address}restriction/uses/1/approve/")
        assert "On Friday." in asked
        assert "3 days" in asked
        petra.post(f"{address}restriction/uses/1/approve/")
        page = text(hanna, f"{step}use/")
        assert "Anna" in page
        assert "open for this one use" in page
        assert hanna.get(case_address()).status_code == 403

    def test_needs_a_reason(self, anna: Debtor, hanna: Client) -> None:
        enter(hanna, anna, "objection")
        page = hanna.post(f"{case_address()}legal-step/", {"step": "court", "days": "3"}).content.decode()
        assert "Write why it cannot wait" in page
        assert not PermittedUse.objects.exists()

    def test_so_does_another_use_on_a_page_of_its_own(self, anna: Debtor, hanna: Client, petra: Client) -> None:
        address = enter(hanna, anna, "objection")
        hanna.post(f"{case_address()}legal-step/", {"step": "consent", "reason": "She agreed.", "days": "3"})
        assert hanna.get(f"{case_address()}permitted-use/").status_code == 404
        petra.post(f"{address}restriction/uses/1/approve/")
        assert f"{case_address()}permitted-use/" in text(hanna, case_address())
        page = text(hanna, f"{case_address()}permitted-use/")
        assert "open for this one use" in page
        assert hanna.get(f"{case_address()}legal-step/use/").status_code == 404

    def test_is_not_offered_for_approval_to_the_one_who_asked(self, anna: Debtor, hanna: Client) -> None:
        both = accounts.client_of(accounts.member(Role.HANDLER, Role.PRIVACY_OFFICER))
        address = enter(hanna, anna, "objection")
        both.post(f"{case_address()}legal-step/", {"step": "court", "reason": "On Friday.", "days": "3"})
        page = text(both, address)
        assert "Approve this use" not in page
        assert "Somebody else than you approves it" in page

    def test_speaks_of_the_person_at_the_desk(self, anna: Debtor, hanna: Client, petra: Client) -> None:
        address = enter(hanna, anna, "objection")
        for page in (text(petra, address), text(petra, "/dpo/restrictions/")):
            assert "the person has objected" in page
            assert "You have objected" not in page


class TestTheTime:
    def test_is_not_extended_once_it_has_been_decided(self, anna: Debtor, hanna: Client, petra: Client) -> None:
        address = enter(hanna, anna, "rectification")
        assert f"{address}extend/" in text(petra, address)
        DataSubjectRequest.objects.update(status=RequestStatus.DECIDED)
        assert f"{address}extend/" not in text(petra, address)
