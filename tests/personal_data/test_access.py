"""Without an access context nothing opens, wherever the code runs."""

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from celery import Task
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from audit import acting as audit_acting
from audit.trail import NoActor
from collections_app.models import Debtor
from config.celery import AccountableTask, app
from personal_data import access, digests, envelopes, search
from personal_data.bulk import Batch
from personal_data.models import Controller
from personal_data.purposes import Purpose
from personal_data.values import DOTS, NotOpened, SealedValueUsed
from tests.factories import acting, collection
from tests.fixtures import databases

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def debtor(db: None) -> Debtor:
    """A debtor that was sealed in a context which has ended."""
    with acting.hanna():
        return collection.debtor(collection.controller())


def open_and_reveal(debtor: Debtor) -> Any:
    envelopes.open([debtor])
    return debtor.name.reveal()


def on_a_web_page(debtor: Debtor) -> Any:
    def page(request: HttpRequest) -> HttpResponse:
        return HttpResponse(open_and_reveal(debtor))

    return page(RequestFactory().get("/"))


def in_a_task(debtor: Debtor) -> Any:
    @app.task(base=Task, name="tests.unaccountable", shared=False)
    def unaccountable() -> Any:
        return open_and_reveal(debtor)

    try:
        return unaccountable.apply(throw=True).get()
    finally:
        app.tasks.pop("tests.unaccountable")


def in_a_command(debtor: Debtor) -> Any:
    class Command(BaseCommand):
        def handle(self, *args: Any, **options: Any) -> None:
            open_and_reveal(debtor)

    return call_command(Command())


class TestWithoutAContext:
    @pytest.mark.parametrize("place", [on_a_web_page, in_a_task, in_a_command, open_and_reveal])
    def test_nothing_opens(self, debtor: Debtor, place: Callable[[Debtor], Any]) -> None:
        with pytest.raises(NoActor):
            place(Debtor.objects.get(pk=debtor.pk))

    @pytest.mark.parametrize(
        "attempt",
        [
            lambda debtor: envelopes.open_page(Debtor.objects.all()),
            lambda debtor: envelopes.prepare_to_write([debtor]),
            lambda debtor: search.find(controller_ids=[debtor.controller_id], kinds=["name"], text="Anna"),
            lambda debtor: digests.claim_digest(debtor.controller, "C-1", "1"),
            lambda debtor: Batch(debtor.controller),
            lambda debtor: collection.debtor(debtor.controller),
        ],
        ids=["a page", "writing", "search", "digests", "intake", "a new debtor"],
    )
    def test_nothing_else_works_either(self, debtor: Debtor, attempt: Callable[[Debtor], Any]) -> None:
        with pytest.raises(NoActor):
            attempt(Debtor.objects.get(pk=debtor.pk))

    def test_reading_a_row_gives_dots(self, debtor: Debtor) -> None:
        again = Debtor.objects.get(pk=debtor.pk)
        assert str(again.name) == DOTS
        with pytest.raises(NotOpened):
            again.name.reveal()

    def test_nothing_opens_in_the_shell(self, live_database: str) -> None:
        with acting.hanna():
            debtor = collection.debtor(collection.controller())
        program = (
            "from collections_app.models import Debtor; from personal_data import envelopes\n"
            f"row = Debtor.objects.get(pk='{debtor.pk}'); print(row.name)\n"
            "envelopes.open([row]); print(row.name.reveal())"
        )
        done = run_shell(live_database, program)
        assert done.returncode != 0
        assert "NoActor" in done.stderr
        assert "Anna" not in done.stdout + done.stderr

    def test_an_admin_list_refuses_to_show_it(self, debtor: Debtor) -> None:
        from django.contrib.admin.utils import display_for_field

        with acting.omar():
            envelopes.open([debtor])
            with pytest.raises(SealedValueUsed):
                display_for_field(debtor.name, Debtor._meta.get_field("name"), "-")

    def test_the_admin_is_not_installed(self) -> None:
        assert "django.contrib.admin" not in settings.INSTALLED_APPS


def run_shell(database: str, program: str) -> "subprocess.CompletedProcess[str]":
    environment = {
        **databases.os.environ,
        **databases.urls(database),
        "DJANGO_SETTINGS_MODULE": "config.settings.local",
    }
    return subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", program],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


class TestContext:
    def test_opens_what_it_recorded(self, debtor: Debtor) -> None:
        with acting.omar():
            assert open_and_reveal(Debtor.objects.get(pk=debtor.pk)) == "Anna Andersson"

    def test_forgets_its_keys_at_the_end(self, debtor: Debtor) -> None:
        with acting.omar() as here:
            envelopes.open([debtor])
            search.find(controller_ids=[debtor.controller_id], kinds=["name"], text="Anna")
            assert here.keys
            assert here.index_keys
        assert not here.keys
        assert not here.index_keys
        with pytest.raises(NotOpened):
            debtor.name.reveal()

    def test_forgets_its_keys_when_the_work_fails(self, debtor: Debtor) -> None:
        with suppress(ZeroDivisionError), acting.omar() as here:
            envelopes.open([debtor])
            raise ZeroDivisionError
        assert not here.keys
        assert access.current() is None
        assert audit_acting.current() is None

    def test_does_not_lend_its_keys_to_an_inner_context(self, debtor: Debtor) -> None:
        with acting.omar():
            envelopes.open([debtor])
            with acting.nightly(), pytest.raises(NotOpened):
                debtor.name.reveal()
            assert debtor.name.reveal() == "Anna Andersson"

    def test_does_not_reach_into_another_thread(self, debtor: Debtor) -> None:
        with acting.omar(), ThreadPoolExecutor(1) as pool:
            envelopes.open([debtor])
            assert pool.submit(access.current).result() is None
            with pytest.raises(NotOpened):
                pool.submit(debtor.name.reveal).result()

    def test_hides_its_keys_from_a_traceback(self, debtor: Debtor) -> None:
        with acting.omar() as here:
            envelopes.open([debtor])
            assert "keys" not in repr(here)

    @pytest.mark.parametrize("actor", [("handler", None), ("", None), ("STAFF", None)])
    def test_knows_its_kinds_of_actor(self, actor: tuple[str, Any]) -> None:
        with pytest.raises(ValueError, match="no kind of actor"):
            access.Actor(actor[0], UUID(int=1))

    def test_knows_its_channels(self) -> None:
        actor = access.system("tests")
        with (
            pytest.raises(ValueError, match="no channel"),
            access.context(actor=actor, purpose=Purpose.RETENTION, channel="pigeon"),
        ):
            pass  # pragma: no cover

    def test_leaves_nothing_behind_when_the_channel_is_wrong(self) -> None:
        self.test_knows_its_channels()
        assert access.current() is None


class TestAccountableTask:
    def test_acts_as_the_system_under_its_own_name(self, debtor: Debtor) -> None:
        @app.task(base=AccountableTask, name="tests.accountable", shared=False)
        def accountable() -> access.Actor | None:
            here = access.current()
            assert here is not None
            assert here.channel == "task"
            return here.actor

        try:
            assert accountable.apply(throw=True).get() == access.system("tests.accountable")
        finally:
            app.tasks.pop("tests.accountable")


class TestAttribution:
    def setting(self) -> str:
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT current_setting('sigill.acting', true)")
            return cursor.fetchone()[0] or ""

    def test_follows_the_context(self, amili: Controller) -> None:
        access.attribute()
        assert self.setting().startswith(f"staff|{acting.person('hanna').id}|collection|web|")
        with acting.nightly():
            access.attribute()
            assert self.setting().startswith("system|")
        access.attribute()
        assert self.setting().startswith("staff|")

    def test_ends_with_the_context(self, db: None) -> None:
        with acting.hanna():
            access.attribute()
        access.attribute()
        assert self.setting() == ""
