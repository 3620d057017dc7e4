"""The five examples of the Peppol specification go in as they are."""

import dataclasses

import pytest

from collections_app.intake.documents import DocumentKind, Row
from collections_app.intake.files import read_file


@pytest.fixture
def example(peppol, delivery):
    def read(name):
        (outcome,) = read_file(peppol / name, dataclasses.replace(delivery, file=name))
        assert isinstance(outcome, Row), outcome
        return outcome.document

    return read


class TestExamples:
    @pytest.mark.parametrize(
        ("name", "key", "amount", "currency"),
        [
            ("base-example.xml", ("", "GB983294", "invoice", "Snippet1"), 165625, "EUR"),
            ("Allowance-example.xml", ("", "GB983294", "invoice", "Snippet1"), 612500, "EUR"),
            ("base-creditnote-correction.xml", ("", "GB983294", "credit_note", "Snippet1"), 165625, "EUR"),
            ("Norwegian-example-1.xml", ("0192", "123456785", "invoice", "TOSL108"), 80200, "NOK"),
            ("vat-category-E.xml", ("VAT", "GB928741974", "invoice", "Vat-Z"), 120000, "GBP"),
        ],
    )
    def test_go_in_as_they_are(self, example, name, key, amount, currency):
        document = example(name)
        assert (document.key, document.amount_minor, document.currency) == (key, amount, currency)

    def test_with_one_key_differ_in_content(self, example):
        one, other = example("base-example.xml"), example("Allowance-example.xml")
        assert one.key == other.key
        assert one.content_digest != other.content_digest

    def test_are_equal_when_they_come_again(self, example):
        assert example("base-example.xml").content_digest == example("base-example.xml").content_digest

    def test_credit_the_invoice_they_name(self, example):
        document = example("base-creditnote-correction.xml")
        assert (document.kind, document.credits_number) == (DocumentKind.CREDIT_NOTE, "Snippet1")

    def test_without_due_date_and_legal_number_say_so(self, example):
        document = example("vat-category-E.xml")
        assert document.due_on is None
        assert [notice.code for notice in document.notices] == [
            "seller_id_from_vat",
            "identity_unchecked",
            "due_date_missing",
        ]

    def test_keep_foreign_and_malformed_numbers_as_given(self, example):
        buyer = example("base-example.xml").buyer
        assert buyer.national_id is None
        assert [(found.scheme, found.value) for found in buyer.identifiers] == [
            ("0183", "39937423947"),
            ("VAT", "SE4598375937"),
            ("0002", "FR23342"),
        ]

    def test_of_norway_name_a_company_of_its_register(self, example):
        buyer = example("Norwegian-example-1.xml").buyer
        assert (buyer.national_id.normalised, buyer.contact_name) == ("987654325", "John Doe")
