"""Legal holds: what they stop and for whom, until somebody has looked and said otherwise."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.models import Event
from collections_app.models import CallRecording, Case
from collections_app.selectors import case_file
from personal_data import access, envelopes
from personal_data.models import BlockKind, Controller, Envelope, EnvelopeBlock
from personal_data.purposes import Purpose
from personal_data.services import blocks
from retention import events
from retention.models import HoldScope, LegalHold
from retention.policies.hold_terms import Terms, Wrong, waits_for, wrong_with
from retention.selectors import due, hold_targets
from retention.selectors import holds as found_holds
from retention.services import holds
from tests.factories import accounts, collection, retention

pytestmark = pytest.mark.django_db
OWNER, PLACED_BY = uuid4(), uuid4()
TODAY = date(2026, 3, 5)


def _in(days: int) -> date:
    return retention.today() + timedelta(days=days)


def _hold(case: Case, key: str = "case", *, review_in: int = 30, expires_in: int | None = None) -> LegalHold:
    """A hold in the matter of a case, placed by a records officer."""
    with accounts.command(Purpose.RETENTION):
        (target,) = (each for each in hold_targets.of_case(case) if each.key == key)
        terms = Terms("court", "The hearing is in May.", _in(review_in), "Stockholm District Court, T 1-26")
        if expires_in is not None:
            terms = Terms("court", "The hearing is in May.", _in(review_in), "", _in(expires_in))
        return holds.place(target=target, terms=terms, owner=OWNER, by=PLACED_BY, at=timezone.now())


def _erase(*ids: object) -> set[str]:
    with accounts.command():
        return {each.reason for each in envelopes.erase(list(ids))}


def _said(preview: due.Preview) -> dict[str, tuple[int, dict[str, int]]]:
    return {each.record_class: (each.due, dict(each.kept)) for each in preview.classes}


def _recorded_in(case: Case) -> CallRecording:
    """A recording that came into a closed case while it was open once more."""
    closed_on = case.closed_on
    assert closed_on
    Case.objects.filter(pk=case.pk).update(status="open", closed_on=None)
    recording = collection.recording(case.controller, case.case_debtors.get().debtor.subject)
    CallRecording.objects.filter(pk=recording.pk).update(case_reference=case.reference)
    retention.close(case, closed_on)
    return recording


class TestPlacing:
    def test_on_a_case_keeps_its_file_and_its_recordings(self, amili: Controller, due_case: Case) -> None:
        with accounts.command():
            recording = _recorded_in(due_case)
            envelopes.set_trigger(envelopes=[recording.envelope_id], trigger_on=retention.months_ago(9))
        _hold(due_case)
        assert _erase(due_case.envelope_id, recording.envelope_id) == {"held"}

    def test_on_a_case_leaves_another_one_of_the_person(self, amili: Controller, due_case: Case) -> None:
        with accounts.command():
            debtor = due_case.case_debtors.get().debtor
            other = retention.close(collection.case_file(amili, [debtor]), retention.months_ago(40))
        _hold(due_case)
        assert _erase(other.envelope_id) == {"erased"}

    def test_on_a_person_keeps_all_their_records(self, amili: Controller, due_case: Case) -> None:
        debtor = due_case.case_debtors.get().debtor
        _hold(due_case, f"person-{debtor.reference}")
        assert _erase(due_case.envelope_id, debtor.envelope_id) == {"held"}

    def test_on_a_record_keeps_that_and_nothing_else(self, amili: Controller, due_case: Case) -> None:
        with accounts.command():
            recording = _recorded_in(due_case)
        hold = _hold(due_case, f"record-{recording.envelope_id}")
        assert (hold.scope, hold.about) == (HoldScope.RECORD, due_case.reference)
        assert _erase(due_case.envelope_id) == {"erased"}

    def test_seals_reason_and_authority_with_what_is_held(self, due_case: Case) -> None:
        hold = LegalHold.objects.get(pk=_hold(due_case).pk)
        assert hold.envelope_id == due_case.envelope_id
        with accounts.command(Purpose.RETENTION):
            envelopes.open([hold])
            assert hold.reason.reveal() == "The hearing is in May."
            assert hold.authority is not None
            assert hold.authority.reveal() == "Stockholm District Court, T 1-26"

    def test_is_an_event_without_words(self, due_case: Case) -> None:
        hold = _hold(due_case)
        event = Event.objects.get(name=events.HOLD_PLACED.name)
        assert (event.reference, event.reason) == (hold.reference, "court")

    def test_says_when_a_run_was_faster(self, due_case: Case) -> None:
        with accounts.command(Purpose.RETENTION):
            target = hold_targets.of_case(due_case)[0]
            envelopes.erase([due_case.envelope_id])
            with pytest.raises(blocks.AlreadyErased):
                holds.place(
                    target=target, terms=Terms("court", "Why", _in(3)), owner=OWNER, by=PLACED_BY, at=timezone.now()
                )
        assert not LegalHold.objects.exists()


class TestWhileItStands:
    @pytest.mark.parametrize("purpose", [Purpose.COLLECTION, Purpose.PERMITTED_USE])
    def test_the_file_does_not_open_for_ordinary_work(self, due_case: Case, purpose: Purpose) -> None:
        _hold(due_case)
        with accounts.command(purpose), pytest.raises(envelopes.Refused) as refused:
            case_file.consult(case_file.by_reference(due_case.reference))
        assert refused.value.reason == "hold"

    @pytest.mark.parametrize("purpose", [Purpose.LEGAL_CLAIM, Purpose.SELF_SERVICE, Purpose.SUBJECT_REQUEST])
    def test_the_file_opens_for_its_matter_and_for_the_person(self, due_case: Case, purpose: Purpose) -> None:
        _hold(due_case)
        with accounts.command(purpose):
            assert len(case_file.consult(case_file.by_reference(due_case.reference)).notes) == 1

    def test_what_comes_into_the_case_later_is_held_too(self, amili: Controller, due_case: Case) -> None:
        _hold(due_case)
        with accounts.command():
            recording = _recorded_in(due_case)
            envelopes.set_trigger(envelopes=[recording.envelope_id], trigger_on=retention.months_ago(9))
            assert holds.follow(controller=amili) == 1
            assert holds.follow(controller=amili) == 0
        assert _erase(recording.envelope_id) == {"held"}

    def test_what_came_into_the_case_later_is_promised_to_nobody(self, amili: Controller, due_case: Case) -> None:
        """The preview says before the proposal what the proposal will hold, and of no more than is due."""
        today = due.local_today(amili)
        with accounts.command():
            other = retention.closed_case(amili, retention.months_ago(40), "Bo Berg")
            hold = _hold(due_case)
            first = due.preview(amili, today)
            assert (first.due, first.kept) == (2, 2)
            for case in (due_case, other):
                recording = _recorded_in(case)
                envelopes.set_trigger(envelopes=[recording.envelope_id], trigger_on=retention.months_ago(9))
            young = _recorded_in(due_case)
            envelopes.set_trigger(envelopes=[young.envelope_id], trigger_on=retention.today())
        before = _said(due.preview(amili, today))
        assert before["call_recording"] == (1, {"held": 1})
        assert before["case_file"] == (1, {"held": 1})
        with accounts.command():
            assert holds.follow(controller=amili) == 2, "the young one, too"
            assert _said(due.preview(amili, today)) == before
        with accounts.command(Purpose.RETENTION):
            holds.release(hold=hold, because="The case is settled.", by=OWNER, at=timezone.now())
        assert _said(due.preview(amili, today))["call_recording"] == (2, {})

    def test_asking_costs_no_more_statements_where_more_cases_are_held(self, amili: Controller, due_case: Case) -> None:
        counted = []
        for name in ("Bo Berg", "Cia Ceder", "Dan Dal"):
            with accounts.command():
                case = retention.closed_case(amili, retention.months_ago(40), name)
                _hold(case)
                _recorded_in(case)
            with CaptureQueriesContext(connection) as asked:
                due.preview(amili, due.local_today(amili))
            counted.append(len(asked))
        assert len(set(counted)) == 1

    def test_it_waits_for_a_review_and_says_when_it_has_expired(self) -> None:
        assert waits_for(TODAY + timedelta(days=1), None, today=TODAY) == ""
        assert waits_for(TODAY, None, today=TODAY) == "review"
        assert waits_for(TODAY, TODAY, today=TODAY) == "expired"

    def test_an_expired_one_goes_on_holding_until_somebody_releases_it(self, due_case: Case) -> None:
        hold = _hold(due_case, review_in=1, expires_in=2)
        long_ago = timezone.localdate() - timedelta(days=90)
        with accounts.command(Purpose.RETENTION):
            LegalHold.objects.filter(pk=hold.pk).update(review_on=long_ago, expires_on=long_ago)
            assert [each.waits_for for each in found_holds.standing()] == ["expired"]
        assert _erase(due_case.envelope_id) == {"held"}


class TestReleasing:
    def test_makes_what_is_overdue_due_the_same_day(self, amili: Controller, due_case: Case) -> None:
        """The schedule's S3: not the whole period again, and not the end of the month."""
        with accounts.command():
            retention.close(due_case, retention.months_ago(36, days=100))
        hold = _hold(due_case)
        assert due.preview(amili, due.local_today(amili)).due == 0
        with accounts.command(Purpose.RETENTION):
            released = holds.release(hold=hold, because="The case is settled.", by=OWNER, at=timezone.now())
        assert released.due == 1
        assert due.preview(amili, due.local_today(amili)).due == 2
        assert _erase(due_case.envelope_id) == {"erased"}

    def test_leaves_what_is_not_due_on_its_own_day(self, amili: Controller, young_case: Case) -> None:
        before = Envelope.objects.get(id=young_case.envelope_id).due_on
        hold = _hold(young_case)
        with accounts.command(Purpose.RETENTION):
            assert holds.release(hold=hold, because="Settled.", by=OWNER, at=timezone.now()).due == 0
        assert Envelope.objects.get(id=young_case.envelope_id).due_on == before
        assert _erase(young_case.envelope_id) == {"not_due"}

    def test_lets_the_file_be_worked_again(self, young_case: Case) -> None:
        hold = _hold(young_case)
        with accounts.command(Purpose.RETENTION):
            holds.release(hold=hold, because="Settled.", by=OWNER, at=timezone.now())
        with accounts.command(Purpose.COLLECTION):
            case_file.consult(case_file.by_reference(young_case.reference))

    def test_of_one_hold_leaves_the_other(self, due_case: Case) -> None:
        first, _second = _hold(due_case), _hold(due_case)
        with accounts.command(Purpose.RETENTION):
            holds.release(hold=first, because="Settled.", by=OWNER, at=timezone.now())
        assert _erase(due_case.envelope_id) == {"held"}

    def test_happens_once_and_for_a_reason(self, due_case: Case) -> None:
        hold = _hold(due_case)
        with accounts.command(Purpose.RETENTION):
            with pytest.raises(holds.NotGoodEnough):
                holds.release(hold=hold, because=" ", by=OWNER, at=timezone.now())
            holds.release(hold=hold, because="Settled.", by=OWNER, at=timezone.now())
            with pytest.raises(holds.NotStanding):
                holds.release(hold=hold, because="Settled.", by=OWNER, at=timezone.now())
        assert [event.reference for event in accounts.recorded(events.HOLD_RELEASED.name)] == [hold.reference]

    def test_the_hold_goes_with_what_it_held(self, due_case: Case) -> None:
        hold = _hold(due_case)
        with accounts.command(Purpose.RETENTION):
            holds.release(hold=hold, because="Settled.", by=OWNER, at=timezone.now())
        _erase(due_case.envelope_id)
        assert not LegalHold.objects.exists()
        assert not LegalHold.history.model.objects.exists()


class TestReviewing:
    def test_sets_another_day_on_the_hold_and_on_what_it_holds(self, due_case: Case) -> None:
        hold, other = _hold(due_case), uuid4()
        with accounts.command(Purpose.RETENTION):
            holds.review(hold=hold, review_on=_in(60), expires_on=_in(90), owner=other, at=timezone.now())
        hold.refresh_from_db()
        assert (hold.review_on, hold.expires_on, hold.owner) == (_in(60), _in(90), other)
        assert {block.review_on for block in EnvelopeBlock.objects.filter(id__in=hold.block_ids)} == {_in(60)}
        assert [event.reference for event in accounts.recorded(events.HOLD_REVIEWED.name)] == [hold.reference]


class TestTerms:
    @pytest.mark.parametrize(
        ("reason", "review_in", "expires_in", "wrong"),
        [
            ("Why", 1, None, None),
            ("Why", 366, 400, None),
            (" ", 1, None, Wrong.REASON_MISSING),
            ("Why", 0, None, Wrong.REVIEW_NOT_AHEAD),
            ("Why", 367, None, Wrong.REVIEW_TOO_FAR),
            ("Why", 30, 29, Wrong.EXPIRES_BEFORE_REVIEW),
        ],
    )
    def test_say_why_and_when_somebody_looks_again(
        self, reason: str, review_in: int, expires_in: int | None, wrong: Wrong | None
    ) -> None:
        expires_on = None if expires_in is None else TODAY + timedelta(days=expires_in)
        assert wrong_with(reason, TODAY + timedelta(days=review_in), expires_on, today=TODAY) == wrong

    def test_that_are_wrong_place_nothing(self, due_case: Case) -> None:
        with pytest.raises(holds.NotGoodEnough):
            _hold(due_case, review_in=0)
        assert not EnvelopeBlock.objects.filter(kind=BlockKind.HOLD).exists()

    def test_are_checked_by_the_database_too(self, due_case: Case) -> None:
        hold = _hold(due_case)
        for wrong in ({"scope": "world"}, {"cause": "habit"}, {"expires_on": _in(1)}, {"released_by": uuid4()}):
            with accounts.command(Purpose.RETENTION), pytest.raises(IntegrityError), transaction.atomic():
                LegalHold.objects.filter(pk=hold.pk).update(**wrong)


class TestReach:
    def test_of_another_controller_is_not_seen(self, due_case: Case) -> None:
        hold = _hold(due_case)
        with access.context(
            actor=access.Actor("staff", OWNER), purpose=Purpose.RETENTION, channel="web", controllers=[]
        ):
            assert found_holds.standing() == []
            with pytest.raises(LegalHold.DoesNotExist):
                found_holds.by_reference(hold.reference)
