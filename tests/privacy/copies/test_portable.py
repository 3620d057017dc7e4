"""What somebody may take along: what they told, row by row, where the notice rests on consent or contract (art. 20)."""

import json
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from collections_app.models import Case, Debtor, Detail
from collections_app.models.detail import CONTACT_KINDS
from personal_data import envelopes
from personal_data.models import SealedFile
from personal_data.purposes import Purpose
from privacy.models import AccessCopy, Channel, CopyState, LetterKind, RequestStatus, Right
from privacy.policies.copies import portable
from privacy.portal.asking import offered
from privacy.selectors import packs
from privacy.services import receiving
from privacy.services.contested import decisions as contested
from privacy.services.contested import rectifying
from privacy.services.copies import assembly, ordering
from privacy.services.requests import decisions
from tests.factories import acting
from tests.factories.accounts import recorded
from tests.privacy.copies.asking import contents
from tests.privacy.copies.people import BO, BOS, BOS_SECRETS, cast
from tests.privacy.requests.agencies import Agency, open_agency, read
from tests.privacy.requests.asking import NOW, PETRA, receive

pytestmark = pytest.mark.django_db
PHONE = "+46 70 174 06 05"


def row(breaks: str) -> pytest.MarkDecorator:
    return pytest.mark.requirement("AMILI-13", breaks=breaks)


@pytest.fixture
def agency() -> Agency:
    return open_agency("AMILI")


def enter(agency: Agency, source: str, kind: str = "phone", value: str = PHONE) -> None:
    """Hanna enters a detail at her desk, with the source that told it."""
    form = {"kind": kind, "value": value, "source": source, "told_by": "", "edition": "", "authority": "", "why": "",
            "obtained_on": "2026-02-03", "until": ""}  # fmt: skip
    answer = agency.hanna.post(f"/handler/cases/{agency.open_case.reference}/details/new/", form)
    assert answer.status_code == 302, answer.content.decode()


def taken_along(agency: Agency, who: Client | None = None) -> dict[str, Any]:
    """Anna asks, Petra gives the file, and Anna downloads it in the portal. Her letter came before: a letter with a
    code is a record, and what is newer than the file has it made anew."""
    anna = who or agency.in_the_portal()
    agency.enter(right="portability")
    agency.take_up()
    given = agency.petra.post(agency.at("copy/give/"))
    assert given.status_code == 302, given.content.decode()
    content = anna.get(f"/portal/requests/{agency.request.reference}/copy/json/")
    found: dict[str, Any] = json.loads(b"".join(content.streaming_content))
    return found


def values(file: dict[str, Any]) -> dict[str, Any]:
    entries = (entry for record in file["records"] for entry in record["entries"])
    return {datum["field"]: datum["value"] for entry in entries for datum in entry["data"]}


class TestTheSource:
    @row("a source that cannot be set per datum, a file without what the person told, or with what somebody else told")
    @pytest.mark.parametrize(
        ("source", "kept_as", "is_in"), [("debtor", "data_subject", True), ("creditor", "creditor", False)]
    )
    def test_decides_whether_the_same_number_is_taken_along(
        self, agency: Agency, source: str, kept_as: str, is_in: bool
    ) -> None:
        enter(agency, source)
        assert Detail.objects.get().source == kept_as
        file = taken_along(agency)
        assert (values(file).get("detail.value") == PHONE) is is_in
        assert (PHONE in json.dumps(file)) is is_in
        assert bool(file["records"]) is is_in
        assert bool(file["note"]) is not is_in

    @row("one source for a whole person or kind of data instead of one for each datum")
    def test_holds_for_each_datum_by_itself(self, agency: Agency) -> None:
        enter(agency, "debtor", value="+46 70 174 06 06")
        enter(agency, "creditor", value="+46 70 174 06 07")
        text = json.dumps(taken_along(agency))
        assert ("06 06" in text, "06 07" in text) == (True, False)

    def test_becomes_the_person_with_what_they_corrected(self, agency: Agency) -> None:
        with acting.hanna(Purpose.SUBJECT_REQUEST):
            request = receive(agency.anna, Right.RECTIFICATION)
            begun = receiving.begin_review(request=request, identified_how="known_contact", by=PETRA, at=NOW)
            item = contested.list_item(request=begun)
            rectifying.correct(item=item, values={"phone": PHONE}, by=PETRA, at=NOW)
            file = file_of(agency.anna)
        assert values(file)["debtor.phone"] == PHONE
        assert "debtor.name" not in values(file), "the creditor told the name"


class TestAnotherPerson:
    @row("what a co-debtor has told in a file that is another's, who may not take it along (art. 20(4))")
    def test_in_the_same_case_stays_out_with_what_they_told(self, db: None) -> None:
        people = cast()
        with acting.hanna(Purpose.SUBJECT_REQUEST):
            told_in(people.anna, people.anna, "phone", PHONE)
            told_in(people.shared, people.anna, "other", f"{BO} pays half. Ask him: {BOS['phone']}, {BOS['email']}")
            told_in(people.shared, people.bo, "phone", BOS["phone"])
            told_in(people.bo, people.bo, "email", BOS["email"])
            file = file_of(people.anna)
        (shared,) = [each for each in file["records"] if each["reference"] == people.shared.reference]
        told = [datum["value"] for entry in shared["entries"] for datum in entry["data"]
                if datum["field"] == "detail.value"]  # fmt: skip
        assert [said.endswith("pays half. Ask him: […], […]") for said in told] == [True], "without what is his"
        assert PHONE in json.dumps(file)
        assert [secret for secret in BOS_SECRETS if secret in json.dumps(file, ensure_ascii=False)] == []


def told_in(home: Case | Debtor, who: Debtor, kind: str, value: str) -> None:
    """A detail that somebody told of themselves, in the envelope of a record."""
    envelopes.prepare_to_write([home])
    Detail.objects.create(
        envelope_id=home.envelope_id, debtor=who, kind=kind, value=value, source="data_subject", source_key="debtor",
        obtained_on=NOW.date(), status="usable" if kind in CONTACT_KINDS else "", case_reference="", by=PETRA, at=NOW,
    )  # fmt: skip


def file_of(debtor: Debtor, language: str = "sv") -> dict[str, Any]:
    """A file that somebody has asked for by letter."""
    request = receiving.receive(
        subject=debtor.subject, right=Right.PORTABILITY, channel=Channel.LETTER, received_on=NOW.date(),
        wording=receiving.Wording("My data, please.", language=language), by=PETRA, at=NOW,
    )  # fmt: skip
    begun = receiving.begin_review(request=request, identified_how="known_contact", by=PETRA, at=NOW)
    ordering.grant(request=begun, by=PETRA, at=NOW)
    assert assembly.assemble(reference=begun.reference, at=NOW)
    return contents(AccessCopy.objects.get(request=begun))


class TestTheBasis:
    @row("data that are collected for the claim alone in the file, which the law gives for consent and contract only")
    def test_leaves_out_what_serves_neither_consent_nor_contract(self, agency: Agency) -> None:
        enter(agency, "debtor", "explanation", "Lost my work in March")
        enter(agency, "debtor")
        text = json.dumps(taken_along(agency))
        assert (PHONE in text, "Lost my work" in text) == (True, False)

    @pytest.mark.parametrize("reference", ["AMILI", "INTRUM", "ALMI", "AXACTOR", "OPR"])
    def test_is_that_of_the_purposes_of_the_notice(self, reference: str) -> None:
        pack = packs.of_reference(reference)
        serving = {
            category
            for purpose in pack.purposes
            if {basis.article for basis in purpose.bases} & {"6(1)(a)", "6(1)(b)"}
            for item in pack.categories
            if item.key in purpose.categories
            for category in item.held_as
        }
        assert portable.categories(pack) == serving != set()


class TestTheFile:
    def test_says_what_each_value_is_and_on_what_it_rests(self, agency: Agency) -> None:
        enter(agency, "debtor")
        file = taken_along(agency)
        assert (file["format"], file["language"], file["law"]) == ("sigill-portable-data/1", "sv", "GDPR art. 20(1)")
        assert values(file)["detail.kind"] == "phone"
        articles = {basis["article"] for purpose in file["purposes"] for basis in purpose["legal_bases"]}
        assert articles == {"GDPR art. 6(1)(a)", "GDPR art. 6(1)(b)"}
        assert {datum["source"] for record in file["records"] for entry in record["entries"]
                for datum in entry["data"] if datum["field"] == "detail.value"} == {"data_subject"}  # fmt: skip

    def test_is_one_part_that_is_recorded_and_goes_after_a_month(self, agency: Agency) -> None:
        enter(agency, "debtor")
        anna = agency.in_the_portal()
        taken_along(agency, anna)
        copy = AccessCopy.objects.get()
        assert copy.state == CopyState.READY
        assert [each.media_type for each in SealedFile.objects.filter(envelope=copy.package)] == ["application/json"]
        page = anna.get(f"/portal/requests/{agency.request.reference}/").content.decode()
        assert "Filen att ta med dig" in page
        assert "/copy/json/" in page
        assert "/copy/pdf/" not in page
        assert anna.get(f"/portal/requests/{agency.request.reference}/copy/pdf/").status_code == 302
        assert [event.reason for event in recorded("privacy.copy.downloaded")] == ["json"]

    def test_is_announced_in_a_letter_of_its_own(self, agency: Agency) -> None:
        enter(agency, "debtor")
        taken_along(agency)
        letter = agency.request.letters.select_related("request").get(kind=LetterKind.ANSWER)
        assert "Din fil är klar" in read(letter)

    def test_waits_for_its_decision_and_is_given_by_nothing_else(self, agency: Agency) -> None:
        agency.enter(right="portability")
        agency.take_up()
        page = agency.petra.get(agency.at()).content.decode()
        assert "Give the file" in page
        assert "Refuse the copy" not in page
        assert "What the file will hold" in agency.petra.get(agency.at("copy/give/")).content.decode()
        with acting.hanna(Purpose.SUBJECT_REQUEST):
            with pytest.raises(ValidationError):
                decisions.conclude(request=agency.request, by=PETRA, at=NOW)
            with pytest.raises(ValidationError):
                ordering.refuse(
                    request=agency.request, ground="excessive", citation="GDPR art. 12(5)(b)", facts="Again.",
                    by=PETRA, at=NOW,
                )  # fmt: skip
        assert agency.request.status == RequestStatus.UNDER_REVIEW

    @pytest.mark.parametrize(
        ("language", "says"),
        [
            ("sv", "Inget av det som du har berättat"),
            ("nb", "Ingenting av det du har fortalt oss"),
            ("fi", "Mitään siitä, mitä olet kertonut meille"),
            ("da", "Intet af det, du har fortalt os"),
            ("en", "Nothing of what you have told us"),
        ],
    )
    def test_says_why_it_is_empty_in_the_language_of_its_letter(self, agency: Agency, language: str, says: str) -> None:
        with acting.hanna(Purpose.SUBJECT_REQUEST):
            file = file_of(agency.anna, language)
        assert (file["records"], file["language"]) == ([], language)
        assert file["note"].startswith(says)

    @pytest.mark.parametrize("channel", ["letter", "portal"])
    def test_is_fetched_in_the_portal_whichever_way_it_was_asked_for(self, agency: Agency, channel: str) -> None:
        if channel == "letter":
            agency.enter(right="portability")
        else:
            agency.in_the_portal().post("/portal/requests/portability/", {"asked": ""})
        agency.take_up()
        page = agency.petra.get(agency.at("copy/give/")).content.decode()
        assert ("says how to fetch the file in the portal" in page) is (channel == "letter")
        assert ("finds it there" in page) is (channel == "portal")
        assert "Print the document" not in page

    def test_is_offered_in_the_portal(self, agency: Agency) -> None:
        assert Right.PORTABILITY in {asking.right for asking in offered()}
        anna = agency.in_the_portal()
        assert "en fil som andra företag kan läsa in" in anna.get("/portal/requests/portability/").content.decode()
        assert anna.post("/portal/requests/portability/", {"asked": ""}).status_code == 302
        assert agency.request.right == Right.PORTABILITY
