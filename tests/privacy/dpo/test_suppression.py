"""The suppression list at the desk: entered, shown without a value, removed by decision."""

import pytest
from django.urls import reverse

from personal_data.models import SuppressionEntry
from tests.factories import accounts, collection

pytestmark = pytest.mark.django_db
EMAIL = "anna.andersson@example.test"


@pytest.fixture
def petra(db):
    with accounts.command():
        collection.controller("AMILI")
    return accounts.client_of(accounts.member("privacy_officer"))


def test_an_empty_list_says_so(petra):
    assert "Nobody is on the list" in petra.get(reverse("dpo-suppression")).content.decode()


def test_is_entered_shown_without_the_value_and_removed(petra):
    added = petra.post(
        reverse("dpo-suppression-add", args=["AMILI"]),
        {"reason": "mistaken_identity", "email": EMAIL, "reference": "K-2026-000001"},
        follow=True,
    ).content.decode()
    assert "Mistaken identity" in added
    assert EMAIL not in added
    entry = SuppressionEntry.objects.get()
    address = reverse("dpo-suppression-remove", args=[entry.pk])
    assert "Imports no longer stop" in petra.get(address).content.decode()
    page = petra.post(address, {"removal": "mistake"}, follow=True).content.decode()
    assert "it was entered by mistake" in page
    entry.refresh_from_db()
    assert (entry.tokens, entry.removal) == ([], "mistake")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"reason": "mistaken_identity"}, "Give an identity number, a telephone number or an e-mail address."),
        ({"reason": "mistaken_identity", "email": "x"}, "Enter a valid email address."),
        ({"reason": "mistaken_identity", "email": EMAIL, "reference": "?"}, "Write a reference such as R-2026-000123."),
    ],
)
def test_says_what_is_missing_or_wrong(petra, values, said):
    page = petra.post(reverse("dpo-suppression-add", args=["AMILI"]), values).content.decode()
    assert said in page
    assert not SuppressionEntry.objects.exists()


def test_only_who_decides_requests_enters_somebody(petra):
    dora = accounts.client_of(accounts.member("dpo"))
    assert dora.get(reverse("dpo-suppression")).status_code == 200
    assert dora.get(reverse("dpo-suppression-add", args=["AMILI"])).status_code == 403
