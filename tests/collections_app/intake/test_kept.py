"""A document that was set aside comes back as it was."""

import json

import pytest

from collections_app.intake.kept import as_json, from_json


class TestKeptDocument:
    @pytest.mark.parametrize(
        "changes", [{}, {"due_on": ""}, {"identity_number": ""}, {"country": "NO", "identity_number": "310000019"}]
    )
    def test_comes_back_from_json_as_it_was(self, read_row, changes):
        document = read_row(**changes).document
        again = from_json(json.loads(json.dumps(as_json(document))))
        assert again == document
        assert again.content_digest == document.content_digest

    def test_of_an_invoice_in_ubl_comes_back_as_it_was(self, parse, invoice):
        document = parse(invoice())
        assert from_json(json.loads(json.dumps(as_json(document)))) == document
