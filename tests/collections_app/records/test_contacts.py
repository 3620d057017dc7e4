"""People who owe nothing: who is tied to a case, and contacts at authorities."""

from collections.abc import Callable
from http import HTTPStatus
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.roles import Role
from collections_app.models import AuthorityContact, Case, ThirdParty
from collections_app.record_kinds import KINDS
from collections_app.services import cases
from collections_app.services.records import keeping
from personal_data import access, catalogue, envelopes
from personal_data.models import Controller, DataSubject, Envelope, EnvelopeSubject
from personal_data.models import Role as Part
from personal_data.purposes import Purpose
from privacy.models import Channel, Right
from privacy.selectors import holdings
from privacy.services import receiving
from retention.services import nightly
from tests.collections_app.records.conftest import clock, entered, finished, today
from tests.collections_app.records.test_pages import at, says
from tests.factories import accounts, acting, collection

pytestmark = pytest.mark.django_db
House = Callable[[str], Controller]
GUARDIAN = {"tie": "guardian", "name": "Gun Godman", "reply_to": "Gränd 1\n753 20 Uppsala", "phone": "+46 18 100 200",
            "email": "gun@godman.test", "began_on": "2026-01-05"}  # fmt: skip
FRIEND = {"tie": "other", "name": "Veikko Vän", "began_on": "2026-01-05"}
CONTACT = {"name": "Kari Nordmann", "email": "kari@politiet.test", "phone": "+47 400 00 000",
           "gathering": "Namsfogden", "began_on": "2026-01-05"}  # fmt: skip


@pytest.fixture
def case(house: House) -> Case:
    intrum = house("INTRUM")
    with accounts.command():
        return collection.case_file(intrum, [collection.debtor(intrum), collection.debtor(intrum, "Bo Berg")])


def address(case: Case) -> str:
    return f"/handler/records/cases/{case.reference}/new/third-party/"


def person_of(record: ThirdParty | AuthorityContact) -> DataSubject:
    return DataSubject.objects.get(parts__envelope_id=record.envelope_id)


def held_of(subject: DataSubject) -> str:
    """Everything that somebody gets to read of themselves."""
    with acting.hanna(Purpose.SUBJECT_REQUEST):
        found = holdings.of_subject(subject, at=timezone.now())
        return str([datum.value for record in found.records for datum in record.data()])


def row(breaks: str) -> pytest.MarkDecorator:
    return pytest.mark.requirement("INTRUM-17", breaks=breaks)


class TestThirdParty:
    @row("a third party as a field of the debtor's profile or case, or without a person of their own")
    def test_is_a_data_subject_of_their_own(self, case: Case) -> None:
        hanna = at(Role.HANDLER)
        assert address(case) in says(hanna.get(f"/handler/records/cases/{case.reference}/"))
        unsaid = hanna.post(address(case), {**GUARDIAN, "tie": ""})
        assert unsaid.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        shown = says(hanna.post(address(case), GUARDIAN, follow=True))
        assert [each for each in ("Gun Godman", "Guardian or trustee", "+46 18 100 200") if each not in shown] == []
        record = ThirdParty.objects.get()
        (part,) = EnvelopeSubject.objects.filter(envelope_id=record.envelope_id)
        assert part.role == Part.GUARDIAN
        assert part.subject_id not in case.case_debtors.values_list("debtor__subject_id", flat=True)
        assert part.subject_id not in EnvelopeSubject.objects.filter(envelope_id=case.envelope_id).values_list(
            "subject_id", flat=True
        )
        assert record.reference in says(hanna.get(f"/handler/records/cases/{case.reference}/"))

    @row("an access request that finds nothing of a third party, or not the whole of it")
    def test_asks_for_their_own_data(self, case: Case) -> None:
        at(Role.HANDLER).post(address(case), GUARDIAN)
        subject = person_of(ThirdParty.objects.get())
        with acting.hanna(Purpose.SUBJECT_REQUEST):
            request = receiving.receive(
                subject=subject, right=Right.ACCESS, channel=Channel.LETTER, received_on=today(case.controller),
                by=uuid4(), at=timezone.now(),
            )  # fmt: skip
        assert request.subject_id == subject.pk
        held = held_of(subject)
        assert [
            each for each in ("Gun Godman", "Gränd 1", "+46 18 100 200", "gun@godman.test") if each not in held
        ] == []
        assert "Andersson" not in held

    @row("a third party who reads of another, or a debtor who reads a third party's contacts")
    def test_is_shown_to_no_other(self, case: Case) -> None:
        hanna = at(Role.HANDLER)
        hanna.post(address(case), GUARDIAN)
        hanna.post(address(case), FRIEND)
        guardian, friend = (ThirdParty.objects.get(tie=each["tie"]) for each in (GUARDIAN, FRIEND))
        assert person_of(guardian) != person_of(friend)
        readers = {person_of(friend): "Gun Godman", person_of(guardian): "Veikko Vän"}
        for part in case.case_debtors.select_related("debtor__subject__controller"):
            readers[part.debtor.subject] = "Gun Godman"
        for reader, secret in readers.items():
            assert secret not in held_of(reader)

    @row("a third party who is kept after the tie or the case has ended")
    @pytest.mark.parametrize("by", ["the tie", "the case"])
    def test_goes_when_not_needed_any_more(self, case: Case, by: str) -> None:
        at(Role.HANDLER).post(address(case), GUARDIAN)
        record = ThirdParty.objects.get()
        assert clock(record) == (None, None)
        if by == "the tie":
            finished(record, "no_longer_tied", str(today(case.controller)))
        else:
            with accounts.command():
                cases.close(case=case, reason="paid", closed_on=today(case.controller), by=uuid4(), at=timezone.now())
        assert clock(record) == (today(case.controller), today(case.controller))
        subject = person_of(record).pk
        with accounts.command():
            nightly.run_routine(by=access.system("night"), at=timezone.now())
        assert not ThirdParty.objects.exists()
        assert not DataSubject.objects.filter(pk=subject).exists()
        assert Envelope.objects.filter(pk=case.envelope_id).exists()

    def test_is_tied_to_a_case_and_is_no_debtor_of_it(self, case: Case) -> None:
        part = case.case_debtors.select_related("debtor__subject")[0]
        with pytest.raises(keeping.NotAllowed):
            entered(case.controller, "third-party", "2026-01-05", picks={"tie": "other"})
        with pytest.raises(keeping.NotAllowed):
            entered(
                case.controller, "third-party", "2026-01-05", picks={"tie": "other"}, case_reference=case.reference,
                persons=[(part.debtor.subject, "contact")],
            )  # fmt: skip
        record = entered(
            case.controller, "third-party", "2026-01-05", picks={"tie": "other"}, case_reference=case.reference
        )
        with accounts.command():
            envelopes.prepare_to_write([record])
            with pytest.raises(IntegrityError, match="tied_to_a_case"), transaction.atomic():
                ThirdParty.objects.filter(pk=record.pk).update(case_reference="")


@pytest.mark.requirement("AXACTOR-44", breaks="another field of a contact, in the table, the form or the database")
class TestContactAtAnAuthority:
    def test_has_name_e_mail_and_phone(self, house: House) -> None:
        house("AXACTOR")
        hanna, page = at(Role.HANDLER), "/handler/records/new/AXACTOR/authority-contact/"
        form = says(hanna.get(page))
        names = {name.partition('"')[0] for name in form.partition("novalidate")[2].split('name="')[1:]}
        assert names & {"name", "email", "phone"} == {"name", "email", "phone"}
        assert names <= {"csrfmiddlewaretoken", "name", "email", "phone", "gathering", "began_on", "theme", "language"}
        shown = says(hanna.post(page, CONTACT, follow=True))
        assert [each for each in ("Kari Nordmann", "kari@politiet.test", "+47 400 00 000", "Namsfogden")
                if each not in shown] == []  # fmt: skip
        assert person_of(AuthorityContact.objects.get()).kind == DataSubject.Kind.PERSON

    @pytest.mark.parametrize("more", ["identity_number", "reply_to", "words", "birth_date", "role"])
    def test_has_nothing_else_in_the_form(self, house: House, more: str) -> None:
        house("AXACTOR")
        page = "/handler/records/new/AXACTOR/authority-contact/"
        answer = at(Role.HANDLER).post(page, {**CONTACT, more: "secret"})
        assert answer.status_code == HTTPStatus.BAD_REQUEST
        assert not AuthorityContact.objects.exists()

    @pytest.mark.parametrize("wrong", [{"email": "Lives in Prov"}, {"phone": "Born on 1 May"}])
    def test_is_no_place_for_other_words(self, house: House, wrong: dict[str, str]) -> None:
        house("AXACTOR")
        page = "/handler/records/new/AXACTOR/authority-contact/"
        assert at(Role.HANDLER).post(page, CONTACT | wrong).status_code == HTTPStatus.UNPROCESSABLE_ENTITY

    def test_has_nothing_else_in_its_table(self, house: House) -> None:
        sealed = {each.name for each in catalogue.columns() if each.model is AuthorityContact and each.is_sealed}
        assert sealed == {"name", "email", "phone"} == set(KINDS["authority-contact"].texts)
        record = entered(house("AXACTOR"), "authority-contact", "2026-01-05", gathering="Namsfogden")
        for wrong in ({"case_reference": "K-2026-000001"}, {"gathering": ""}, {"expires_on": "2030-01-01"}):
            with accounts.command():
                envelopes.prepare_to_write([record])
                with pytest.raises(IntegrityError, match="is_of_an_authority"), transaction.atomic():
                    AuthorityContact.objects.filter(pk=record.pk).update(**wrong)
