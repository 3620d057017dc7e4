"""A portfolio is valued under pseudonyms; with names only for a reason that a second person approved."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from collections_app import events
from collections_app.models import IdentifiableImport, PseudonymSet, ValuationRow, ValuationSet
from collections_app.services.sets import identifiable, importing, pseudonyms
from personal_data import access, envelopes
from personal_data.models import Controller, DataSubject, Envelope
from personal_data.purposes import Purpose
from retention.selectors.due import local_today
from retention.services import nightly
from tests.factories import accounts, retention
from tests.retention.sets.portfolios import FACTS, FILE, HEADER, KARI, SAYS_WHO, rows_of, taken, with_names

pytestmark = pytest.mark.django_db
row = pytest.mark.requirement
NORMALLY = row(
    "AXACTOR-11", breaks="a value that identifies, or a column that nobody knows, that gets into a valuation"
)
WITH_NAMES = row("AXACTOR-11", breaks="names in a valuation without a reason that a second person approved")


@pytest.fixture
def axactor(db: None) -> Controller:
    with accounts.command():
        return retention.controller("AXACTOR")


def asked(of: Controller, **said: Any) -> IdentifiableImport:
    values = {"portfolio": "P-1", "reason": "Ten files are read by a lawyer.", "by": uuid4(), "at": timezone.now()}
    day = local_today(of)
    with accounts.command(Purpose.RETENTION):
        return identifiable.ask(controller=of, **{**values, "ends_on": day, "today": day, **said})


def approved(use: IdentifiableImport) -> IdentifiableImport:
    with accounts.command(Purpose.RETENTION):
        return identifiable.approve(asked=use, by=uuid4(), at=timezone.now())


class TestByDefault:
    @NORMALLY
    def test_everything_that_identifies_becomes_a_token_and_is_nowhere_afterwards(self, axactor: Controller) -> None:
        made = taken(axactor)
        kari, ola, again = rows_of(made)
        assert kari[:5] == again[:5] != ola[:5]
        assert kari[5] != again[5]
        assert all(len(token) == 32 and set(token) <= set("0123456789abcdef") for token in [*kari[:6], *ola[:6]])
        assert kari[6:] == ["0....", "1970s", "1200.50", "NOK", "2024-Q1", "telecom", "open"]
        assert not set(SAYS_WHO) & {value for each in (kari, ola, again) for value in each}
        assert not ValuationRow.objects.exists()
        assert not DataSubject.objects.exists()

    @NORMALLY
    def test_the_tokens_of_another_set_are_others(self, axactor: Controller) -> None:
        (first, *_), (second, *_) = rows_of(taken(axactor)), rows_of(taken(axactor, name="P-2"))
        assert not set(first[:6]) & set(second[:6])

    @NORMALLY
    @pytest.mark.parametrize(("text", "reason"), [
        (f"{HEADER};remarks\n{KARI};{FACTS};ring Kari", "unknown_column"),
        ("amount;amount\n1;2", "column_twice"),
        ("name;phone\nKari;22222222", "no_facts"),
        (f"{HEADER}\n{KARI};{FACTS.replace('telecom', 'Kari Nordmann')}", "wrong_value"),
        (f"{HEADER}\n{KARI};{FACTS.replace('1972', '15867212075')}", "wrong_value"),
        (f"{HEADER}\n{KARI};{FACTS.replace('1200.50', '=1+1')}", "wrong_value"),
        (f"{HEADER}\n{KARI}", "wrong_length"),
        (HEADER, "no_rows"),
        ("amount\n\"1", "not_text"),
        ("", "no_facts"),
    ])  # fmt: skip
    def test_a_file_in_which_a_name_could_hide_is_not_taken(self, axactor: Controller, text: str, reason: str) -> None:
        with pytest.raises(importing.NotTaken) as refusal:
            taken(axactor, text)
        assert refusal.value.code == reason
        assert "Kari" not in " ".join(refusal.value.messages)
        assert [each.reason for each in accounts.recorded(events.VALUATION_REFUSED)] == [reason]
        assert not PseudonymSet.objects.exists()
        assert not ValuationSet.objects.exists()

    def test_a_file_that_is_too_large_is_not_taken(self, axactor: Controller, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(importing, "LARGEST", 100)
        with pytest.raises(importing.NotTaken, match="5 MB"):
            taken(axactor)
        monkeypatch.setattr("collections_app.policies.valuation_files.MOST_ROWS", 2)
        monkeypatch.setattr(importing, "LARGEST", 10_000)
        with pytest.raises(importing.NotTaken, match="too many"):
            taken(axactor)

    def test_only_where_the_notice_speaks_of_it_with_a_reason_and_within_three_years(self, axactor: Controller) -> None:
        with accounts.command():
            amili = retention.controller("AMILI")
        with pytest.raises(pseudonyms.NotPossible, match="speaks of no"):
            taken(amili)
        day = local_today(axactor)
        for wrong in (day, day.replace(year=day.year + 3, day=28) + timedelta(days=9)):
            with pytest.raises(pseudonyms.NotPossible, match="three years"):
                taken(axactor, ends_on=wrong)
        with pytest.raises(ValidationError, match="why anonymous"):
            taken(axactor, why=" ")

    @row("AXACTOR-94", breaks="rows under pseudonyms, or what their tokens mean, after the last day of the set")
    def test_rows_and_key_go_on_the_last_day_of_the_set(self, axactor: Controller) -> None:
        made = taken(axactor)
        rows = ValuationSet.objects.get()
        assert rows.envelope_id != made.envelope_id
        both = [made.envelope_id, rows.envelope_id]
        assert {each.due_on for each in Envelope.objects.filter(pk__in=both)} == {made.ends_on}
        with accounts.command(Purpose.RETENTION):
            envelopes.set_trigger(envelopes=both, trigger_on=local_today(axactor))
            nightly.run_routine(by=access.system("night"), at=timezone.now())
        assert not PseudonymSet.objects.exists()
        assert not PseudonymSet.history.model.objects.exists()
        assert not ValuationSet.objects.exists()
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM keys.data_key WHERE envelope_id = ANY (%s)", [both])
            assert cursor.fetchone() == (0,)


class TestWithNames:
    @WITH_NAMES
    def test_nothing_is_taken_before_another_person_has_approved_the_reason(self, axactor: Controller) -> None:
        with pytest.raises(importing.NotTaken, match="Nobody has approved"):
            with_names(axactor)
        use = asked(axactor)
        with pytest.raises(importing.NotTaken, match="Nobody has approved"):
            with_names(axactor)
        with pytest.raises(ValidationError, match="second person"), accounts.command(Purpose.RETENTION):
            identifiable.approve(asked=use, by=use.asked_by, at=timezone.now())
        assert not ValuationRow.objects.exists()
        agreed = approved(use)
        assert None not in (agreed.approved_by, agreed.approved_at)
        assert with_names(axactor) == 3
        with accounts.command(Purpose.COLLECTION):
            kept = list(ValuationRow.objects.order_by("reference"))
            envelopes.open(kept)
            assert [each.name.reveal() for each in kept] == ["Kari Nordmann", "Ola Nordmann", "Kari Nordmann"]
        said = [len(accounts.recorded(name)) for name in (
            events.IDENTIFIABLE_ASKED, events.IDENTIFIABLE_APPROVED, events.IDENTIFIABLE_IMPORTED
        )]  # fmt: skip
        assert said == [1, 1, 1]
        assert [each.reason for each in accounts.recorded(events.VALUATION_REFUSED)] == ["not_approved"] * 2

    @WITH_NAMES
    def test_the_approval_is_for_one_portfolio_of_one_controller_and_ends(self, axactor: Controller) -> None:
        use = approved(asked(axactor))
        with pytest.raises(importing.NotTaken):
            with_names(axactor, "P-2")
        IdentifiableImport.objects.filter(pk=use.pk).update(ends_on=local_today(axactor) - timedelta(days=1))
        with pytest.raises(importing.NotTaken):
            with_names(axactor)
        with pytest.raises(ValidationError, match="92 days"):
            asked(axactor, ends_on=local_today(axactor) + timedelta(days=93))

    @WITH_NAMES
    def test_the_database_takes_no_row_with_a_name_by_any_other_way(self, axactor: Controller) -> None:
        use = approved(asked(axactor))
        with_names(axactor)
        kept = ValuationRow.objects.first()
        assert kept is not None
        for spoiled in ({"portfolio": "P-2"}, {"approved_at": None, "approved_by": None}):
            with transaction.atomic():
                IdentifiableImport.objects.filter(pk=use.pk).update(**spoiled)
                with pytest.raises(IntegrityError, match="nobody has approved"), transaction.atomic():
                    self._copy(kept)
                transaction.set_rollback(True)
        self._copy(kept)

    @staticmethod
    def _copy(of: ValuationRow) -> None:
        with accounts.command(), connection.cursor() as cursor:
            access.attribute()
            cursor.execute(
                "INSERT INTO collections_app_valuationrow (id, envelope_id, controller_id, reference, case_reference, "
                "gathering, began_on, ended_because, entered_by, entered_at, name, claim) "
                "SELECT gen_random_uuid(), envelope_id, controller_id, 'REC-9999999', '', gathering, began_on, '', "
                "entered_by, entered_at, name, claim FROM collections_app_valuationrow WHERE id = %s",
                [of.pk],
            )

    @WITH_NAMES
    def test_the_database_takes_no_request_without_a_reason_and_no_approval_by_who_asked(
        self, axactor: Controller
    ) -> None:
        use = asked(axactor)
        for spoiled in (
            {"reason": ""},
            {"approved_by": use.asked_by, "approved_at": timezone.now()},
            {"approved_at": timezone.now()},
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                IdentifiableImport.objects.filter(pk=use.pk).update(**spoiled)
        with pytest.raises(ValidationError):
            asked(axactor, reason=" ")

    def test_every_row_has_a_name_and_they_are_few(self, axactor: Controller, monkeypatch: pytest.MonkeyPatch) -> None:
        approved(asked(axactor))
        with pytest.raises(importing.NotTaken, match="every row has a name"):
            with_names(axactor, text="amount\n12")
        monkeypatch.setattr(importing, "MOST_WITH_NAMES", 2)
        with pytest.raises(importing.NotTaken, match="too many"):
            with_names(axactor, text=FILE)
        assert not ValuationRow.objects.exists()
