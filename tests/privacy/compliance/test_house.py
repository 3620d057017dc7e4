"""What the house itself must hold, as the monitor measures it; the owner of the tables spoils it."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from collections_app.models import Case
from personal_data import access
from personal_data.models import Controller
from privacy.models import Right
from privacy.selectors.compliance.checks import Asked, Measurement, measure
from privacy.selectors.compliance.registry import asked_of, promise_of
from retention.models import StatisticsGroup
from retention.models.statistics import TRAITS
from tests.factories import accounts, collection, retention
from tests.fixtures import databases
from tests.privacy.compliance.asking import BROKEN, KEPT, SOON, measured, spoil, verdict
from tests.privacy.requests.asking import receive


def in_days(days: float, key: str) -> Measurement:
    """A promise of the house as it will stand if nothing is done until then."""
    now = timezone.now() + timedelta(days=days)
    promise = promise_of(None, key)
    assert promise is not None
    return measure(promise.check, Asked(None, None, now.date(), now))


class TestKeys:
    def test_a_key_without_its_record_and_a_record_without_its_key_are_found(
        self, amili: Controller, case: Case
    ) -> None:
        found = measured(None, "keys_match")
        assert (found.verdict, found.broken) == (KEPT, 0)
        alone, bare = uuid4(), uuid4()
        spoil(
            "INSERT INTO keys.data_key (envelope_id, generation, epoch, wrapped)"
            " VALUES (%s, 1, 1, decode(repeat('00', 60), 'hex'))",
            alone,
        )
        spoil(
            "INSERT INTO personal_data_envelope (id, controller_id, record_class, generation, created_at)"
            " VALUES (%s, %s, 'case_file', 1, now())",
            bare,
            amili.pk,
        )
        assert measured(None, "keys_match").broken == 2
        promise = promise_of(None, "keys_match")
        assert promise is not None
        assert {each.reference for each in promise.check.question.listed(asked_of(None), 10)} == {
            f"record {str(bare)[-12:]} has no key",
            f"key of {str(alone)[-12:]} has no record",
        }

    def test_an_epoch_that_nobody_renews_is_amber_for_a_day_and_then_red(self, amili: Controller, case: Case) -> None:
        assert verdict(None, "keys_rewrapped") is KEPT
        assert in_days(7.5, "keys_rewrapped").verdict is SOON
        assert in_days(8.5, "keys_rewrapped").verdict is BROKEN

    def test_a_key_under_an_epoch_that_is_no_longer_current_is_found(
        self, amili: Controller, case: Case, settings: object, tmp_path: object
    ) -> None:
        spoil(
            "INSERT INTO keys.data_key (envelope_id, generation, epoch, wrapped)"
            " VALUES (gen_random_uuid(), 1, 0, decode(repeat('00', 60), 'hex'))"
        )
        assert verdict(None, "keys_rewrapped") is SOON
        assert in_days(2, "keys_rewrapped").verdict is BROKEN


class TestTheTrail:
    def test_months_without_a_place_are_amber_a_year_ahead_and_red_when_near(self, db: None) -> None:
        assert verdict(None, "partitions") is KEPT
        assert in_days(31 * 14, "partitions").verdict is SOON
        assert in_days(31 * 24, "partitions").verdict is BROKEN


class TestWhatTheOwnerSpoils:
    @pytest.fixture(autouse=True)
    def acting(self, live_database: str) -> Iterator[access.Context]:
        with accounts.command() as here:
            yield here

    def test_every_guard_every_column_and_every_month_is_missed(self, live_database: str) -> None:
        keys = ("guards", "fields_declared", "partitions")
        assert [measured(None, key).broken for key in keys] == [0, 0, 0]
        with databases.superuser(live_database) as server:
            server.execute("ALTER TABLE collections_app_debtor DISABLE TRIGGER guard")
            server.execute("DROP TRIGGER append_only ON audit_event")
            server.execute("GRANT DELETE ON audit_line TO app")
            server.execute("ALTER TABLE collections_app_debtor ADD COLUMN nickname text")
            server.execute("CREATE TABLE shadow (name text)")
            month = f"{timezone.now() + timedelta(days=31):%Y_%m}"
            server.execute(f"DROP TABLE audit_line_{month}")
        assert measured(None, "guards").broken >= 3
        assert measured(None, "fields_declared").broken == 2
        assert measured(None, "partitions").broken == 1

    def test_a_restriction_that_the_owner_lifted_is_missed(self, live_database: str) -> None:
        amili = collection.controller()
        debtor = collection.debtor(amili)
        collection.case_file(amili, [debtor])
        receive(debtor, Right.RESTRICTION)
        assert verdict(amili, "restricted_from_receipt") is KEPT
        with databases.superuser(live_database) as server:
            server.execute("ALTER TABLE personal_data_envelopeblock DISABLE TRIGGER ALL")
            server.execute("UPDATE personal_data_envelopeblock SET lifted_at = now(), lifted_by = placed_by")
        assert verdict(amili, "restricted_from_receipt") is BROKEN
        assert verdict(None, "guards") is BROKEN

    def test_a_due_date_that_the_owner_wrote_hides_nothing(self, live_database: str) -> None:
        amili = retention.controller("AMILI")
        case = retention.closed_case(amili, retention.months_ago(40))
        with databases.superuser(live_database) as server:
            server.execute("UPDATE personal_data_envelope SET due_on = '2099-01-01'")
        assert verdict(amili, "kept.case_file") is BROKEN
        with databases.superuser(live_database) as server:
            server.execute("UPDATE personal_data_envelope SET due_on = NULL WHERE id = %s", [case.envelope_id])
        assert verdict(amili, "kept.case_file") is BROKEN

    def test_a_group_that_the_owner_made_small_is_missed(self, live_database: str) -> None:
        intrum = collection.controller("INTRUM")
        StatisticsGroup.objects.create(controller=intrum, **dict.fromkeys(TRAITS, "any"), debtors=9)
        assert verdict(intrum, "statistics_anonymous") is KEPT
        with databases.superuser(live_database) as server:
            server.execute(
                "ALTER TABLE retention_statisticsgroup DROP CONSTRAINT retention_statisticsgroup_large_enough"
            )
            server.execute("UPDATE retention_statisticsgroup SET debtors = 2")
        assert verdict(intrum, "statistics_anonymous") is BROKEN
