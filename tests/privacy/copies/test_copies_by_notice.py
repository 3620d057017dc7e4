"""What the copy of a real record says under each notice: categories, sources, recipients, bases, ends.

One copy is made for each controller and read by many tests; it is plain text by then.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from collections_app.handler.note_forms import NoteForm
from collections_app.services.disclosing import disclosures
from personal_data import envelopes
from personal_data.purposes import Purpose
from privacy.models import LetterKind
from privacy.policies.packs.items import CategoryItem
from privacy.selectors import packs
from privacy.services.requests import notices
from tests.factories import acting
from tests.factories import recipients as making
from tests.factories.collection import COMPANY_NUMBERS
from tests.privacy.copies.asking import contents, made
from tests.privacy.copies.people import NOW, cast, earlier_request

pytestmark = pytest.mark.django_db
MOVED = {"lines": ["Nyvägen 1"], "postcode": "222 22", "city": "Lund", "country": "SE"}


def _row(row: str, breaks: str) -> pytest.MarkDecorator:
    return pytest.mark.requirement(row, breaks=breaks)


def each(*notices: tuple[str, str, str]) -> pytest.MarkDecorator:
    """Controllers with the row that is proven there and what would break it."""
    return pytest.mark.parametrize(
        "reference", [pytest.param(name, marks=_row(row, breaks)) for name, row, breaks in notices]
    )


@cache
def copy_of(reference: str) -> dict[str, Any]:
    """Anna's copy in English: she has moved, her data went to the client, and she asked for erasure before."""
    people = cast(reference)
    with acting.hanna(Purpose.COLLECTION):
        envelopes.open([people.anna, people.alone])
        people.anna.address = MOVED
        people.anna.save(update_fields=["address"])
        client = making.client(people.alone.creditor)
        wanted = disclosures.Wanted(
            client, ("debtor.name", "claim.number"), "status_report", "6(1)(f)", "file", secrecy_check="cleared"
        )
        disclosures.disclose(case=people.alone, wanted=wanted, by=acting.person("hanna").id, at=NOW)
    asked = earlier_request(people)
    with acting.hanna(Purpose.SUBJECT_REQUEST):
        notices.make(request=asked, kind=LetterKind.IDENTITY_QUESTION, by=acting.person("petra").id, at=NOW)
        return contents(made(people, language="en"))


def rows(copy: dict[str, Any], table: str) -> Iterator[dict[str, Any]]:
    """The rows of one table as the copy shows them: field to datum."""
    for record in copy["records"]:
        for entry in record["entries"]:
            found = {datum["field"]: datum for datum in entry["data"]}
            if any(field.startswith(f"{table}.") for field in found):
                yield found


def data(copy: dict[str, Any], table: str) -> dict[str, dict[str, Any]]:
    """The data of the first row of a table by field."""
    return next(rows(copy, table))


def category(reference: str, key: str) -> CategoryItem:
    return next(item for item in packs.of_reference(reference).categories if item.key == key)


def source(reference: str, key: str) -> str:
    found = next(item for item in packs.of_reference(reference).sources if item.key == key)
    return str(found.text.read("en"))


class TestCategories:
    @pytest.mark.parametrize(
        ("reference", "key", "held_as", "fields"),
        [
            pytest.param("AMILI", "claim", "claim", ("claim.number", "claim.amount_minor", "claim.due_on"),
                         marks=_row("AMILI-08", "claims under another category, or a copy that does not list it")),
            pytest.param("ALMI", "contact", "contact", ("debtor.address", "debtor.phone", "debtor.email"),
                         marks=_row("ALMI-08", "a way to reach the person under another category, or unlisted")),
            pytest.param("OPR", "contact", "contact", ("debtor.address", "debtor.phone", "debtor.email"),
                         marks=_row("OPR-29", "a way to reach the person under another category, or unlisted")),
        ],
    )  # fmt: skip
    def test_are_listed_with_the_data_that_are_held(
        self, reference: str, key: str, held_as: str, fields: tuple[str, ...]
    ) -> None:
        copy = copy_of(reference)
        found = data(copy, fields[0].partition(".")[0])
        assert {found[field]["category"] for field in fields} == {held_as}
        told = {each["says"]: each["held_as"] for each in copy["categories"]}
        assert held_as in told[str(category(reference, key).text.read("en"))]

    def test_of_which_nothing_is_held_are_not_listed(self) -> None:
        told = {each["says"] for each in copy_of("AMILI")["categories"]}
        assert str(category("AMILI", "hardship").text.read("en")) not in told

    @each(("INTRUM", "INTRUM-08", "a copy without the number of one of the cases"))
    def test_has_the_number_of_every_case(self, reference: str) -> None:
        cases = [record for record in copy_of(reference)["records"] if record["kind"] == "case_file"]
        assert len({record["reference"] for record in cases}) == len(cases) == 2
        assert all(record["reference"].startswith("K-") for record in cases)

    @each(("AXACTOR", "AXACTOR-31", "forgetting an earlier address, or the day on which it ended"))
    def test_has_the_address_of_now_and_the_one_before(self, reference: str) -> None:
        copy = copy_of(reference)
        now = data(copy, "debtor")
        assert now["debtor.address"]["value"]["lines"] == ["Nyvägen 1"]
        assert {"debtor.name", "debtor.phone", "debtor.email", "debtor.identity_number"} <= now.keys()
        former = [each for record in copy["records"] for entry in record["entries"] for each in entry["former"]]
        (before,) = [each for each in former if each["field"] == "debtor.address"]
        assert before["value"]["lines"] == ["Annavägen 7"]
        assert before["until"][:10] == NOW.date().isoformat()


class TestSources:
    @each(
        ("INTRUM", "INTRUM-13", "what the creditor supplied and what we found out under one source"),
        ("INTRUM", "INTRUM-68", "not naming the client as the source of what it supplied"),
        ("INTRUM", "INTRUM-70", "not naming our own work as the source of what it brought forth"),
        ("AXACTOR", "AXACTOR-21", "not naming the original creditor as the source of what it supplied"),
        ("AXACTOR", "AXACTOR-35", "another source than the client for what is owed under the contract, and when"),
    )
    def test_are_kept_apart_and_named(self, reference: str) -> None:
        copy = copy_of(reference)
        claim, note, change = (data(copy, table) for table in ("claim", "note", "casestatuschange"))
        supplied = {field: datum["source"] for field, datum in claim.items() if field != "claim.received_at"}
        assert set(supplied.values()) == {"creditor"}
        assert {datum["source"] for datum in [*note.values(), *change.values()]} == {"agency"}
        told = {each["says"] for each in copy["sources"]}
        assert {source(reference, "client"), source(reference, "own_work")} <= told

    @each(
        ("INTRUM", "INTRUM-57", "a copy without the day on which a claim came, or the creditor from whom"),
        ("AXACTOR", "AXACTOR-64", "a claim stored without the moment in which it came, or outside its case"),
    )
    def test_says_when_and_from_whom_the_claim_came(self, reference: str) -> None:
        copy = copy_of(reference)
        assert all(claim["claim.received_at"]["value"] for claim in rows(copy, "claim"))
        creditors = {record["creditor"] for record in copy["records"] if record["kind"] == "case_file"}
        assert creditors == {"Hyllan Möbler AB"}

    @each(("AXACTOR", "AXACTOR-36", "leaving notes or letters out of the copy, or not warning who writes a note"))
    def test_has_notes_and_letters(self, reference: str) -> None:
        copy = copy_of(reference)
        assert "Anna lovar betala på fredag." in {row["note.text"]["value"] for row in rows(copy, "note")}
        files = [file for record in copy["records"] for entry in record["entries"] for file in entry["files"]]
        assert {file["media_type"] for file in files} >= {"application/pdf", "audio/wav"}
        assert "the person may read it" in str(NoteForm().fields["text"].help_text)


class TestFacts:
    @each(("AMILI", "AMILI-02", "a copy without the legal name and the registration number"))
    def test_name_the_company_and_its_number(self, reference: str) -> None:
        company = copy_of(reference)["controller"]
        assert (company["name"], company["company_number"]) == ("Amili AB", COMPANY_NUMBERS["SE"])

    @each(("AXACTOR", "AXACTOR-73", "not naming the client as one who has the data under its own contract"))
    def test_name_the_client_who_received_data(self, reference: str) -> None:
        (line,) = copy_of(reference)["disclosures"]
        assert (line["recipient"], line["case"][:2]) == ("Hyllan Möbler AB", "K-")

    @pytest.mark.parametrize(
        ("reference", "purpose"),
        [
            ("AMILI", "agreements"),
            pytest.param("OPR", "agreement", marks=_row("OPR-10", "no contract as a basis of lending")),
        ],
    )
    def test_say_what_rests_on_a_contract(self, reference: str, purpose: str) -> None:
        item = next(each for each in packs.of_reference(reference).purposes if each.key == purpose)
        told = {each["says"]: each["legal_bases"] for each in copy_of(reference)["purposes"]}
        articles = {basis["article"] for basis in told[str(item.text.read("en"))]}
        assert "GDPR art. 6(1)(b)" in articles

    @each(
        ("INTRUM", "INTRUM-114", "a copy that does not say that machines decide, or what for"),
        ("OPR", "OPR-42", "a copy that does not tell of profiling, or without its logic"),
    )
    def test_tell_of_automated_decisions_and_what_they_are_for(self, reference: str) -> None:
        told = copy_of(reference)["automated_decisions"]
        own = packs.of_reference(reference).automated_decisions
        assert (told["says"], told["logic"]) == (str(own.text.read("en")), str(own.logic.read("en")))
        assert told["says"]
        assert told["logic"]

    @each(
        ("AMILI", "AMILI-33", "a period without good debt-collection practice as its ground"),
    )
    def test_say_why_a_case_is_kept_so_long(self, reference: str) -> None:
        case = next(each for each in copy_of(reference)["records"] if each["kind"] == "case_file")
        assert "good debt-collection practice" in case["erasure"]["ground"].lower()

    @each(("OPR", "OPR-15", "one period for the person instead of one for each reason"))
    def test_give_each_record_the_end_of_its_own_reason(self, reference: str) -> None:
        ends = {each["kind"]: each["erasure"] for each in copy_of(reference)["records"]}
        assert ends["ledger_entry"]["rule"] == "ledger_entry.statute"
        assert ends["case_file"]["rule"] == "case_file.notice"
        assert ends["ledger_entry"]["ground"] != ends["case_file"]["ground"]
        assert ends["ledger_entry"]["on"]
        assert not ends["case_file"]["on"], "the debt is open"
