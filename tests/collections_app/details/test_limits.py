"""How far a detail may go: what is known from an earlier case goes with it, what decides nothing is not shown."""

import re
from dataclasses import fields, replace
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test import Client

from accounts.roles import Role
from collections_app.models import Case, Debtor, Detail
from collections_app.policies.disclosures import FIELDS_FOR
from collections_app.services import cases, references
from collections_app.services.details import entering
from personal_data import catalogue, envelopes, national_ids
from personal_data.models import Role as Part
from personal_data.purposes import Purpose
from tests.collections_app.details.entries import entered, refusal, said
from tests.collections_app.details.test_by_notice import row
from tests.collections_app.details.test_in_use import called, client, page
from tests.factories import accounts, acting, collection
from tests.privacy.copies.asking import contents, made
from tests.privacy.copies.people import BO, BOS, NOW, Cast, cast

pytestmark = pytest.mark.django_db
_BASIC = ("debtor.name", "debtor.identity_number")


def copy_of(people: Cast) -> dict[str, Any]:
    """Anna's copy; the request for it is taken back, since it would keep what it is about."""
    with transaction.atomic(), acting.hanna(Purpose.SUBJECT_REQUEST):
        copy = contents(made(people, language="en"))
        transaction.set_rollback(True)
    return copy


def entries(copy: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    """The details of a kind in a copy, with the kind of record in which they lie."""
    found = []
    for record in copy["records"]:
        for entry in record["entries"]:
            data = {each["field"]: each for each in entry["data"]}
            if data.get("detail.kind", {}).get("value") == kind:
                found.append({**data, "in": record["kind"], "source_says": entry.get("source_says", "")})
    return found


def closed(people: Cast) -> Case:
    """An earlier case of Anna's that has been closed."""
    with acting.hanna():
        case = collection.case_file(people.controller, [people.anna])
        cases.close(case=case, reason="paid", closed_on=date(2020, 3, 1), by=uuid4(), at=NOW)
        return Case.objects.get(pk=case.pk)


@row("AXACTOR-24", "a source that cannot be named, or knowing from an earlier case what was erased with it")
def test_what_is_known_from_an_earlier_case_goes_with_it() -> None:
    people = cast("AXACTOR")
    before = closed(people)
    for source, kind, name in (
        ("public_registers", "assets", "Kartverket"), ("credit_bureaus", "debts", "Experian"),
        ("debtor", "plan", ""), ("relations", "other", "Reception"),
    ):  # fmt: skip
        assert refusal(people.alone, people.anna, said(source, kind, "Known", told_by=name, why="To enforce")) == ""
    known = {"told_by": before.reference}
    for wrong in ({}, {"told_by": "K-2020-999999"}, {"told_by": people.alone.reference}):
        what = said("own_history", "credit_history", "Paid in the end", **wrong)
        assert refusal(people.alone, people.anna, what) == "no_earlier_case"
    detail = entered(people.alone, people.anna, said("own_history", "credit_history", "Paid in the end", **known))
    assert detail.source == "own_history"
    assert "Paid in the end" in page(people, Role.HANDLER)
    (entry,) = entries(copy_of(people), "credit_history")
    assert (entry["in"], entry["detail.value"]["source"]) == ("case_file", "own_history")
    assert "an earlier case of yours" in entry["source_says"]
    with accounts.command(Purpose.RETENTION):
        (outcome,) = envelopes.erase([before.envelope_id])
    assert outcome.erased, outcome.reason
    assert not Detail.objects.filter(kind="credit_history").exists()
    assert "Paid in the end" not in page(people, Role.HANDLER)
    again = said("own_history", "credit_history", "Paid in the end", **known)
    assert refusal(people.alone, people.anna, again) == "no_earlier_case"


@row("ALMI-12", "demographic data under another category, or read by those who decide in collection")
def test_how_somebody_lives_decides_nothing_in_collection() -> None:
    people = cast("ALMI")
    entered(people.alone, people.anna, said("customer", "occupation", "Widow, works as a welder"))
    entered(people.alone, people.anna, said("customer", "income", "24 000 a month"))
    for role in (Role.HANDLER, Role.SUPERVISOR):
        shown = page(people, role)
        assert "24 000 a month" in shown
        assert "Widow" not in shown
        assert "so nothing is decided by it" in shown
    copy = copy_of(people)
    (entry,) = entries(copy, "occupation")
    assert (entry["detail.value"]["value"], entry["detail.value"]["category"]) == (
        "Widow, works as a welder",
        "profile",
    )
    assert "marital status and occupation" in str(copy["categories"])


@row("ALMI-13", "the history of the relation under no category of its own, or out of the copy")
def test_the_history_of_the_relation_has_its_category() -> None:
    people = cast("ALMI")
    entered(people.alone, people.anna, said("customer", "plan", "500 a month"))
    closed(people)
    copy = copy_of(people)
    (relation,) = (each for each in copy["categories"] if "history of your relation" in each["says"])
    data = [each for record in copy["records"] for entry in record["entries"] for each in entry["data"]]
    held = {each["field"] for each in data if each["category"] in relation["held_as"]}
    assert relation["held_as"] == ["case"]
    assert held >= {"case.opened_on", "case.closed_on", "case.status", "casestatuschange.reason",
                    "casestatuschange.effective_on", "note.text", "detail.value"}  # fmt: skip


@row("ALMI-18", "screening without list, edition, hit or resolution, or a false hit that is still seen")
def test_a_hit_on_a_sanctions_list_is_resolved() -> None:
    people = cast("ALMI")
    what = {"obtained_on": NOW.date(), "why": "Before paying out"}
    unsaid = said("sanctions_lists", "sanction", "Anna Anderson, born 1950", told_by="OFAC", **what)
    assert refusal(people.alone, people.anna, unsaid) == "edition_missing"
    for name, code in (("EU", ""), ("FN", ""), ("OFAC", ""), ("A list", "name_unknown")):
        listed = said("sanctions_lists", "sanction", f"Hit of {name}", told_by=name, edition="2026-11-20", **what)
        assert refusal(people.alone, people.anna, listed) == code
    assert called(people) == "register_hit"
    shown = page(people, Role.HANDLER)
    for told in ("Hit of OFAC", "OFAC", "2026-11-20", "From sanctions lists of the EU, the UN and states"):
        assert told in shown, told
    with acting.hanna(), pytest.raises(entering.NotKept, match="whether it is this person"):
        entering.review(case=people.alone, detail=Detail.objects.latest("at", "id"), at=NOW)
    resolved = {"Hit of EU": "false_hit", "Hit of FN": "match", "Hit of OFAC": "false_hit"}
    hanna, address = client(Role.HANDLER), f"/handler/cases/{people.alone.reference}/details/"
    for detail, finding in zip(Detail.objects.order_by("at", "id"), resolved.values(), strict=True):
        hanna.post(f"{address}{detail.pk}/review/", {"finding": finding})
    shown = page(people, Role.HANDLER)
    assert [each in shown for each in resolved] == [False, True, False]
    assert "it is this person" in shown
    assert called(people) == ""
    kept = entries(copy_of(people), "sanction")
    assert [each["detail.finding"]["value"] for each in kept] == list(resolved.values())
    assert {each["detail.edition"]["value"] for each in kept} == {"2026-11-20"}
    assert {each["detail.value"]["category"] for each in kept} == {"register"}


@row("OPR-30", "a company's data of a private person, a number of no business, or that of a sole trader unsealed")
def test_a_business_has_a_number_of_its_country() -> None:
    people = cast("OPR")
    contacts = said("customer", "company", "Hyllan AB, Kerstin Kontaktsson, 08-465 004 00")
    number = said("customer", "business_id", "556000-0001")
    assert [refusal(people.alone, people.anna, each) for each in (contacts, number)] == ["of_businesses_only"] * 2
    own = "19900101-2385"
    for kind, wanted in (
        ("company", {"556000-0001": "", "556000-0002": "number_unknown", "0000010-7": "number_unknown",
                     own: "number_unknown"}),
        ("sole_trader", {own: "", "556000-0001": "", "19900101-2386": "number_unknown"}),
    ):  # fmt: skip
        with acting.hanna():
            people.anna.kind = kind
            people.anna.save(update_fields=["kind"])
        assert refusal(people.alone, people.anna, contacts) == ""
        for value, code in wanted.items():
            assert refusal(people.alone, people.anna, said("customer", "business_id", value)) == code, (kind, value)
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(value::text, ' ') FROM collections_app_detail")
        (stored,) = cursor.fetchone()
    assert own.encode().hex() not in stored
    held = entries(copy_of(people), "business_id")
    assert own in {each["detail.value"]["value"] for each in held}
    assert {each["detail.value"]["category"] for each in held} == {"company"}


@row("OPR-28", "basic data under another category, a mother tongue that chooses no language, or a gender read anywhere")
def test_a_mother_tongue_chooses_the_language_of_letters_and_no_gender_is_derived() -> None:
    people = cast("OPR")
    assert refusal(people.alone, people.anna, said("customer", "language", "Speaks it badly")) == "language_unknown"
    letters = f"/handler/cases/{people.alone.reference}/sign-in-letters/{people.anna.reference}/"
    assert chosen(client(Role.HANDLER), letters) == "sv"
    entered(people.alone, people.anna, said("customer", "language", "en"))
    assert chosen(client(Role.HANDLER), letters) == "en"
    copy = copy_of(people)
    (entry,) = entries(copy, "language")
    data = [each for record in copy["records"] for part in record["entries"] for each in part["data"]]
    basic = {(each["field"], each["category"]) for each in data if each["field"] in _BASIC}
    assert basic == {(name, "identity") for name in _BASIC}
    assert entry["detail.value"]["category"] == "identity"
    assert "gender and mother tongue" in str(copy["categories"])
    assert not [name for names in FIELDS_FOR.values() for name in names if name.startswith("detail")]
    woman, man = (national_ids.parse("SE", number) for number in ("19900101-2385", "19851291-2380"))
    told = {each.name: (getattr(woman, each.name), getattr(man, each.name)) for each in fields(woman)}
    assert {name for name, (one, other) in told.items() if one != other} == {"normalised", "birth_date", "kind"}
    names = {column.name for column in catalogue.columns()} | {*dir(woman)}
    assert not {each for each in names if "gender" in each or "sex" in each}


def chosen(who: Client, address: str) -> str:
    """The language that the form of a letter proposes."""
    (language,) = re.findall(r'value="([a-z]{2})"[^>]*checked', who.get(address).content.decode())
    return str(language)


@row("ALMI-09", "a financial datum under another category, or a guarantor who is no person of their own")
def test_financial_data_have_their_kinds_and_a_guarantor_is_a_person_of_their_own() -> None:
    people = cast("ALMI")
    financial = {
        "assets": "A cottage in Prov", "debts": "A mortgage of 900 000", "guarantee": "Surety for Prov HB, 50 000",
        "shares": "10 % of Prov AB", "ties": "On the board of Prov AB",
    }  # fmt: skip
    for kind, value in financial.items():
        entered(people.alone, people.anna, said("customer", kind, value))
    entered(people.alone, people.anna, said("creditor", "contract", "Loan agreement with instalments"))
    guarantor = _stand_surety(people)
    hers, his = copy_of(people), copy_of(replace(people, anna=guarantor))
    (category,) = (each for each in hers["categories"] if "assets, debts, guarantees, shares" in each["says"])
    for kind, value in {**financial, "contract": "Loan agreement with instalments"}.items():
        (entry,) = entries(hers, kind)
        assert entry["detail.value"]["value"] == value
        assert entry["detail.value"]["category"] in category["held_as"]
        assert (entry["detail.value"]["category"] == "financial") is (kind in financial)
    roles = [each["value"] for record in his["records"] for entry in record["entries"] for each in entry["data"]
             if each["field"] == "casedebtor.role" and each["value"]]  # fmt: skip
    assert "guarantor" in roles
    assert guarantor.subject_id != people.anna.subject_id
    assert not [value for value in financial.values() if value in str(his)]
    assert BOS["email"] in str(his)
    assert BOS["email"] not in str(hers)


def _stand_surety(people: Cast) -> Debtor:
    """Somebody stands surety in a case of Anna's, as it is entered at the desk."""
    sent = {"role": "guarantor", "kind": "person", "name": BO, "email": BOS["email"], "country": "SE"}
    hanna = client(Role.HANDLER)
    # The house gives no number that the makers of test data have given.
    references.take(kind="debtor", year=2026, count=int(people.bo.reference.removeprefix("D-")))
    assert hanna.post(f"/handler/cases/{people.alone.reference}/parties/new/", sent).status_code == 302
    return people.alone.case_debtors.select_related("debtor__controller").get(role=Part.GUARANTOR).debtor
