"""Asking for a copy in the portal, following it and downloading it; Petra decides at her desk."""

import json
from datetime import timedelta

import jsonschema
import pytest
from django.test import Client
from django.utils import timezone

from accounts.roles import Role
from collections_app.models import Case, Debtor
from personal_data import envelopes
from personal_data.models import Controller
from personal_data.purposes import Purpose
from privacy import tasks
from privacy.models import AccessCopy, CopyState, DataSubjectRequest, RequestStatus
from tests.factories import accounts, acting, collection
from tests.privacy.requests.asking import contacts

pytestmark = pytest.mark.django_db


@pytest.fixture
def petra() -> Client:
    return accounts.client_of(accounts.member(Role.PRIVACY_OFFICER, name="Petra Privacy"))


@pytest.fixture
def asked(as_anna: Client, amili: Controller) -> DataSubjectRequest:
    contacts(amili)
    as_anna.post("/portal/requests/access/", {"asked": "Allt som ni har."})
    return DataSubjectRequest.objects.get()


@pytest.fixture
def copy(asked: DataSubjectRequest, petra: Client) -> AccessCopy:
    """The copy, given by Petra and made by the worker."""
    address = f"/dpo/requests/{asked.reference}/"
    petra.post(f"{address}begin/", {"identified_how": "portal"})
    petra.post(f"{address}copy/give/")
    return AccessCopy.objects.get()


def body(response: object) -> bytes:
    return b"".join(response.streaming_content)  # type: ignore[attr-defined]  # a streamed response


class TestAsking:
    def test_is_offered_and_taken_in(self, as_anna: Client, asked: DataSubjectRequest) -> None:
        assert (asked.right, asked.status, asked.language) == ("access", RequestStatus.RECEIVED, "sv")
        page = as_anna.get(f"/portal/requests/{asked.reference}/").content.decode()
        assert "Vi prövar din begäran" in page
        assert "Allt som ni har." in page

    def test_from_the_overview(self, as_anna: Client) -> None:
        assert "Begär en kopia av dina uppgifter" in as_anna.get("/portal/overview/").content.decode()


class TestFollowing:
    def test_shows_how_far_it_is(
        self, as_anna: Client, petra: Client, asked: DataSubjectRequest, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(tasks, "hand_over", lambda reference: False)
        for step, values in (("begin", {"identified_how": "portal"}), ("copy/give", {})):
            petra.post(f"/dpo/requests/{asked.reference}/{step}/", values)
        for client, address in ((as_anna, "portal"), (petra, "dpo")):
            page = client.get(f"/{address}/requests/{asked.reference}/").content.decode()
            assert "<progress" in page
            assert "htmx" in page

    def test_says_until_when(self, as_anna: Client, copy: AccessCopy) -> None:
        assert copy.expires_on is not None
        page = as_anna.get(f"/portal/requests/{copy.request.reference}/").content.decode()
        assert "Du kan ladda ner den till och med" in page
        assert str((copy.expires_on - timedelta(days=1)).day) in page

    def test_lets_the_browser_show_a_page_instead_of_a_file(self, as_anna: Client, copy: AccessCopy) -> None:
        """What changed since is made anew first: with the attribute, the page that says so was saved as the copy."""
        page = as_anna.get(f"/portal/requests/{copy.request.reference}/").content.decode()
        link = page[page.index("/copy/pdf/") :].split(">")[0]
        assert "download" not in link

    def test_of_somebody_else_is_not_there(self, as_anna: Client, copy: AccessCopy, amili: Controller) -> None:
        bo = collection_debtor(amili)
        DataSubjectRequest.objects.update(subject=bo.subject)
        for address in ("", "copy/pdf/"):
            assert as_anna.get(f"/portal/requests/{copy.request.reference}/{address}").status_code == 404


def collection_debtor(of: Controller) -> Debtor:
    with acting.hanna():
        return collection.debtor(of, "Bo Bengtsson")


class TestDownloading:
    @pytest.mark.parametrize(("part", "begins"), [("pdf", b"%PDF"), ("json", b"{"), ("zip", b"PK")])
    def test_gives_each_part(self, as_anna: Client, copy: AccessCopy, part: str, begins: bytes) -> None:
        answer = as_anna.get(f"/portal/requests/{copy.request.reference}/copy/{part}/")
        assert body(answer).startswith(begins)
        assert answer["Content-Disposition"] == f'attachment; filename="{copy.request.reference}.{part}"'
        assert "no-store" in answer["Cache-Control"]

    def test_stands_in_the_timeline_of_both(self, as_anna: Client, petra: Client, copy: AccessCopy) -> None:
        reference = copy.request.reference
        body(as_anna.get(f"/portal/requests/{reference}/copy/pdf/"))
        body(petra.get(f"/dpo/requests/{reference}/copy/pdf/"))
        mine = as_anna.get(f"/portal/requests/{reference}/").content.decode()
        assert mine.count("Nedladdat: att läsa (PDF)") == 2
        assert "oss, för att skicka till dig" in mine
        hers = petra.get(f"/dpo/requests/{reference}/").content.decode()
        assert hers.count("Downloaded: to read (PDF)") == 2
        assert "Petra Privacy" in hers

    def test_what_changed_since_is_made_anew(self, as_anna: Client, copy: AccessCopy, case: Case) -> None:
        with acting.hanna():
            envelopes.open([case])
            collection.note(case, "Nytt samtal.")
        address = f"/portal/requests/{copy.request.reference}/copy/json/"
        first = as_anna.get(address, follow=True)
        assert "Något ändrades" in first.content.decode()
        assert b"Nytt samtal." in body(as_anna.get(address))

    def test_what_is_over_is_not_there(self, as_anna: Client, copy: AccessCopy) -> None:
        AccessCopy.objects.update(expires_on=timezone.localdate())
        answer = as_anna.get(f"/portal/requests/{copy.request.reference}/copy/pdf/", follow=True)
        assert "finns inte kvar" in answer.content.decode()
        copy.refresh_from_db()
        assert copy.state == CopyState.EXPIRED

    def test_needs_no_script(self, as_anna: Client, copy: AccessCopy) -> None:
        page = as_anna.get(f"/portal/requests/{copy.request.reference}/").content.decode()
        assert f'href="/portal/requests/{copy.request.reference}/copy/pdf/"' in page
        assert "<script" not in page.split("</head>")[1]

    def test_asks_for_a_visit(self, client: Client, copy: AccessCopy) -> None:
        answer = client.get(f"/portal/requests/{copy.request.reference}/copy/pdf/")
        assert answer.status_code == 302


class TestAtTheDesk:
    def test_shows_what_will_be_in_it(self, petra: Client, asked: DataSubjectRequest, anna: Debtor) -> None:
        with acting.hanna(Purpose.COLLECTION):
            envelopes.open([anna])
            anna.contact_name = "Kerstin Kontaktsson"
            anna.save()
        petra.post(f"/dpo/requests/{asked.reference}/begin/", {"identified_how": "portal"})
        page = petra.get(f"/dpo/requests/{asked.reference}/copy/give/").content.decode()
        assert "Contact person: It is about another person." in page
        assert "Kerstin" not in page

    def test_closes_the_request(self, petra: Client, copy: AccessCopy) -> None:
        assert DataSubjectRequest.objects.get().status == RequestStatus.ANSWERED
        assert (
            "The person has not downloaded it yet"
            in petra.get(f"/dpo/requests/{copy.request.reference}/").content.decode()
        )

    def test_refuses_with_a_second_person(self, petra: Client, as_anna: Client, asked: DataSubjectRequest) -> None:
        address = f"/dpo/requests/{asked.reference}/"
        petra.post(f"{address}begin/", {"identified_how": "portal"})
        assert "Choose the ground." in petra.post(f"{address}copy/refuse/").content.decode()
        why = {"ground": "excessive", "citation": "GDPR art. 12(5)(b)", "facts": "Fyra på en vecka."}
        petra.post(f"{address}copy/refuse/", why)
        assert "Fyra på en vecka." not in as_anna.get(f"/portal/requests/{asked.reference}/").content.decode()
        accounts.client_of(accounts.member(Role.RECORDS_OFFICER)).post(f"{address}approve/")
        petra.post(f"{address}answer/")
        letter = DataSubjectRequest.objects.get().letters.get()
        petra.post(f"{address}letters/{letter.pk}/sent/", {"sent_by": "portal"})
        assert "Fyra på en vecka." in as_anna.get(f"/portal/requests/{asked.reference}/").content.decode()

    def test_is_not_for_handlers(self, copy: AccessCopy) -> None:
        handler = accounts.client_of(accounts.member(Role.HANDLER))
        for path in ("copy/give/", "copy/refuse/", "copy/pdf/"):
            assert handler.get(f"/dpo/requests/{copy.request.reference}/{path}").status_code == 403


class TestTheSchema:
    def test_is_public(self, client: Client, as_anna: Client, copy: AccessCopy) -> None:
        answer = client.get("/portal/schemas/access-copy-1.json")
        assert answer["Content-Type"] == "application/schema+json"
        found = json.loads(body(as_anna.get(f"/portal/requests/{copy.request.reference}/copy/json/")))
        assert found["$schema"].endswith("/portal/schemas/access-copy-1.json")
        jsonschema.Draft202012Validator(answer.json()).validate(found)
