"""The pages of legal holds: who may place, read, review and release one, and what the handler sees meanwhile."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.roles import Role
from collections_app.models import Case
from collections_app.models.records import Applicant
from personal_data import access
from personal_data.models import Controller
from personal_data.purposes import Purpose
from personal_data.services import blocks, controllers
from privacy.policies.packs import facts
from privacy.selectors import packs
from retention.models import LegalHold
from retention.services import nightly
from tests.collections_app.records.conftest import entered, finished
from tests.factories import accounts, retention

House = Callable[[str], Controller]

pytestmark = pytest.mark.django_db
URL = "/dpo/holds/"
REASON = "The delivery has to be proven."


@pytest.fixture
def house(db: None) -> House:
    """A controller by its reference, bound to its notice."""

    def made(reference: str) -> Controller:
        with accounts.command():
            bound = retention.controller(reference)
            controllers.bind_to_notice(controller=bound, purposes=facts.openings(packs.pack_of(bound)))
            return bound

    return made


@pytest.fixture
def rolf(due_case: Case) -> Client:
    return accounts.client_of(accounts.member(Role.RECORDS_OFFICER, name="Rolf Records"))


@pytest.fixture
def sven(due_case: Case) -> Client:
    return accounts.client_of(accounts.member(Role.SUPERVISOR, name="Sven Supervisor"))


def _filled(**other: str) -> dict[str, str]:
    owner = accounts.member(Role.PRIVACY_OFFICER, name="Petra Privacy")
    day = timezone.localdate() + timedelta(days=30)
    return {
        "target": "case",
        "cause": "court",
        "reason": REASON,
        "owner": str(owner.pk),
        "review_on": day.isoformat(),
    } | other


def _placed(client: Client, case: Case) -> LegalHold:
    client.post(f"{URL}new/{case.reference}/", _filled())
    return LegalHold.objects.get()


class TestPlacing:
    def test_begins_with_the_number_of_a_case(self, rolf: Client, due_case: Case) -> None:
        assert rolf.post(f"{URL}new/", {"case": due_case.reference.lower()}).headers["Location"] == (
            f"{URL}new/{due_case.reference}/"
        )
        assert "There is no such case" in rolf.post(f"{URL}new/", {"case": "K-2020-999999"}).content.decode()

    def test_offers_the_case_its_persons_and_its_records(self, rolf: Client, due_case: Case) -> None:
        page = rolf.get(f"{URL}new/{due_case.reference}/").content.decode()
        assert f"The whole case {due_case.reference}" in page
        assert f"Everything of person {due_case.case_debtors.get().debtor.reference}" in page
        assert "Only this record: Case file" in page
        assert "Andersson" not in page

    def test_leads_to_the_hold_with_its_reason(self, rolf: Client, due_case: Case) -> None:
        page = rolf.post(f"{URL}new/{due_case.reference}/", _filled(authority="Court, T 1-26"), follow=True)
        shown = page.content.decode()
        assert REASON in shown
        assert "Court, T 1-26" in shown
        assert "Petra Privacy" in shown

    @pytest.mark.parametrize(
        ("wrong", "says"),
        [
            ({"reason": ""}, "Write why it is held."),
            ({"review_on": "2020-01-01"}, "Choose a day after today"),
            ({"review_on": "2199-01-01"}, "Choose a day within a year"),
            ({"review_on": "2026-02-31"}, "Enter a date that exists"),
            ({"expires_on": "2020-01-01"}, "Let the hold expire"),
            ({"target": "record-0"}, "Select a valid choice"),
        ],
    )
    def test_says_what_is_wrong(self, rolf: Client, due_case: Case, wrong: dict[str, str], says: str) -> None:
        assert says in rolf.post(f"{URL}new/{due_case.reference}/", _filled(**wrong)).content.decode()
        assert not LegalHold.objects.exists()

    def test_says_when_nothing_is_left_to_hold(
        self, rolf: Client, due_case: Case, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        person = f"person-{due_case.case_debtors.get().debtor.reference}"

        def gone(**_: object) -> None:
            raise blocks.AlreadyErased

        monkeypatch.setattr("retention.services.holds.blocks.place", gone)
        page = rolf.post(f"{URL}new/{due_case.reference}/", _filled(target=person)).content.decode()
        assert "Nothing to hold" in page

    def test_is_offered_to_a_supervisor_on_the_case_page_and_not_to_a_handler(
        self, sven: Client, due_case: Case
    ) -> None:
        address = f"/handler/cases/{due_case.reference}/"
        assert f"{URL}new/{due_case.reference}/" in sven.get(address).content.decode()
        answer = sven.post(f"{URL}new/{due_case.reference}/", _filled())
        assert answer.headers["Location"] == address
        handler = accounts.client_of(accounts.member(Role.HANDLER))
        assert f"{URL}new/" not in handler.get(address).content.decode()
        assert handler.get(f"{URL}new/{due_case.reference}/").status_code == 403


class TestARecordBesideTheCases:
    @pytest.mark.requirement("AXACTOR-93", breaks="an application in a dispute that nobody can hold")
    def test_is_held_by_its_number(self, house: House) -> None:
        axactor = house("AXACTOR")
        record = entered(axactor, "applicant", "2026-01-05", gathering="Clerk")
        petra = accounts.client_of(accounts.member(Role.PRIVACY_OFFICER, name="Petra Privacy"))
        page = f"{URL}new/{record.reference}/"
        assert petra.post(f"{URL}new/", {"case": record.reference.lower()}).headers["Location"] == page
        shown = petra.get(page).content.decode()
        assert "Only this record: Applicant" in shown
        assert "name of a test" not in shown
        filled = _filled(target=f"record-{record.envelope_id}", cause="dispute")
        assert record.reference in petra.post(page, filled, follow=True).content.decode()
        finished(record, "rejected", "2026-02-05")
        with accounts.command(Purpose.RETENTION):
            nightly.run_routine(by=access.system("night"), at=timezone.now())
        assert Applicant.objects.filter(pk=record.pk).exists()
        released = f"{URL}{LegalHold.objects.get().reference}/release/"
        petra.post(released, {"because": "Settled."})
        with accounts.command(Purpose.RETENTION):
            nightly.run_routine(by=access.system("night"), at=timezone.now())
        assert not Applicant.objects.filter(pk=record.pk).exists()

    def test_is_offered_on_its_page_to_who_may(self, house: House) -> None:
        record = entered(house("ALMI"), "chat", "2026-01-05")
        sven = accounts.client_of(accounts.member(Role.SUPERVISOR))
        address, page = f"/handler/records/{record.reference}/", f"{URL}new/{record.reference}/"
        assert page in sven.get(address).content.decode()
        answer = sven.post(page, _filled(target=f"record-{record.envelope_id}", cause="dispute"))
        assert answer.headers["Location"] == address
        lena = accounts.client_of(accounts.member(Role.LEGAL_COUNSEL))
        other = entered(record.controller, "chat", "2026-01-05")
        sent = _filled(target=f"record-{other.envelope_id}", cause="dispute")
        assert lena.post(f"{URL}new/{other.reference}/", sent).headers["Location"] == f"{URL}new/"

    def test_of_an_applicant_or_an_enquiry_is_not_found_by_others(self, house: House) -> None:
        applicant = entered(house("AXACTOR"), "applicant", "2026-01-05", gathering="Clerk")
        enquiry = entered(house("INTRUM"), "enquiry", "2026-01-05")
        for role, hidden in ((Role.SUPERVISOR, (applicant, enquiry)), (Role.PRIVACY_OFFICER, (enquiry,))):
            client = accounts.client_of(accounts.member(role))
            for record in hidden:
                assert client.get(f"{URL}new/{record.reference}/").status_code == 404
                said = client.post(f"{URL}new/", {"case": record.reference}).content.decode()
                assert "There is no such case or record" in said


class TestAHeldCase:
    def test_stays_sealed_for_ordinary_work_and_says_why(self, rolf: Client, sven: Client, due_case: Case) -> None:
        hold = _placed(rolf, due_case)
        answer = sven.get(f"/handler/cases/{due_case.reference}/")
        page = answer.content.decode()
        assert answer.status_code == 403
        assert "Legal hold: nothing of this is erased" in page
        assert hold.reference in page
        assert "Andersson" not in page
        assert REASON not in page

    def test_opens_for_its_matter(self, rolf: Client, sven: Client, due_case: Case) -> None:
        address = f"/handler/cases/{due_case.reference}/held/"
        assert sven.get(address).status_code == 404
        _placed(rolf, due_case)
        page = sven.get(address).content.decode()
        assert "Andersson" in page
        assert "use it for this matter only" in page
        opened = [event.purpose for event in accounts.recorded("personal_data.envelope.opened")]
        assert opened[-1] == "legal_claim"


class TestTheList:
    def test_is_empty_at_first(self, rolf: Client) -> None:
        assert "Nothing is held" in rolf.get(URL).content.decode()

    def test_puts_first_what_somebody_has_to_look_at(self, rolf: Client, due_case: Case) -> None:
        hold = _placed(rolf, due_case)
        assert "To be looked at now" not in rolf.get(URL).content.decode()
        with accounts.command(Purpose.RETENTION):
            LegalHold.objects.update(review_on=timezone.localdate())
        assert "review is due" in rolf.get(URL).content.decode()
        with accounts.command(Purpose.RETENTION):
            LegalHold.objects.update(expires_on=timezone.localdate())
        page = rolf.get(URL).content.decode()
        assert "expired: release or prolong" in page
        assert hold.reference in page
        assert REASON not in page

    def test_is_read_by_the_dpo_who_does_not_open_it(self, rolf: Client, due_case: Case) -> None:
        hold = _placed(rolf, due_case)
        dora = accounts.client_of(accounts.member(Role.DPO))
        assert hold.reference in dora.get(URL).content.decode()
        assert dora.get(f"{URL}{hold.reference}/").status_code == 403


class TestSteps:
    def test_a_review_lets_it_stand(self, rolf: Client, due_case: Case) -> None:
        page = f"{URL}{_placed(rolf, due_case).reference}/"
        assert rolf.get(f"{page}review/").status_code == 200
        filled = {key: value for key, value in _filled().items() if key in ("owner", "review_on")}
        assert rolf.post(f"{page}review/", filled | {"review_on": "2020-01-01"}).status_code == 200
        assert LegalHold.objects.get().reviewed_at is None
        assert rolf.post(f"{page}review/", filled).status_code == 302
        assert LegalHold.objects.get().reviewed_at is not None

    def test_a_release_says_what_goes_now(self, rolf: Client, due_case: Case) -> None:
        page = f"{URL}{_placed(rolf, due_case).reference}/"
        assert "due today" in rolf.get(f"{page}release/").content.decode()
        assert rolf.post(f"{page}release/", {"because": ""}).status_code == 200
        shown = rolf.post(f"{page}release/", {"because": "Settled."}, follow=True).content.decode()
        assert "1 record is past its day and goes in the next run." in shown
        assert "Settled." in shown
        assert "has been released already" in rolf.post(f"{page}release/", {"because": "Again"}).content.decode()
        assert "Released last" in rolf.get(URL).content.decode()

    def test_a_supervisor_places_and_does_not_release(self, rolf: Client, sven: Client, due_case: Case) -> None:
        page = f"{URL}{_placed(rolf, due_case).reference}/"
        for step in ("", "review/", "release/"):
            assert sven.post(f"{page}{step}", {"because": "Settled."}).status_code in (403, 405)
            assert sven.get(f"{page}{step}").status_code == 403
