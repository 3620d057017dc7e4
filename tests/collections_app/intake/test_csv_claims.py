"""Claims files as creditors export them, good ones and bad ones."""

import tracemalloc
from datetime import date

import pytest

from bench.inputs import write_claims_csv
from collections_app.intake import csv_columns
from collections_app.intake.csv_claims import read_claims
from collections_app.intake.documents import DocumentKind, PartyKind, Row
from collections_app.intake.problems import RowProblem


class TestGoodRow:
    def test_becomes_an_invoice_of_the_creditor(self, read_row):
        document = read_row().document
        assert (document.kind, document.number, document.seller.name) == (DocumentKind.INVOICE, "F-1", "Acme AB")
        assert (document.amount_minor, document.currency) == (123450, "SEK")
        assert (document.issued_on, document.due_on) == (date(2026, 3, 5), date(2026, 4, 4))
        assert (document.ground, document.notices) == ("Electricity, March", ())

    def test_names_the_debtor_by_the_checked_number(self, read_row):
        buyer = read_row().document.buyer
        assert (buyer.name, buyer.kind, buyer.national_id.normalised) == (
            "Anna Åkesson",
            PartyKind.PERSON,
            "200001012384",
        )
        assert (buyer.phone, buyer.email) == ("+46701740605", "anna@example.org")
        address = buyer.address
        assert (address.lines, address.postcode, address.city, address.country) == (
            ("Storgatan 1",),
            "111 22",
            "Örebro",
            "SE",
        )

    def test_of_a_company_names_a_company(self, read_row):
        assert read_row(identity_number="556439-5670").document.buyer.kind is PartyKind.COMPANY

    @pytest.mark.parametrize(
        ("country", "number"),
        [("FI", "010594Y9032"), ("Norge", "01819049927"), ("dk", "010158-5018"), ("", "20000101-2384")],
    )
    def test_is_read_by_the_rules_of_its_country(self, read_row, country, number):
        assert read_row(country=country, identity_number=number).document.buyer.national_id is not None

    def test_may_lack_a_number_and_says_so(self, read_row):
        document = read_row(identity_number="").document
        assert document.buyer.national_id is None
        assert [notice.code for notice in document.notices] == ["identity_missing"]

    def test_may_lack_a_due_date_and_says_so(self, read_row):
        document = read_row(due_on="").document
        assert document.due_on is None
        assert [notice.code for notice in document.notices] == ["due_date_missing"]

    def test_keeps_a_foreign_number_as_given(self, read_row):
        document = read_row(country="DE", identity_number="65 929 970 489").document
        (identifier,) = document.buyer.identifiers
        assert (identifier.value, identifier.scheme, document.buyer.national_id) == ("65 929 970 489", "DE", None)
        assert [notice.code for notice in document.notices] == ["identity_foreign"]

    def test_waits_for_a_person_when_the_coordination_number_has_no_birth_date(self, read_row):
        document = read_row(identity_number="19850060-2381").document
        assert document.buyer.national_id is None
        assert [notice.code for notice in document.notices] == ["needs_manual_acceptance"]

    def test_passes_a_danish_number_outside_modulus_11_with_a_word(self, read_row):
        document = read_row(country="DK", identity_number="010158-5001").document
        assert document.buyer.national_id.warnings == ("check_digit",)
        assert [notice.code for notice in document.notices] == ["identity_check_digit"]

    def test_takes_the_country_of_the_number_from_its_own_column(self, read, header, row):
        text = f"{header};identity_country\n{row(country='NO', city='Oslo')};SE\n"
        (outcome,) = read(text)
        assert outcome.document.buyer.national_id.country == "SE"
        assert outcome.document.buyer.address.country == "NO"


class TestBadRow:
    @pytest.mark.parametrize(
        ("changes", "field", "code"),
        [
            ({"debtor_name": " "}, "debtor_name", "missing"),
            ({"invoice_number": ""}, "invoice_number", "missing"),
            ({"invoice_number": "9" * 65}, "invoice_number", "too_long"),
            ({"amount": ""}, "amount", "missing"),
            ({"amount": "-10,00"}, "amount", "amount_negative"),
            ({"amount": "0"}, "amount", "amount_zero"),
            ({"amount": "ten"}, "amount", "amount_format"),
            ({"currency": ""}, "currency", "missing"),
            ({"currency": "XYZ"}, "currency", "currency_unknown"),
            ({"issued_on": ""}, "issued_on", "missing"),
            ({"issued_on": "2026-02-30"}, "issued_on", "date_impossible"),
            ({"issued_on": "2027-01-01", "due_on": ""}, "issued_on", "date_in_future"),
            ({"due_on": "31.04.2026"}, "due_on", "date_impossible"),
            ({"due_on": "2026-03-01"}, "due_on", "due_before_issue"),
            ({"identity_number": "20000101-2385"}, "identity_number", "check_digit"),
            ({"identity_number": "20010229-2380"}, "identity_number", "birth_date"),
            ({"identity_number": "abc"}, "identity_number", "format"),
            ({"country": "Atlantis"}, "country", "country_unknown"),
            ({"ground": "g" * 2001}, "ground", "too_long"),
            ({"debtor_name": "An\x00na"}, "debtor_name", "control_character"),
        ],
        ids=str,
    )
    def test_is_named_by_line_field_and_reason(self, read_row, changes, field, code):
        outcome = read_row(**changes)
        assert isinstance(outcome, RowProblem)
        assert (outcome.line, outcome.field, outcome.code) == (2, field, code)
        (problem,) = outcome.problems
        assert (problem.file, problem.line) == ("claims.csv", 2)

    def test_tells_all_its_faults_at_once(self, read_row):
        outcome = read_row(amount="-1", currency="XYZ", issued_on="never", identity_number="1")
        assert {problem.field for problem in outcome.problems} == {"identity_number", "currency", "amount", "issued_on"}

    def test_never_repeats_a_value(self, read_row):
        outcome = read_row(identity_number="20000101-2385", amount="SECRET", issued_on="SECRET", country="SECRET")
        words = f"{outcome!r} {outcome} {[str(problem) for problem in outcome.problems]}"
        assert "SECRET" not in words
        assert "2385" not in words
        assert "Anna" not in words

    def test_is_refused_in_production_for_a_test_number(self, read_row, delivery, monkeypatch):
        object.__setattr__(delivery, "allow_test", False)
        assert read_row(country="FI", identity_number="010594Y9032").code == "test_number"

    def test_of_a_number_without_any_country_asks_for_it(self, read_row, delivery):
        object.__setattr__(delivery, "home_country", "")
        outcome = read_row(country="")
        assert (outcome.field, outcome.code) == ("country", "missing")

    def test_does_not_keep_the_others_out(self, read, header, row):
        outcomes = read("\n".join([header, row(), row(amount="x"), "", row(invoice_number="F-2"), ""]))
        assert [(type(outcome), outcome.line) for outcome in outcomes] == [(Row, 2), (RowProblem, 3), (Row, 5)]

    def test_with_too_many_cells_is_refused(self, read, header, row):
        (outcome,) = read(f"{header}\n{row()};surplus\n")
        assert outcome.code == "too_many_cells"

    def test_may_lack_empty_cells_at_its_end(self, read, header, row):
        (outcome,) = read(f"{header}\n{row(due_on='', ground='').rstrip(';')}\n")
        assert isinstance(outcome, Row)

    def test_with_an_open_quotation_mark_swallows_no_other_row(self, read, header, row):
        outcomes = read(
            "\n".join([header, row(debtor_name='"Anna'), *[row(invoice_number=f"F-{n}") for n in range(30)]])
        )
        assert isinstance(outcomes[0], RowProblem)
        assert outcomes[0].code == "row_form"
        assert [outcome.line for outcome in outcomes[1:]] == list(range(3, 33))
        assert all(isinstance(outcome, Row) for outcome in outcomes[1:])

    def test_with_an_open_quotation_mark_at_the_end_is_named(self, read, header, row):
        outcomes = read("\n".join([header, row(), row(debtor_name='"Anna'), row()]))
        assert [type(outcome) for outcome in outcomes] == [Row, RowProblem, Row]

    def test_of_endless_length_is_named_and_skipped(self, read, header, row):
        outcomes = read("\n".join([header, "x" * 300_000, row()]))
        assert [outcome.line for outcome in outcomes] == [2, 3]
        assert outcomes[0].code == "line_too_long"
        assert isinstance(outcomes[1], Row)


class TestForms:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
    def test_of_encoding_are_told_apart(self, read, header, row, encoding):
        (outcome,) = read(f"{header}\n{row(debtor_name='Åsa Öberg €')}\n".encode(encoding))
        assert outcome.document.buyer.name == "Åsa Öberg €"

    @pytest.mark.parametrize("ending", ["\n", "\r\n"])
    def test_of_line_endings_are_read(self, read, header, row, ending):
        assert len(read(ending.join([header, row(), row()]))) == 2

    def test_of_delimiter_are_told_apart(self, read, header, row):
        text = f"{header}\n{row(amount='1234.50', ground='Electricity')}".replace(";", ",")
        assert isinstance(read(text)[0], Row)

    def test_with_quoted_delimiters_and_line_breaks_are_read(self, read, header, row):
        quoted = row(debtor_name='"Anna; ""Ann"""', ground='"March\nand April"')
        (outcome,) = read(f"{header}\n{quoted}\n")
        assert outcome.document.buyer.name == 'Anna; "Ann"'
        assert outcome.document.ground == "March and April"

    def test_with_a_word_about_the_delimiter_are_read(self, read, header, row):
        (outcome,) = read(f"sep=;\r\n{header}\r\n{row()}\r\n")
        assert outcome.line == 3

    @pytest.mark.parametrize("space", ["\u00a0", "\u202f", "\u2009", " "])
    def test_of_thousands_spaces_are_read(self, read_row, space):
        assert read_row(amount=f"1{space}234{space}567,89").document.amount_minor == 123456789

    @pytest.mark.parametrize(
        "headings",
        [
            "Gäldenär;Personnummer;Land;Adress;Postnr;Ort;Telefon;"
            "E-post;Fakturanr;Belopp;Valuta;Fakturadatum;Förfallodatum;Grund",
            "Skyldner;Fødselsnummer;Land;Adresse;Postnr.;Poststed;Tlf;"
            "E-post;Fakturanr.;Beløp;Valuta;Fakturadato;Forfallsdato;Grunnlag",
            "Velallinen;Henkilötunnus;Maa;Osoite;Postinumero;Postitoimipaikka;Puhelin;"
            "Sähköposti;Laskunumero;Määrä;Valuutta;Laskupäivä;Eräpäivä;Peruste",
            "Debitor;CPR-nr.;Land;Adresse;Postnummer;By;Telefon;"
            "E-mail;Fakturanummer;Beløb;Valuta;Fakturadato;Forfaldsdato;Grundlag",
            "Debtor name;Identity number;Country;Address;Post code;City;Phone;"
            "E-mail;Invoice no.;Amount;Currency;Issue date;Due date;Ground",
        ],
        ids=["Swedish", "Norwegian", "Finnish", "Danish", "English"],
    )
    def test_of_headings_are_read(self, read, row, headings):
        (outcome,) = read(f"{headings}\n{row()}\n")
        assert (outcome.document.buyer.phone, outcome.document.ground) == ("+46701740605", "Electricity, March")

    @pytest.mark.parametrize(
        "heading", ["Personnr", "Personnr.", "PERSON-NR", "Pers.nr", "Samordningsnr", "Org.nr", "Fødselsnr.", "CPR nr"]
    )
    def test_of_short_headings_of_the_identity_number_are_read(self, heading):
        assert csv_columns.field_of(heading) == "identity_number"

    def test_of_columns_may_stand_in_any_order(self, read):
        text = "amount;currency;invoice_number;issued_on;debtor_name\n10,00;SEK;F-1;5.3.2026;Anna\n"
        assert read(text)[0].document.amount_minor == 1000

    def test_of_columns_beside_those_of_a_claim_are_refused_by_their_place(self, read):
        text = "amount;colour;currency;invoice_number;issued_on;debtor_name;size\n10,00;red;SEK;F-1;5.3.2026;Anna;9\n"
        (outcome,) = read(text)
        assert (outcome.line, outcome.code) == (1, "column_unknown")
        assert "counted from the left: 2, 7." in outcome.message
        assert not [word for word in ("colour", "size", "red") if word in outcome.message]

    def test_of_columns_without_a_heading_are_empty_in_every_row(self, read):
        header, row = "amount;currency;invoice_number;issued_on;debtor_name; ;", "10,00;SEK;F-1;5.3.2026;Anna"
        good, bad = read(f"{header}\n{row}; ;\n{row};red;\n")
        assert isinstance(good, Row)
        assert (bad.line, bad.code) == (3, "no_heading")
        assert "red" not in bad.message


class TestFileThatIsNoClaimsFile:
    @pytest.mark.parametrize(
        ("content", "field", "code"),
        [
            (b"", "", "empty"),
            (b"\n\n;;;\n", "", "empty"),
            ("namn;belopp\nAnna;1\n".encode("utf-16"), "", "encoding"),
            ("namn;belopp\nAnna;1\n".encode("utf-16-le"), "", "encoding"),
            ("debtor_name\tinvoice_number\namount\n", "", "delimiter"),
            ("namn|fakturanummer|belopp\n", "", "delimiter"),
            (b"PK\x03\x04 and so on", "", "encoding"),
            (b"%PDF-1.7", "", "encoding"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1", "", "encoding"),
            (b"<Invoice/>", "", "not_csv"),
            (b"hello\n", "debtor_name", "column_missing"),
            (b"debtor_name;amount\n", "invoice_number", "column_missing"),
            (b"name;debtor;invoice;amount;currency;issued_on\n", "debtor_name", "column_twice"),
            (b"name;invoice\rAnna;1\r", "", "line_breaks"),
        ],
        ids=str,
    )
    def test_is_one_problem(self, read, content, field, code):
        (outcome,) = read(content)
        assert (outcome.line, outcome.field, outcome.code) == (1, field, code)
        assert outcome.message

    def test_of_two_encodings_names_the_rows_of_the_other_one(self, read, header, row):
        outcomes = read("\n".join([header, row()]).encode() + b"\n" + row().encode("cp1252") + b"\n" + row().encode())
        assert [type(outcome) for outcome in outcomes] == [Row, RowProblem, Row]
        assert outcomes[1].code == "encoding"

    def test_with_bytes_of_no_encoding_names_their_rows(self, read, header, row):
        content = "\n".join([header, row(), row(debtor_name="An?na")]).encode("cp1252").replace(b"?", b"\x81")
        outcomes = read(content)
        assert [type(outcome) for outcome in outcomes] == [Row, RowProblem]
        assert outcomes[1].code == "encoding"


class TestLargeFile:
    def test_is_read_in_flat_memory(self, tmp_path, delivery):
        peaks = []
        for rows in (1_000, 8_000):
            path = tmp_path / f"{rows}.csv"
            write_claims_csv(path, rows, seed=7, today=date(2026, 11, 21))
            with path.open("rb") as file:
                tracemalloc.start()
                assert sum(isinstance(outcome, Row) for outcome in read_claims(file, delivery)) == rows
                peaks.append(tracemalloc.get_traced_memory()[1])
                tracemalloc.stop()
        assert peaks[1] < peaks[0] + 400_000
