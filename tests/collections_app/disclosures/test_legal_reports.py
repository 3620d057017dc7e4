"""Reports that a law demands: proposed by one officer, approved by another, secret where a law says so."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from collections_app.models import Case, DisclosedCopy, Disclosure, LegalReport, Recipient, RecipientKind, ReportState
from collections_app.selectors import disclosures as register
from collections_app.services.disclosing import disclosures, legal_reports
from collections_app.services.disclosing.disclosures import NotAllowed, Wanted
from personal_data import envelopes
from personal_data.models import BlockKind, Controller, Envelope
from personal_data.purposes import Purpose
from personal_data.services import blocks
from tests.factories import accounts, acting, collection
from tests.factories import recipients as making

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
RITA, RUNE = acting.person("rita").id, acting.person("rune").id
LAW = "Lag (2017:630) om åtgärder mot penningtvätt, 4 kap. 3 §"
SECRECY = "Lag (2017:630) om åtgärder mot penningtvätt, 4 kap. 9 §"


@pytest.fixture
def amili(db: None) -> Iterator[Controller]:
    with acting.rita():
        yield collection.controller("AMILI")


@pytest.fixture
def case(amili: Controller) -> Case:
    with acting.hanna():
        made = collection.case_file(amili, [collection.debtor(amili, "Ida Johansson")])
        collection.claim(made)
    return made


@pytest.fixture
def police(amili: Controller) -> Recipient:
    return making.recipient(amili, RecipientKind.AUTHORITY, name="Provpolisen", notice_key="authorities")


def wanted(to: Recipient, **changed: object) -> Wanted:
    values: dict[str, object] = {
        "fields": ("debtor.name", "claim.amount_minor"),
        "purpose": "legal_duty",
        "ground": "6(1)(c)",
        "channel": "system",
        "provision": LAW,
        "asked_as": "R-17",
        "is_report": True,
        **changed,
    }
    return Wanted(recipient=to, **values)  # type: ignore[arg-type]  # the fields of a dataclass by name


def proposed(case: Case, to: Recipient, secrecy: str = SECRECY, **changed: object) -> LegalReport:
    return legal_reports.propose(case=case, wanted=wanted(to, **changed), secrecy=secrecy, by=RITA, at=NOW)


def approved(case: Case, to: Recipient, secrecy: str = SECRECY) -> LegalReport:
    return legal_reports.approve(report=proposed(case, to, secrecy), case=case, by=RUNE, at=NOW)


@pytest.mark.requirement("INTRUM-105", breaks="one person alone passing on what a law demands, or without the law")
class TestTwoPersons:
    def test_nothing_leaves_before_the_second(self, case: Case, police: Recipient) -> None:
        report = proposed(case, police)
        assert report.state == ReportState.PROPOSED
        assert not Disclosure.with_secret.exists()
        made = legal_reports.approve(report=report, case=case, by=RUNE, at=NOW)
        line = Disclosure.with_secret.get()
        assert (made.state, made.disclosure, made.decided_by) == (ReportState.MADE, line.pk, RUNE)
        assert (line.recipient, line.provision.reveal(), line.by) == (police, LAW, RITA)

    def test_the_first_cannot_be_the_second(self, case: Case, police: Recipient) -> None:
        report = proposed(case, police)
        with pytest.raises(ValidationError, match="Another reporting officer"):
            legal_reports.approve(report=report, case=case, by=RITA, at=NOW)
        assert not Disclosure.with_secret.exists()

    def test_nor_in_the_database(self, case: Case, police: Recipient) -> None:
        report = approved(case, police)
        with pytest.raises(IntegrityError, match="second_person"), transaction.atomic():
            LegalReport.objects.filter(pk=report.pk).update(decided_by=RITA)

    def test_a_handler_cannot_pass_it_on_alone(self, case: Case, police: Recipient) -> None:
        with pytest.raises(NotAllowed) as error:
            disclosures.disclose(case=case, wanted=wanted(police, is_report=False), by=RITA, at=NOW)
        assert error.value.code == "second_person"

    def test_the_law_is_named(self, case: Case, police: Recipient) -> None:
        with pytest.raises(NotAllowed) as error:
            proposed(case, police, provision=" ")
        assert error.value.code == "provision_missing"

    def test_is_decided_once(self, case: Case, police: Recipient) -> None:
        report = proposed(case, police)
        legal_reports.decline(report=report, by=RITA, at=NOW)
        with pytest.raises(ValidationError, match="decided already"):
            legal_reports.approve(report=report, case=case, by=RUNE, at=NOW)
        assert not Disclosure.with_secret.exists()


class TestWhoGetsOne:
    def test_authorities_only(self, case: Case) -> None:
        with pytest.raises(ValidationError, match="Only an authority"):
            proposed(case, making.client(case.creditor))

    def test_for_a_law_or_an_order_only(self, case: Case, police: Recipient) -> None:
        with pytest.raises(ValidationError, match="a law or an order"):
            proposed(case, police, purpose="enforcement")

    def test_also_while_the_case_is_restricted(self, case: Case, police: Recipient) -> None:
        blocks.place(kind=BlockKind.RESTRICTION, reason_code="accuracy_contested", envelopes=[case.envelope_id])
        with acting.rita(), pytest.raises(envelopes.Refused):
            envelopes.open([case])
        with acting.rita():
            report = legal_reports.propose(
                case=case, wanted=wanted(police), secrecy=SECRECY, by=RITA, at=timezone.now()
            )
            made = legal_reports.approve(report=report, case=case, by=RUNE, at=timezone.now())
        assert made.state == ReportState.MADE
        with acting.hanna(), pytest.raises(envelopes.Refused):
            envelopes.open([case])


class TestASecretReport:
    def test_lies_in_an_envelope_of_its_own(self, case: Case, police: Recipient) -> None:
        report = approved(case, police)
        line, copy = Disclosure.with_secret.get(), DisclosedCopy.objects.get()
        assert line.envelope_id == copy.envelope_id == report.envelope_id != case.envelope_id
        assert report.envelope.record_class == "legal_report"
        assert line.is_secret

    @pytest.mark.requirement("AXACTOR-80", breaks="a secret line standing among those that are told of")
    @pytest.mark.requirement("INTRUM-105", breaks="a secret line standing among those that are told of")
    def test_is_in_no_list_of_the_register(self, case: Case, police: Recipient) -> None:
        approved(case, police)
        subject = case.case_debtors.get().debtor.subject
        assert register.register(register.Wish()).lines == ()
        assert register.of_subjects([subject]).lines == ()
        assert not register.of_case(case)
        assert not register.of_records(subject=subject, records=[case.envelope_id])
        assert not Disclosure.objects.exists()
        assert not police.disclosures.exists()

    @pytest.mark.parametrize("purpose", set(Purpose) - {Purpose.LEGAL_REPORT, Purpose.RETENTION, Purpose.SECURITY})
    def test_opens_for_nothing_else(self, case: Case, police: Recipient, purpose: Purpose) -> None:
        report = approved(case, police)
        with acting.hanna(purpose), pytest.raises(envelopes.Refused):
            envelopes.open([report])

    def test_has_its_clock_from_the_first_day(self, case: Case, police: Recipient) -> None:
        assert Envelope.objects.get(pk=approved(case, police).envelope_id).trigger_on == date(2026, 5, 4)

    def test_waits_for_no_record_of_the_case(self, case: Case, police: Recipient) -> None:
        report = approved(case, police)
        assert disclosures.start_clocks(at=NOW) == 0
        assert report.envelope_id


class TestAnOpenReport:
    def test_is_an_ordinary_line(self, case: Case, police: Recipient) -> None:
        report = approved(case, police, secrecy="")
        line = Disclosure.objects.get()
        assert line.envelope_id != report.envelope_id
        assert register.of_case(case) == [line]
        assert DisclosedCopy.objects.get().envelope_id == case.envelope_id

    def test_events_are_written(self, case: Case, police: Recipient) -> None:
        approved(case, police, secrecy="")
        names = ("collections.report.proposed", "collections.report.decided")
        assert [[event.reason for event in accounts.recorded(name)] for name in names] == [["open"], ["made"]]
