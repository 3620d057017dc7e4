"""The grade that a machine gave: withheld with its reason until somebody decides to show it (INTRUM-119)."""

import json
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import jsonschema
import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts.roles import Role
from collections_app.models import Grade
from collections_app.record_kinds import KINDS
from collections_app.services.records import keeping
from personal_data.models import Envelope
from personal_data.models import Role as Part
from personal_data.purposes import Purpose
from personal_data.services import controllers
from privacy import events
from privacy.models import DataSubjectRequest, GradeRelease
from privacy.policies.packs import facts
from privacy.policies.sign_in import codes as typed_codes
from privacy.selectors import packs
from privacy.services.copies import schema
from privacy.services.sign_in import codes
from tests.collections_app.records.conftest import entered
from tests.factories import accounts, acting
from tests.privacy.copies.asking import asked, contents, made
from tests.privacy.copies.people import Cast, cast
from tests.privacy.letters import code_in, paper_of

pytestmark = pytest.mark.django_db
VALUE, MADE_FROM, LEADS_TO = "D3-zq", "Two instalments were missed.", "The case may go to court."
SAID = {"ground": "contest", "reason": "Anna contests the route to court."}


@pytest.fixture
def people() -> Cast:
    """Anna with a grade at the one controller whose notice says that it grades."""
    cache.clear()
    found = cast("INTRUM")
    with accounts.command():
        controllers.bind_to_notice(
            controller=found.controller, purposes=facts.openings(packs.pack_of(found.controller))
        )
    accounts.everybody_works_for(found.controller)
    graded(found)
    return found


def graded(found: Cast) -> Grade:
    texts = {"grade": VALUE, "made_from": MADE_FROM, "leads_to": LEADS_TO}
    persons = [(found.anna.subject, Part.DEBTOR)]
    record = entered(
        found.controller, "grade", "2026-10-02", texts=texts, case_reference=found.alone.reference, persons=persons
    )
    assert isinstance(record, Grade)
    return record


@pytest.fixture
def request_of_anna(people: Cast) -> DataSubjectRequest:
    with acting.hanna(Purpose.SUBJECT_REQUEST):
        return asked(people, language="en")


def at(role: Role) -> Client:
    return accounts.client_of(accounts.member(role))


def portal_of(people: Cast) -> Client:
    """Anna, signed in with the code of her letter."""
    with acting.hanna(Purpose.SUBJECT_REQUEST) as here:
        letter = codes.issue(case=people.alone, debtor=people.anna, language="en", by=here.actor.id, at=timezone.now())
    client = Client(headers={"accept-language": "en"})
    code = typed_codes.grouped(code_in(paper_of(letter)))
    client.post("/portal/", {"case_number": people.alone.reference, "code": code})
    return client


def copy_of(people: Cast) -> dict[str, Any]:
    with acting.hanna(Purpose.SUBJECT_REQUEST):
        return contents(made(people, language="en"))


def datum(copy: dict[str, Any], field: str) -> dict[str, Any]:
    (found,) = [
        each
        for record in copy["records"]
        for entry in record["entries"]
        for each in entry["data"]
        if each["field"] == field
    ]
    return dict(found)


def address(of: DataSubjectRequest) -> str:
    return f"/dpo/requests/{of.reference}/grades/{Grade.objects.get().reference}/release/"


def describes_how_it_is_made(copy: dict[str, Any], portal: Client) -> None:
    """Logic, inputs and effect, whether the grade is shown or not (GDPR art. 15(1)(h))."""
    said = copy["automated_decisions"]
    pack = packs.of_reference("INTRUM").automated_decisions
    assert (said["logic"], said["significance"]) == (str(pack.logic), str(pack.significance))
    assert said["inputs"] == [str(each) for each in pack.inputs]
    assert datum(copy, "grade.made_from")["value"] == MADE_FROM
    assert datum(copy, "grade.leads_to")["value"] == LEADS_TO
    rights, held = (portal.get(f"/portal/{page}/").content.decode() for page in ("rights", "held"))
    assert str(pack.logic) in rights
    assert all(str(each) in rights for each in (pack.significance, *pack.inputs))
    assert MADE_FROM in held
    assert LEADS_TO in held


@pytest.mark.requirement(
    "INTRUM-119",
    breaks="the grade shown before a decision, or not shown after it; or logic, inputs, effect left out",
)
def test_a_grade_is_withheld_with_its_reason_until_the_dpo_releases_it(people: Cast) -> None:
    portal, before = portal_of(people), copy_of(people)
    jsonschema.validate(before, json.loads(schema.text()))
    shown = datum(before, "grade.grade")
    assert (shown["value"], shown["withheld"]) == (None, "grade")
    (reason,) = [each for each in before["withheld"] if each["reason"] == "grade"]
    assert "As a rule we do not show the grade itself" in reason["says"]
    assert VALUE not in str(before)
    held = portal.get("/portal/held/").content.decode()
    assert reason["says"] in held
    assert VALUE not in held
    describes_how_it_is_made(before, portal)

    desk, request = at(Role.DPO), DataSubjectRequest.objects.get()
    assert address(request) in desk.get(f"/dpo/requests/{request.reference}/").content.decode()
    assert VALUE in desk.get(address(request)).content.decode()
    assert desk.post(address(request), SAID).status_code == HTTPStatus.FOUND
    assert accounts.recorded(events.GRADE_RELEASED)[-1].actor_id == GradeRelease.objects.get().by

    after = copy_of(people)
    shown = datum(after, "grade.grade")
    assert (shown["value"], shown["withheld"]) == (VALUE, None)
    assert datum(after, "graderelease.reason")["value"] == SAID["reason"]
    assert VALUE in portal.get("/portal/held/").content.decode()
    describes_how_it_is_made(after, portal)


class TestTheDecision:
    def test_is_no_handlers_and_no_auditors(self, request_of_anna: DataSubjectRequest) -> None:
        for role in (Role.HANDLER, Role.SUPERVISOR, Role.RECORDS_OFFICER, Role.AUDITOR):
            assert at(role).post(address(request_of_anna), SAID).status_code == HTTPStatus.FORBIDDEN
        assert not GradeRelease.objects.exists()

    def test_needs_a_ground_and_a_reason_and_is_made_once(self, request_of_anna: DataSubjectRequest) -> None:
        petra = at(Role.PRIVACY_OFFICER)
        for wrong in ({"ground": "contest", "reason": " "}, {"reason": "Because."}, {"ground": "x", "reason": "y"}):
            assert petra.post(address(request_of_anna), wrong).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert petra.post(address(request_of_anna), SAID).status_code == HTTPStatus.FOUND
        again = petra.post(address(request_of_anna), SAID)
        assert "The person is shown this grade already." in again.content.decode()
        page = petra.get(f"/dpo/requests/{request_of_anna.reference}/").content.decode()
        assert address(request_of_anna) not in page
        assert "Shown to the person since" in page

    def test_is_about_one_grade_of_this_person(self, people: Cast, request_of_anna: DataSubjectRequest) -> None:
        dora = at(Role.DPO)
        first = address(request_of_anna)
        graded(people)
        dora.post(first, SAID)
        with acting.hanna(Purpose.SUBJECT_REQUEST):
            others = entered(
                people.controller, "grade", "2026-10-03",
                case_reference=people.shared.reference, persons=[(people.bo.subject, Part.DEBTOR)],
            )  # fmt: skip
        assert dora.get(first.replace(str(Grade.objects.earliest("reference")), str(others))).status_code == (
            HTTPStatus.NOT_FOUND
        )
        held = portal_of(people).get("/portal/held/").content.decode()
        assert held.count(VALUE) == 1
        assert "As a rule we do not show the grade itself" in held


def test_a_grade_goes_a_year_after_it_was_made(people: Cast) -> None:
    due = Envelope.objects.get(pk=Grade.objects.get().envelope_id).due_on
    assert due is not None
    assert due.isoformat() == "2027-10-02"


def test_no_other_agency_may_keep_a_grade(people: Cast) -> None:
    for reference in ("AMILI", "ALMI", "AXACTOR", "OPR"):
        other = cast(reference)
        entry = keeping.Entry(
            began_on=timezone.localdate() - timedelta(days=1),
            texts=dict.fromkeys(KINDS["grade"].texts, "x"),
            persons=[(other.anna.subject, Part.DEBTOR)],
        )
        with accounts.command(), pytest.raises(keeping.NotAllowed, match="no rule that says how long"):
            keeping.enter(
                kind=KINDS["grade"], controller=other.controller, entry=entry, by=acting.person("h").id,
                at=timezone.now(),
            )  # fmt: skip
