"""A claim as the creditor's file gives it and as the person finds it: ground, principal, interest and costs apart."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from accounts.roles import Role
from collections_app.models import Case, Claim, ClaimPart, Debtor, ImportFile
from personal_data.purposes import Purpose
from tests.collections_app.conftest import Desk
from tests.factories import accounts, acting, collection, retention
from tests.privacy.copies.asking import contents, made
from tests.privacy.copies.people import ANNAS
from tests.privacy.portal.test_held import ADDRESS, said, visit

pytestmark = pytest.mark.django_db
HEADINGS = "debtor_name;identity_number;country;invoice_number;amount;ränta;varav kostnader;currency;issued_on;ground"


def rows(*lines: str) -> str:
    return "\n".join((HEADINGS, *(f"Anna Andersson;{ANNAS['identity_number']};SE;{line}" for line in lines))) + "\n"


@dataclass
class Owing:
    """Anna, whose case came with a file."""

    alone: Case
    anna: Debtor


def take(desk: Desk, text: str) -> ImportFile:
    with accounts.command(Purpose.INTAKE):
        return desk.take(text)


@pytest.fixture
def desk(db: None, tmp_path: Path) -> Desk:
    with accounts.command():
        return Desk(collection.creditor(retention.controller("INTRUM")), tmp_path)


@pytest.fixture
def people(desk: Desk) -> Any:
    take(desk, rows("N-77;1 500,75;200,25;60,50;SEK;2026-03-05;Kylskåp Fjällfrost"))
    return Owing(Case.objects.get(), Debtor.objects.get())


@pytest.mark.requirement(
    "INTRUM-09", breaks="keeping one sum, or a portal that does not say ground, principal, interest and costs apart"
)
def test_the_person_finds_ground_principal_interest_and_costs(people: Any) -> None:
    claim = Claim.objects.get(amount_minor=150_075)
    assert dict(claim.parts.values_list("kind", "amount_minor")) == {
        "principal": 124_000, "interest": 20_025, "costs": 6_050,
    }  # fmt: skip
    page = said(visit(people).get(ADDRESS))
    for told in ("N-77", "Kylskåp Fjällfrost", "SEK 1,500.75", "SEK 1,240.00", "SEK 200.25", "SEK 60.50",
                 "Principal", "Interest", "Costs"):  # fmt: skip
        assert told in page, told
    in_swedish = said(visit(people, "sv").get(ADDRESS))
    for told in ("1 240,00 kr", "Kapital", "Ränta", "Kostnader"):
        assert told in in_swedish, told
    with acting.hanna(Purpose.SUBJECT_REQUEST):
        copy = contents(made(people, language="en"))
    data = [entry["data"] for record in copy["records"] for entry in record["entries"]]
    parts = [{each["field"]: each for each in row} for row in data if row and row[0]["field"].startswith("claimpart.")]
    assert sorted(row["claimpart.amount_minor"]["value"] for row in parts) == [6_050, 20_025, 124_000]
    assert {datum["source"] for row in parts for datum in row.values()} == {"creditor"}
    assert {datum["category"] for row in parts for datum in row.values()} == {"claim"}


def test_the_handler_sees_them_too(people: Any) -> None:
    client = accounts.client_of(accounts.member(Role.HANDLER))
    page = said(client.get(reverse("handler-case", args=[people.alone.reference])))
    for told in ("principal SEK 1,240.00", "interest SEK 200.25", "costs SEK 60.50"):
        assert told in page, told


def test_a_claim_of_principal_alone_has_no_parts_and_the_same_file_changes_nothing(desk: Desk) -> None:
    text = rows("N-1;100,00;0;0,00;SEK;2026-03-05;", "N-2;100,00;;;SEK;2026-03-05;", "N-3;100,00;;9,00;SEK;2026-03-05;")
    assert take(desk, text).new_count == 3
    assert list(ClaimPart.objects.order_by("-kind").values_list("kind", "amount_minor")) == [
        ("principal", 9_100), ("costs", 900),
    ]  # fmt: skip
    assert take(desk, text).unchanged_count == 3
    other = take(desk, text.replace("9,00;SEK", "8,00;SEK"))
    assert (other.unchanged_count, other.set_aside_count) == (2, 1)


@pytest.mark.parametrize("parts", ["100,00;", "60,00;40,00", "-1;", "x;", "101,00;1,00"])
def test_parts_that_do_not_fit_their_claim_are_told(desk: Desk, parts: str) -> None:
    report = take(desk, rows(f"N-1;100,00;{parts};SEK;2026-03-05;"))
    assert (report.new_count, report.rejected_count) == (0, 1)
    assert not ClaimPart.objects.exists()
