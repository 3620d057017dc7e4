"""Papers at the offices go when their case goes: the register, the routine for taking them, the list to destroy."""

from collections.abc import Iterator
from datetime import date, timedelta
from http import HTTPStatus
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from audit.models import Event, Line
from collections_app import events
from collections_app.models import Case, Paper, PaperBox, PaperToDestroy
from collections_app.selectors import papers as kept
from collections_app.services import papers
from personal_data.models import BlockKind, Controller, Envelope
from personal_data.purposes import Purpose
from personal_data.services import blocks
from retention.selectors.due import local_today
from retention.services import runs
from tests.factories import accounts, acting, collection, retention
from tests.privacy.compliance.asking import BROKEN, KEPT, SOON, measured, verdict

pytestmark = pytest.mark.django_db
BY = acting.person("hanna").id
NAME = "Kari Prøve"


@pytest.fixture
def axactor(db: None) -> Iterator[Controller]:
    with acting.hanna(Purpose.RETENTION):
        yield retention.controller("AXACTOR")


@pytest.fixture
def case(axactor: Controller) -> Case:
    return collection.case_file(axactor, [collection.debtor(axactor, NAME)])


@pytest.fixture
def box(axactor: Controller) -> PaperBox:
    return box_of(axactor)


def box_of(controller: Controller, label: str = "D-14") -> PaperBox:
    return papers.add_box(
        controller=controller, label=label, location="Drammen, room 2, shelf 4", by=BY, at=timezone.now()
    )


def filed(case: Case, box: PaperBox) -> Paper:
    return papers.file(case=case, box=box, kind="agreement", sheets=3, by=BY, at=timezone.now())


def run(of: Controller) -> None:
    """A run of retention, from the proposal to its end."""
    now = timezone.now()
    run = runs.approve(run=runs.propose(controller=of, by=uuid4(), at=now), by=uuid4(), at=now)
    runs.execute(run=run, by=uuid4(), at=now)


def erased(case: Case) -> None:
    """Close it so long ago that it is due today, and let a run erase it."""
    retention.close(case, retention.months_ago(37))
    run(case.controller)
    assert not Case.objects.filter(pk=case.pk).exists()


def day_in(box: PaperBox) -> date | None:
    """The day of the only paper in a box, as the list of boxes and the box itself say it."""
    (found,) = (each for each in kept.boxes() if each.pk == box.pk)
    (paper,) = kept.in_box(box)
    assert found.first_on == found.last_on == paper.due_on
    return found.first_on


@pytest.mark.requirement(
    "AXACTOR-100",
    breaks="a paper without box, case or location; a day of its own instead of the case's; papers that anybody may "
    "take, or that nobody hears of when the data have gone; a list that never gets red, or that names a person",
)
def test_papers_follow_the_routine_and_the_day_of_their_case_to_the_end(case: Case, box: PaperBox) -> None:
    hanna, rolf = accounts.member(Role.HANDLER), accounts.member(Role.RECORDS_OFFICER, name="Rolf Records")
    desk, archive = accounts.client_of(hanna), accounts.client_of(rolf)
    page = f"/handler/cases/{case.reference}/papers/"
    # Box, case and location ...
    desk.post(page, {"kind": "agreement", "sheets": "3", "box": str(box.pk)})
    paper = Paper.objects.get(case=case)
    said = shown(archive, f"/handler/papers/boxes/{box.pk}/")
    assert all(each in said for each in (paper.number, case.reference, box.label, box.location, "no day yet"))
    # ... the day of the case, which moves with it ...
    retention.close(case, retention.months_ago(36, days=-20))
    first = Envelope.objects.get(pk=case.envelope_id).due_on
    assert first is not None
    assert day_in(box) == first
    retention.close(case, retention.months_ago(36, days=-10))
    assert day_in(box) == first - timedelta(days=10)
    # ... a routine for access: no role without it, a reason for taking, and the trail of the case says who ...
    dora, nobody = accounts.member(Role.DPO), accounts.member(Role.HANDLER, works_for=[])
    for path in ("", f"boxes/{box.pk}/", f"{paper.number}/out/", "to-destroy/"):
        assert accounts.client_of(dora).get(f"/handler/papers/{path}").status_code == HTTPStatus.FORBIDDEN
    for path in (f"boxes/{box.pk}/", f"{paper.number}/out/"):
        assert accounts.client_of(nobody).get(f"/handler/papers/{path}").status_code == HTTPStatus.NOT_FOUND
    assert desk.post(f"/handler/papers/{paper.number}/out/", {}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    desk.post(f"/handler/papers/{paper.number}/out/", {"leave": "proceedings"})
    assert "with Hanna Handler since" in shown(archive, f"/handler/papers/boxes/{box.pk}/")
    assert told(case, events.PAPER_TAKEN_OUT) == (hanna.pk, "proceedings")
    desk.post(f"/handler/papers/{paper.number}/back/")
    assert told(case, events.PAPER_BROUGHT_BACK) == (hanna.pk, "")
    # ... and when the data go, the paper is on the list until somebody confirms; that list turns red.
    erased(case)
    assert not Paper.objects.exists()
    entry = PaperToDestroy.objects.get()
    assert (entry.number, entry.box, entry.controller) == (paper.number, box, case.controller)
    listed = shown(archive, "/handler/papers/to-destroy/")
    assert paper.number in listed
    assert box.location in listed
    assert NAME not in listed
    assert case.reference not in listed
    assert verdict(case.controller, "papers_destroyed") is SOON
    PaperToDestroy.objects.update(listed_at=timezone.now() - timedelta(days=kept.DAYS_TO_DESTROY + 1))
    assert verdict(case.controller, "papers_destroyed") is BROKEN
    assert desk.get(f"/handler/papers/{paper.number}/destroyed/").status_code == HTTPStatus.FORBIDDEN
    sent = {"destroyed_on": local_today(case.controller).isoformat(), "way": "shredded"}
    archive.post(f"/handler/papers/{paper.number}/destroyed/", sent)
    entry.refresh_from_db()
    assert (entry.confirmed_by, entry.destroyed_on, entry.way) == (rolf.pk, local_today(case.controller), "shredded")
    assert verdict(case.controller, "papers_destroyed") is KEPT
    assert "Rolf Records" in shown(archive, "/handler/papers/to-destroy/")
    (event,) = accounts.recorded(events.PAPER_DESTROYED)
    assert (event.actor_id, event.reference, event.reason) == (rolf.pk, paper.number, "shredded")


def shown(client: Client, address: str) -> str:
    return " ".join(client.get(address).content.decode().split())


def told(case: Case, name: object) -> tuple[object, str]:
    """Who did it and what for, as the trail of the case says."""
    (event,) = Event.objects.filter(name=str(name))
    assert Line.objects.filter(event_id=event.pk, envelope_id=case.envelope_id).exists()
    return event.actor_id, event.reason


class TestTheDay:
    def test_is_none_while_the_case_is_open(self, case: Case, box: PaperBox) -> None:
        filed(case, box)
        assert day_in(box) is None

    def test_goes_when_the_case_is_reopened(self, case: Case, box: PaperBox) -> None:
        filed(case, box)
        retention.close(case, retention.months_ago(1))
        assert day_in(box) is not None
        Case.objects.filter(pk=case.pk).update(status="open", closed_on=None)
        Envelope.objects.filter(pk=case.envelope_id).update(trigger_on=None)
        assert day_in(box) is None

    def test_says_that_a_hold_keeps_it_longer(self, case: Case, box: PaperBox) -> None:
        filed(case, box)
        retention.close(case, retention.months_ago(37))
        blocks.place(kind=BlockKind.HOLD, reason_code="dispute", envelopes=[case.envelope_id])
        run(case.controller)
        (paper,) = kept.in_box(box)
        assert (paper.is_kept, PaperToDestroy.objects.exists()) == (True, False)

    def test_of_the_box_that_goes_first_stands_first(self, case: Case, box: PaperBox, axactor: Controller) -> None:
        filed(case, box_of(axactor, "A-1"))
        soon = collection.case_file(axactor, [collection.debtor(axactor, "Ola Prøve")])
        filed(soon, box)
        retention.close(soon, retention.months_ago(30))
        assert [each.label for each in kept.boxes()] == ["D-14", "A-1"]


class TestTheList:
    def test_has_whatever_the_gate_erases_and_is_written_by_the_database(self, case: Case, box: PaperBox) -> None:
        """By whatever way: here the gate is asked by itself, with no run that could have remembered the papers."""
        from personal_data import envelopes

        paper = filed(case, box)
        papers.take_out(paper=paper, leave="handling", by=BY, at=timezone.now())
        retention.close(case, retention.months_ago(37))
        assert envelopes.erase([case.envelope_id])[0].erased
        entry = PaperToDestroy.objects.get()
        assert (entry.number, entry.out_with, entry.sheets, entry.destroyed_on) == (paper.number, BY, 3, None)

    def test_takes_no_confirmation_twice_and_none_back(self, case: Case, box: PaperBox) -> None:
        filed(case, box)
        erased(case)
        entry, today, now = PaperToDestroy.objects.get(), local_today(case.controller), timezone.now()
        for day, code in ((today + timedelta(days=1), "in_future"), (today - timedelta(days=1), "before_listed")):
            with pytest.raises(papers.NotAllowed) as refusal:
                papers.confirm_destroyed(paper=entry, on=day, way="shredded", by=BY, at=now)
            assert refusal.value.code == code
        papers.confirm_destroyed(paper=entry, on=today, way="shredded", by=BY, at=now)
        with pytest.raises(papers.NotAllowed):
            papers.confirm_destroyed(paper=entry, on=today, way="returned", by=BY, at=now)
        for change in ("confirmed_by = gen_random_uuid()", "destroyed_on = NULL, way = '', confirmed_by = NULL, "
                       "confirmed_at = NULL"):  # fmt: skip
            with (
                pytest.raises(ProgrammingError, match="stays as it is"),
                transaction.atomic(),
                connection.cursor() as by,
            ):
                by.execute(f"UPDATE collections_app_papertodestroy SET {change}")

    def test_counts_in_the_monitor_what_was_ever_to_be_destroyed(self, case: Case, box: PaperBox) -> None:
        filed(case, box)
        assert measured(case.controller, "papers_destroyed").out_of == 0
        erased(case)
        assert measured(case.controller, "papers_destroyed").out_of == 1


class TestTheRegister:
    @pytest.fixture
    def rolf(self) -> User:
        return accounts.member(Role.RECORDS_OFFICER)

    def test_takes_a_box_once_and_moves_it(self, axactor: Controller, rolf: User) -> None:
        archive = accounts.client_of(rolf)
        assert "No box has been entered" in shown(archive, "/handler/papers/")
        sent = {"controller": "AXACTOR", "label": "A-1", "location": "Oslo"}
        assert archive.post("/handler/papers/", sent).status_code == HTTPStatus.FOUND
        again = archive.post("/handler/papers/", sent)
        assert again.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert "There is a box of this name already" in again.content.decode()
        found = PaperBox.objects.get()
        archive.post(f"/handler/papers/boxes/{found.pk}/", {"location": "Drammen"})
        assert "Drammen" in shown(archive, "/handler/papers/")

    def test_files_no_paper_in_the_box_of_another_controller(self, case: Case) -> None:
        amili = collection.controller("AMILI")
        with pytest.raises(papers.NotAllowed) as refusal:
            filed(case, box_of(amili))
        assert refusal.value.code == "other_controller"

    def test_files_papers_of_a_closed_case_too(self, case: Case, box: PaperBox) -> None:
        retention.close(case, retention.months_ago(1))
        filed(case, box)
        assert len(kept.of_case(case)) == 1

    def test_gives_a_paper_to_one_at_a_time(self, case: Case, box: PaperBox) -> None:
        paper = filed(case, box)
        with pytest.raises(papers.NotAllowed):
            papers.bring_back(paper=paper)
        papers.take_out(paper=paper, leave="request", by=BY, at=timezone.now())
        with pytest.raises(papers.NotAllowed):
            papers.take_out(paper=paper, leave="request", by=uuid4(), at=timezone.now())
        papers.bring_back(paper=paper)
        history = Paper.history.filter(id=paper.pk).order_by("history_id").values_list("out_with", flat=True)
        assert list(history) == [None, BY, None]
