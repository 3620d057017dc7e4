"""What we hold: every value, why and whence, when it goes; nothing of anybody else; one recorded opening."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from audit.models import Line
from collections_app.services.disclosing import disclosures
from personal_data import catalogue, envelopes, record_classes
from personal_data.declaration import CATEGORY_LABELS
from personal_data.models import BlockKind, Role
from personal_data.purposes import Purpose
from personal_data.services import blocks
from privacy.policies.copies.scope import absent_classes
from privacy.policies.held_ends import Ending, Ends
from privacy.policies.packs.terms import Basis, Holder
from privacy.portal import datum_words, ending_words, held_words
from privacy.selectors import held_rows, packs
from privacy.services.sign_in import codes
from tests.factories import acting, collection, recipients, retention
from tests.factories.accounts import recorded
from tests.privacy.copies.people import BOS_SECRETS, NOW, Cast, cast, earlier_request
from tests.privacy.letters import code_in, paper_of

pytestmark = pytest.mark.django_db
ADDRESS = "/portal/held/"


def said(response: Any) -> str:
    return " ".join(response.content.decode().split())


def visit(of: Cast, language: str = "en") -> Client:
    """A browser in which Anna has signed in."""
    with acting.hanna(Purpose.SUBJECT_REQUEST) as here:
        letter = codes.issue(case=of.alone, debtor=of.anna, language="sv", by=here.actor.id, at=NOW)
    client = Client(headers={"accept-language": language})
    client.post("/portal/", {"case_number": of.alone.reference, "code": code_in(paper_of(letter))})
    return client


@pytest.fixture
def people(db: None) -> Cast:
    return cast()


@pytest.fixture
def anna(people: Cast) -> Client:
    return visit(people)


class TestThePage:
    def test_shows_every_value_with_its_label(self, anna: Client, people: Cast) -> None:
        page = said(anna.get(ADDRESS))
        for value in ("Anna Andersson", "19900101-2385", "Annavägen 7", "+46 70 740 11 22", "SEK 1,299.00"):
            assert value in page, value
        for value in ("F-2020-118", "Anna lovar betala på fredag.", "V-77", people.alone.creditor.name):
            assert value in page, value
        for label in ("Identity number", "Invoice number", "Amount"):
            assert label in page, label

    def test_tells_what_was_passed_on_in_words(self, people: Cast) -> None:
        with acting.hanna():
            to = recipients.client(people.alone.creditor)
            fields = ("debtor.name", "claim.amount_minor", "claim.due_on", "case.status")
            wanted = disclosures.Wanted(to, fields, "status_report", "6(1)(e)", "file")
            disclosures.disclose(case=people.alone, wanted=wanted, by=acting.person("hanna").id, at=NOW)
        page = said(visit(people, "sv").get(ADDRESS))
        for told in ("Namn: Anna Andersson", "Belopp: 1 299,00 kr", "1 feb. 2020", "Status: öppet"):
            assert told in page, told
        assert "{&#x27;field" not in page

    def test_says_by_category_what_for_on_which_basis_and_whence(self, anna: Client) -> None:
        page = said(anna.get(ADDRESS))
        pack = packs.of_reference("AMILI")
        for category in pack.categories:
            if category.key in ("claim", "identity", "contact", "case", "accounting"):
                assert category.text.by_language["en"] in page
        assert "Collecting unpaid claims on behalf of the creditors" in page
        assert "It is needed for a task in the public interest: Inkassolagen (1974:182). GDPR art. 6(1)(e)" in page
        assert "From the creditor that the claim comes from" in page

    def test_says_it_in_swedish(self, people: Cast) -> None:
        page = said(visit(people, "sv").get(ADDRESS))
        assert "Det här har vi om dig" in page
        assert "Driva in obetalda fordringar åt borgenärerna" in page
        assert "6.1 e" in page
        assert "1 299,00 kr" in page

    def test_is_one_recorded_opening_by_the_person(self, anna: Client, people: Cast) -> None:
        before = len(recorded("personal_data.envelope.opened"))
        anna.get(ADDRESS)
        (event,) = recorded("personal_data.envelope.opened")[before:]
        assert (event.actor_kind, event.actor_id, event.purpose, event.channel) == (
            "debtor", people.anna.subject_id, "self_service", "portal",
        )  # fmt: skip
        assert Line.objects.filter(event_id=event.id, subject=people.anna.subject.pseudonym).count() == 5

    def test_asks_no_more_queries_for_more_records(self, anna: Client, people: Cast) -> None:
        anna.get(ADDRESS)
        with CaptureQueriesContext(connection) as few:
            anna.get(ADDRESS)
        with acting.hanna():
            envelopes.open([people.alone])
            for number in range(20):
                collection.note(people.alone, f"Samtal {number}")
                collection.recording(people.controller, people.anna.subject)
        with CaptureQueriesContext(connection) as many:
            page = said(anna.get(ADDRESS))
        assert len(many) <= len(few)
        assert "<details" in page  # many entries are folded

    def test_has_the_request_and_its_course(self, anna: Client, people: Cast) -> None:
        earlier_request(people)
        page = said(anna.get(ADDRESS))
        assert "Jag vill bli glömd." in page
        assert "We had to ask who you are" in page

    def test_shows_a_former_value_with_its_end(self, anna: Client, people: Cast) -> None:
        with acting.hanna():
            envelopes.open([people.anna])
            people.anna.phone = "+46 70 740 33 44"
            people.anna.save(update_fields=["phone"])
        page = said(anna.get(ADDRESS))
        assert "+46 70 740 33 44" in page
        assert "+46 70 740 11 22" in page
        assert "until " in page


class TestOthers:
    def test_are_nowhere_on_the_page(self, anna: Client) -> None:
        page = said(anna.get(ADDRESS))
        assert [secret for secret in BOS_SECRETS if len(secret) > 4 and secret in page] == []

    def test_are_said_to_be_there_and_why_they_are_not_shown(self, anna: Client, people: Cast) -> None:
        page = said(anna.get(ADDRESS))
        assert people.shared.reference in page
        assert "Other persons are part of this record" in page
        assert "Not shown: It is about another person." in page
        assert "GDPR art. 15(4)" in page
        assert "stands for words about another person" in page

    @pytest.mark.requirement("OPR-25", breaks="showing another person's records in self-service")
    def test_have_a_history_of_their_own(self) -> None:
        people = cast("OPR")
        with acting.hanna():
            strangers = collection.case_file(people.controller, [people.bo])
            collection.note(strangers, "Bo ringde om sitt eget.")
        client = visit(people)
        for address in (ADDRESS, "/portal/seen/", "/portal/overview/", "/portal/requests/"):
            page = said(client.get(address))
            assert strangers.reference not in page, address
            assert "Bo ringde om sitt eget." not in page, address
        assert "Anna lovar betala på fredag." in said(client.get(ADDRESS))


class TestWhatMustStaySecret:
    def test_is_absent(self, anna: Client, people: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
        assert "Recorded call" in said(anna.get(ADDRESS))
        locked = record_classes.get("call_recording")
        monkeypatch.setitem(
            record_classes._classes,
            "call_recording",
            type(locked)(locked.name, locked.label, purposes=frozenset({Purpose.SUPERVISION})),
        )
        assert "Recorded call" not in said(anna.get(ADDRESS))

    def test_is_said_of_a_blocked_record(self, anna: Client, people: Cast) -> None:
        blocks_by_supervision(people)
        page = said(anna.get(ADDRESS))
        assert "It is blocked at the moment." in page
        assert "Anna lovar betala" not in page


def blocks_by_supervision(people: Cast) -> None:
    with acting.hanna(Purpose.SUPERVISION):
        blocks.place(
            kind=BlockKind.NEED_TO_KNOW,
            reason_code="protected",
            envelopes=[people.alone.envelope_id],
            allowed=[Purpose.SUPERVISION],
        )


class TestWhenItGoes:
    def test_is_the_day_with_the_notices_own_reason(self, anna: Client, people: Cast) -> None:
        with acting.hanna():
            envelopes.open([people.alone])
            retention.close(people.alone, date(2026, 3, 31))
        page = said(anna.get(ADDRESS))
        assert "Saturday, 31 March 2029" in page
        assert "as good debt-collection practice asks" in page

    def test_is_open_while_the_case_is(self, anna: Client) -> None:
        assert "The case is open. As long as it is, we need it to collect the claim." in said(anna.get(ADDRESS))

    def test_names_the_law_that_demands_it(self, anna: Client) -> None:
        page = said(anna.get(ADDRESS))
        assert "Bokföringslagen (1999:1078) 7 kap. 2 §" in page
        assert "Sunday, 1 January 2034" in page

    def test_says_what_keeps_it_for_now(self, anna: Client, people: Cast) -> None:
        with acting.hanna():
            blocks.place(kind=BlockKind.HOLD, reason_code="court", envelopes=[people.alone.envelope_id])
        assert "it is needed for a legal dispute" in said(anna.get(ADDRESS))

    def test_of_a_record_that_is_due(self) -> None:
        today = date(2026, 11, 21)
        said_of = ending_words.of_ending(
            Ending(Ends.ON_ITS_DAY, today, rule="call_recording.policy", period_months=6),
            record_class="call_recording",
            pack=packs.of_reference("AMILI"),
            today=today,
        )
        assert said_of.is_over
        assert said_of.why == "We keep it for 6 months, counted from the day of the call."

    @pytest.mark.parametrize(
        ("ends", "record_class", "says"),
        [
            (Ends.WITH_THE_LAST_RECORD, "profile", "It goes together with the last record that needs it."),
            (Ends.NOT_DETERMINED, "case_file", "No end has been set for records of this kind. Ask us when it goes."),
            (Ends.AFTER_ITS_EVENT, "rights_request", "We have not answered your request yet."),
            (Ends.AFTER_ITS_EVENT, "call_recording", "The time that we keep it has not begun."),
        ],
    )
    def test_without_a_day(self, ends: Ends, record_class: str, says: str) -> None:
        ending = ending_words.of_ending(
            Ending(ends), record_class=record_class, pack=packs.of_reference("AMILI"), today=NOW.date()
        )
        assert (ending.on, ending.goes) == (None, says)

    @pytest.mark.parametrize(("months", "says"), [(84, "7 years"), (12, "1 year"), (6, "6 months"), (1, "1 month")])
    def test_tells_a_period_in_years_or_months(self, months: int, says: str) -> None:
        ending = Ending(Ends.ON_ITS_DAY, rule="x.policy", period_months=months)
        pack = packs.of_reference("AMILI")
        assert says in ending_words.of_ending(ending, record_class="profile", pack=pack, today=NOW.date()).why


class TestWords:
    def test_are_there_for_every_kind_of_record_role_and_basis(self) -> None:
        assert {each.name for each in record_classes.every()} - absent_classes() <= {*held_words.RECORD_TITLES}
        assert {*datum_words.PARTS} == {*Role}
        assert {*held_words.BASES} == {*Basis}
        assert {*held_words.HOLDERS} == {*Holder}

    def test_are_there_in_swedish_for_all_that_is_declared(self) -> None:
        """Labels, kinds of row and codes come from the models, where no test of templates looks."""
        labels: set[Any] = {*CATEGORY_LABELS.values()}
        models = {*held_rows.shown_models()}
        labels |= {model._meta.verbose_name for model in models}
        for column in catalogue.columns():
            if column.model in models and column.column_id not in datum_words.CODES:
                labels.add(column.declared.label)
                labels |= {label for _, label in column.model._meta.get_field(column.name).choices or []}
        with translation.override("en"):
            english = {label: str(label) for label in labels}
        with translation.override("sv"):
            same = {text for label, text in english.items() if str(label) == text}
        assert same <= _SAME_IN_SWEDISH


_SAME_IN_SWEDISH = {"Status", "normal", "post"}
