"""What is entered about Anna under each notice, and her copy with it: entered and made once for each controller."""

from collections.abc import Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Any

import pytest
from django.db import transaction

from accounts.roles import Role
from collections_app.policies.details import Said
from personal_data.purposes import Purpose
from tests.collections_app.details.entries import entered, said
from tests.factories import accounts, acting
from tests.privacy.copies.asking import contents, made
from tests.privacy.copies.people import Cast, cast

NEED = "Where to send the claim"
# Of each notice: what is entered of Anna.
WHAT: Mapping[str, Sequence[Said]] = MappingProxyType(
    {
        "AMILI": (
            said("debtor", "explanation", "I lost my work in May"),
            said("creditor", "explanation", "The customer says that the sofa was late"),
            said("tax_agency", "address", "Nya vägen 4\n113 30 Stockholm", why=NEED),
            said("enforcement_authority", "debts", "Three other debts", why="To sue?"),
            said("other_authorities", "decision", "A decision of the county", told_by="Länsstyrelsen", why="To sue?"),
        ),
        "INTRUM": (
            said("representative", "plan", "40 euro a month", told_by="Ombud Ombudsson", authority="Letter 4 Jan"),
            said("population_register", "address", "Nygatan 9\n00100 Helsingfors", why=NEED),
            said("credit_bureaus", "credit_history", "A default of 2025", told_by="Asiakastieto", why="Which method"),
            said("tax_administration", "income", "31 000 euro", why="To enforce?"),
            said("contact_services", "phone", "+358 40 123 45 67", told_by="Fonecta", why=NEED),
            said("transport_agency", "vehicle", "ABC-123", why="The claim is for its parking"),
            said("courts_and_police", "decision", "Judgment 26/77", told_by="Domstol", why="The claim is in it"),
            said("debtor", "explanation", "My child was ill"),
            said("debtor", "employer", "Hyllan Möbler AB"),
        ),
        "ALMI": (
            said("customer", "debts", "A mortgage of 900 000"),
            said("authority_registers", "tax", "Tax residence Sweden", told_by="Skatteverket", why="SFL 23 b"),
            said("authority_registers", "assets", "Partner in Prov HB", told_by="Bolagsverket", why="Links"),
            said("commercial_suppliers", "phone", "+46 70 174 06 05", told_by="Upplysning AB", why=NEED),
            said("group_and_partners", "contract", "Loan of Almi Väst", told_by="Almi Väst AB", why="One relation"),
            said("creditor", "contract", "Framework agreement of 2019"),
        ),
        "AXACTOR": (
            said("client", "contract", "Agreement 77 of 2019, invoiced monthly"),
            said("debtor", "employer", "Hyllan Møbler AS"),
            said("public_registers", "assets", "A flat in Drammen", told_by="Kartverket", why="What to enforce"),
            said("credit_bureaus", "debts", "Two loans", told_by="Bisnode", why="What to enforce"),
            said("relations", "other", "She rang our reception", told_by="Reception", why="To answer her"),
        ),
        "OPR": (
            said("customer", "income", "24 000 a month"),
            said("population_register", "address", "Nya vägen 4\n113 30 Stockholm", why=NEED),
            said("public_sources", "debts", "A judgment debt", told_by="Svea hovrätt", why="Whether to lend"),
            said("credit_bureaus", "credit_history", "No defaults", told_by="Upplysning AB", why="Whether to lend"),
            said("contact_services", "email", "anna.ny@post.example", told_by="Upplysning AB", why=NEED),
            said("creditor", "contract", "Agreements of 2018 and 2024"),
        ),
    }
)  # fmt: skip


def page(of: Cast, role: Role) -> str:
    """The details of Anna's case as somebody of a role reads them."""
    address = f"/handler/cases/{of.alone.reference}/details/"
    return " ".join(accounts.client_of(accounts.member(role)).get(address).content.decode().split())


def row(name: str, breaks: str) -> pytest.MarkDecorator:
    return pytest.mark.requirement(name, breaks=breaks)


@cache
def copy_of(reference: str) -> dict[str, Any]:
    """Anna's copy in English under one notice, after everything of the list has been entered about her."""
    with transaction.atomic():  # taken back, so that a test that reads the copy may have a cast of its own
        people = cast(reference)
        for each in WHAT[reference]:
            entered(people.alone, people.anna, each)
        with acting.hanna(Purpose.SUBJECT_REQUEST):
            copy = contents(made(people, language="en"))
        transaction.set_rollback(True)
    return copy


def another(reference: str) -> Cast:
    """A cast of a test's own, after the copy has been made of one that is gone: there is one controller of a name."""
    copy_of(reference)
    return cast(reference)


def told(reference: str, value: str) -> dict[str, Any]:
    """The entry of the copy that says a value, by its fields, with the words of its source."""
    for record in copy_of(reference)["records"]:
        for entry in record["entries"]:
            data = {datum["field"].removeprefix("detail."): datum for datum in entry["data"]}
            if data.get("value", {}).get("value") == value:
                assert record["kind"] == "profile"
                return {**data, "source_says": entry["source_says"]}
    raise AssertionError(f"The copy does not have {value!r}.")


def categories(reference: str) -> dict[str, str]:
    """The words of the notice for each category of data in the copy."""
    found = copy_of(reference)["categories"]
    return {held: item["says"] for item in found for held in item["held_as"]}


def without(what: Said, **changed: str) -> Said:
    values = {name: getattr(what, name) for name in Said.__dataclass_fields__}
    return Said(**{**values, **changed})


def asked_at(source: str, name: str) -> Said:
    return said(source, "address", "Nygata 1\n3003 Drammen", told_by=name, why=NEED)


def make(people: Cast, kind: str) -> None:
    with acting.hanna():
        people.anna.kind = kind
        people.anna.save(update_fields=["kind"])
