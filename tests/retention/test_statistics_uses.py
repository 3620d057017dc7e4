"""Nobody's data are read for statistics, and no counts leave the house, before two persons have agreed on what for."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from audit.models import Event, Line
from personal_data.models import Controller
from personal_data.purposes import Purpose
from retention.models import StatisticsGroup, StatisticsQuarter, StatisticsUse, UseKind
from retention.models.statistics import TRAITS
from retention.selectors.due import local_today
from retention.services import statistics_uses
from tests.factories import accounts, retention
from tests.retention.test_statistics import closed, run

pytestmark = pytest.mark.django_db
URL = "/dpo/retention/statistics/"
WHY = {"purpose": "Portfolios are valued by how cases end.", "limits": "Counts of before do not show the outcome."}


@pytest.fixture(autouse=True)
def acting(db: None) -> Iterator[None]:
    with accounts.command(Purpose.RETENTION):
        yield


@pytest.fixture
def rolf() -> User:
    return accounts.member(Role.RECORDS_OFFICER, name="Rolf")


@pytest.fixture
def petra() -> User:
    return accounts.member(Role.PRIVACY_OFFICER, name="Petra")


def asked(of: Controller, kind: UseKind = UseKind.READING, **other: object) -> StatisticsUse:
    values = {"ends_on": local_today(of) + timedelta(days=30), "by": uuid4(), "at": timezone.now(), **WHY, **other}
    return statistics_uses.ask(controller=of, kind=kind, **values)


class TestReading:
    @pytest.mark.requirement(
        "INTRUM-45",
        breaks="statistics that read persons without a statement of necessity that a second person approved",
    )
    def test_nobody_is_read_before_a_second_person_has_approved_why(self, intrum: Controller) -> None:
        day = retention.months_ago(60, days=1)
        use = asked(intrum)
        closed(intrum, day, 6)
        self._run(intrum)
        assert not Line.objects.filter(outcome="opened").exists()
        assert not StatisticsQuarter.objects.exists()
        with pytest.raises(ValidationError, match="second person"):
            statistics_uses.approve(use=use, by=use.asked_by, at=timezone.now())
        statistics_uses.approve(use=use, by=uuid4(), at=timezone.now())
        closed(intrum, day, 6)
        self._run(intrum)
        assert Line.objects.filter(outcome="opened").exists()
        assert StatisticsQuarter.objects.get().groups == 1

    @staticmethod
    def _run(of: Controller) -> None:
        with accounts.command(Purpose.RETENTION):  # a context that holds no key yet, as a worker's does
            run(of)

    def test_an_approval_ends_by_itself_and_within_a_year(self, intrum: Controller) -> None:
        with pytest.raises(ValidationError, match="within a year"):
            asked(intrum, ends_on=local_today(intrum) + timedelta(days=367))
        use = statistics_uses.approve(use=asked(intrum), by=uuid4(), at=timezone.now())
        assert statistics_uses.may_read(intrum)
        StatisticsUse.objects.filter(pk=use.pk).update(ends_on=local_today(intrum) - timedelta(days=1))
        assert not statistics_uses.may_read(intrum)

    def test_the_database_takes_no_statement_without_words_and_no_approval_by_who_asked(
        self, intrum: Controller
    ) -> None:
        use = asked(intrum)
        for spoiled in ({"purpose": ""}, {"limits": ""}, {"approved_by": use.asked_by, "approved_at": timezone.now()}):
            with pytest.raises(IntegrityError), transaction.atomic():
                StatisticsUse.objects.filter(pk=use.pk).update(**spoiled)

    def test_of_one_controller_is_no_approval_for_another(self, intrum: Controller) -> None:
        statistics_uses.approve(use=asked(intrum), by=uuid4(), at=timezone.now())
        assert not statistics_uses.may_read(retention.controller("ALMI"))


class TestRelease:
    @pytest.fixture
    def almi(self) -> Controller:
        controller = retention.controller("ALMI")
        values = dict.fromkeys(TRAITS, "any")
        StatisticsGroup.objects.create(controller=controller, debtors=7, **values)
        return controller

    @pytest.mark.requirement("ALMI-42", breaks="an export of counts that nobody has approved, or after their last day")
    @pytest.mark.requirement(
        "ALMI-43", breaks="counts that leave the house without public interest, mandate and a second person's approval"
    )
    def test_counts_leave_the_house_for_a_stated_interest_and_mandate_that_a_second_person_approved(
        self, almi: Controller, rolf: User, petra: User
    ) -> None:
        asks, approves = accounts.client_of(rolf), accounts.client_of(petra)
        form = {
            "recipient": "A statistical office",
            "purpose": "Research on how small firms fail.",
            "limits": "",
            "ends_on": (local_today(almi) + timedelta(days=30)).isoformat(),
        }
        assert asks.post(f"{URL}ALMI/release/", form).status_code == 200, "without the mandate it is not taken"
        assert not StatisticsUse.objects.exists()
        asks.post(f"{URL}ALMI/release/", {**form, "limits": "The owner's instruction of 2021, section 4."})
        use = StatisticsUse.objects.get()
        counts, approval = f"{URL}uses/{use.pk}/counts.csv", f"{URL}uses/{use.pk}/approve/"
        assert asks.get(counts).status_code == 302, "nobody has approved it"
        assert asks.post(approval).status_code == 403
        assert "The owner&#x27;s instruction" in approves.get(approval).content.decode()
        approves.post(approval)
        given = asks.get(counts)
        assert given.content.decode().splitlines() == [",".join([*TRAITS, "debtors"]), ",".join(["any"] * 8 + ["7"])]
        assert Event.objects.get(name="retention.statistics.released").count == 1
        StatisticsUse.objects.update(ends_on=local_today(almi) - timedelta(days=1))
        assert asks.get(counts).status_code == 302, "it has ended"

    def test_who_asked_cannot_approve_on_the_page_either(self, almi: Controller, petra: User) -> None:
        use = asked(almi, UseKind.RELEASE, recipient="A statistical office", by=petra.pk)
        page = accounts.client_of(petra).post(f"{URL}uses/{use.pk}/approve/").content.decode()
        assert "A second person approves it" in page
        assert StatisticsUse.objects.get().approved_at is None

    def test_leads_nobody_beyond_their_reach(self, almi: Controller) -> None:
        use = asked(almi, UseKind.RELEASE, recipient="A statistical office")
        stranger = accounts.client_of(accounts.member(Role.RECORDS_OFFICER, name="Else", works_for=[]))
        assert stranger.get(f"{URL}uses/{use.pk}/counts.csv").status_code == 404
        assert stranger.get(f"{URL}ALMI/release/").status_code == 404


class TestPage:
    def test_says_that_nothing_is_counted_before_it_is_approved_and_what_was_asked(
        self, intrum: Controller, rolf: User
    ) -> None:
        client: Client = accounts.client_of(rolf)
        assert "Nothing new is counted" in client.get(URL).content.decode()
        retention.statistics_approved(intrum)
        page = client.get(URL).content.decode()
        assert "Nothing new is counted" not in page
        assert "Portfolios are valued by how cases ended." in page
