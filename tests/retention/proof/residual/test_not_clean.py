"""What is left over stands in the way of the certificate until it is gone."""

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from personal_data.models import ErasedTokens
from retention.models import ResidualCheck
from retention.services import proving
from tests.factories import accounts
from tests.retention.proof.conftest import EMAIL
from tests.retention.proof.residual.planting import in_a_session

pytestmark = pytest.mark.django_db


class TestNotClean:
    def test_gives_no_certificate_and_alarms_the_privacy_officer(self, amili, act, mailoutbox):
        in_a_session(EMAIL)
        petra = accounts.member("privacy_officer", name="Petra Privacy")
        with accounts.command():
            assert proving.prove(act, at=timezone.now()) is None
        assert not act.certificates.exists()
        assert [each.to for each in mailoutbox] == [[petra.email]]
        assert EMAIL not in mailoutbox[0].body
        assert act.reference in mailoutbox[0].subject
        assert ErasedTokens.objects.filter(act_id=act.id).exists(), "it is looked for again"

    def test_tells_many_leftovers_in_thousands(self, amili, act, mailoutbox):
        accounts.member("privacy_officer")
        with accounts.command():
            proving._alarm(ResidualCheck(act=act, leftover_count=21_100))
        assert "found 21,100 leftovers" in mailoutbox[0].body

    def test_is_certified_once_the_leftover_is_gone(self, act):
        in_a_session(EMAIL)
        with accounts.command():
            assert proving.prove_all(at=timezone.now()) == [act]
            Session.objects.all().delete()
            assert proving.prove_all(at=timezone.now()) == []
        assert act.certificates.count() == 1
        assert not ErasedTokens.objects.exists(), "by what they were found is forgotten"

    def test_is_given_up_after_thirty_days(self, act):
        with accounts.command():
            proving.prove_all(at=act.begun_at + proving.FORGET_AFTER * 2)
        assert not ErasedTokens.objects.exists()
        assert not act.certificates.exists()
