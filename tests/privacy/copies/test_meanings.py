"""What a stored value means to the person who reads the copy."""

from django.utils.translation import override

from personal_data.declaration import Category, Declared, Source
from privacy.policies.held_records import Datum
from privacy.services.copies import meanings

LEFT = [
    {"field": "claim.amount_minor", "of": "F-1", "value": 733147},
    {"field": "claim.currency", "of": "F-1", "value": "SEK"},
    {"field": "debtor.address", "of": "D-1", "value": {"lines": ["Testvägen 2"], "city": "Lund"}},
    {"field": "debtor.name", "of": "D-1", "value": "Anna Andersson"},
]


def _means(value: object) -> str:
    return meanings.of(Datum("disclosedcopy.content", Declared(Category.CASE, "Copy", Source.AGENCY), value), "")


def test_what_was_passed_on_is_told_by_labels_and_amounts() -> None:
    with override("en"):
        told = _means(LEFT)
    assert "SEK" in told
    assert "7,331.47" in told
    assert "Testvägen 2, Lund" in told
    assert "Name: Anna Andersson" in told
    assert "debtor.name" not in told
    assert "733147" not in told


def test_what_is_withheld_as_a_whole_means_nothing() -> None:
    assert _means(None) == ""
    assert _means("[...]") == ""
