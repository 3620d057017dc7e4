"""A debtor with a date of birth and no number: kept sealed, recognised with care, and never mistaken for another."""

from datetime import date
from typing import Any

import pytest
from django.db import connection

from collections_app.models import Case, Claim, Creditor, Debtor
from personal_data import envelopes
from personal_data.models import BlockKind, Controller
from personal_data.services import blocks
from tests.collections_app.births.conftest import Take
from tests.collections_app.conftest import counts
from tests.factories import acting, collection

pytestmark = pytest.mark.django_db
SECOND = {"invoice_number": "F-2"}
HOME = {"lines": ["Koekatu 4 B 12"], "postcode": "00100", "city": "Helsinki", "country": "FI"}


def row(breaks: str) -> pytest.MarkDecorator:
    return pytest.mark.requirement("INTRUM-05", breaks=breaks)


def books() -> tuple[int, int, int]:
    return Debtor.objects.count(), Case.objects.count(), Claim.objects.count()


@row("a claim refused for want of a number, or a date of birth that is lost or lies in the clear")
def test_a_claim_names_its_debtor_by_name_and_date_of_birth(take: Take) -> None:
    report = take({})
    assert (counts(report), report.notices) == ((1, 0, 0, 0, 0), {"identity_by_birth_date": 1})
    debtor = Debtor.objects.get()
    assert (debtor.kind, debtor.is_identified, debtor.identity_number) == ("person", False, None)
    with acting.hanna():
        envelopes.open([debtor])
        assert (debtor.name.reveal(), debtor.birth_date.reveal()) == ("Aino Virtanen", date(1984, 5, 17))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(d::text, ' ') || ' ' || string_agg(h::text, ' ') FROM collections_app_debtor d, "
            "collections_app_historicaldebtor h"
        )
        (stored,) = cursor.fetchone()
    assert not [clear for clear in ("1984-05-17", b"1984-05-17".hex()) if clear in stored]


@row("a number of some country that goes in unchecked, or by the rules of another country")
@pytest.mark.parametrize(
    ("country", "right", "wrong"),
    [
        ("SE", "20000101-2384", "20000101-2385"),
        ("FI", "010594Y9032", "010594Y9033"),
        ("NO", "01819049927", "01819049928"),
        ("DK", "010158-5001", "300258-5003"),
    ],
)
def test_a_number_is_checked_by_the_rules_of_its_country(take: Take, country: str, right: str, wrong: str) -> None:
    given = {"birth_date": "", "country": country}
    report = take({**given, "identity_number": wrong}, {**given, "identity_number": right})
    assert (report.new_count, report.rejected_count) == (1, 1)
    assert [(each["line"], each["field"]) for each in report.problems] == [(2, "identity_number")]
    elsewhere = {"SE": "FI", "FI": "SE", "NO": "FI", "DK": "NO"}[country]
    report = take({**given, "identity_number": right, "country": elsewhere, "invoice_number": "F-9"})
    assert (report.new_count, report.rejected_count) == (0, 1)


@row("a date of birth taken in beside a number that says another, or one on which nobody was born")
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        pytest.param({"identity_number": "010594Y9032"}, "birth_date_contradicts", id="against the number"),
        pytest.param({"birth_date": "2026-05-05"}, "birth_date_in_future", id="tomorrow"),
        pytest.param({"birth_date": "1899-12-31"}, "birth_date_too_early", id="before 1900"),
    ],
)
def test_a_date_that_cannot_be_keeps_the_row_out(take: Take, changes: dict[str, str], code: str) -> None:
    report = take(changes)
    assert (counts(report), books()) == ((0, 0, 0, 0, 1), (0, 0, 0))
    assert [(each["field"], each["code"]) for each in report.problems] == [("birth_date", code)]


class TestASecondClaim:
    @row("a second profile for somebody who is named by the same name, date of birth and address again")
    def test_of_the_same_person_at_the_same_address_finds_them(self, take: Take) -> None:
        take({}, SECOND)
        assert books() == (1, 1, 2)
        again = {**SECOND, "invoice_number": "F-3", "debtor_name": "VIRTANEN Aino", "birth_date": "17.5.1984"}
        take({**again, "address": "Koekatu 4 B, 12"})
        assert books() == (1, 1, 3)

    @row("a claim against a person who shares no more than some of name, date of birth and address with the debtor")
    @pytest.mark.parametrize(
        "changes",
        [
            pytest.param({"address": "Koekatu 6"}, id="at another address"),
            pytest.param({"postcode": "00200"}, id="in another town"),
            pytest.param({"postcode": ""}, id="without a postcode"),
            pytest.param({"address": ""}, id="without a street"),
            pytest.param({"birth_date": "1984-05-18"}, id="born on another day"),
            pytest.param({"birth_date": ""}, id="without a date of birth"),
            pytest.param({"debtor_name": "Aino Maria Virtanen"}, id="with another name"),
            pytest.param({"identity_number": "010594Y9032", "birth_date": ""}, id="with a number"),
        ],
    )
    def test_is_of_another_person(self, take: Take, changes: dict[str, str]) -> None:
        take({})
        take(SECOND | changes)
        assert books() == (2, 2, 2)

    @row("a claim against the wrong one of two persons who are alike in all of it")
    def test_is_of_neither_where_two_are_alike(self, take: Take, intrum: Controller) -> None:
        with acting.hanna():
            for _ in range(2):
                collection.debtor(intrum, "Aino Virtanen", birth_date=date(1984, 5, 17), address=HOME)
        take({})
        assert Debtor.objects.count() == 3

    def test_never_finds_somebody_who_is_known_by_number(self, take: Take, intrum: Controller) -> None:
        with acting.hanna():
            held: dict[str, Any] = {"identity_number": "65 929 970 489", "identity_scheme": "DE", "address": HOME}
            collection.debtor(intrum, "Aino Virtanen", birth_date=date(1984, 5, 17), **held)
        take({})
        assert Debtor.objects.count() == 2

    def test_finds_who_is_restricted_without_opening_them(self, take: Take) -> None:
        take({})
        debtor = Debtor.objects.get()
        with acting.hanna():
            blocks.place(kind=BlockKind.RESTRICTION, reason_code="accuracy", subject=debtor.subject)
        take(SECOND)
        assert Debtor.objects.count() == 1

    def test_of_another_creditor_of_the_controller_finds_the_profile_and_opens_a_case(
        self, take: Take, sahko: Creditor
    ) -> None:
        take({})
        Case.objects.update(creditor=collection.creditor(sahko.controller))
        take(SECOND)
        assert books() == (1, 2, 2)


def test_nobody_is_recognised_by_another_controller(take: Take) -> None:
    take({})
    with acting.hanna():
        other = collection.controller("AMILI")
        alike = collection.debtor(other, "Aino Virtanen", birth_date=date(1984, 5, 17), address=HOME)
    take(SECOND)
    assert Debtor.objects.filter(controller=alike.controller).count() == 1
    assert Debtor.objects.count() == 2
