"""What makes two documents the same, and what they never show."""

import pytest

from collections_app.models import Creditor
from collections_app.services.intake import arrivals
from collections_app.services.intake.arrivals import Arrival


class TestContentDigest:
    @pytest.mark.parametrize(
        "change",
        [
            {"debtor_name": "Anna Akesson"},
            {"identity_number": "20010715-2399"},
            {"amount": "1 234,51"},
            {"currency": "EUR"},
            {"due_on": ""},
            {"issued_on": "2026-03-06"},
            {"city": "Orebro"},
            {"phone": "1"},
            {"ground": "Water"},
            {"invoice_number": "F-2"},
        ],
        ids=lambda change: next(iter(change)),
    )
    def test_differs_when_anything_that_matters_differs(self, read_row, change):
        assert read_row().document.content_digest != read_row(**change).document.content_digest

    def test_is_equal_however_the_same_is_written(self, read_row):
        same = read_row(amount="1234.50", issued_on="5.3.2026", due_on="20260404", currency="sek", country="Sweden")
        assert same.document.content_digest == read_row().document.content_digest


class TestDocument:
    def test_never_prints_itself(self, read_row):
        row = read_row()
        document = row.document
        words = f"{row!r} {document!r} {document.buyer!r} {document.buyer.address!r} {document.buyer.identifiers!r}"
        for value in ("Anna", "2384", "Storgatan", "F-1", "1234"):
            assert value not in words

    def test_never_prints_what_is_to_be_filed(self, read_row):
        document = read_row().document
        arrival = Arrival(document, "personnummer", "200001012384", b"", b"", None, None)
        creditor = Creditor(name="Acme")
        who, what = arrivals.particulars(arrival), arrivals.claim_particulars(arrival, creditor)
        assert (who.name, what.number) == ("Anna Åkesson", "F-1")
        words = f"{arrival} {arrival!r} {who} {who!r} {what} {what!r}"
        for value in ("Anna", "2384", "Storgatan", "F-1", "1234"):
            assert value not in words
