"""Whether what a rule keeps is still needed: looked at once a year at least, and signed off."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.roles import Role
from personal_data.models import Controller
from retention import events
from retention.models import RetentionRule, RuleReview
from retention.policies.due_dates import add_months
from retention.selectors.due import local_today
from tests.factories import accounts, retention

pytestmark = pytest.mark.django_db
PAGE = "/dpo/retention/rules/"


@pytest.fixture
def opr() -> Controller:
    with accounts.command():
        return retention.controller("OPR")


@pytest.mark.requirement("OPR-51", breaks="no rule asking to be looked at again, or one that nobody signs off")
def test_each_rule_asks_to_be_looked_at_and_is_signed_off(opr: Controller) -> None:
    rolf = accounts.client_of(accounts.member(Role.RECORDS_OFFICER))
    rules = RetentionRule.objects.filter(controller=opr)
    assert "to be looked at</h" not in rolf.get(PAGE).content.decode()
    Controller.objects.filter(pk=opr.pk).update(created_at=timezone.now() - timedelta(days=366))
    overview, page = (rolf.get(url).content.decode() for url in ("/dpo/retention/", PAGE))
    assert f"{rules.count()} rules are to be looked at" in page
    assert f"{rules.count()} rules are to be looked at" in overview
    rule = rules.get(code="case_file.notice")
    today = local_today(opr)
    far = add_months(today, 13).isoformat()
    assert "within a year" in rolf.post(f"{PAGE}{rule.id}/", {"finding": "needed", "next_on": far}).content.decode()
    sent = {"finding": "needed", "next_on": add_months(today, 6).isoformat()}
    assert "It is signed off." in rolf.post(f"{PAGE}{rule.id}/", sent, follow=True).content.decode()
    review = RuleReview.objects.get()
    assert (review.code, review.reviewed_on, review.next_on) == (rule.code, today, add_months(today, 6))
    assert f"{rules.count() - 1} rules are to be looked at" in rolf.get(PAGE).content.decode()
    (event,) = accounts.recorded(events.RULE_REVIEWED)
    assert (event.reference, event.reason) == ("CTRL-OPR", "case_file.notice")
    RuleReview.objects.update(reviewed_on=today - timedelta(days=190), next_on=today)
    assert f"{rules.count()} rules are to be looked at" in rolf.get(PAGE).content.decode(), "at the set interval"


def test_signing_off_is_for_those_who_review(opr: Controller) -> None:
    rule = RetentionRule.objects.filter(controller=opr)[0]
    axel = accounts.client_of(accounts.member(Role.AUDITOR))
    assert axel.get(PAGE).status_code == 200
    assert axel.get(f"{PAGE}{rule.id}/").status_code == 403
