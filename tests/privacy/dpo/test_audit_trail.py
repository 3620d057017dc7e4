from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from audit.models import Event, Line
from collections_app.models import Case, Debtor
from collections_app.services import cases, creditors, debtors, filing, notes
from personal_data import envelopes
from personal_data.bulk import Batch
from personal_data.models import BlockKind, Controller
from personal_data.purposes import Purpose
from personal_data.services import blocks, controllers
from privacy import events
from privacy.selectors import audit_trail
from retention.services import rules
from tests.factories import accounts
from tests.factories.accounts import client_of, recorded

pytestmark = pytest.mark.django_db
NAMES = ("Ida Imaginär", "Jonas Jämte")
NUMBERS = ("200001012384", "200002292399")


@pytest.fixture
def controller() -> Controller:
    with accounts.command():
        made = controllers.create(
            reference="PROV",
            name="Prov Inkasso AB",
            company_number="559999-1238",
            country="SE",
            time_zone="Europe/Stockholm",
            language="sv",
            collection_basis="6(1)(e)",
        )
        accounts.everybody_works_for(made)
        return made


@pytest.fixture
def ida_and_jonas(controller: Controller) -> list[Debtor]:
    with accounts.command(Purpose.INTAKE):
        return [
            debtors.register(
                controller=controller,
                who=filing.Particulars(
                    kind="person", name=name, identity_number=number, identity_scheme="personnummer"
                ),
                at=timezone.now(),
            )
            for name, number in zip(NAMES, NUMBERS, strict=True)
        ]


@pytest.fixture
def case(controller: Controller, ida_and_jonas: list[Debtor]) -> Case:
    ida, jonas = ida_and_jonas
    with accounts.command(Purpose.COLLECTION):
        creditor = creditors.register(controller=controller, name="Acme", country="SE", at=timezone.now())
        opened = cases.open_for(
            creditor=creditor, parties=[(ida, "debtor"), (jonas, "joint_debtor")], opened_on=date(2026, 1, 5)
        )
        notes.add(case=opened, text="Ida called", kind="work", level="normal", by=uuid4(), at=timezone.now())
        return opened


@pytest.fixture
def dora() -> User:
    return accounts.member(Role.DPO)


@pytest.fixture
def client(dora: User) -> Client:
    return client_of(dora)


@pytest.fixture
def opened(case: Case) -> None:
    with accounts.command(Purpose.COLLECTION):
        envelopes.open([case])


def shown(response: object) -> list[str]:
    """The names of the events that a page shows, newest first."""
    return [row.event.name for row in response.context["table"].rows]  # type: ignore[attr-defined]


class TestExplorer:
    PATH = "/dpo/audit/"

    def test_shows_the_newest_first_without_a_personal_value(self, client: Client, case: Case, opened: None) -> None:
        response = client.get(self.PATH)
        names = shown(response)
        assert names[0] == "privacy.trail.searched"
        assert names.index("personal_data.envelope.opened") < names.index("collections.case.opened")
        said = response.content.decode()
        assert case.reference in said
        assert not [value for value in (*NAMES, *NUMBERS) if value in said]

    def test_is_an_event_itself(self, client: Client, dora: User) -> None:
        client.get(self.PATH, {"name": "collections.case.opened"})
        (event,) = recorded(events.TRAIL_SEARCHED)
        assert (event.actor_id, event.purpose, event.fields) == (dora.pk, "supervision", ["name"])

    def test_is_filtered_by_name(self, client: Client, case: Case) -> None:
        assert shown(client.get(self.PATH, {"name": "collections.case.opened"})) == ["collections.case.opened"]

    def test_is_filtered_by_time(self, client: Client, case: Case) -> None:
        today = timezone.now().date().isoformat()
        assert shown(client.get(self.PATH, {"first_on": today, "last_on": today}))
        assert not shown(client.get(self.PATH, {"last_on": "2020-01-01"}))

    def test_is_filtered_by_case(self, client: Client, case: Case, opened: None) -> None:
        names = shown(client.get(self.PATH, {"reference": case.reference.lower()}))
        assert "personal_data.envelope.opened" in names
        assert "collections.case.opened" in names
        assert "collections.creditor.registered" not in names

    def test_is_filtered_by_person(self, client: Client, case: Case, ida_and_jonas: list[Debtor]) -> None:
        names = shown(client.get(self.PATH, {"subject": str(ida_and_jonas[0].subject_id)}))
        assert names.count("collections.debtor.registered") == 1

    def test_takes_a_filter_by_post_and_puts_only_references_into_the_address(self, client: Client) -> None:
        response = client.post(self.PATH, {"name": "", "reference": "k-2026-000001", "subject": ""})
        assert response["Location"] == "/dpo/audit/?reference=K-2026-000001"

    @pytest.mark.parametrize(
        "asked",
        [
            {"reference": "Ida Imaginär"},
            {"subject": "Ida"},
            {"subject": str(uuid4())},
            {"name": "no.such_event"},
            {"first_on": "2026-02-01", "last_on": "2026-01-01"},
            {"last_on": "9999-12-31"},
        ],
    )
    def test_says_what_is_wrong_with_a_filter(self, client: Client, asked: dict[str, str]) -> None:
        response = client.post(self.PATH, asked)
        assert response.status_code == 422
        assert response.context["form"].errors
        assert not recorded(events.TRAIL_SEARCHED)

    def test_is_paged_by_cursor(self, client: Client, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(audit_trail, "PAGE", 3)
        response = client.get(self.PATH, {"name": "personal_data.record.created"})
        seen = [row.event.id for row in response.context["table"].rows]
        while following := response.context["table"].next_url:
            response = client.get(following)
            seen += [row.event.id for row in response.context["table"].rows]
            assert response.context["table"].previous_url == "/dpo/audit/?name=personal_data.record.created"
        created = Event.objects.filter(name="personal_data.record.created").order_by("-id")
        assert seen == list(created.values_list("id", flat=True))
        assert len(seen) > 3

    def test_has_no_page_behind_a_wrong_cursor(self, client: Client) -> None:
        assert client.get(self.PATH, {"before": "next"}).status_code == 404


class TestEvent:
    def test_shows_its_lines_and_where_they_lead(self, client: Client, case: Case, opened: None) -> None:
        event = recorded("personal_data.envelope.opened")[-1]
        response = client.get(f"/dpo/audit/events/{event.id}/")
        assert response.status_code == 200
        people = {entry.subject_id for entry in response.context["lines"]}
        assert people == set(case.envelope.parts.values_list("subject_id", flat=True))
        assert recorded(events.TRAIL_EVENT_READ)

    def test_shows_a_refusal(self, client: Client, case: Case) -> None:
        with accounts.command(Purpose.COLLECTION):
            blocks.place(kind=BlockKind.RESTRICTION, envelopes=[case.envelope_id], reason_code="accuracy_contested")
        with accounts.command(Purpose.COLLECTION), pytest.raises(envelopes.Refused):
            envelopes.open([case])
        event = recorded("personal_data.opening.refused")[0]
        assert b"refused" in client.get(f"/dpo/audit/events/{event.id}/").content

    def test_that_never_was_is_not_found(self, client: Client) -> None:
        assert client.get("/dpo/audit/events/999999999/").status_code == 404


class TestOfSubject:
    def test_shows_this_person_only(self, client: Client, case: Case, ida_and_jonas: list[Debtor]) -> None:
        ida = ida_and_jonas[0]
        response = client.get(f"/dpo/audit/subjects/{ida.subject_id}/")
        names = shown(response)
        assert names.count("collections.debtor.registered") == 1
        assert "collections.case.opened" in names
        assert all(touched.persons <= 1 for row in response.context["table"].rows for touched in row.touched)

    def test_tells_the_person_that_it_was_read(self, client: Client, case: Case, ida_and_jonas: list[Debtor]) -> None:
        ida = ida_and_jonas[0]
        client.get(f"/dpo/audit/subjects/{ida.subject_id}/")
        (event,) = recorded(events.TRAIL_OF_SUBJECT_READ)
        lines = Line.objects.filter(event_id=event.id)
        assert {line.subject for line in lines} == {ida.subject.pseudonym}
        assert {line.record_class for line in lines} == {"profile", "case_file"}

    def test_of_nobody_is_not_found(self, client: Client) -> None:
        assert client.get("/dpo/audit/subjects/1f07cfaa-4aa9-42bf-9840-36268aa3d353/").status_code == 404


class TestOfCase:
    def test_shows_what_happened_to_the_case(self, client: Client, case: Case, opened: None) -> None:
        response = client.get(f"/dpo/audit/cases/{case.reference}/")
        assert {"collections.case.opened", "collections.note.written", "personal_data.envelope.opened"} <= set(
            shown(response)
        )

    def test_tells_its_persons_that_it_was_read(self, client: Client, case: Case, ida_and_jonas: list[Debtor]) -> None:
        client.get(f"/dpo/audit/cases/{case.reference}/")
        (event,) = recorded(events.TRAIL_OF_CASE_READ)
        assert event.reference == case.reference
        told = set(Line.objects.filter(event_id=event.id).values_list("subject", flat=True))
        assert told == {debtor.subject.pseudonym for debtor in ida_and_jonas}

    def test_finds_a_case_that_was_filed_by_an_import_and_never_named(
        self, client: Client, controller: Controller, ida_and_jonas: list[Debtor]
    ) -> None:
        with accounts.command(Purpose.INTAKE):
            creditor = creditors.register(controller=controller, name="Acme", country="SE", at=timezone.now())
            batch = Batch(controller)
            ida = ida_and_jonas[0]
            parties = [(ida.id, ida.subject_id, "debtor")]
            filing.case(
                batch, creditor=creditor, reference="K-2026-900001", parties=parties, opened_on=date(2026, 1, 5)
            )
            batch.write()
        assert "personal_data.record.created" in shown(client.get("/dpo/audit/cases/K-2026-900001/"))

    def test_still_tells_of_a_case_that_was_erased(self, client: Client, case: Case) -> None:
        closed_at = datetime(2020, 5, 4, 12, tzinfo=UTC)
        with accounts.command(Purpose.RETENTION):
            Case.objects.filter(pk=case.pk).update(opened_on=date(2020, 1, 5))
            cases.close(case=case, reason="paid", closed_on=closed_at.date(), by=uuid4(), at=closed_at)
            rules.publish(controller=case.controller, content=rules.read(rules.RULES_FOLDER / "visma_amili_se.toml"))
            (outcome,) = envelopes.erase([case.envelope_id])
        assert outcome.erased
        names = shown(client.get(f"/dpo/audit/cases/{case.reference}/"))
        assert {"personal_data.envelope.erased", "collections.case.closed", "collections.case.opened"} <= set(names)

    def test_may_be_read_by_a_supervisor_without_the_links_of_the_explorer(self, case: Case) -> None:
        response = client_of(accounts.member(Role.SUPERVISOR)).get(f"/dpo/audit/cases/{case.reference}/")
        assert response.status_code == 200
        assert b"/dpo/audit/events/" not in response.content

    def test_of_an_unknown_case_says_so(self, client: Client) -> None:
        response = client.get("/dpo/audit/cases/K-1999-000001/")
        assert response.status_code == 200


class TestDesk:
    @pytest.mark.parametrize("role", [Role.DPO, Role.AUDITOR, Role.PRIVACY_OFFICER, Role.RECORDS_OFFICER])
    def test_opens_for_those_who_work_there(self, role: Role) -> None:
        response = client_of(accounts.member(role)).get("/dpo/")
        assert response.status_code == 200
        assert (b'href="/dpo/audit/"' in response.content) == (role in (Role.DPO, Role.AUDITOR))

    def test_is_where_the_dpo_lands(self, client: Client) -> None:
        assert client.get("/")["Location"] == "/dpo/"


class TestLadder:
    PATHS = (
        "/dpo/",
        "/dpo/audit/",
        "/dpo/audit/events/1/",
        "/dpo/audit/subjects/1f07cfaa-4aa9-42bf-9840-36268aa3d353/",
    )

    @pytest.mark.parametrize("path", PATHS)
    def test_asks_for_sign_in(self, path: str) -> None:
        assert Client().get(path)["Location"].startswith("/account/login/")

    @pytest.mark.parametrize("path", PATHS)
    def test_refuses_a_handler(self, path: str) -> None:
        assert client_of(accounts.member(Role.HANDLER)).get(path).status_code == 403

    @pytest.mark.parametrize("path", [*PATHS[2:], "/dpo/audit/cases/K-2026-000001/"])
    def test_rejects_post(self, client: Client, path: str) -> None:
        assert client.post(path).status_code == 405


class TestCasePage:
    @pytest.mark.parametrize(("role", "is_linked"), [(Role.SUPERVISOR, True), (Role.HANDLER, False)])
    def test_leads_to_the_trail_for_those_who_may_read_it(self, case: Case, role: Role, is_linked: bool) -> None:
        said = client_of(accounts.member(role)).get(f"/handler/cases/{case.reference}/").content.decode()
        parts = case.envelope.parts.values_list("subject_id", flat=True)
        links = [f"/dpo/audit/cases/{case.reference}/", *(f"/dpo/audit/subjects/{subject}/" for subject in parts)]
        assert [link in said for link in links] == [is_linked] * 3
