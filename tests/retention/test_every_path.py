"""What the gate refuses, by every path by which somebody could erase: with the reason, and with a record of it."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID, uuid4

import psycopg
import pytest
from django.conf import settings
from django.utils import timezone

from audit.models import Line
from collections_app.models import Case
from personal_data import envelopes, record_classes, subjects
from personal_data.models import BlockKind, Controller, DecisionGround
from personal_data.record_classes import RecordClass
from personal_data.services import blocks, erasure_decisions
from retention.models import KeptItem, RetentionRule
from retention.services import runs
from retention.wording import KEPT_BECAUSE
from tests.factories import accounts, collection, retention
from tests.fixtures import databases

ROLF, PETRA = uuid4(), uuid4()


def _block(kind: BlockKind, reason_code: str) -> Callable[[Case], None]:
    def place(case: Case) -> None:
        retention.close(case, retention.months_ago(40))
        blocks.place(kind=kind, reason_code=reason_code, envelopes=[case.envelope_id])

    return place


def _demanded(case: Case) -> None:
    """Due by the notice's maximum, and a law still demands it for ten years."""
    retention.close(case, retention.months_ago(40))
    RetentionRule.objects.create(
        controller=case.controller,
        code="AML",
        record_class="case_file",
        trigger="business relationship ended",
        anchor="trigger",
        period_months=120,
        kind="at_least",
        action="erase",
        ground="Money laundering act",
        valid_from=date(2020, 1, 1),
    )


def _young(case: Case) -> None:
    retention.close(case, timezone.localdate())


# Why a record stays -> what brings that about.
WHY: dict[str, Callable[[Case], None]] = {
    "held": _block(BlockKind.HOLD, "court"),
    "kept_for_person": _block(BlockKind.WISH, "own_claim"),
    "needed_for_request": _block(BlockKind.WISH, "for_your_request"),
    "restricted": _block(BlockKind.RESTRICTION, "request.rectification"),
    "demanded_by_law": _demanded,
    "not_due": _young,
    "trigger_unknown": lambda case: None,
}
# Neither stands in the way of what was decided by a request or of what was imported by mistake.
BY_DATE = {"not_due", "trigger_unknown"}


def _due(case: Case) -> set[str]:
    return {each.reason for each in envelopes.erase([case.envelope_id])}


def _run(case: Case) -> set[str]:
    """A whole run. What is not due is not even looked at by it, which is told by nothing."""
    at = timezone.now()
    run = runs.propose(controller=case.controller, by=ROLF, at=at)
    runs.approve(run=run, by=PETRA, at=at)
    runs.execute(run=run, by=ROLF, at=at)
    return set(KeptItem.objects.filter(run=run, envelope_id=case.envelope_id).values_list("reason", flat=True))


def _decided(ground: DecisionGround) -> Callable[[Case], set[str]]:
    def erase(case: Case) -> set[str]:
        erasure_decisions.decide(
            envelopes=[case.envelope_id],
            reference="R-2026-000001",
            effective_on=timezone.localdate() - timedelta(days=1),
            decided_by=PETRA,
            decided_at=timezone.now(),
            ground=ground,
        )
        return {each.reason for each in envelopes.erase([case.envelope_id], ground=ground.value)}

    return erase


PATHS: dict[str, Callable[[Case], set[str]]] = {
    "the gate, because it is due": _due,
    "a run": _run,
    "a decided request": _decided(DecisionGround.REQUEST),
    "an import rolled back": _decided(DecisionGround.ROLL_BACK),
}


def _refused(envelope: UUID) -> set[str]:
    """The reasons that stand in the trail for a record."""
    named = set(Line.objects.filter(envelope_id=envelope).values_list("event_id", flat=True))
    return {each.reason for each in accounts.recorded("personal_data.erasure.refused") if each.id in named}


def _open_case(controller: Controller) -> Case:
    return collection.case_file(controller, [collection.debtor(controller)])


@pytest.mark.django_db
@pytest.mark.parametrize("why", WHY)
@pytest.mark.parametrize("path", PATHS)
def test_stays_and_says_why(amili: Controller, path: str, why: str) -> None:
    with accounts.command():
        case = _open_case(amili)
        WHY[why](case)
        said = PATHS[path](case)
    if why in BY_DATE and path in ("a decided request", "an import rolled back"):
        assert said == {"erased"}
        return
    assert Case.objects.filter(pk=case.pk).exists()
    if why in BY_DATE and path == "a run":
        assert said == set()
        return
    assert said == {why}
    assert _refused(case.envelope_id) == {why}
    assert str(KEPT_BECAUSE[why])


@pytest.mark.django_db
@pytest.mark.parametrize("ground", DecisionGround.values)
def test_stays_when_nobody_decided(amili: Controller, ground: str) -> None:
    with accounts.command():
        case = _open_case(amili)
        (outcome,) = envelopes.erase([case.envelope_id], ground=ground)
    assert (outcome.reason, _refused(case.envelope_id)) == ("not_decided", {"not_decided"})


@pytest.mark.django_db
def test_every_class_of_record_stays_for_the_same_reasons(amili: Controller) -> None:
    """A class that is registered later is asked the same, and goes like the others when nothing stands in its way."""
    stops = {"held": (BlockKind.HOLD, "court"), "kept_for_person": (BlockKind.WISH, "own_claim"),
             "needed_for_request": (BlockKind.WISH, "for_your_request"),
             "restricted": (BlockKind.RESTRICTION, "request.rectification")}  # fmt: skip
    clocks = {"trigger_unknown": None, "not_due": timezone.localdate() + timedelta(days=400)}
    for entry in [each for each in record_classes.every() if not each.is_profile]:
        is_demanded = _ruled(amili, entry.name).kind == "at_least"
        with accounts.command():
            for why, trigger_on in clocks.items():
                expected = "demanded_by_law" if is_demanded else why
                assert _asked(_made(amili, entry, trigger_on)) == {expected}, entry
            for why, (kind, reason_code) in stops.items():
                kept = _made(amili, entry, retention.months_ago(240))
                (block,) = blocks.place(kind=kind, reason_code=reason_code, envelopes=[kept])
                assert _asked(kept) == {why}, entry
                blocks.lift(block)
                assert _asked(kept) == {"erased"}, entry


def _made(of: Controller, entry: RecordClass, trigger_on: date | None) -> UUID:
    person = subjects.create(controller=of, kind="person")
    made = envelopes.create(controller=of, record_class=entry, subjects=[(person, "debtor")], trigger_on=trigger_on)
    return made.id


def _asked(envelope: UUID) -> set[str]:
    return {each.reason for each in envelopes.erase([envelope])}


def _ruled(of: Controller, name: str) -> RetentionRule:
    """A rule for a class; what this controller's notice does not speak of gets one as it would if it did."""
    found = RetentionRule.objects.filter(controller=of, record_class=name).first()
    return found or RetentionRule.objects.create(
        controller=of, code=f"{name}.test", record_class=name, trigger="ended", anchor="trigger", period_months=12,
        kind="at_most", action="erase", ground="As other notices say", valid_from=date(2020, 1, 1),
    )  # fmt: skip


def test_stays_whoever_asks_in_psql(live_database: str) -> None:
    """The application's role hears the reason from the gate, and it is recorded; a plain DELETE is refused to it and to
    the owner of the tables, whatever the reason."""
    urls = databases.urls(live_database)
    with accounts.command():
        controller = retention.controller("AMILI")
        cases = {why: _open_case(controller) for why in WHY if why != "demanded_by_law"}
        for why, case in cases.items():
            WHY[why](case)
    with psycopg.connect(urls["DATABASE_URL"], autocommit=True) as app:
        for why, case in cases.items():
            found = app.execute("SELECT outcome FROM gate.erase(ARRAY[%s::uuid], 'due')", [case.envelope_id]).fetchall()
            assert found == [(why,)]
            assert _refused(case.envelope_id) == {why}
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="must be owner"):
            app.execute("ALTER TABLE collections_app_case DISABLE TRIGGER guard")
    for role in ("DATABASE_URL", "OWNER_DATABASE_URL"):
        with psycopg.connect(urls[role], autocommit=True) as session:
            for table in ("collections_app_case", "personal_data_envelope", "keys.data_key"):
                with pytest.raises(psycopg.errors.InsufficientPrivilege, match="through the erasure gate only"):
                    session.execute(f"DELETE FROM {table}")
    with (
        psycopg.connect(urls["OWNER_DATABASE_URL"], autocommit=True) as owner,
        pytest.raises(psycopg.errors.InsufficientPrivilege, match="permission denied"),
    ):
        owner.execute("SET ROLE gatekeeper")
    assert Case.objects.count() == len(cases)


def test_there_is_no_admin_that_could_delete() -> None:
    assert "django.contrib.admin" not in settings.INSTALLED_APPS
