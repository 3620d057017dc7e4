"""What closed cases teach: inside their retention time, under pseudonyms, and gone with the case or the set."""

import csv
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from collections_app import events
from collections_app.models import Call, Case, CaseStatusChange, PseudonymSet, SetExport
from collections_app.services.sets import exports, pseudonyms, reidentifying
from collections_app.services.sets.reidentifying import Answer, Candidate, Refusal, Why
from personal_data import access, envelopes
from personal_data.models import BlockKind, Controller, Envelope
from personal_data.purposes import Purpose
from personal_data.services import blocks
from retention.selectors.due import local_today
from retention.services import experience, nightly, runs
from tests.factories import accounts, collection, retention
from tests.privacy.compliance.asking import BROKEN, KEPT, SOON, verdict

pytestmark = pytest.mark.django_db
row = pytest.mark.requirement
INSIDE = row("AXACTOR-88", breaks="learning from an open case, or from one whose retention time is over")
PSEUDONYMS = row(
    "AXACTOR-88", breaks="measures and outcomes of closed cases that are missing, or stand beside who it was"
)
REMOVED = row("AXACTOR-88", breaks="anything of a case that can be learnt from after it, or after the set has ended")
NUMBER = "15867212075"


@pytest.fixture
def axactor(db: None) -> Controller:
    with accounts.command():
        return retention.controller("AXACTOR")


def closed(of: Controller, on: date, name: str = "Kari Nordmann", calls: int = 0, **values: str) -> Case:
    """A case that was closed on a day, paid, after some calls."""
    with accounts.command(Purpose.COLLECTION):
        values = {"identity_number": NUMBER, "identity_scheme": "fodselsnummer", **values}
        debtor = collection.debtor(of, name, address={"postcode": "0150", "country": "NO"}, **values)
        case = collection.case_file(of, [debtor])
        collection.claim(case)
        for _ in range(calls):
            Call.objects.create(
                envelope=case.envelope, case=case, direction="outbound", outcome="spoke", spoken_to="debtor",
                started_at=datetime(2020, 3, 1, 9, tzinfo=UTC), seconds=60, by=uuid4(), at=timezone.now(),
            )  # fmt: skip
        CaseStatusChange.objects.create(
            envelope=case.envelope, case=case, from_status="open", to_status="closed", reason="paid", effective_on=on,
            by=uuid4(), at=timezone.now(),
        )  # fmt: skip
        return retention.close(case, on)


def made_of(of: Controller, **said: object) -> PseudonymSet:
    with accounts.command(Purpose.COLLECTION):
        return retention.experience_of(of, **said)


def exported(made: PseudonymSet) -> list[dict[str, str]]:
    with accounts.command(Purpose.COLLECTION):
        return list(csv.DictReader(StringIO(experience.export(of=made, by=uuid4(), at=timezone.now()))))


def resolved(made: PseudonymSet, token: str, why: str = Why.INCIDENT) -> Answer:
    with accounts.command(Purpose.SECURITY):
        return reidentifying.resolve(of=made, token=token, why=why, candidate=Candidate(), at=timezone.now())


def erased(of: Controller) -> None:
    with accounts.command(Purpose.RETENTION):
        now = timezone.now()
        run = runs.approve(run=runs.propose(controller=of, by=uuid4(), at=now), by=uuid4(), at=now)
        runs.execute(run=run, by=run.proposed_by, at=now)


@pytest.fixture
def lately(axactor: Controller) -> Case:
    """A case inside its three years."""
    return closed(axactor, retention.months_ago(6), calls=2)


class TestRows:
    @INSIDE
    def test_are_of_closed_cases_inside_their_retention_time_alone(self, axactor: Controller, lately: Case) -> None:
        over = closed(axactor, retention.months_ago(37), "Ola Nordmann")
        with accounts.command(Purpose.COLLECTION):
            still_open = collection.case_file(axactor, [collection.debtor(axactor, "Per Nordmann")])
        made = made_of(axactor)
        rows = exported(made)
        assert [resolved(made, each["token"]).case_reference for each in rows] == [lately.reference]
        assert Case.objects.filter(pk__in=[over.pk, still_open.pk]).count() == 2, "no run has come yet"
        with accounts.command(Purpose.RETENTION):
            envelopes.set_trigger(envelopes=[lately.envelope_id], trigger_on=None)
        with pytest.raises(pseudonyms.NotPossible, match="inside its retention time"):
            exported(made)

    @INSIDE
    def test_are_of_the_cases_that_were_closed_in_the_time_of_the_set(self, axactor: Controller, lately: Case) -> None:
        closed(axactor, retention.months_ago(12), "Ola Nordmann")
        made = made_of(axactor, closed_from=retention.months_ago(7))
        assert [resolved(made, each["token"]).case_reference for each in exported(made)] == [lately.reference]
        with pytest.raises(pseudonyms.NotPossible, match="before today"):
            made_of(axactor, closed_until=local_today(axactor))

    @PSEUDONYMS
    def test_hold_measures_and_outcome_and_nothing_that_names_anybody(self, axactor: Controller, lately: Case) -> None:
        (learnt,) = exported(made_of(axactor))
        token = learnt.pop("token")
        assert len(token) == 32
        quarter = f"{lately.closed_on.year}-Q{(lately.closed_on.month + 2) // 3}"  # type: ignore[union-attr]
        assert learnt == {
            "kind": "consumer", "region": "NO 0", "born": "1970s", "amount": "SEK 1000-4999", "quarter": quarter,
            "outcome": "paid", "duration": "over_3_years", "paid": "nothing", "calls": "1-3", "reached": "yes",
            "court": "no", "enforcement": "no",
        }  # fmt: skip
        written = f"{token} {learnt}"
        assert not [said for said in ("Kari", NUMBER, lately.reference, "F-2020-118", "0150") if said in written]

    @PSEUDONYMS
    def test_have_other_tokens_in_another_set(self, axactor: Controller, lately: Case) -> None:
        (first,), (second,) = exported(made_of(axactor)), exported(made_of(axactor))
        assert first.pop("token") != second.pop("token")
        assert first == second

    def test_are_not_of_the_restricted_or_held(self, axactor: Controller, lately: Case) -> None:
        with accounts.command(Purpose.SUBJECT_REQUEST):
            blocks.place(kind=BlockKind.RESTRICTION, reason_code="accuracy", envelopes=[lately.envelope_id])
        with pytest.raises(pseudonyms.NotPossible):
            exported(made_of(axactor))

    def test_reading_them_is_recorded_for_their_persons(self, axactor: Controller, lately: Case) -> None:
        before = len(accounts.recorded("personal_data.envelope.opened"))
        exported(made_of(axactor))
        assert len(accounts.recorded("personal_data.envelope.opened")) == before + 2, "the profiles, and the key"
        assert [(each.reason, each.count) for each in accounts.recorded(events.SET_EXPORTED)] == [("experience", 1)]
        assert len(accounts.recorded(events.SET_MADE)) == 1

    def test_are_kept_nowhere_where_the_notice_speaks_of_no_sets(self) -> None:
        with accounts.command():
            amili = retention.controller("AMILI")
        with pytest.raises(pseudonyms.NotPossible, match="speaks of no"):
            made_of(amili)


class TestAfterwards:
    @REMOVED
    def test_a_case_that_is_erased_teaches_nothing_any_more(self, axactor: Controller, lately: Case) -> None:
        early = closed(axactor, retention.months_ago(35), "Ola Nordmann")
        made = made_of(axactor)
        tokens = {resolved(made, each["token"]).case_reference: each["token"] for each in exported(made)}
        assert set(tokens) == {lately.reference, early.reference}
        with accounts.command(Purpose.COLLECTION):
            envelopes.set_trigger(envelopes=[early.envelope_id], trigger_on=retention.months_ago(37))
        erased(axactor)
        assert not Case.objects.filter(pk=early.pk).exists()
        assert [each["token"] for each in exported(made)] == [tokens[lately.reference]]
        assert resolved(made, tokens[early.reference]).refusal is Refusal.NOBODY

    @REMOVED
    def test_the_set_and_what_its_tokens_mean_go_on_its_last_day(self, axactor: Controller, lately: Case) -> None:
        made = made_of(axactor)
        ((token),) = [each["token"] for each in exported(made)]
        assert Envelope.objects.get(pk=made.envelope_id).due_on == made.ends_on
        with accounts.command(Purpose.RETENTION):
            envelopes.set_trigger(envelopes=[made.envelope_id], trigger_on=local_today(axactor))
            nightly.run_routine(by=access.system("night"), at=timezone.now())
        assert not PseudonymSet.objects.exists()
        assert not PseudonymSet.history.model.objects.exists()
        assert not Envelope.objects.filter(pk=made.envelope_id).exists()
        assert resolved(made, token).refusal is Refusal.ENDED
        with pytest.raises(envelopes.Gone):
            exported(made)

    @REMOVED
    def test_a_set_whose_day_has_come_gives_nothing_before_the_run_either(
        self, axactor: Controller, lately: Case
    ) -> None:
        made = made_of(axactor)
        made.ends_on = local_today(axactor)
        with pytest.raises(pseudonyms.NotPossible, match="has ended"):
            exported(made)
        assert resolved(made, "0" * 32).refusal is Refusal.ENDED

    @REMOVED
    def test_a_file_is_removed_when_the_first_of_its_cases_goes_and_the_monitor_asks_for_it(
        self, axactor: Controller, lately: Case
    ) -> None:
        early = closed(axactor, retention.months_ago(30), "Ola Nordmann")
        exported(made_of(axactor))
        file = SetExport.objects.get()
        assert file.use_until == Envelope.objects.get(pk=early.envelope_id).due_on < file.use_until + timedelta(days=1)
        assert verdict(axactor, "set_files_removed") is KEPT
        today = local_today(axactor)
        SetExport.objects.update(use_until=today + timedelta(days=14))
        assert verdict(axactor, "set_files_removed") is SOON
        SetExport.objects.update(use_until=today - timedelta(days=1))
        assert verdict(axactor, "set_files_removed") is BROKEN
        with accounts.command(Purpose.COLLECTION):
            for _ in range(2):
                exports.confirm_removed(export=file, by=uuid4(), at=timezone.now())
        assert verdict(axactor, "set_files_removed") is KEPT
        assert len(accounts.recorded(events.SET_EXPORT_REMOVED)) == 1
        with pytest.raises(IntegrityError), transaction.atomic():
            SetExport.objects.update(removed_by=None)

    def test_a_file_of_a_set_that_ends_before_its_cases_is_removed_with_the_set(
        self, axactor: Controller, lately: Case
    ) -> None:
        made = made_of(axactor, ends_on=local_today(axactor) + timedelta(days=5))
        exported(made)
        assert SetExport.objects.get().use_until == made.ends_on
