"""Statistics kept by runs: of whole quarters, only where the notice names them, with nothing that leads back."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from accounts.roles import Role
from audit.models import Line
from collections_app.models import Case, CaseStatusChange, Debtor
from personal_data import access, envelopes
from personal_data.models import BlockKind, Controller
from personal_data.purposes import Purpose
from personal_data.services import blocks
from retention import events
from retention.models import Run, StatisticsGroup, StatisticsQuarter
from retention.models.statistics import TRAITS, K
from retention.policies.anonymising import quarter_of
from retention.services import runs, statistics
from tests.factories import accounts, collection, retention

pytestmark = pytest.mark.django_db
URL = "/dpo/retention/statistics/"
FIRST, SECOND = accounts.access.system("first").id, accounts.access.system("second").id


@pytest.fixture(autouse=True)
def acting(db: None) -> Iterator[access.Context]:
    with accounts.command(Purpose.RETENTION) as here:
        yield here


@pytest.fixture
def intrum(intrum: Controller) -> Controller:
    """A controller for whose statistics two persons have agreed that data are read."""
    retention.statistics_approved(intrum)
    return intrum


@pytest.fixture
def due_day(intrum: Controller) -> date:
    """The first day of the quarter in which INTRUM's cases were closed that are due today."""
    day = retention.months_ago(60, days=1)
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


@pytest.fixture(params=["INTRUM", "ALMI", "AXACTOR"])
def keeper(request: pytest.FixtureRequest) -> tuple[Controller, date]:
    """A controller whose notice names statistics, and a day on which cases were closed that are due today."""
    months = {"INTRUM": 60, "ALMI": 120, "AXACTOR": 36}[request.param]
    day = retention.months_ago(months, days=1)
    controller = retention.controller(request.param)
    retention.statistics_approved(controller)
    return controller, date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def closed(of: Controller, on: date, number: int, outcome: str = "paid", **debtor: Any) -> list[Case]:
    """So many cases of one debtor each."""
    made = []
    for _ in range(number):
        case = collection.case_file(of, [collection.debtor(of, **debtor)])
        CaseStatusChange.objects.create(
            envelope=case.envelope,
            case=case,
            from_status="open",
            to_status="closed",
            reason=outcome,
            effective_on=on,
            by=FIRST,
            at=timezone.now(),
        )
        retention.close(case, on)
        made.append(case)
    return made


def run(of: Controller) -> Run:
    """A run from the proposal to its end."""
    now = timezone.now()
    proposed = runs.propose(controller=of, by=FIRST, at=now)
    return runs.execute(run=runs.approve(run=proposed, by=SECOND, at=now), by=FIRST, at=now)


def groups() -> dict[tuple[str, ...], int]:
    return {row[:-1]: row[-1] for row in StatisticsGroup.objects.values_list(*TRAITS, "debtors")}


class TestARun:
    @pytest.mark.requirement("INTRUM-49", breaks="a group of fewer than five is kept, or a run keeps no statistics")
    @pytest.mark.requirement(
        "INTRUM-50", breaks="the rows of the statistics get a key back to a person or go with them"
    )
    def test_keeps_counts_of_what_it_erases_and_they_stay(self, keeper: tuple[Controller, date]) -> None:
        controller, day = keeper
        closed(controller, day, 7)
        closed(controller, day, 2, "time_barred")
        run(controller)
        assert not Case.objects.exists()
        assert [(key[4], key[5], count) for key, count in groups().items()] == [(quarter_of(day), "paid", 7)]
        (quarter,) = StatisticsQuarter.objects.all()
        assert (quarter.quarter, quarter.k, quarter.groups, quarter.suppressed_percent) == (quarter_of(day), K, 1, 25)
        (event,) = accounts.recorded(events.STATISTICS_KEPT)
        assert (event.reference, event.count) == (Run.objects.get().reference, 1)

    def test_of_one_person_keeps_nothing_and_nothing_waits_for_the_next(
        self, intrum: Controller, due_day: date
    ) -> None:
        for _ in range(6):
            closed(intrum, due_day, 1)
            run(intrum)
        assert groups() == {}
        assert StatisticsQuarter.objects.get().suppressed_percent == 100

    @pytest.mark.requirement(
        "ALMI-40", breaks="a run adds the few persons that it erases instead of their whole quarter"
    )
    def test_counts_the_whole_quarter_with_the_first_case_that_goes_and_never_again(self, intrum: Controller) -> None:
        alone, *others = closed(intrum, retention.months_ago(60, days=-40), 8)
        envelopes.set_trigger(envelopes=[alone.envelope_id], trigger_on=retention.months_ago(61))
        assert run(intrum).erased_count == 2  # the case and the profile
        assert list(groups().values()) == [8]
        for case in others:
            envelopes.set_trigger(envelopes=[case.envelope_id], trigger_on=retention.months_ago(61))
        assert run(intrum).erased_count == 14
        assert list(groups().values()) == [8]

    def test_leaves_out_who_is_restricted_or_has_objected(self, intrum: Controller, due_day: date) -> None:
        cases = closed(intrum, due_day, 9)
        for case in cases[:3]:
            subject = case.case_debtors.get().debtor.subject
            blocks.place(kind=BlockKind.OBJECTION, reason_code="request.objection", subject=subject, allowed=[])
        run(intrum)
        assert list(groups().values()) == [6]

    @pytest.mark.parametrize("reference", ["AMILI", "OPR"])
    def test_keeps_nothing_where_the_notice_names_no_statistics(self, reference: str) -> None:
        controller = retention.controller(reference)
        closed(controller, retention.months_ago({"AMILI": 36, "OPR": 60}[reference], days=100), 12)
        run(controller)
        assert not Case.objects.exists()
        assert groups() == {}
        assert not StatisticsQuarter.objects.exists()

    def test_killed_and_taken_up_again_counts_once(self, intrum: Controller, due_day: date) -> None:
        closed(intrum, due_day, 6)
        now = timezone.now()
        proposed = runs.approve(run=runs.propose(controller=intrum, by=FIRST, at=now), by=SECOND, at=now)
        begun = runs.begin(run=proposed, by=FIRST, at=now)
        assert statistics.keep_of_run(run=begun) == 1
        runs.work_off(run=begun, at=now)
        assert list(groups().values()) == [6]


class TestAnAttacker:
    """Who sees the table before and after each run, its physical order and its columns."""

    @pytest.mark.requirement("ALMI-40", breaks="a run adds a person who can be told apart, or fewer than five at once")
    def test_sees_every_group_grow_by_k_or_not_at_all(self, keeper: tuple[Controller, date]) -> None:
        controller, day = keeper
        earlier = date(day.year - 1, day.month, 1)
        seen: list[dict[tuple[str, ...], int]] = [{}]
        for closed_on, number, outcome in ((earlier, 6, "paid"), (day, 5, "paid"), (day, 3, "settled")):
            closed(controller, closed_on, number, outcome)
        for _ in range(3):
            run(controller)
            seen.append(groups())
            closed(controller, date(earlier.year - 1, 1, 1 + len(seen)), 7, "settled")
        for before, after in pairwise(seen):
            assert all(after[key] - before.get(key, 0) == 0 or after[key] - before.get(key, 0) >= K for key in after)
        assert len(seen[-1]) > 1

    def test_learns_nothing_from_where_and_when_rows_were_written(self, intrum: Controller, due_day: date) -> None:
        closed(intrum, due_day, 6, "settled")
        run(intrum)
        closed(intrum, date(due_day.year - 1, due_day.month, 1), 6, "paid")
        run(intrum)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(TRAITS)} FROM retention_statisticsgroup ORDER BY ctid")
            placed = cursor.fetchall()
            cursor.execute("SELECT count(DISTINCT xmin::text || cmin::text) FROM retention_statisticsgroup")
            assert cursor.fetchone() == (1,)
        assert len(placed) == 2
        assert placed == sorted(placed)

    def test_finds_no_number_time_or_sequence_beside_the_counts(self) -> None:
        assert {field.name for field in StatisticsGroup._meta.concrete_fields} == {"controller", *TRAITS, "debtors"}
        with connection.cursor() as cursor:
            cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'S' AND relname LIKE 'retention_statistics%'")
            assert cursor.fetchall() == []

    def test_cannot_write_a_small_group(self, intrum: Controller) -> None:
        with pytest.raises(IntegrityError, match="large_enough"), transaction.atomic():
            StatisticsGroup.objects.create(controller=intrum, **dict.fromkeys(TRAITS, "any"), debtors=K - 1)


class TestPage:
    @pytest.fixture
    def dora(self, intrum: Controller) -> Client:
        return accounts.client_of(accounts.member(Role.DPO))

    def test_shows_groups_plots_k_and_the_share_left_out(self, dora: Client, intrum: Controller, due_day: date) -> None:
        closed(intrum, due_day, 7, "settled")
        run(intrum)
        page = dora.get(URL).content.decode()
        for words in ("What the portfolio paid", "How the cases ended", "settled by agreement", "7 debtors in 1 group"):
            assert words in page
        assert 'class="part-' in page
        assert "style=" not in page

    def test_of_the_run_reports_k_groups_and_the_suppressed_share(
        self, dora: Client, intrum: Controller, due_day: date
    ) -> None:
        closed(intrum, due_day, 11)
        closed(intrum, due_day, 1, outcome="cancelled")
        done = run(intrum)
        quarter = StatisticsQuarter.objects.get()
        text = " ".join(dora.get(f"/dpo/retention/runs/{done.reference}/").content.decode().split())
        assert "What was counted before it went" in text
        cells = (f'(k)" class="number">{quarter.k}<', f'Groups" class="number">{quarter.groups}<',
                 f'at most" class="number">{quarter.suppressed_percent} %<')  # fmt: skip
        assert [cell for cell in cells if cell not in text] == []
        assert quarter.groups > 0

    @pytest.mark.requirement("INTRUM-46", breaks="the page reads persons, or a run reads them without saying so")
    def test_reads_nobody_and_only_the_run_did_which_is_recorded(
        self, dora: Client, intrum: Controller, due_day: date
    ) -> None:
        closed(intrum, due_day, 6)
        people = set(Debtor.objects.values_list("envelope_id", flat=True))
        with accounts.command(Purpose.RETENTION):  # a context that holds no key yet, as a worker's does
            run(intrum)
        opened = Line.objects.filter(outcome="opened")
        assert set(opened.values_list("envelope_id", flat=True)) == people
        before = opened.count()
        assert "6 debtors" in dora.get(URL).content.decode()
        assert opened.count() == before

    def test_says_why_there_is_nothing(self, dora: Client) -> None:
        retention.controller("AMILI")
        page = dora.get(URL).content.decode()
        assert "A quarter is counted as a whole" in page
        assert "The notice of this controller names no statistics." in page

    def test_shows_only_controllers_within_reach_and_is_closed_to_handlers(self, intrum: Controller) -> None:
        elsewhere = accounts.client_of(accounts.member(Role.DPO, works_for=[]))
        assert "Intrum" not in elsewhere.get(URL).content.decode()
        assert accounts.client_of(accounts.member(Role.HANDLER)).get(URL).status_code == 403
