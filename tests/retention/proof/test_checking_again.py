"""A run whose check was not clean says on its page what comes next, who does it, and when it is too late."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from personal_data.models import ErasedTokens
from retention.models import ErasureAct, Run
from retention.services import proving
from tests.factories import accounts
from tests.retention.proof.conftest import EMAIL

pytestmark = pytest.mark.django_db
PageOf = Callable[[Client], str]


@pytest.fixture
def rolf(act: ErasureAct) -> Client:
    return accounts.client_of(accounts.member(Role.RECORDS_OFFICER))


class TestTheRunThatIsNotClean:
    @pytest.fixture
    def page_of(self, run: Run, act: ErasureAct) -> PageOf:
        Session.objects.create(session_key=uuid4().hex, session_data=EMAIL, expire_date=timezone.now())
        with accounts.command():
            assert proving.prove(act, at=timezone.now()) is None

        def page_of(client: Client) -> str:
            return client.get(reverse("dpo-retention-run", args=[run.reference])).content.decode()

        return page_of

    def test_lets_who_may_check_again_and_says_what_that_does(
        self, page_of: PageOf, act: ErasureAct, rolf: Client
    ) -> None:
        page = page_of(rolf)
        again = reverse("dpo-retention-check-again", args=[act.pk])
        assert f'<form method="post" action="{again}">' in page
        assert "is removed there first" in page
        assert f'href="{reverse("dpo-retention-proof", args=[act.pk])}">See where that is' in page
        assert "Once nothing is left over, the certificate is issued" in page
        Session.objects.filter(session_data=EMAIL).delete()
        rolf.post(again)
        page = page_of(rolf)
        assert "Check again" not in page
        assert "removed there first" not in page

    @pytest.mark.parametrize("role", [Role.PRIVACY_OFFICER, Role.DPO])
    def test_tells_who_is_alarmed_what_comes_next_and_who_does_it(
        self, page_of: PageOf, act: ErasureAct, role: Role
    ) -> None:
        page = page_of(accounts.client_of(accounts.member(role)))
        assert "is removed there first" in page
        assert "such as a records officer, has the button Check again here" in page
        assert "check-again" not in page
        assert reverse("dpo-retention-check-again", args=[act.pk]) not in page

    def test_says_what_could_not_be_looked_into(self, page_of: PageOf, act: ErasureAct, rolf: Client) -> None:
        act.checks.update(leftover_count=0, unread=["public.elsewhere"])
        assert "opened to the program first" in page_of(rolf)

    def test_asks_for_nothing_of_a_check_that_was_not_finished(
        self, page_of: PageOf, act: ErasureAct, rolf: Client
    ) -> None:
        act.checks.update(leftover_count=0, finished_at=None)
        page = rolf.get(reverse("dpo-retention-proof", args=[act.pk])).content.decode()
        assert "Everything is then looked through" in page
        assert "first." not in page

    def test_is_possible_as_long_as_it_is_known_by_what_they_were_found(
        self, page_of: PageOf, act: ErasureAct, rolf: Client
    ) -> None:
        """A database that was closed for long has not forgotten them, and is not opened without a check."""
        act.begun_at -= proving.FORGET_AFTER
        act.save()
        assert "Check again" in page_of(rolf)
        with accounts.command():
            assert proving.prove(act, at=timezone.now()) is None
            ErasedTokens.objects.all().delete()
            with pytest.raises(proving.Forgotten):
                proving.prove(act, at=timezone.now())

    def test_promises_nothing_and_certifies_nothing_once_the_persons_are_forgotten(
        self, page_of: PageOf, act: ErasureAct, rolf: Client
    ) -> None:
        act.begun_at -= proving.FORGET_AFTER
        act.save()
        with accounts.command():
            proving.prove_all(at=timezone.now())
        for page in (page_of(rolf), rolf.get(reverse("dpo-retention-proof", args=[act.pk])).content.decode()):
            assert "forgotten after 30 days" in page
            assert "Check again" not in page
        page = rolf.post(reverse("dpo-retention-check-again", args=[act.pk]), follow=True).content.decode()
        assert "cannot be looked for" in page
        assert not act.certificates.exists()
