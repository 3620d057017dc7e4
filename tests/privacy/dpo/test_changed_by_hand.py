"""Changes by raw SQL, past every program, are looked through at the DPO's desk and get an outcome."""

import psycopg
import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from audit.models import Event
from collections_app.models import Case
from privacy.models import Explanation, UnattributedReview
from tests.factories import accounts, acting, collection
from tests.fixtures import databases

PAGE = "/dpo/audit/by-hand/"
FIRST = "UPDATE collections_app_case SET status = 'closed', closed_on = opened_on"
SECOND = (
    "UPDATE collections_app_debtor SET kind = 'company' "
    "WHERE id NOT IN (SELECT debtor_id FROM collections_app_casedebtor)"
)


@pytest.fixture
def case(live_database: str) -> Case:
    """A case that the owner of the tables, and an administrator, have changed by hand."""
    with acting.hanna():
        amili = collection.controller()
        made = collection.case_file(amili, [collection.debtor(amili)])
        collection.debtor(amili, "Jon Jonsson")
    with psycopg.connect(databases.urls(live_database)["OWNER_DATABASE_URL"]) as session:
        session.execute(FIRST)
    with databases.superuser(live_database) as session:
        session.execute(SECOND)
    return made


@pytest.fixture
def dora(case: Case) -> User:
    return accounts.member(Role.DPO)


@pytest.fixture
def desk(dora: User) -> Client:
    return accounts.client_of(dora)


def by_hand() -> list[Event]:
    return list(Event.objects.filter(actor_kind="unattributed").order_by("id"))


def test_each_change_waits_until_its_outcome_is_written(desk: Client, dora: User) -> None:
    shown = desk.get(PAGE).content.decode()
    assert "as the owner of the tables" in shown
    assert "as an administrator" in shown
    assert "case.status" in shown
    assert "debtor.kind" in shown
    assert PAGE in desk.get("/dpo/").content.decode()

    closing, naming = by_hand()
    said = {"change": [str(closing.id)], "outcome": "maintenance", "reason": "CHG-17: closed by the operators"}
    after = desk.post(PAGE, said, follow=True).content.decode()
    assert "1 change was reviewed." in after
    assert "CHG-17: closed by the operators" in after
    review = UnattributedReview.objects.get()
    assert (review.event_id, review.outcome, review.by) == (closing.id, "maintenance", dora.pk)
    (event,) = accounts.recorded("privacy.trail.change_reviewed")
    assert (event.reference, event.reason, event.actor_id) == (f"EVENT-{closing.id}", "maintenance", dora.pk)

    # Reviewed again, together with the one that waits: the first outcome stays.
    both = {**said, "change": [str(closing.id), str(naming.id)], "outcome": "incident", "reason": "Nobody knows"}
    desk.post(PAGE, both)
    assert dict(UnattributedReview.objects.values_list("event_id", "outcome")) == {
        closing.id: "maintenance", naming.id: "incident",
    }  # fmt: skip
    assert "No change waits for a review" in desk.get(PAGE).content.decode()
    assert "somebody else has reviewed" in desk.post(PAGE, both, follow=True).content.decode()


def test_an_outcome_says_what_was_found_out_and_names_nobody(desk: Client) -> None:
    (first, _) = by_hand()
    wrong = {
        "Tick a change.": {"outcome": "mended", "reason": "CHG-18"},
        "Leave out e-mail addresses": {"change": [str(first.id)], "outcome": "mended", "reason": "per@example.org"},
        "This field is required.": {"change": [str(first.id)], "reason": ""},
    }
    for sentence, said in wrong.items():
        answer = desk.post(PAGE, said)
        assert (answer.status_code, sentence in answer.content.decode()) == (422, True), sentence
    programs = Event.objects.exclude(actor_kind="unattributed").earliest("id")
    desk.post(PAGE, {"change": [str(programs.id)], "outcome": "mended", "reason": "CHG-19"})
    assert not UnattributedReview.objects.exists()
    with pytest.raises(ValidationError):
        UnattributedReview(event_id=1, outcome=Explanation.MENDED, reason="").full_clean()


def test_reading_the_list_is_recorded(desk: Client, dora: User) -> None:
    desk.get(PAGE)
    event = accounts.recorded("privacy.trail.searched")[-1]
    assert (event.fields, event.actor_id) == (["unattributed"], dora.pk)
    assert desk.get(f"{PAGE}?before=x").status_code == 404
    assert desk.get(f"{PAGE}?before=1").status_code == 200


def test_a_privacy_officer_is_led_to_no_page_that_is_not_theirs(case: Case) -> None:
    petra = accounts.client_of(accounts.member(Role.PRIVACY_OFFICER))
    shown = petra.get(PAGE).content.decode()
    assert "case.status" in shown
    assert "/dpo/audit/events/" not in shown
    assert accounts.client_of(accounts.member(Role.AUDITOR)).get(PAGE).status_code == 403
