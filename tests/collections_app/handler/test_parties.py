"""A guarantor or joint debtor is added on the page of a case, as a person of their own."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.roles import Role
from collections_app import events
from collections_app.models import Case, CaseDebtor, Debtor
from collections_app.services import cases, parties, references
from collections_app.services.filing import Particulars
from personal_data import envelopes
from personal_data.models import BlockKind, EnvelopeSubject
from personal_data.models import Role as Part
from personal_data.services import blocks
from privacy.selectors import given_notices
from tests.factories import accounts, acting
from tests.privacy.copies.people import NOW, Cast, cast

pytestmark = pytest.mark.django_db
GERDA = {"role": "guarantor", "kind": "person", "name": "Gerda Garant", "identity_number": "19801016-2389",
         "country": "SE", "street": "Borgvägen 1", "postcode": "111 22", "city": "Örebro", "phone": "070-174 06 05",
         "email": "gerda@example.org"}  # fmt: skip


@pytest.fixture
def people() -> Cast:
    made = cast("ALMI")
    # The house gives no number that the makers of test data have given.
    references.take(kind="debtor", year=2026, count=int(made.bo.reference.removeprefix("D-")))
    accounts.everybody_works_for(made.controller)
    return made


@pytest.fixture
def hanna(people: Cast) -> Client:
    return accounts.client_of(accounts.member(Role.HANDLER))


def send(hanna: Client, case: Case, **changes: str) -> Any:
    return hanna.post(f"/handler/cases/{case.reference}/parties/new/", GERDA | changes)


def added(case: Case) -> CaseDebtor:
    return CaseDebtor.objects.select_related("debtor__subject__controller", "case__controller").get(
        case=case, role=Part.GUARANTOR
    )


@pytest.mark.requirement("ALMI-09", breaks="a guarantor who cannot be entered, or in the debtor's own profile")
def test_a_guarantor_is_a_data_subject_of_their_own(hanna: Client, people: Cast) -> None:
    case = people.alone
    page = f"/handler/cases/{case.reference}/parties/new/"
    assert page in hanna.get(f"/handler/cases/{case.reference}/").content.decode()
    assert send(hanna, case)["Location"] == f"/handler/cases/{case.reference}/"
    part = added(case)
    assert part.debtor.envelope_id != people.anna.envelope_id
    assert part.debtor.subject_id != people.anna.subject_id
    assert {(each.subject_id, each.role) for each in EnvelopeSubject.objects.filter(envelope_id=case.envelope_id)} == {
        (people.anna.subject_id, "debtor"),
        (part.debtor.subject_id, "guarantor"),
    }
    shown = hanna.get(f"/handler/cases/{case.reference}/").content.decode()
    assert [
        each for each in ("Gerda Garant", "Guarantor", "Borgvägen 1", "gerda@example.org") if each not in shown
    ] == []
    (event,) = accounts.recorded(events.PARTY_ADDED)
    assert (event.reference, event.reason, "Gerda" in str(vars(event))) == (case.reference, "guarantor", False)


@pytest.mark.requirement("ALMI-09", breaks="a guarantor who is told late, by the clock of an old case, or never")
def test_a_guarantor_has_to_be_told_within_a_month_of_being_added(people: Cast) -> None:
    later = timezone.now() + timedelta(days=400)
    with acting.hanna():
        gerda = Particulars(kind="person", name="Gerda Garant")
        part = parties.add(case=people.alone, role="guarantor", who=gerda, country="SE", at=later)
    clock, hers = given_notices.clock(part), given_notices.clock(people.alone.case_debtors.get(debtor=people.anna))
    assert clock is not None
    assert hers is not None
    assert 399 <= (clock.obtained_on - hers.obtained_on).days <= 401
    assert 28 <= (clock.due_on - clock.obtained_on).days <= 31


def test_who_is_known_by_the_number_keeps_the_one_profile(hanna: Client, people: Cast) -> None:
    send(hanna, people.alone)
    before = Debtor.objects.count()
    send(hanna, people.shared, name="G. G.", identity_number="801016-2389")
    assert added(people.shared).debtor == added(people.alone).debtor
    assert Debtor.objects.count() == before


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"role": "guardian"}, "surety or owes too"),
        ({"name": " "}, "Write the name."),
        ({"identity_number": "19801016-2388"}, ""),
        ({"kind": "company"}, "of another kind"),
        ({"email": "nowhere"}, "Write an e-mail address"),
    ],
)
def test_says_what_is_wrong(hanna: Client, people: Cast, changes: dict[str, str], words: str) -> None:
    before = Debtor.objects.count()
    answer = send(hanna, people.alone, **changes)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert words in answer.content.decode()
    assert (Debtor.objects.count(), people.alone.case_debtors.count()) == (before, 1)


def test_says_who_is_in_the_case_already(hanna: Client, people: Cast) -> None:
    send(hanna, people.alone)
    answer = send(hanna, people.alone)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "in the case already" in answer.content.decode()


def test_nobody_is_added_to_a_closed_case_or_while_restricted(people: Cast) -> None:
    gerda = Particulars(kind="person", name="Gerda Garant", identity_number="19801016-2389")
    with acting.hanna():
        known = parties.add(case=people.shared, role="guarantor", who=gerda, country="SE", at=NOW).debtor
    with acting.hanna():
        blocks.place(kind=BlockKind.RESTRICTION, reason_code="accuracy_contested", subject=known.subject)
        with pytest.raises(envelopes.Refused):
            parties.add(case=people.alone, role="guarantor", who=gerda, country="SE", at=NOW)
        cases.close(case=people.alone, reason="paid", closed_on=NOW.date(), by=people.anna.pk, at=NOW)
        people.alone.refresh_from_db()
        with pytest.raises(parties.NotAdded, match="closed"):
            parties.add(case=people.alone, role="guarantor", who=gerda, country="SE", at=NOW)
