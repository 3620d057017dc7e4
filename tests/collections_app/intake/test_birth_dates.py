"""A date of birth in a creditor's file: read, held against the number, or refused with a word on how to mend it."""

import json
from datetime import date

import pytest

from collections_app.intake.csv_columns import field_of
from collections_app.intake.documents import Row
from collections_app.intake.kept import as_json, from_json
from collections_app.intake.problems import Refused

PERSON = """<cac:PartyIdentification><cbc:ID>20010715-2399</cbc:ID></cac:PartyIdentification>"""
ENDPOINT = """<cbc:EndpointID schemeID="0192">310000019</cbc:EndpointID>"""
LEGAL = """<cac:PartyLegalEntity><cbc:RegistrationName>Åkeriet AB</cbc:RegistrationName>
      <cbc:CompanyID schemeID="0007">556439-5670</cbc:CompanyID></cac:PartyLegalEntity>"""
PARTY = """<cac:Person><cbc:FirstName>Anna</cbc:FirstName><cbc:FamilyName>Åkesson</cbc:FamilyName>
      <cbc:GenderCode>2</cbc:GenderCode><cbc:BirthDate>{born}</cbc:BirthDate></cac:Person>"""


@pytest.fixture
def read_born(read, header, row):
    """A row with a date of birth, and whatever else is changed in it."""

    def read_row(born, **changes):
        (outcome,) = read(f"{header};birth_date\n{row(**changes)};{born}\n")
        return outcome

    return read_row


@pytest.fixture
def of_person(parse, invoice):
    """An invoice to a person who has no number and is named by their date of birth."""

    def parse_with(born):
        text = invoice(PERSON).replace(LEGAL, "").replace(ENDPOINT, "")
        return parse(text.replace("</cac:Contact>", f"</cac:Contact>{PARTY.format(born=born)}"))

    return parse_with


class TestAColumn:
    @pytest.mark.parametrize(
        "heading",
        ["birth_date", "Date of birth", "Födelsedatum", "Fødselsdato", "fødselsdag", "Syntymäaika", "Född"],
    )
    def test_is_known_in_five_languages(self, heading):
        assert field_of(heading) == "birth_date"

    @pytest.mark.parametrize("born", ["1990-02-03", "19900203", "3.2.1990", "03/02/1990"])
    def test_names_the_debtor_instead_of_a_number(self, read_born, born):
        document = read_born(born, identity_number="").document
        assert (document.buyer.birth_date, document.buyer.identifiers) == (date(1990, 2, 3), ())
        assert [notice.code for notice in document.notices] == ["identity_by_birth_date"]

    def test_that_says_what_the_number_says_is_not_kept_twice(self, read_born):
        document = read_born("2000-01-01").document
        assert document.buyer.birth_date is None
        assert document.content_digest == read_born("").document.content_digest

    def test_beside_a_foreign_number_is_kept(self, read_born):
        document = read_born("1990-02-03", country="DE", identity_number="65 929 970 489").document
        assert document.buyer.birth_date == date(1990, 2, 3)
        assert [notice.code for notice in document.notices] == ["identity_foreign"]

    def test_makes_another_content(self, read_born):
        one, other = (read_born(born, identity_number="").document for born in ("1990-02-03", "1990-02-04"))
        assert one.content_digest != other.content_digest

    @pytest.mark.parametrize(
        ("born", "changes", "code"),
        [
            ("2026-11-22", {"identity_number": ""}, "birth_date_in_future"),
            ("1899-12-31", {"identity_number": ""}, "birth_date_too_early"),
            ("1990-02-30", {"identity_number": ""}, "date_impossible"),
            ("3.2.90", {"identity_number": ""}, "date_short_year"),
            ("young", {"identity_number": ""}, "date_format"),
            ("2000-01-02", {}, "birth_date_contradicts"),
            ("2000-01-02", {"country": "DK", "identity_number": "010158-5001"}, "birth_date_contradicts"),
            ("2000-01-01", {"identity_number": "556439-5670"}, "birth_date_of_company"),
        ],
        ids=str,
    )
    def test_that_cannot_be_refuses_the_row_with_a_word(self, read_born, born, changes, code):
        outcome = read_born(born, **changes)
        assert (outcome.field, outcome.code) == ("birth_date", code)
        assert born not in f"{outcome.message} {outcome!r}"

    def test_is_told_beside_what_else_is_wrong(self, read_born):
        outcome = read_born("2030-01-01", identity_number="20000101-2385", amount="-1")
        assert {problem.field for problem in outcome.problems} == {"identity_number", "birth_date", "amount"}


def row_of(breaks):
    return pytest.mark.requirement("INTRUM-05", breaks=breaks)


class TestAnInvoiceInUbl:
    @row_of("a buyer in UBL who cannot be named by date of birth without a number, or whose date is not read")
    def test_names_a_person_by_date_of_birth(self, of_person):
        document = of_person("1990-02-03")
        assert (document.buyer.name, document.buyer.birth_date) == ("Anna Åkesson", date(1990, 2, 3))
        assert document.buyer.identifiers == ()
        assert [notice.code for notice in document.notices] == ["identity_by_birth_date"]

    @row_of("an invoice in UBL that is taken in with a date of birth on which nobody was born")
    @pytest.mark.parametrize(
        ("born", "code"),
        [("2030-01-01", "birth_date_in_future"), ("1899-01-01", "birth_date_too_early"), ("1.2.1990", "date_format")],
    )
    def test_with_an_impossible_one_is_refused_by_its_path(self, of_person, born, code):
        with pytest.raises(Refused) as refusal:
            of_person(born)
        (problem,) = refusal.value.problems
        assert (problem.field, problem.code) == ("birth_date", code)
        assert problem.xpath.endswith("cac:Person/cbc:BirthDate")

    def test_of_a_company_leaves_the_date_of_its_representative_where_it_is(self, parse, invoice):
        text = invoice("</cac:Contact>", f"</cac:Contact>{PARTY.format(born='1990-02-03')}")
        assert parse(text).buyer.birth_date is None


def test_a_document_that_waits_comes_back_with_it(read_born):
    row = read_born("1990-02-03", identity_number="")
    assert isinstance(row, Row)
    kept = json.loads(json.dumps(as_json(row.document)))
    assert from_json(kept) == row.document
    del kept["buyer"]["birth_date"]  # as it was kept before there were such dates
    assert from_json(kept).buyer.birth_date is None
