"""A client for whom we are the processor says what becomes of its cases (retention schedule, section 3.8)."""

from collections.abc import Iterator
from datetime import date, timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.utils import timezone, translation

from accounts.roles import Role
from collections_app.models import Case, Creditor
from collections_app.services import assignments, cases
from collections_app.services.disclosing import status_reports
from personal_data.models import Controller, Envelope
from personal_data.purposes import Purpose
from retention import events, sentences
from retention.models import ClientInstruction, ClientWish, OwnTerm
from retention.selectors import explanation
from retention.selectors.due import local_today
from retention.services import instructions, rules
from retention.services.instructions import NotInstructed
from tests.factories import accounts, acting, collection, retention
from tests.factories import recipients as making
from tests.privacy.compliance.asking import BROKEN, KEPT, verdict

pytestmark = pytest.mark.django_db
BY = uuid4()
PAPER = "DOC-2026-17"


@pytest.fixture
def axactor() -> Iterator[Controller]:
    """The controller that follows up invoices on behalf of others."""
    with acting.hanna(Purpose.COLLECTION):
        yield retention.controller("AXACTOR")


@pytest.fixture
def open_case(axactor: Controller) -> Case:
    case = collection.case_file(axactor, [collection.debtor(axactor)])
    collection.claim(case)
    Creditor.objects.filter(pk=case.creditor_id).update(is_controller=True)
    case.creditor.refresh_from_db()
    return case


@pytest.fixture
def served(open_case: Case) -> Case:
    """A case whose service has ended."""
    assignments.end(creditor=open_case.creditor, ended_on=today(open_case), by=BY, at=timezone.now())
    open_case.refresh_from_db()
    return open_case


def today(case: Case) -> date:
    return local_today(case.controller)


def envelope(case: Case) -> Envelope:
    return Envelope.objects.get(pk=case.envelope_id)


def enter(case: Case, wish: ClientWish = ClientWish.DELETE, days: int = 30) -> int:
    _made, count = instructions.enter(
        creditor=case.creditor,
        wish=wish,
        day=today(case) + timedelta(days=days),
        paper=PAPER,
        by=BY,
        at=timezone.now(),
    )
    return count


class TestUntilTheClientSpeaks:
    def test_no_rule_of_ours_makes_its_cases_due(self, served: Case) -> None:
        assert served.status == "closed"
        rules.recompute(controller=served.controller)
        assert (envelope(served).trigger_on, envelope(served).due_on) == (None, None)

    def test_a_case_that_is_closed_while_the_service_goes_on_waits_too(self, open_case: Case) -> None:
        cases.close(case=open_case, reason="paid", closed_on=today(open_case), by=BY, at=timezone.now())
        assert envelope(open_case).due_on is None

    def test_our_own_clients_cases_go_by_our_rules(self, open_case: Case) -> None:
        Creditor.objects.filter(pk=open_case.creditor_id).update(is_controller=False)
        cases.close(case=open_case, reason="paid", closed_on=today(open_case), by=BY, at=timezone.now())
        assert envelope(open_case).due_on is not None

    def test_the_monitor_asks_after_a_month(self, served: Case) -> None:
        assert verdict(served.controller, "clocks_run") is KEPT
        Creditor.objects.update(assignment_ended_on=today(served) - timedelta(days=31))
        assert verdict(served.controller, "clocks_run") is BROKEN
        enter(served)
        assert verdict(served.controller, "clocks_run") is KEPT


class TestTheInstruction:
    def test_is_the_day_on_which_its_cases_go(self, served: Case) -> None:
        other = collection.case_file(served.controller, [collection.debtor(served.controller, "Jon Jonsson")])
        assert enter(served) == 1
        assert envelope(served).due_on == today(served) + timedelta(days=30)
        assert envelope(other).due_on is None, "another client's"
        (event,) = accounts.recorded(events.CLIENT_INSTRUCTED)
        assert (event.reference, event.reason, event.count) == (served.creditor.reference, "delete", 1)

    def test_stands_when_all_days_are_computed_anew(self, served: Case) -> None:
        enter(served, days=0)
        rules.recompute(controller=served.controller)
        assert envelope(served).due_on == today(served)

    def test_to_return_waits_until_all_has_gone_back(self, served: Case) -> None:
        with pytest.raises(NotInstructed, match="1 cases have not gone back") as refusal:
            enter(served, ClientWish.RETURN)
        assert refusal.value.code == "not_returned"
        assert not OwnTerm.objects.exists()
        making.client(served.creditor)
        status_reports.make(creditor=served.creditor, part=1, by=BY, at=timezone.now())
        assert enter(served, ClientWish.RETURN) == 1

    @pytest.mark.parametrize("language", ["sv", "fi", "nb", "da", "en"])
    def test_is_told_to_whoever_asks_why_it_is_still_here(self, served: Case, language: str) -> None:
        enter(served)
        with translation.override(language):
            said = " ".join(sentences.of(explanation.explain(served.envelope_id)))
        words = {"sv": "uppdragsgivaren", "fi": "toimeksiantajan", "nb": "oppdragsgiveren", "da": "opdragsgiveren"}
        assert words.get(language, "the client") in said

    def test_is_given_once(self, served: Case) -> None:
        enter(served)
        with pytest.raises(NotInstructed) as refusal:
            enter(served)
        assert refusal.value.code == "instructed"

    def test_is_refused_while_the_service_goes_on(self, open_case: Case) -> None:
        with pytest.raises(NotInstructed) as refusal:
            enter(open_case)
        assert refusal.value.code == "still_served"

    def test_is_refused_of_a_client_who_is_not_the_controller(self, served: Case) -> None:
        Creditor.objects.update(is_controller=False)
        with pytest.raises(NotInstructed) as refusal:
            enter(served)
        assert refusal.value.code == "not_controller"

    def test_is_refused_for_a_day_that_is_over(self, served: Case) -> None:
        with pytest.raises(NotInstructed) as refusal:
            enter(served, days=-1)
        assert refusal.value.code == "over"

    def test_names_its_paper_by_a_reference(self, served: Case) -> None:
        with pytest.raises(ValidationError, match="reference such as"):
            instructions.enter(
                creditor=served.creditor, wish=ClientWish.DELETE, day=today(served), paper="letter from Jon Jonsson",
                by=BY, at=timezone.now(),
            )  # fmt: skip
        assert not ClientInstruction.objects.exists()


class TestTheCommand:
    def call(self, case: Case, *more: str) -> str:
        out = StringIO()
        call_command(
            "client_instruction", case.creditor.reference, "delete", "--on", f"{today(case)}", "--paper", PAPER,
            "--by", accounts.member(Role.DPO).email, *more, stdout=out,
        )  # fmt: skip
        return out.getvalue()

    def test_says_how_many_cases_go_and_when(self, served: Case) -> None:
        assert f"1 cases of {served.creditor.reference} are erased from {today(served)} on." in self.call(served)
        assert envelope(served).due_on == today(served)

    def test_says_why_not(self, open_case: Case) -> None:
        with pytest.raises(CommandError, match="End the assignment first"):
            self.call(open_case)
