"""The rows of the notices on records with clocks of their own, each by the published rule of its controller."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.roles import Role
from audit.models import Event
from collections_app import events
from collections_app.models.records import Applicant, CustomerContract, Hardship, KeptRecord, ValuationRow
from collections_app.record_kinds import KINDS
from collections_app.services import cases
from collections_app.services.records import ending, handing_over, keeping
from personal_data import access, envelopes, record_classes
from personal_data.models import BlockKind, Controller, DataSubject, Envelope
from personal_data.purposes import Purpose
from personal_data.services import blocks
from privacy.policies.copies import scope
from privacy.selectors import packs
from retention.models import RetentionRule
from retention.services import nightly, rules, triggers
from tests.collections_app.records.conftest import clock, entered, finished, today
from tests.factories import accounts, acting, collection

pytestmark = pytest.mark.django_db
House = Callable[[str], Controller]


def row(name: str, breaks: str) -> pytest.MarkDecorator:
    return pytest.mark.requirement(name, breaks=breaks)


@pytest.mark.parametrize(
    ("house_of", "kind", "began", "expires", "ended", "due"),
    [
        pytest.param("ALMI", "chat", "2024-02-29", None, None, "2025-03-01", id="X25",
                     marks=row("ALMI-110", "counting a chat from another day, or not for twelve months")),
        pytest.param("ALMI", "contact-form", "2025-01-31", None, None, "2026-02-01", id="X26",
                     marks=row("ALMI-111", "counting a form from another day, or not for twelve months")),
        pytest.param("ALMI", "loan-offer", "2025-10-01", "2025-11-30", None, "2026-02-28", id="X24",
                     marks=row("ALMI-108", "counting an offer from the day on which it was made")),
        pytest.param("ALMI", "collateral", "2015-01-05", None, ("released", "2019-02-28"), "2026-02-28", id="X29",
                     marks=row("ALMI-107", "starting the seven years before the collateral has ended")),
        pytest.param("ALMI", "contract", "2010-01-05", None, ("relationship_ended", "2016-02-29"), "2026-02-28",
                     id="X28", marks=row("ALMI-109", "starting the ten years while somebody is a customer")),
        pytest.param("ALMI", "enquiry", "2019-01-05", None, ("relationship_ended", "2020-02-29"), "2025-03-01",
                     id="X27", marks=row("ALMI-105", "counting from the beginning of the enquiry")),
        pytest.param("ALMI", "enquiry", "2019-01-05", None, ("transaction_done", "2020-02-29"), "2025-03-01",
                     marks=row("ALMI-105", "starting the clock at the end of a relationship alone")),
        pytest.param("OPR", "potential-customer", "2024-01-05", None, ("application_rejected", "2024-02-29"),
                     "2026-03-01", id="X31", marks=row("OPR-53", "counting from the application")),
        pytest.param("OPR", "potential-customer", "2024-01-05", None, ("offer_lapsed", "2024-02-29"), "2026-03-01",
                     marks=row("OPR-53", "starting the clock at a rejection alone")),
        pytest.param("INTRUM", "hardship", "2025-03-01", "2025-04-02", None, "2025-04-02", id="R08",
                     marks=row("INTRUM-26", "keeping hardship longer than its pause")),
        pytest.param("AXACTOR", "valuation-row", "2025-03-10", None, ("bid_rejected", "2025-04-02"), "2025-04-02",
                     id="S6"),
        pytest.param("AXACTOR", "valuation-set", "2025-03-10", "2027-03-10", None, "2027-03-10",
                     marks=row("AXACTOR-94", "pseudonymised rows without an end of their own")),
        pytest.param("AXACTOR", "applicant", "2025-03-10", None, ("rejected", "2025-04-02"), "2025-04-02", id="R19"),
        pytest.param("ALMI", "applicant", "2025-03-10", None, ("hired", "2025-04-02"), "2025-04-02", id="R16"),
        pytest.param("AMILI", "bureau-extract", "2025-03-10", "2025-09-01", None, "2025-09-01", id="3.11"),
        pytest.param("AMILI", "bureau-extract", "2025-03-10", "2028-09-01", None, "2026-03-10"),
    ],
)  # fmt: skip
def test_goes_on_its_day(
    house: House, house_of: str, kind: str, began: str, expires: str | None, ended: tuple[str, str] | None, due: str
) -> None:
    record = entered(house(house_of), kind, began, expires_on=date.fromisoformat(expires) if expires else None)
    if ended:
        assert clock(record) == (None, None)  # nothing starts it before its event
        finished(record, *ended)
    assert clock(record)[1] == date.fromisoformat(due)


@row("ALMI-107", "an event that starts the seven years and cannot be chosen in the rule file")
def test_what_starts_the_seven_years_of_collateral_is_chosen_in_the_rule_file(house: House) -> None:
    """The notice does not say from when (schedule, R11)."""
    almi = house("ALMI")
    content = rules.read(rules.RULES_FOLDER / "almi_se.toml")
    (rule,) = (each for each in content["rule"] if each["code"] == "collateral.notice")
    rule["triggers"], content["valid_from"] = ["relationship_or_product_ended"], today(almi)
    record = entered(almi, "collateral", "2015-01-05")
    entry = {"envelope": record.envelope, "happened_on": date(2019, 2, 28), "by": uuid4(), "at": timezone.now()}
    with accounts.command():
        with pytest.raises(triggers.UnknownEvent):
            triggers.enter(event="relationship_or_product_ended", **entry)
        rules.publish(controller=almi, content=content)
        triggers.enter(event="relationship_or_product_ended", **entry)
    assert clock(record) == (date(2019, 2, 28), date(2026, 2, 28))


@row("ALMI-105", "erasing an enquiry before the five years are over")
def test_an_enquiry_is_not_erased_before_its_five_years(house: House) -> None:
    almi = house("ALMI")
    record = entered(almi, "enquiry", "2020-01-05")
    finished(record, "transaction_done", str(today(almi) - timedelta(days=5 * 365)))
    with accounts.command(Purpose.RETENTION):
        (outcome,) = envelopes.erase([record.envelope_id])
    assert (outcome.erased, outcome.reason) == (False, "demanded_by_law")


class TestHardship:
    @row("INTRUM-26", "leaving hardship behind when the case is closed, or erasing it while a legal claim holds it")
    def test_ends_with_the_case_unless_a_claim_holds_it(self, house: House) -> None:
        intrum = house("INTRUM")
        with accounts.command():
            case = collection.case_file(intrum, [collection.debtor(intrum)])
            parts = [(each.debtor.subject, each.role) for each in case.case_debtors.all()]
        free, held = (
            entered(intrum, "hardship", "2026-01-05", case_reference=case.reference, persons=parts) for _ in range(2)
        )
        with accounts.command():
            blocks.place(kind=BlockKind.HOLD, envelopes=[held.envelope_id], reason_code="legal_claim")
            cases.close(case=case, reason="paid", closed_on=today(intrum), by=uuid4(), at=timezone.now())
        assert clock(free) == (today(intrum), today(intrum))
        with accounts.command():
            nightly.run_routine(by=access.system("night"), at=timezone.now())
        assert list(Hardship.objects.all()) == [held]

    @row("INTRUM-26", "no day on which somebody looks whether hardship is still needed")
    def test_has_a_review_while_no_pause_has_an_end(self, house: House) -> None:
        record = entered(house("INTRUM"), "hardship", "2026-01-05")
        assert clock(record) == (None, None)
        from_file = _rule("INTRUM", "hardship")
        assert (from_file.kind, from_file.review_months) == ("event", 6)

    def test_holds_dates_and_no_words(self) -> None:
        assert KINDS["hardship"].texts == ()


def _rule(controller: str, record_class: str) -> RetentionRule:
    return RetentionRule.objects.get(controller__reference=controller, record_class=record_class)


class TestAnOffer:
    @row("ALMI-108", "ending with the three months of an offer what became a contract")
    def test_that_was_accepted_becomes_a_contract(self, house: House) -> None:
        """Scenario S7."""
        offer = entered(house("ALMI"), "loan-offer", "2025-10-01", expires_on=date(2025, 11, 30))
        contract = finished(offer, "accepted", "2025-11-20")
        assert contract == CustomerContract.objects.get()
        assert clock(contract) == (None, None)
        with accounts.command():
            envelopes.open([contract])
            assert contract.terms.reveal() == "terms of a test"

    def test_cannot_be_accepted_when_it_has_lapsed(self, house: House) -> None:
        offer = entered(house("ALMI"), "loan-offer", "2025-10-01", expires_on=date(2025, 11, 30))
        with pytest.raises(keeping.NotAllowed, match="good until"):
            finished(offer, "accepted", "2025-12-01")
        assert not CustomerContract.objects.exists()


AFTER = {"legal_claim", "subject_request", "self_service", "supervision", "retention", "security"}


class TestAContract:
    @pytest.mark.parametrize("purpose", Purpose)
    @row("ALMI-109", "a contract that serves collection or anything but evidence after the relationship's end")
    def test_is_evidence_and_nothing_else_once_the_relationship_has_ended(self, house: House, purpose: Purpose) -> None:
        contract = entered(house("ALMI"), "contract", "2010-01-05")
        assert self._opens(contract, purpose) is (purpose in AFTER | {"collection"})
        finished(contract, "relationship_ended", "2026-02-27")
        assert self._opens(contract, purpose) is (purpose in AFTER)

    @row("ALMI-109", "a contract that a handler reads as before, or changes, after the relationship's end")
    def test_says_why_and_takes_no_writing_for_collection(self, house: House) -> None:
        almi = house("ALMI")
        finished(entered(almi, "contract", "2010-01-05"), "relationship_ended", "2026-02-27")
        for step in (envelopes.open, envelopes.prepare_to_write):
            with acting.hanna(), pytest.raises(envelopes.Refused) as refused:
                step([CustomerContract.objects.get()])
            assert refused.value.reason == "purpose_locked"
        other = entered(almi, "collateral", "2015-01-05")
        finished(other, "released", "2026-02-27")
        assert self._opens(other, Purpose.COLLECTION), "of other records the end changes nothing"

    @row("ALMI-109", "a rule or a sentence to the person that says evidence only of records that open for more")
    def test_is_what_the_rule_and_the_sentence_of_the_notice_are_about(self) -> None:
        rules_of = {each["code"]: each for each in rules.read(rules.RULES_FOLDER / "almi_se.toml")["rule"]}
        cited = {code for code, rule in rules_of.items() if "ALMI-109" in rule.get("requirement_rows", [])}
        told = {kept.rule for kept in packs.of_reference("ALMI").keeping if "ALMI-109" in kept.rows}
        evidence = {code for code, rule in rules_of.items() if "evidence" in rule["ground"]}
        assert cited == told == evidence
        assert cited
        for code in cited:
            after = record_classes.get(rules_of[code]["record_class"]).purposes_after
            assert after is not None, code
            assert {each.value for each in after} == AFTER

    @staticmethod
    def _opens(record: KeptRecord, purpose: Purpose) -> bool:
        with acting.hanna(purpose):
            try:
                envelopes.open([type(record)._default_manager.get(pk=record.pk)])
            except envelopes.Refused:
                return False
        return True


class TestApplicants:
    def fill(self, axactor: Controller, position: str) -> int:
        with accounts.command():
            return ending.finish_all(
                kind=KINDS["applicant"],
                controller=axactor,
                gathering=position,
                because="position_filled",
                on=today(axactor),
                at=timezone.now(),
            )

    @row(
        "AXACTOR-91",
        "letting applicants stay when somebody was found, or taking those of another position",
    )
    @row("AXACTOR-92", "keeping here whoever was hired")
    def test_go_the_same_day_when_the_position_is_filled(self, house: House) -> None:
        axactor = house("AXACTOR")
        hired, other, elsewhere = (
            entered(axactor, "applicant", "2026-01-05", gathering=position)
            for position in ("Collector", "Collector", "Clerk")
        )
        finished(hired, "hired", str(today(axactor)))
        assert self.fill(axactor, "Collector") == 1
        with accounts.command():
            nightly.run_routine(by=access.system("night"), at=timezone.now())
        assert list(Applicant.objects.all()) == [elsewhere]
        assert not DataSubject.objects.filter(parts__envelope_id=other.envelope_id).exists()

    @row("AXACTOR-92", "letting who was hired go without handing the application over to the personnel department")
    def test_who_was_hired_is_handed_over_and_goes(self, house: House) -> None:
        axactor = house("AXACTOR")
        record = entered(axactor, "applicant", "2026-01-05", gathering="Clerk", expires_on=date(2099, 1, 1))
        recruiter = accounts.client_of(accounts.member(Role.RECRUITER))
        sent = {"because": "hired", "on": today(axactor).isoformat()}
        page = f"/handler/applicants/{record.reference}/end/"
        assert "personnel department" in recruiter.get(page).content.decode()
        answer = recruiter.post(page, sent)
        assert answer["Content-Disposition"] == f'attachment; filename="{record.reference}.json"'
        assert answer.json() == {
            "reference": record.reference, "position": "Clerk", "applied_on": "2026-01-05", "hired_on": sent["on"],
            "name": "name of a test", "reply_to": "reply_to of a test", "application": "application of a test",
        }  # fmt: skip
        (event,) = accounts.recorded(events.APPLICANT_HANDED_OVER)
        assert event.reference == record.reference
        with accounts.command():
            nightly.run_routine(by=access.system("night"), at=timezone.now())
        assert not Applicant.history.filter(id=record.pk).exists()

    def test_nobody_is_hired_together_with_others_or_without_having_applied(self, house: House) -> None:
        axactor = house("AXACTOR")
        entered(axactor, "applicant", "2026-01-05", gathering="Clerk")
        with accounts.command(), pytest.raises(keeping.NotAllowed, match="how it ended"):
            ending.finish_all(
                kind=KINDS["applicant"], controller=axactor, gathering="Clerk", because="hired", on=today(axactor),
                at=timezone.now(),
            )  # fmt: skip
        extract = entered(axactor, "bureau-extract", "2026-01-05", expires_on=date(2026, 9, 1))
        with accounts.command(), pytest.raises(handing_over.NotAnApplicant):
            handing_over.hire(record=extract, on=today(axactor), by=uuid4(), at=timezone.now())

    @row(
        "AXACTOR-93",
        "erasing who allowed to be kept or is in a dispute, or keeping them beyond that",
    )
    def test_stay_with_leave_until_its_day_and_in_a_dispute(self, house: House) -> None:
        axactor = house("AXACTOR")
        later = today(axactor) + timedelta(days=100)
        willing = entered(axactor, "applicant", "2026-01-05", gathering="Clerk", expires_on=later)
        disputed = entered(axactor, "applicant", "2026-01-05", gathering="Clerk")
        with accounts.command():
            blocks.place(kind=BlockKind.HOLD, envelopes=[disputed.envelope_id], reason_code="dispute")
        assert self.fill(axactor, "Clerk") == 2
        assert clock(willing) == (later, later)
        with accounts.command():
            nightly.run_routine(by=access.system("night"), at=timezone.now())
        assert set(Applicant.objects.all()) == {willing, disputed}

    def test_stay_for_nobody_who_was_hired(self, house: House) -> None:
        axactor = house("AXACTOR")
        record = entered(axactor, "applicant", "2026-01-05", expires_on=date(2030, 1, 1))
        finished(record, "hired", "2026-02-01")
        assert clock(record)[1] == date(2026, 2, 1)

    @row("ALMI-57", "keeping anything of an applicant who was rejected")
    def test_of_almi_go_when_rejected(self, house: House) -> None:
        almi = house("ALMI")
        record = entered(almi, "applicant", "2026-01-05")
        finished(record, "rejected", "2026-02-01")
        with accounts.command():
            nightly.run_routine(by=access.system("night"), at=timezone.now())
        assert not Applicant.history.filter(id=record.pk).exists()


@row("AXACTOR-94", "keeping what identifies when the bid has come to nothing")
def test_a_rejected_bid_takes_every_row_of_its_portfolio_at_once(house: House) -> None:
    axactor = house("AXACTOR")
    for portfolio in ("P-1", "P-1", "P-2"):
        entered(axactor, "valuation-row", "2026-01-05", gathering=portfolio)
    with accounts.command():
        count = ending.finish_all(
            kind=KINDS["valuation-row"],
            controller=axactor,
            gathering="P-1",
            because="bid_rejected",
            on=today(axactor),
            at=timezone.now(),
        )
        nightly.run_routine(by=access.system("night"), at=timezone.now())
    assert (count, [each.gathering for each in ValuationRow.objects.all()]) == (2, ["P-2"])


class TestAnEnquiry:
    @row("INTRUM-113", "an enquiry that the person or a handler can find, or one without a rule of its own")
    def test_is_absent_for_everybody_but_the_reporting_officers(self, house: House) -> None:
        record = entered(house("INTRUM"), "enquiry", "2026-01-05")
        assert Envelope.objects.get(pk=record.envelope_id).record_class in scope.absent_classes()
        for purpose in (Purpose.COLLECTION, Purpose.SUPERVISION, Purpose.SUBJECT_REQUEST, Purpose.SELF_SERVICE):
            with accounts.command(purpose), pytest.raises(envelopes.Refused):
                envelopes.open([record])
        for role in (Role.HANDLER, Role.SUPERVISOR, Role.DPO, Role.PRIVACY_OFFICER, Role.AUDITOR):
            client = accounts.client_of(accounts.member(role))
            assert client.get(f"/handler/enquiries/{record.reference}/").status_code == 403
        told = Event.objects.filter(reference=record.reference).values_list("purpose", flat=True)
        assert set(told) == {Purpose.LEGAL_REPORT.value}

    def test_has_a_rule_of_a_statute_that_does_not_let_it_stay_for_ever(self, house: House) -> None:
        house("INTRUM")
        rule = _rule("INTRUM", "aml_file")
        assert (rule.is_statute, rule.kind, rule.period_months, rule.review_months) == (True, "at_least", 60, 60)


class TestWhatIsKept:
    @row("INTRUM-106", "entering a record for which no rule says how long it is kept")
    @pytest.mark.parametrize(
        ("reference", "kind"), [("AMILI", "chat"), ("INTRUM", "loan-offer"), ("OPR", "collateral")]
    )
    def test_has_a_rule(self, house: House, reference: str, kind: str) -> None:
        with pytest.raises(keeping.NotAllowed, match="no rule"):
            entered(house(reference), kind, "2026-01-05", expires_on=date(2026, 2, 1))

    @pytest.mark.parametrize(
        ("kind", "values", "code"),
        [
            ("chat", {"began_on": date(2999, 1, 1)}, "begins_in_future"),
            ("chat", {"texts": {"words": " "}}, "words_missing"),
            ("loan-offer", {}, "expiry_missing"),
            ("loan-offer", {"expires_on": date(2025, 1, 1)}, "expires_before_it_began"),
        ],
    )
    def test_has_days_that_can_be(self, house: House, kind: str, values: dict[str, object], code: str) -> None:
        with pytest.raises(keeping.NotAllowed) as refusal:
            entered(house("ALMI"), kind, "2026-01-05", **values)
        assert refusal.value.code == code

    @pytest.mark.parametrize(
        ("because", "on", "code"),
        [
            ("released", "2999-01-01", "ends_in_future"),
            ("released", "2020-01-01", "ends_before_it_began"),
            ("hired", "2026-02-01", "end_unknown"),
        ],
    )
    def test_ends_as_it_can(self, house: House, because: str, on: str, code: str) -> None:
        record = entered(house("ALMI"), "collateral", "2026-01-05")
        with pytest.raises(keeping.NotAllowed) as refusal:
            finished(record, because, on)
        assert refusal.value.code == code
        finished(record, "released", "2026-02-01")
        with pytest.raises(keeping.NotAllowed, match="ended already"):
            finished(record, "released", "2026-02-01")
