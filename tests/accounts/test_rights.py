"""Undertakings of secrecy, and reviewing whether staff still need what they may do."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from accounts import events
from accounts.models import RightsReview, User
from accounts.roles import Role
from accounts.services import rights, staff
from accounts.sign_in_backend import StaffBackend
from collections_app.models import Case
from personal_data import access
from tests.factories import accounts, acting, collection
from tests.factories.accounts import PASSWORD, recorded

pytestmark = pytest.mark.django_db


def listed(folder: Path) -> dict[str, dict[str, str]]:
    """The list as ``list_staff`` writes it, by address."""
    place = folder / f"staff-{len(list(folder.iterdir()))}.csv"
    call_command("list_staff", str(place))
    with place.open(newline="") as source:
        return {row["email"]: row for row in csv.DictReader(source)}


def enter(secrecy_on: date | None) -> User:
    with accounts.command():
        return staff.create(
            email="ida@staff.test",
            name="Ida",
            password=PASSWORD,
            roles=[Role.HANDLER],
            secrecy_on=secrecy_on,
            by=access.system("test").id,
            at=timezone.now(),
        )


@pytest.mark.requirement("INTRUM-95", breaks="an account that opens without a dated undertaking, or a list without it")
@pytest.mark.requirement("AXACTOR-82", breaks="an account that opens without an undertaking of secrecy on file")
def test_no_account_opens_without_a_dated_undertaking_and_the_list_of_them_can_be_taken_out(tmp_path: Path) -> None:
    for missing in (None, timezone.now().date() + timedelta(days=3)):
        with pytest.raises(staff.NoSecrecy):
            enter(missing)
    with pytest.raises(CommandError, match="--secrecy-on"):
        call_command("create_staff", "ida@staff.test", "--name", "Ida", "--role", "handler")
    with accounts.command():
        for past in (
            lambda: User.objects.create(email="eve@staff.test", name="Eve", is_active=True),
            lambda: User.objects.bulk_create([User(email="eve@staff.test", name="Eve")]),
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                past()
        closed = User.objects.create(email="eve@staff.test", name="Eve", is_active=False)
        with pytest.raises(IntegrityError), transaction.atomic():
            User.objects.filter(pk=closed.pk).update(is_active=True)
    older = User(email="older@staff.test", is_active=True)
    assert not StaffBackend().user_can_authenticate(older), "an account of before lets nobody in"

    ida = enter(date(2026, 1, 2))
    assert StaffBackend().user_can_authenticate(ida)
    assert [each.reference for each in recorded(events.SECRECY_PROMISED)] == [ida.reference]
    with accounts.command(), pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=ida.pk).update(secrecy_on=None)
    found = listed(tmp_path)
    assert (found["ida@staff.test"]["secrecy_on"], found["ida@staff.test"]["open"]) == ("2026-01-02", "yes")
    assert (found["eve@staff.test"]["secrecy_on"], found["eve@staff.test"]["open"]) == ("", "no")
    assert [each.count for each in recorded(events.STAFF_LISTED)] == [2]


def test_the_undertaking_of_an_older_account_is_entered_by_command() -> None:
    enter(date(2026, 1, 2))
    call_command("promise_secrecy", "IDA@staff.test", "--on", "2026-02-03")
    assert User.objects.get(email="ida@staff.test").secrecy_on == date(2026, 2, 3)
    with pytest.raises(CommandError, match="when the undertaking"):
        call_command("promise_secrecy", "ida@staff.test", "--on", "2999-01-01")
    with pytest.raises(CommandError, match="Nobody signs in"):
        call_command("promise_secrecy", "eve@staff.test", "--on", "2026-02-03")


def case_page(case: Case) -> str:
    return f"/handler/cases/{case.reference}/"


@pytest.mark.requirement(
    "INTRUM-94",
    breaks="a case open to a role or a reach without need or reason, or rights that nobody reviews",
)
def test_access_follows_duties_anything_else_asks_for_a_reason_and_rights_are_reviewed(tmp_path: Path) -> None:
    with acting.nightly():
        intrum = collection.controller("INTRUM")
        case = collection.case_file(intrum, [collection.debtor(intrum)])
    hanna, greta = accounts.member(Role.HANDLER), accounts.member(Role.HANDLER, works_for=[])
    sven = accounts.member(Role.SUPERVISOR, name="Sven")
    assert accounts.client_of(hanna).get(case_page(case)).status_code == 200
    assert accounts.client_of(accounts.member(Role.AUDITOR)).get(case_page(case)).status_code == 403
    other: Client = accounts.client_of(greta)
    assert other.get(case_page(case)).status_code == 404, "not hers, so not there"

    address = f"/handler/emergency/{case.reference}/"
    assert other.get(address).status_code == 404
    refused = other.post("/handler/emergency/", {"reference": case.reference, "reason": ""})
    assert refused.status_code == 422
    assert other.get(address).status_code == 404, "without a reason nothing opens"
    other.post("/handler/emergency/", {"reference": case.reference, "reason": "danger"})
    assert other.get(address).status_code == 200
    (broken,) = recorded("personal_data.emergency.begun")
    assert (broken.actor_id, broken.reason) == (greta.pk, "danger")

    call_command(
        "review_rights", hanna.email, "--by", sven.email, "--take-role", "handler", "--take-controller", "INTRUM"
    )
    review = RightsReview.objects.get()
    assert (review.user_id, review.reviewed_by, review.kept, review.taken) == (hanna.pk, sven.pk, 0, 2)
    (event,) = recorded(events.RIGHTS_REVIEWED)
    assert (event.actor_id, event.reference, event.reason, event.count) == (sven.pk, hanna.reference, "reduced", 2)
    assert accounts.client_of(hanna).get(case_page(case)).status_code == 403, "from the next request on"
    call_command("review_rights", greta.email, "--by", sven.email)
    assert [each.reason for each in recorded(events.RIGHTS_REVIEWED)] == ["reduced", "kept"]
    with accounts.command(), pytest.raises(staff.OwnRole):
        rights.review(user=sven, by=sven, at=timezone.now())
    assert listed(tmp_path)[greta.email]["rights_reviewed_at"]
    assert not listed(tmp_path)[sven.email]["rights_reviewed_at"]

    looked = {user.pk: at for user, at in rights.looked_at().items()}
    assert looked[hanna.pk] == review.reviewed_at
    assert looked[sven.pk] == sven.created_at < review.reviewed_at


def test_nobody_reviews_their_own_rights_in_the_database_either() -> None:
    sven = accounts.member(Role.SUPERVISOR)
    with accounts.command(), pytest.raises((IntegrityError, ValidationError)), transaction.atomic():
        RightsReview.objects.create(user=sven, reviewed_at=timezone.now(), reviewed_by=sven.pk, kept=1, taken=0)


def test_review_rights_names_who_is_not_there() -> None:
    sven = accounts.member(Role.SUPERVISOR)
    for arguments in (["eve@staff.test", "--by", sven.email], [sven.email, "--by", "eve@staff.test"]):
        with pytest.raises(CommandError, match="Nobody signs in as eve"):
            call_command("review_rights", *arguments)
    with pytest.raises(CommandError, match="Ask a colleague"):
        call_command("review_rights", sven.email, "--by", sven.email)
