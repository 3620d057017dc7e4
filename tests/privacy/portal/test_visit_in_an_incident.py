"""A portal cookie in wrong hands: what was seen with it is told apart from what the person saw before and after."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import SignInMark
from accounts.roles import Role
from collections_app.models import Debtor
from personal_data import access, envelopes
from personal_data.purposes import Purpose
from privacy.selectors.incident import Scope
from tests.factories import accounts, acting, collection

pytestmark = pytest.mark.django_db


def scope_of(**known: str) -> Scope:
    now = datetime.now(UTC)
    span = {
        "since": f"{now - timedelta(hours=1):%Y-%m-%dT%H:%M}",
        "until": f"{now + timedelta(hours=1):%Y-%m-%dT%H:%M}",
    }
    found: Scope = (
        accounts.client_of(accounts.member(Role.DPO)).post("/dpo/audit/incident/", span | known).context["scope"]
    )
    return found


def test_is_scoped_by_its_cookie_and_by_its_address(as_anna: Client, anna: Debtor) -> None:
    cookie = as_anna.cookies[settings.PORTAL_COOKIE_NAME].value
    as_anna.get("/portal/held/")
    with acting.hanna():
        envelopes.open([collection.debtor(anna.controller, "Bo Berg")])
    for known in ({"token": cookie}, {"address": "127.0.0.1"}):
        scope = scope_of(**known)
        assert (scope.sign_ins, scope.persons) == (1, 1), known
        assert scope.records >= 1
    assert scope_of(token="another").sign_ins == 0
    before = scope_of(token=cookie).last_at
    as_anna.post("/portal/sign-out/")
    with access.context(actor=access.Actor("debtor", anna.subject_id), purpose=Purpose.SELF_SERVICE, channel="portal"):
        envelopes.open([anna])
    assert scope_of(token=cookie).last_at == before
    mark = SignInMark.objects.get(visitor=anna.subject_id)
    assert cookie.encode() not in bytes(mark.session)
