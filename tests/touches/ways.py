"""The ways to touch personal data: each does it a hundred times and says what the trail must have of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

import pytest
from celery import current_app
from django.core.management import call_command
from django.db import ProgrammingError, connection
from django.utils import timezone

from audit.trail import NoActor
from collections_app.models import Debtor, Note
from collections_app.services.disclosing import status_reports
from personal_data import envelopes
from personal_data.bulk import Batch
from tests.collections_app.calls.listening import begin, part
from tests.factories import acting, collection, due_dates
from tests.fixtures import databases
from tests.personal_data.gate.asking import RUN
from tests.touches.world import TOUCHES, World

OPENED, CREATED, CHANGED = (
    "personal_data.envelope.opened", "personal_data.record.created", "personal_data.record.changed",
)  # fmt: skip
REFUSED, ERASED = "personal_data.statement.refused", "personal_data.envelope.erased"


@dataclass(frozen=True)
class Expected:
    """The name of the events, the persons in them, and how many events there are where each is a touch of its own."""

    name: str
    persons: list[UUID] = field(default_factory=list)
    events: int = 0
    actor: str = "staff"


def _notes(world: World) -> list[Note]:
    return [
        Note(envelope=case.envelope, case=case, text="Ringde.", by=world.debtors[0].pk, at=collection.LONG_AGO)
        for case in world.cases
    ]


def create(world: World) -> Expected:
    with acting.hanna():
        envelopes.prepare_to_write([case.envelope for case in world.cases])
        for note in _notes(world):
            note.save()
    return Expected(CREATED, world.persons(), TOUCHES)


def bulk_create(world: World) -> Expected:
    with acting.hanna():
        envelopes.prepare_to_write([case.envelope for case in world.cases])
        Note.objects.bulk_create(_notes(world))
    return Expected(CREATED, world.persons(), 1)


def copy(world: World) -> Expected:
    with acting.hanna():
        envelopes.prepare_to_write([case.envelope for case in world.cases])
        batch = Batch(world.controller)
        for note in _notes(world):
            values = {"envelope_id": note.envelope_id, "case_id": note.case_id, "text": "Ringde.", "by": note.by}
            batch.add(Note, {**values, "at": note.at})
        batch.write()
    return Expected(CREATED, world.persons(), 1)


def queryset_update(world: World) -> Expected:
    with acting.hanna():
        Debtor.objects.update(identity_scheme="A")
    return Expected(CHANGED, world.persons(), 1)


def raw_update(world: World) -> Expected:
    with acting.hanna(), connection.cursor() as cursor:
        cursor.execute("UPDATE collections_app_debtor SET identity_scheme = 'B'")
    return Expected(CHANGED, world.persons(), 1)


def queryset_delete(world: World) -> Expected:
    for case in world.cases:
        with acting.hanna(), pytest.raises(ProgrammingError):
            Note.objects.filter(case=case).delete()
    assert Note.objects.count() >= TOUCHES
    return Expected(REFUSED, [], TOUCHES)


def raw_delete(world: World) -> Expected:
    for debtor in world.debtors:
        with acting.hanna(), connection.cursor() as cursor, pytest.raises(ProgrammingError):
            cursor.execute("DELETE FROM collections_app_debtor WHERE id = %s", [debtor.pk])
    assert Debtor.objects.count() == TOUCHES
    return Expected(REFUSED, [], TOUCHES)


def gate(world: World) -> Expected:
    due_dates.without_rules(world.database)
    due_dates.fall_due(world.database, *world.cases)
    with databases.superuser(world.database) as session:  # the one whose copy was asked for is kept no longer
        session.execute("UPDATE personal_data_envelopeblock SET lifted_at = now(), lifted_by = gen_random_uuid()")
    with acting.nightly():
        outcomes = envelopes.erase([case.envelope_id for case in world.cases], ground="due", run=RUN)
    assert {each.reason for each in outcomes} == {"erased"}
    return Expected(ERASED, world.persons(), 1, "system")


def single_read(world: World) -> Expected:
    for case in world.cases:
        assert world.hanna.get(f"/handler/cases/{case.reference}/").status_code == 200
    return Expected(OPENED, world.persons(), TOUCHES)


def list_page(world: World) -> Expected:
    first = world.hanna.get("/handler/")
    world.hanna.get(f"/handler/{first.context['table'].next_url}")
    return Expected(OPENED, world.persons(), 2)


def search(world: World) -> Expected:
    for number in range(TOUCHES):
        assert world.hanna.post("/handler/search/", {"text": f"p{number}@example.org"}).status_code == 200
    return Expected(OPENED, world.persons(), TOUCHES)


def export(world: World) -> Expected:
    with acting.hanna():
        report = status_reports.make(
            creditor=world.cases[0].creditor, part=1, by=acting.person("hanna").id, at=timezone.now()
        )
    assert report.cases == TOUCHES
    return Expected(OPENED, world.persons(), 1)


_IN_A_SHELL = """
from audit.trail import NoActor
from collections_app.models import Debtor
from personal_data import envelopes
for debtor in Debtor.objects.order_by("pk"):
    try:
        envelopes.open([debtor])
    except NoActor:
        Debtor.objects.filter(pk=debtor.pk).update(identity_scheme="C")
"""


def shell(world: World) -> Expected:
    with pytest.raises(NoActor):
        envelopes.open(world.debtors[:1])
    call_command("shell", "--no-imports", command=_IN_A_SHELL)
    return Expected(CHANGED, world.persons(), TOUCHES, "unattributed")


@current_app.task(name="tests.touches.read")
def _read(person: str) -> None:
    envelopes.open([Debtor.objects.get(pk=person)])


def task(world: World) -> Expected:
    for debtor in world.debtors:
        _read.apply(args=[str(debtor.pk)], throw=True)
    return Expected(OPENED, world.persons(), TOUCHES, "system")


def download(world: World) -> Expected:
    for _ in range(TOUCHES):
        answer = world.petra.get(f"/dpo/requests/{world.copy.request.reference}/copy/json/")
        assert answer.status_code == 200
        assert answer.getvalue()
    return Expected("privacy.copy.downloaded", world.persons()[:1], TOUCHES)


def stream(world: World) -> Expected:
    page = f"/handler/cases/{world.cases[0].reference}/recordings/{world.recording.pk}/"
    for _ in range(TOUCHES):
        assert len(part(world.hanna, begin(world.hanna, page), "bytes=0-99").getvalue()) == 100
    return Expected(OPENED, world.persons()[:1], TOUCHES)


# A copy is handed out while it is true, so before anything changes; the gate takes away what the others touch.
WAYS: dict[str, Callable[[World], Expected]] = {
    "file download (access copy)": download,
    "create (`save`)": create,
    "`bulk_create`": bulk_create,
    "COPY": copy,
    "`QuerySet.update`": queryset_update,
    "raw UPDATE": raw_update,
    "single read": single_read,
    "list": list_page,
    "search": search,
    "export (status report to a client)": export,
    "Celery task": task,
    "shell": shell,
    "audio stream": stream,
    "`QuerySet.delete`": queryset_delete,
    "raw DELETE": raw_delete,
    "erasure through the gate": gate,
}
