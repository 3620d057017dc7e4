"""What a law keeps when the case has gone: locked to that law, and each rule with its source and its own days."""

from datetime import date

import pytest

from audit.models import Line
from collections_app.models import Case, LedgerEntry
from collections_app.services import ledger
from personal_data import envelopes
from personal_data.models import Controller
from personal_data.purposes import Purpose
from retention.models import RetentionRule
from retention.policies.due_dates import RuleKind
from retention.selectors import due, explanation
from retention.services import rules
from tests.factories import accounts, acting, collection, retention

pytestmark = pytest.mark.django_db
BY_LAW = {Purpose.BOOKKEEPING, Purpose.SUBJECT_REQUEST, Purpose.SELF_SERVICE, Purpose.RETENTION, Purpose.SECURITY}


def _row(row: str, breaks: str) -> pytest.MarkDecorator:
    return pytest.mark.requirement(row, breaks=breaks)


def posted(reference: str, on: date) -> tuple[Case, LedgerEntry]:
    """A case that was closed long ago, and a payment of it in the books."""
    with accounts.command(Purpose.BOOKKEEPING):
        of = retention.controller(reference)
        case = retention.closed_case(of, date(2010, 1, 31))
        entry = ledger.post(
            case=case, counterparty_name="Anna Andersson", voucher="V-1", amount_minor=100, currency="SEK", posted_on=on
        )
        rules.recompute(controller=of)
    return case, entry


class TestBookkeeping:
    @pytest.mark.parametrize(
        "reference",
        [
            pytest.param("INTRUM", marks=_row("INTRUM-52", "bookkeeping in the case's envelope, or on another basis")),
            pytest.param("ALMI", marks=[
                _row("ALMI-31", "no period of its own for bookkeeping"),
                _row("ALMI-103", "opening for other work what only a law keeps"),
            ]),
            pytest.param("OPR", marks=_row("OPR-50", "opening for other work what only a law keeps")),
        ],
    )  # fmt: skip
    def test_has_its_own_period_basis_and_lock(self, reference: str) -> None:
        case, entry = posted(reference, date(2025, 3, 10))
        assert entry.envelope_id != case.envelope_id
        with acting.nightly():
            assert [each.reason for each in envelopes.erase([case.envelope_id])] == ["erased"]
            assert [each.reason for each in envelopes.erase([entry.envelope_id])] == ["not_due"]
        opened = set()
        for purpose in Purpose:
            with acting.omar(purpose):
                try:
                    envelopes.open([LedgerEntry.objects.get()])
                except envelopes.Refused:
                    continue
            opened.add(purpose)
        assert opened == BY_LAW
        lines = Line.objects.filter(envelope_id=entry.envelope_id, outcome="opened")
        assert set(lines.values_list("legal_basis", flat=True)) == {"6(1)(c)"}
        decided = explanation.explain(entry.envelope_id).deciding
        assert decided is not None
        assert decided.rule.record_class == "ledger_entry"

    @_row("ALMI-101", "the earlier of the two ends, or a class of records with none")
    def test_goes_by_the_later_of_notice_and_law(self) -> None:
        _, entry = posted("ALMI", date(2020, 3, 15))
        answer = explanation.explain(entry.envelope_id)
        ends = {each.rule.kind: each.due_on for each in answer.rules}
        assert ends == {RuleKind.AT_MOST: date(2030, 12, 31), RuleKind.FOR: date(2028, 1, 1)}
        assert answer.due_on == max(filter(None, ends.values()))
        assert due.classes_without_rule(entry.controller) == []

    @_row("ALMI-102", "erasing while the contract runs, or before the period that a law demands after it is over")
    def test_begins_after_the_contract_and_lasts_to_the_end_of_the_statute(self) -> None:
        with accounts.command(Purpose.BOOKKEEPING):
            almi = retention.controller("ALMI")
            running = collection.case_file(almi, [collection.debtor(almi, "Bo Berg")])
        assert explanation.explain(running.envelope_id).due_on is None, "however long the contract runs"
        with acting.nightly():
            assert [each.reason for each in envelopes.erase([running.envelope_id])] == ["trigger_unknown"]
        ended, entry = self.booked(almi)
        statute = RetentionRule.objects.get(controller=almi, code="ledger_entry.statute")
        assert (statute.kind, statute.is_statute, statute.period_months) == (RuleKind.FOR, True, 84)
        with acting.nightly():
            assert [each.reason for each in envelopes.erase([ended.envelope_id])] == ["erased"]
            assert [each.reason for each in envelopes.erase([entry.envelope_id])] == ["not_due"]
        assert explanation.explain(entry.envelope_id).due_on == date(2035, 12, 31)

    def booked(self, almi: Controller) -> tuple[Case, LedgerEntry]:
        """A relationship that ended more than ten years ago, with money that came in 2025."""
        with accounts.command(Purpose.BOOKKEEPING):
            ended = retention.closed_case(almi, date(2010, 1, 31))
            entry = ledger.post(
                case=ended, counterparty_name="Anna Andersson", voucher="V-1", amount_minor=100, currency="SEK",
                posted_on=date(2025, 3, 10),
            )  # fmt: skip
            rules.recompute(controller=almi)
        return ended, entry

    @_row("INTRUM-107", "a rule without its legal source, or an answer that does not say which of several rules won")
    def test_is_explained_by_every_rule_and_the_one_that_won(self) -> None:
        _, entry = posted("INTRUM", date(2025, 3, 10))
        answer = explanation.explain(entry.envelope_id)
        assert {each.rule.code for each in answer.rules} == {"ledger_entry.notice", "ledger_entry.statute"}
        statute = next(each.rule for each in answer.rules if each.rule.code == "ledger_entry.statute")
        assert (statute.is_statute, "1336/1997" in statute.citation) == (True, True)
        assert answer.deciding is not None
        assert answer.deciding.due_on == answer.due_on == max(each.due_on for each in answer.rules if each.due_on)


class TestVersions:
    @_row("ALMI-104", "changing a rule in place when a law changes, or one without the day from which it binds")
    def test_a_changed_law_adds_a_version_and_leaves_the_old_one(self) -> None:
        with accounts.command():
            of = retention.controller("ALMI")
            before = list(RetentionRule.objects.filter(controller=of).values())
            content = rules.read(rules.RULES_FOLDER / "almi_se.toml")
            changed = next(rule for rule in content["rule"] if rule["code"] == "ledger_entry.statute")
            changed["period_months"], content["valid_from"] = 96, date(2099, 1, 1)
            rules.publish(controller=of, content=content)
        versions = RetentionRule.objects.filter(controller=of, code="ledger_entry.statute").order_by("valid_from")
        assert [(each.period_months, each.valid_from) for each in versions] == [
            (84, date(2020, 1, 1)), (96, date(2099, 1, 1)),
        ]  # fmt: skip
        after = {
            each["id"]: {**each, "valid_until": None} for each in RetentionRule.objects.filter(controller=of).values()
        }
        assert all(after[each["id"]] == each for each in before), "what bound is as it was, with its last day at most"
