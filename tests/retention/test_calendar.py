"""The calendar of coming erasures."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from accounts.roles import Role
from personal_data.models import BlockKind, Controller
from personal_data.services import blocks
from retention.models import RetentionRule
from retention.policies.due_dates import add_months
from retention.selectors import coming
from retention.selectors.due import local_today
from retention.services import rules
from tests.factories import accounts, collection, retention

pytestmark = pytest.mark.django_db
URL = "/dpo/retention/calendar/"


@pytest.fixture
def dora(amili: Controller) -> Client:
    return accounts.client_of(accounts.member(Role.DPO))


class TestComing:
    def test_counts_each_case_in_the_month_of_its_day_and_what_is_late_in_the_first(self, amili: Controller) -> None:
        with accounts.command():
            for months in (40, 36, 30, 12):
                retention.closed_case(amili, retention.months_ago(months))
        found = coming.of(amili)
        first = local_today(amili).replace(day=1)
        expected = {first: 2, add_months(first, 6): 1}
        assert dict(found.goes["case_file"]) == expected
        assert dict(found.goes["profile"]) == expected
        assert len(found.months) == 24
        assert add_months(first, 24) not in found.months

    def test_names_what_is_held_apart_whether_the_hold_is_on_the_record_or_on_the_person(
        self, amili: Controller
    ) -> None:
        with accounts.command():
            held, of_held = (retention.closed_case(amili, retention.months_ago(30)) for _ in range(2))
            blocks.place(kind=BlockKind.HOLD, reason_code="dispute", envelopes=[held.envelope_id])
            debtor = of_held.case_debtors.get().debtor
            blocks.place(kind=BlockKind.WISH, reason_code="claim", subject=debtor.subject)
        found = coming.of(amili)
        assert found.kept == {"case_file": 2, "profile": 1}
        assert "case_file" not in found.goes

    def test_names_what_has_no_trigger_and_what_has_no_rule(self, amili: Controller) -> None:
        with accounts.command():
            collection.case_file(amili, [collection.debtor(amili)])
            retention.closed_case(amili, timezone.localdate())
            RetentionRule.objects.filter(controller=amili).update(valid_until=timezone.localdate())
            rules.recompute(controller=amili)
        found = coming.of(amili)
        assert found.without_trigger["case_file"] == 1
        assert found.without_day["case_file"] == 1
        assert found.goes == {}


class TestPage:
    def test_draws_a_column_for_each_month_with_a_table_and_names_nobody(self, dora: Client, amili: Controller) -> None:
        with accounts.command():
            case = retention.closed_case(amili, retention.months_ago(30))
        page = dora.get(URL).content.decode()
        assert len(re.findall(r'<th scope="row" data-label="Month">\d{4}-\d{2}</th>', page)) == 24
        assert page.count('class="part-') >= 2
        assert "Case file" in page
        assert "style=" not in page
        assert "Andersson" not in page
        assert case.reference not in page

    def test_says_that_nothing_goes(self, dora: Client) -> None:
        assert "Nothing goes in the coming 24 months" in dora.get(URL).content.decode()

    def test_shows_only_controllers_within_reach(self, amili: Controller) -> None:
        elsewhere = accounts.client_of(accounts.member(Role.DPO, works_for=[]))
        page = elsewhere.get(URL).content.decode()
        assert "You work for no controller" in page
        assert "Amili" not in page

    def test_is_reached_from_the_overview_and_closed_to_handlers(self, dora: Client, amili: Controller) -> None:
        assert URL in dora.get("/dpo/retention/").content.decode()
        assert accounts.client_of(accounts.member(Role.HANDLER)).get(URL).status_code == 403
