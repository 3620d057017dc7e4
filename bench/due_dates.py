"""Selecting what is due among many envelopes, and computing all due dates anew after a change of rules."""

import statistics
from contextlib import AbstractContextManager
from datetime import date

from django.db import connection
from django.utils import timezone

from bench.measuring import ROUNDS, Result, seconds, spread
from personal_data import access, record_classes
from personal_data.models import Controller
from personal_data.purposes import Purpose
from retention.models import RetentionRule
from retention.selectors import due
from retention.services import rules, what_if
from tests.fixtures import databases

DUE = 10_000
# Plain rows, without keys and contents: what is due is found in this table alone. Three in ten cases are open; the
# others were closed within the last three years, and some earlier, which are due.
_FILL = """
INSERT INTO personal_data_envelope (id, controller_id, record_class, trigger_on, generation, created_at)
SELECT uuidv7(), %(controller)s, CASE WHEN n %% 5 < 3 OR n <= %(due)s THEN 'case_file' ELSE 'ledger_entry' END,
    CASE WHEN n <= %(due)s THEN current_date - 1200 - (n %% 300)::integer
         WHEN n %% 10 >= 3 THEN current_date - (n::bigint * 7919 %% 1000)::integer END, 1, now()
FROM generate_series(1, %(envelopes)s) AS n"""


def measure(database: str, envelopes: int) -> list[Result]:
    """Fill a database with envelopes and measure both."""
    controller = Controller.objects.get()
    with databases.superuser(database) as server:
        server.execute("SET session_replication_role = replica")
        server.execute(_FILL, {"controller": controller.id, "envelopes": envelopes, "due": DUE})
        server.execute("VACUUM ANALYZE personal_data_envelope")
    with _acting():
        first = seconds(lambda: rules.recompute(controller=controller))
    _vacuum(database)
    return [_selecting(controller, envelopes), *_recomputing(database, controller, envelopes, first)]


def _selecting(controller: Controller, envelopes: int) -> Result:
    classes = [each.name for each in record_classes.every() if not each.is_profile]
    today = due.local_today(controller)

    def select() -> None:
        found = due.due_ids(controller, classes=classes, by=today, after=None, limit=envelopes)
        assert len(found) == DUE, f"{len(found):,} are due"

    taken = [seconds(select) for _ in range(ROUNDS * 2)]
    previewed = [seconds(lambda: due.preview(controller, today)) for _ in range(ROUNDS)]
    return Result(
        f"selecting {DUE:,} that are due of {envelopes:,} envelopes",
        f"{statistics.median(taken) * 1000:.0f} ms",
        "100 ms",
        statistics.median(taken) <= 0.1,
        [
            f"all rounds {spread(taken, 1000, 0)} ms",
            f"judged with blocks and reasons by class (the preview) {spread(previewed, 1000, 0)} ms",
            *_plan(controller, classes, today),
        ],
    )


def _recomputing(database: str, controller: Controller, envelopes: int, first: float) -> list[Result]:
    """After a change of one rule, the one of the larger class; then every clock moves (both rules); then none.

    A change of one rule is the common case: all due dates are judged anew and those of that rule are written. The worst
    is that each is written, as when all rules of a controller change at once. Both are held to the number (ADR 59).
    """
    clocks = _count("trigger_on IS NOT NULL")
    all_moved, one_moved, seen = [], [], []
    months = {"case_file": 36, "ledger_entry": 84}
    for number in range(ROUNDS):
        both = {name: period + 1 + number for name, period in months.items()}
        all_moved.append(_changed(controller, both))
        _vacuum(database)
        seen.append(seconds(lambda: _what_if(controller)))
        one_moved.append(_changed(controller, {"ledger_entry": 200 + number}))
        _vacuum(database)
    still = [seconds(lambda: rules.recompute(controller=controller)) for _ in range(ROUNDS)]
    ledger = _count("trigger_on IS NOT NULL AND record_class = 'ledger_entry'")
    after_one, every = (clocks / statistics.median(taken) for taken in (one_moved, all_moved))
    return [
        Result(
            f"computing all {clocks:,} due dates anew after a rule change that moves {ledger:,} of them",
            f"{after_one:,.0f} envelopes/s",
            "200,000",
            after_one >= 200_000,
            [
                f"all rounds {spread(one_moved)} s; {envelopes - clocks:,} more without a clock are not counted",
                f"nothing changed: {spread(still)} s, {clocks / statistics.median(still):,.0f} envelopes/s; "
                f"the first computation of all {first:.2f} s",
                f"what a change of one rule would do, by class and day: {spread(seen)} s",
            ],
        ),
        Result(
            f"the same after a change of all rules, which moves every one of {clocks:,}",
            f"{every:,.0f} envelopes/s",
            "200,000",
            every >= 200_000,
            [f"all rounds {spread(all_moved)} s"],
        ),
    ]


def _changed(controller: Controller, months: dict[str, int]) -> float:
    """Other periods for some classes, and the seconds that computing the due dates anew takes."""
    with _acting():
        for name, period in months.items():
            RetentionRule.objects.filter(controller=controller, record_class=name).update(period_months=period)
        return seconds(lambda: rules.recompute(controller=controller))


def _what_if(controller: Controller) -> None:
    rule = RetentionRule.objects.get(controller=controller, record_class="case_file")
    with _acting():
        assert what_if.of_period(rule=rule, months=12, begins=timezone.localdate()).count


def _count(condition: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM personal_data_envelope WHERE {condition}")
        found: int = cursor.fetchone()[0]
    return found


def _plan(controller: Controller, classes: list[str], today: date) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "EXPLAIN SELECT id FROM personal_data_envelope WHERE controller_id = %s AND due_on <= %s"
            " AND record_class = ANY (%s) ORDER BY id",
            [controller.id, today, classes],
        )
        return [row[0].strip() for row in cursor.fetchall()][:4]


def _vacuum(database: str) -> None:
    """What the background does between two changes of rules."""
    with databases.superuser(database) as server:
        server.execute("VACUUM ANALYZE personal_data_envelope")


def _acting() -> AbstractContextManager[access.Context]:
    return access.context(actor=access.system("bench"), purpose=Purpose.RETENTION, channel="command")
