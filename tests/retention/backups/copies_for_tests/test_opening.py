"""On a test installation the same people have the same rights, and nothing is shown without its approval."""

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client

from accounts.roles import Role
from audit.models import Event, Line
from collections_app.models import Debtor
from config.celery import app
from config.worker import wipe_what_is_over
from personal_data.journal import closing
from personal_data.services import journal_standing
from retention.models import CopyForTests
from retention.services import installation_for_tests
from tests.factories import accounts
from tests.retention.backups.conftest import House
from tests.retention.backups.copies_for_tests.rows import APPROVED, SAME
from tests.retention.backups.copies_for_tests.sites import Site, approved, made, nothing_is_left, place_of


class TestOpen:
    @SAME
    def test_the_same_people_with_the_same_rights_and_each_opening_is_recorded(self, site: Site, house: House) -> None:
        hanna, dora = accounts.member(Role.HANDLER, name="Hanna"), accounts.member(Role.DPO, name="Dora")
        else_ = accounts.member(Role.HANDLER, name="Else", works_for=[])
        copy = made(site, approved(site))
        site.bring_key(copy)
        site.enter()
        call_command("restore", str(place_of(copy)), by=house.keeper.email)
        address = f"/handler/cases/{house.case.reference}/"
        assert Client().get(address).status_code == 302
        assert accounts.client_of(dora).get(address).status_code == 403
        assert accounts.client_of(else_).get(address).status_code == 404
        before = Line.objects.count()
        page = accounts.client_of(hanna).get(address)
        assert page.status_code == 200
        assert "Anna Andersson" in page.content.decode()
        opening = Event.objects.filter(name="personal_data.envelope.opened", actor_id=hanna.pk).latest("id")
        assert (opening.purpose, opening.channel) == ("collection", "web")
        assert Line.objects.count() > before
        opened = Event.objects.get(name="retention.copy.opened")
        assert (opened.reference, opened.actor_id) == (copy.reference, house.keeper.pk)

    @APPROVED
    def test_nothing_is_shown_when_its_approval_is_taken_away(self, site: Site, copy: CopyForTests) -> None:
        site.enter()
        assert site.restore(copy).is_clean
        assert Client().get("/portal/").status_code == 200
        installation_for_tests.forget()
        page = Client().get("/portal/")
        assert page.status_code == 503
        assert "installation for tests" in page.content.decode()

    @APPROVED
    def test_nothing_is_shown_when_the_installation_is_called_one_for_tests_no_more(
        self, site: Site, copy: CopyForTests
    ) -> None:
        site.enter()
        site.restore(copy)
        site.settings.TEST_INSTALLATION_OF = ""
        assert journal_standing.begin() == "not_for_tests"
        page = Client().get("/portal/")
        assert page.status_code == 503
        assert "no longer set up as one for tests" in page.content.decode()
        with pytest.raises(closing.Closed):
            app.tasks["retention.prove"]()
        with time_machine.travel(copy.ends_at, tick=False):
            wipe_what_is_over()
            assert Debtor.objects.exists(), "nothing tells it from production but the setting"
        site.settings.TEST_INSTALLATION_OF = site.signed_by
        assert Client().get("/portal/").status_code == 200
        with time_machine.travel(copy.ends_at, tick=False):
            wipe_what_is_over()
            nothing_is_left(site, copy)
