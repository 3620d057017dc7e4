"""Why a record is still here and when it goes, in whole sentences and five languages."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone, translation

from accounts.roles import Role as StaffRole
from collections_app.record_classes import LEDGER_ENTRY
from config import catalogues
from personal_data import envelopes
from personal_data.models import BlockKind, Controller, Envelope, Role
from personal_data.services import blocks
from privacy.selectors import endings
from retention import sentences
from retention.models import TermReason
from retention.policies.due_dates import Period, RuleKind
from retention.selectors import explanation
from retention.services import terms
from tests.factories import accounts, collection, retention

LANGUAGES = ("sv", *catalogues.SENTENCE_LANGUAGES)


def test_every_sentence_is_there_in_five_languages() -> None:
    missing = []
    for language in LANGUAGES:
        catalogue = catalogues.read(language)
        for text, context in catalogues.messages(catalogues.ROOT / "retention" / "sentences.py"):
            known = catalogue.get(text, context)
            said = known.string if known else ""
            if not (said if isinstance(said, str) else all(said)):
                missing.append((language, text))
    assert missing == []


def said(envelope_id: object, language: str = "en", **asked: object) -> str:
    found = explanation.explain(envelope_id, **asked)  # type: ignore[arg-type]  # an id and the options of explain
    with translation.override(language):
        return " ".join(sentences.of(found))


@pytest.mark.django_db
class TestARule:
    @pytest.mark.parametrize(
        ("language", "words"),
        [
            ("en", "kept for 5 years, to the end of 30 June 2026, and goes on 1 July 2026"),
            ("sv", "i 5 år, till och med den 30 juni 2026, och raderar det den 1 juli 2026"),
            ("nb", "i 5 år, til og med 30. juni 2026, og sletter det 1. juli 2026"),
            ("fi", "5 vuotta, 30. kesäkuuta 2026 asti, ja poistamme sen 1. heinäkuuta 2026"),
            ("da", "i 5 år, til og med den 30. juni 2026, og sletter det den 1. juli 2026"),
        ],
    )
    def test_is_told_with_period_start_ground_and_law(self, intrum: Controller, language: str, words: str) -> None:
        with accounts.command():
            case = retention.closed_case(intrum, date(2021, 6, 30))
        answer = said(case.envelope_id, language)
        assert words in answer
        assert "411/2018" in answer
        assert "2021" in answer, "the day from which the time runs"

    def test_of_bookkeeping_names_the_year_s_end_and_the_rule_that_would_end_it_earlier(
        self, intrum: Controller
    ) -> None:
        with accounts.command():
            Controller.objects.filter(id=intrum.id).update(financial_year_start_month=7)
            kept = retention.recorded(intrum, date(2020, 8, 10))
        answer = said(kept.id)
        assert "calendar year in which the financial year ended, 31 December 2021 (transaction posted)" in answer
        assert "The law says so: Kirjanpitolaki 1336/1997, 2:10." in answer
        assert "By another rule it would go on 1 July 2027" in answer

    def test_that_waits_says_for_what(self, amili: Controller) -> None:
        with accounts.command():
            case = collection.case_file(amili, [collection.debtor(amili)])
        assert "has not begun to run. It begins with this: case closed." in said(case.envelope_id)

    def test_that_is_missing_is_told_and_means_neither_now_nor_for_ever(self) -> None:
        with accounts.command():
            kept = retention.recorded(retention.ruled([]), date(2020, 1, 1))
        assert "No rule has been published" in said(kept.id)
        assert kept.due_on is None

    def test_of_a_minimum_says_from_when_it_may_go(self) -> None:
        with accounts.command():
            kept = retention.recorded(retention.ruled([Period(RuleKind.AT_LEAST, 60)]), date(2020, 2, 29))
        assert "at least 5 years, to the end of 28 February 2025. From 1 March 2025 on" in said(kept.id)


@pytest.mark.django_db
class TestWhatKeepsIt:
    def test_every_hold_is_told_with_its_review(self, amili: Controller) -> None:
        with accounts.command():
            case = retention.closed_case(amili, date(2020, 1, 1))
            blocks.place(
                kind=BlockKind.HOLD, reason_code="court", envelopes=[case.envelope_id], review_on=date(2099, 5, 1)
            )
        answer = said(case.envelope_id)
        assert "held for a legal dispute" in answer
        assert "1 May 2099" in answer
        assert "goes on the day on which nothing keeps it any more" in answer

    def test_what_bookkeeping_keeps_afterwards_is_told(self, intrum: Controller) -> None:
        with accounts.command():
            case = retention.closed_case(intrum, date(2021, 6, 30))
            subject = case.case_debtors.get().debtor.subject
            envelopes.create(
                controller=intrum,
                record_class=LEDGER_ENTRY,
                subjects=[(subject, Role.DEBTOR)],
                trigger_on=date(2021, 6, 15),
            )
        assert "stays until 1 January 2028 because bookkeeping demands it" in said(case.envelope_id)
        assert "Ledger entry" in said(case.envelope_id)

    def test_a_profile_names_what_needs_it(self, amili: Controller) -> None:
        with accounts.command():
            case = retention.closed_case(amili, date(2022, 10, 15))
        assert "Case file: needs it until 15 October 2025." in said(case.case_debtors.get().debtor.envelope_id)

    def test_an_enquiry_into_money_laundering_leaves_no_trace_for_the_person(self, amili: Controller) -> None:
        with accounts.command():
            case = retention.closed_case(amili, date(2023, 3, 31))
            before, profile = said(case.envelope_id), case.case_debtors.get().debtor.envelope_id
            before_of_profile = said(profile)
            term = terms.propose_until(
                envelope=Envelope.objects.get(id=case.envelope_id),
                day=timezone.localdate() + timedelta(days=900),
                reason=TermReason.MONEY_LAUNDERING,
                citation="Lag (2017:630) 5 kap.",
                by=uuid4(),
                at=timezone.now(),
            )
            terms.approve(term=term, by=uuid4(), at=timezone.now())
        debtor = case.case_debtors.get().debtor
        assert "2017:630" in said(case.envelope_id), "whoever keeps the records knows"
        assert said(case.envelope_id, to=debtor.subject) == before
        assert said(case.envelope_id, tells_all=False) == before, "nor for the handler"
        assert said(profile, to=debtor.subject) == said(profile, tells_all=False) == before_of_profile
        assert "31 March 2026" in before_of_profile
        assert "31 March 2026" not in said(profile), "it waits for the enquiry"
        records = list(Envelope.objects.filter(parts__subject=debtor.subject))
        told = endings.of_envelopes(records, subject=debtor.subject)
        assert [told[each.id].due_on for each in records] == [date(2026, 3, 31)] * 2, "the case and the profile"
        hanna = accounts.client_of(accounts.member(StaffRole.HANDLER))
        page = hanna.get(f"/handler/cases/{case.reference}/reopen/").content.decode()
        assert "31 March 2026." in page
