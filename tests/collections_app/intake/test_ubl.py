"""Invoices and credit notes in UBL, good ones, careless ones and hostile ones."""

from datetime import date

import pytest

from collections_app.intake import xml_safety
from collections_app.intake.documents import DocumentKind, PartyKind
from collections_app.intake.problems import Refused

COMPANY_ID = '<cbc:CompanyID schemeID="0007">556439-5670</cbc:CompanyID>'
SELLER_ID = '<cbc:CompanyID schemeID="0007">5599990008</cbc:CompanyID>'
SELLER_VAT = "<cbc:CompanyID>SE559999000801</cbc:CompanyID>"
PAYABLE = '<cbc:PayableAmount currencyID="SEK">1234.50</cbc:PayableAmount>'
DUE = "<cbc:DueDate>2026-04-04</cbc:DueDate>"


def credit_note(invoice, references='<cbc:ID schemeID="x">F-1</cbc:ID>'):
    billing = "".join(
        f"<cac:BillingReference><cac:InvoiceDocumentReference>{reference}</cac:InvoiceDocumentReference></cac:BillingReference>"
        for reference in references.split("|")
        if reference
    )
    text = invoice("</cbc:DocumentCurrencyCode>", f"</cbc:DocumentCurrencyCode>{billing}")
    return (
        text.replace("Invoice-2", "CreditNote-2")
        .replace("<Invoice ", "<CreditNote ")
        .replace("</Invoice>", "</CreditNote>")
        .replace("InvoiceLine", "CreditNoteLine")
        .replace("InvoiceTypeCode", "CreditNoteTypeCode")
        .replace("380", "381")
    )


class TestInvoice:
    def test_is_read(self, parse, invoice):
        document = parse(invoice())
        assert (document.kind, document.number, document.currency) == (DocumentKind.INVOICE, "F-1", "SEK")
        assert (document.amount_minor, document.ground) == (123450, "Electricity. Reading of 1 March")
        assert (document.issued_on, document.due_on) == (date(2026, 3, 5), date(2026, 4, 4))
        assert document.key == ("0007", "5599990008", "invoice", "F-1")
        assert (document.seller.name, document.notices) == ("Elbolaget Å AB", ())

    def test_names_the_buyer_with_all_numbers_as_given(self, parse, invoice):
        buyer = parse(invoice()).buyer
        assert (buyer.name, buyer.kind, buyer.national_id.normalised) == ("Åkeriet AB", PartyKind.COMPANY, "5564395670")
        assert [(found.scheme, found.value) for found in buyer.identifiers] == [
            ("0007", "556439-5670"),
            ("", "20010715-2399"),
            ("0192", "310000019"),
        ]
        assert (buyer.contact_name, buyer.phone, buyer.email) == ("Ida Lind", "0701740605", "ida@example.org")
        assert (buyer.address.lines, buyer.address.city, buyer.address.country) == (("Storgatan 1",), "Örebro", "SE")

    def test_keeps_a_malformed_number_and_goes_in(self, parse, invoice):
        document = parse(invoice("556439-5670", "556439-5671"))
        assert document.buyer.national_id is None
        assert document.buyer.identifiers[0].value == "556439-5671"
        assert [notice.code for notice in document.notices] == ["identity_unchecked"]

    def test_trusts_no_number_without_a_scheme_outside_the_legal_place(self, parse, invoice):
        """A customer number may look like a personal one, and would link to a stranger."""
        document = parse(invoice(COMPANY_ID).replace("310000019", "12"))
        assert document.buyer.national_id is None

    def test_takes_the_legal_number_without_scheme_by_the_buyers_country(self, parse, invoice):
        document = parse(invoice('<cbc:CompanyID schemeID="0007">556439-5670', "<cbc:CompanyID>556439-5670"))
        assert document.buyer.national_id.normalised == "5564395670"

    def test_of_a_sole_trader_is_of_a_person_in_trade(self, parse, invoice):
        buyer = parse(invoice("556439-5670", "20000101-2384")).buyer
        assert (buyer.kind, buyer.national_id.is_personal) == (PartyKind.SOLE_TRADER, True)

    def test_takes_the_electronic_address_where_there_is_no_legal_number(self, parse, invoice):
        buyer = parse(invoice(COMPANY_ID)).buyer
        assert (buyer.kind, buyer.national_id.normalised) == (PartyKind.COMPANY, "310000019")

    def test_of_nobody_known_is_of_a_person(self, parse, invoice):
        text = invoice(COMPANY_ID).replace('<cbc:EndpointID schemeID="0192">310000019</cbc:EndpointID>', "")
        buyer = parse(text.replace("<cbc:ID>20010715-2399</cbc:ID>", "")).buyer
        assert (buyer.kind, buyer.identifiers) == (PartyKind.PERSON, ())

    @pytest.mark.parametrize(
        ("scheme", "value", "normalised"),
        [
            ("0184", "DK10000009", "10000009"),
            ("0212", "9000000-3", "9000000-3"),
            ("0037", "003790000003", "9000000-3"),
            ("0216", "00379000000312", "9000000-3"),
        ],
    )
    def test_reads_numbers_of_each_nordic_register(self, parse, invoice, scheme, value, normalised):
        text = invoice(COMPANY_ID, f'<cbc:CompanyID schemeID="{scheme}">{value}</cbc:CompanyID>')
        assert parse(text).buyer.national_id.normalised == normalised

    def test_without_due_date_says_so(self, parse, invoice):
        document = parse(invoice(DUE))
        assert document.due_on is None
        assert [notice.code for notice in document.notices] == ["due_date_missing"]

    def test_finds_the_due_date_beside_the_means_of_payment(self, parse, invoice):
        means = "<cac:PaymentMeans><cbc:PaymentDueDate>2026-04-10</cbc:PaymentDueDate></cac:PaymentMeans>"
        document = parse(invoice(DUE).replace("<cac:LegalMonetaryTotal>", f"{means}<cac:LegalMonetaryTotal>"))
        assert document.due_on == date(2026, 4, 10)

    def test_falls_back_to_vat_number_then_to_electronic_address(self, parse, invoice):
        by_vat = parse(invoice(SELLER_ID))
        assert (by_vat.seller.identifier.scheme, by_vat.seller.identifier.value) == ("VAT", "SE559999000801")
        assert by_vat.notices[0].code == "seller_id_from_vat"
        by_address = parse(invoice(SELLER_ID).replace(SELLER_VAT, ""))
        assert (by_address.seller.identifier.scheme, by_address.seller.identifier.value) == ("0007", "5599990008")
        assert by_address.notices[0].code == "seller_id_from_endpoint"

    @pytest.mark.parametrize("encoding", ["UTF-8", "ISO-8859-1", "windows-1252", "ISO-8859-15"])
    def test_is_read_in_the_encoding_it_declares(self, parse, invoice, encoding):
        data = invoice('encoding="UTF-8"', f'encoding="{encoding}"').encode(encoding)
        assert parse(data).buyer.name == "Åkeriet AB"

    def test_with_a_byte_order_mark_is_read(self, parse, invoice):
        assert parse(b"\xef\xbb\xbf" + invoice().encode()).number == "F-1"

    def test_with_comments_and_instructions_in_a_value_is_read(self, parse, invoice):
        assert parse(invoice("Åkeriet AB", "Åkeriet <!-- b --> A<?x y?>B")).buyer.name == "Åkeriet AB"

    def test_with_a_large_attachment_is_read(self, parse, invoice):
        content = f"<cbc:EmbeddedDocumentBinaryObject>{'QUJD' * 3_000_000}</cbc:EmbeddedDocumentBinaryObject>"
        attachment = f"<cac:AdditionalDocumentReference>{content}</cac:AdditionalDocumentReference>"
        assert parse(invoice("<cac:LegalMonetaryTotal>", f"{attachment}<cac:LegalMonetaryTotal>")).number == "F-1"


class TestCreditNote:
    def test_names_the_invoice_it_takes_back(self, parse, invoice):
        document = parse(credit_note(invoice))
        assert (document.kind, document.credits_number) == (DocumentKind.CREDIT_NOTE, "F-1")
        assert document.ground == "Electricity. Reading of 1 March"

    def test_that_names_none_says_so(self, parse, invoice):
        document = parse(credit_note(invoice, ""))
        assert document.credits_number == ""
        assert [notice.code for notice in document.notices] == ["credits_no_invoice"]

    def test_that_names_several_is_refused(self, problem_of, invoice):
        problem = problem_of(credit_note(invoice, "<cbc:ID>F-1</cbc:ID>|<cbc:ID>F-2</cbc:ID>"))
        assert (problem.field, problem.code) == ("credits_number", "credits_several")


class TestFaultyInvoice:
    @pytest.mark.parametrize(
        ("change", "xpath", "field", "code"),
        [
            (("<cbc:ID>F-1</cbc:ID>", ""), "cbc:ID", "invoice_number", "missing"),
            (("<cbc:ID>F-1</cbc:ID>", f"<cbc:ID>{'9' * 65}</cbc:ID>"), "cbc:ID", "invoice_number", "too_long"),
            (("2026-03-05", "2026-02-30"), "cbc:IssueDate", "issued_on", "date_impossible"),
            (("2026-03-05", "5 March"), "cbc:IssueDate", "issued_on", "date_format"),
            (("2026-03-05", ""), "cbc:IssueDate", "issued_on", "missing"),
            (("2026-04-04", "2026-04-31"), "cbc:DueDate", "due_on", "date_impossible"),
            (("2026-04-04", "2026-03-04"), "cbc:DueDate", "due_on", "due_before_issue"),
            ((PAYABLE, ""), "cac:LegalMonetaryTotal/cbc:PayableAmount", "amount", "missing"),
            (("1234.50", "-1234.50"), "cac:LegalMonetaryTotal/cbc:PayableAmount", "amount", "amount_negative"),
            (("1234.50", "0"), "cac:LegalMonetaryTotal/cbc:PayableAmount", "amount", "amount_zero"),
            (("1234.50", "1 234,50"), "cac:LegalMonetaryTotal/cbc:PayableAmount", "amount", "amount_format"),
            ((">SEK<", ">XYZ<"), "cbc:DocumentCurrencyCode", "currency", "currency_unknown"),
            ((">SEK<", "><"), "cbc:DocumentCurrencyCode", "currency", "missing"),
            (('"SEK"', '"EUR"'), "cac:LegalMonetaryTotal/cbc:PayableAmount", "currency", "currency_contradicts"),
            ((">380<", ">381<"), "cbc:InvoiceTypeCode", "type", "type_contradicts"),
            (
                ("<cbc:RegistrationName>Åkeriet AB</cbc:RegistrationName>", ""),
                "cac:AccountingCustomerParty/cac:Party/cac:PartyLegalEntity/cbc:RegistrationName",
                "debtor_name",
                "missing",
            ),
        ],
    )
    def test_is_named_by_xpath_line_and_field(self, problem_of, invoice, change, xpath, field, code):
        problem = problem_of(invoice(*change))
        assert (problem.file, problem.xpath, problem.field, problem.code) == (
            "claims.csv",
            f"/Invoice/{xpath}",
            field,
            code,
        )
        assert problem.line
        assert problem.message

    def test_tells_the_line(self, problem_of, invoice):
        assert problem_of(invoice("2026-03-05", "2026-02-30")).line == 6

    def test_without_any_number_of_the_seller_is_refused(self, problem_of, invoice):
        text = invoice(SELLER_ID).replace(SELLER_VAT, "")
        problem = problem_of(text.replace('<cbc:EndpointID schemeID="0007">5599990008</cbc:EndpointID>', ""))
        assert (problem.field, problem.code) == ("seller_id", "missing")

    def test_tells_all_its_faults_and_no_value(self, parse, invoice):
        with pytest.raises(Refused) as refusal:
            parse(invoice("1234.50", "SECRET").replace("2026-03-05", "SECRET").replace(">SEK<", ">SECRET<"))
        assert [problem.field for problem in refusal.value.problems] == ["issued_on", "currency", "amount"]
        assert "SECRET" not in str(refusal.value)


LAUGHS = """<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol1 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">
<!ENTITY lol2 "&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;">]>"""


class TestHostileFile:
    @pytest.mark.parametrize(
        ("doctype", "code"),
        [
            (LAUGHS, "entity"),
            ('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>', "external_entity"),
            ('<!DOCTYPE a [<!ENTITY % x PUBLIC "p" "http://127.0.0.1/x.dtd"> %x;]>', "external_entity"),
            ('<!DOCTYPE a SYSTEM "http://127.0.0.1/x.dtd">', "external_dtd"),
            ("<!DOCTYPE Invoice>", "doctype"),
            ("<!-- <Invoice> -->\n<!DOCTYPE Invoice>", "doctype"),
        ],
    )
    def test_with_declarations_is_refused_by_name(self, problem_of, invoice, doctype, code):
        problem = problem_of(invoice("<Invoice ", f"{doctype}<Invoice ").replace("Åkeriet", "&x;&lol2;"))
        assert problem.code == code
        assert problem.line
        assert "DOCTYPE" in problem.message

    def test_with_an_undeclared_entity_is_malformed(self, problem_of, invoice):
        assert problem_of(invoice("Åkeriet", "&x;")).code == "malformed_xml"

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("</Invoice>", ""),
            ("</cbc:IssueDate>", "</cbc:IssuedDate>"),
            ("<cbc:ID>F-1", "<cbc:ID>F-1\x01"),
            ("<cbc:ID>F-1", "<cbc:ID>F & 1"),
            ("xmlns:cbc=", "xmlns:other="),
            ("<Invoice ", "text<Invoice "),
        ],
    )
    def test_that_is_malformed_is_named_by_line_without_its_words(self, problem_of, invoice, old, new):
        problem = problem_of(invoice(old, new))
        assert problem.code == "malformed_xml"
        assert problem.line
        assert "IssuedDate" not in problem.message

    @pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", b"not xml", b"<", b"<a>" * 5_000, b"<a " * 100])
    def test_that_is_nothing_at_all_is_refused(self, problem_of, content):
        assert problem_of(content).code in {"malformed_xml", "encoding"}

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("<Order/>", "not_ubl"),
            ("<StandardBusinessDocument/>", "not_ubl"),
            ("<Invoice/>", "not_ubl"),
        ],
    )
    def test_with_another_root_is_refused(self, problem_of, text, code):
        assert problem_of(text).code == code

    @pytest.mark.parametrize(
        "content",
        [
            lambda text: text.encode("latin-1"),
            lambda text: text.encode("utf-16"),
            lambda text: text.replace("UTF-8", "UTF-7").encode(),
            lambda text: text.replace("UTF-8", "EBCDIC-CP-SE").encode(),
            lambda text: b"\xef\xbb\xbf" + text.encode("latin-1"),
        ],
        ids=["Latin-1 that says UTF-8", "UTF-16", "UTF-7", "EBCDIC", "Latin-1 with the mark of UTF-8"],
    )
    def test_of_another_encoding_is_refused(self, problem_of, invoice, content):
        problem = problem_of(content(invoice()))
        assert problem.code == "encoding"
        assert problem.line

    def test_of_another_encoding_is_named_by_the_line_of_its_first_letter(self, problem_of, invoice):
        assert problem_of(invoice().encode("latin-1")).line == 15

    def test_over_the_limit_is_refused(self, problem_of):
        assert problem_of(b" " * (xml_safety.MOST_BYTES + 1)).code == "too_large"

    def test_of_millions_of_parts_is_refused(self, problem_of):
        assert problem_of(b"<a>" + b"<b/>" * 2_000_000 + b"</a>").code == "too_many_elements"


class TestWhatTheStandardDoesNotHave:
    @pytest.mark.requirement("INTRUM-04", breaks="an invoice with a field that UBL does not have, read past in silence")
    @pytest.mark.parametrize(
        ("there", "more", "code"),
        [
            ("<cbc:ID>F-1</cbc:ID>", '<x:Secret xmlns:x="urn:x">röd</x:Secret>', "element_foreign"),
            ("<cbc:ID>F-1</cbc:ID>", "<cbc:Colour>röd</cbc:Colour>", "element_unknown"),
            ('<cbc:EndpointID schemeID="0192">', "<cbc:Religion>röd</cbc:Religion>", "element_unknown"),
            ("<cac:Country>", '<x:Secret xmlns:x="urn:x">röd</x:Secret>', "element_foreign"),
        ],
        ids=["vocabulary", "document", "party", "deep"],
    )
    def test_is_refused_by_its_place(self, problem_of, invoice, there, more, code):
        problem = problem_of(invoice(there, more + there))
        assert problem.code == code
        assert not [word for word in ("röd", "Secret", "Colour", "Religion") if word in str(problem)]
