"""Applicants go when their position is filled, are handed over when hired, and stay by leave or in a dispute."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.roles import Role
from collections_app import events
from collections_app.models.records import Applicant
from collections_app.record_kinds import KINDS
from collections_app.services.records import ending, handing_over, keeping
from personal_data import access
from personal_data.models import BlockKind, Controller, DataSubject
from personal_data.services import blocks
from retention.services import nightly
from tests.collections_app.records.conftest import House, clock, entered, finished, row, today
from tests.factories import accounts

pytestmark = pytest.mark.django_db


class TestApplicants:
    def fill(self, axactor: Controller, position: str) -> int:
        with accounts.command():
            return ending.finish_all(
                kind=KINDS["applicant"],
                controller=axactor,
                gathering=position,
                because="position_filled",
                on=today(axactor),
                at=timezone.now(),
            )

    @row(
        "AXACTOR-91",
        "letting applicants stay when somebody was found, or taking those of another position",
    )
    @row("AXACTOR-92", "keeping here whoever was hired")
    def test_go_the_same_day_when_the_position_is_filled(self, house: House) -> None:
        axactor = house("AXACTOR")
        hired, other, elsewhere = (
            entered(axactor, "applicant", "2026-01-05", gathering=position)
            for position in ("Collector", "Collector", "Clerk")
        )
        finished(hired, "hired", str(today(axactor)))
        assert self.fill(axactor, "Collector") == 1
        with accounts.command():
            nightly.run_routine(by=access.system("night"), at=timezone.now())
        assert list(Applicant.objects.all()) == [elsewhere]
        assert not DataSubject.objects.filter(parts__envelope_id=other.envelope_id).exists()

    @row("AXACTOR-92", "letting who was hired go without handing the application over to the personnel department")
    def test_who_was_hired_is_handed_over_and_goes(self, house: House) -> None:
        axactor = house("AXACTOR")
        record = entered(axactor, "applicant", "2026-01-05", gathering="Clerk", expires_on=date(2099, 1, 1))
        recruiter = accounts.client_of(accounts.member(Role.RECRUITER))
        sent = {"because": "hired", "on": today(axactor).isoformat()}
        page = f"/handler/applicants/{record.reference}/end/"
        assert "personnel department" in recruiter.get(page).content.decode()
        answer = recruiter.post(page, sent)
        assert answer["Content-Disposition"] == f'attachment; filename="{record.reference}.json"'
        assert answer.json() == {
            "reference": record.reference, "position": "Clerk", "applied_on": "2026-01-05", "hired_on": sent["on"],
            "name": "name of a test", "reply_to": "reply_to of a test", "application": "application of a test",
        }  # fmt: skip
        (event,) = accounts.recorded(events.APPLICANT_HANDED_OVER)
        assert event.reference == record.reference
        with accounts.command():
            nightly.run_routine(by=access.system("night"), at=timezone.now())
        assert not Applicant.history.filter(id=record.pk).exists()

    def test_nobody_is_hired_together_with_others_or_without_having_applied(self, house: House) -> None:
        axactor = house("AXACTOR")
        entered(axactor, "applicant", "2026-01-05", gathering="Clerk")
        with accounts.command(), pytest.raises(keeping.NotAllowed, match="how it ended"):
            ending.finish_all(
                kind=KINDS["applicant"], controller=axactor, gathering="Clerk", because="hired", on=today(axactor),
                at=timezone.now(),
            )  # fmt: skip
        extract = entered(axactor, "bureau-extract", "2026-01-05", expires_on=date(2026, 9, 1))
        with accounts.command(), pytest.raises(handing_over.NotAnApplicant):
            handing_over.hire(record=extract, on=today(axactor), by=uuid4(), at=timezone.now())

    @row(
        "AXACTOR-93",
        "erasing who allowed to be kept or is in a dispute, or keeping them beyond that",
    )
    def test_stay_with_leave_until_its_day_and_in_a_dispute(self, house: House) -> None:
        axactor = house("AXACTOR")
        later = today(axactor) + timedelta(days=100)
        willing = entered(axactor, "applicant", "2026-01-05", gathering="Clerk", expires_on=later)
        disputed = entered(axactor, "applicant", "2026-01-05", gathering="Clerk")
        with accounts.command():
            blocks.place(kind=BlockKind.HOLD, envelopes=[disputed.envelope_id], reason_code="dispute")
        assert self.fill(axactor, "Clerk") == 2
        assert clock(willing) == (later, later)
        with accounts.command():
            nightly.run_routine(by=access.system("night"), at=timezone.now())
        assert set(Applicant.objects.all()) == {willing, disputed}

    def test_stay_for_nobody_who_was_hired(self, house: House) -> None:
        axactor = house("AXACTOR")
        record = entered(axactor, "applicant", "2026-01-05", expires_on=date(2030, 1, 1))
        finished(record, "hired", "2026-02-01")
        assert clock(record)[1] == date(2026, 2, 1)

    @row("ALMI-57", "keeping anything of an applicant who was rejected")
    def test_of_almi_go_when_rejected(self, house: House) -> None:
        almi = house("ALMI")
        record = entered(almi, "applicant", "2026-01-05")
        finished(record, "rejected", "2026-02-01")
        with accounts.command():
            nightly.run_routine(by=access.system("night"), at=timezone.now())
        assert not Applicant.history.filter(id=record.pk).exists()
