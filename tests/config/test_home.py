"""After signing in, everybody comes to a desk at which they may work."""

import pytest

from accounts.roles import Role
from tests.factories import accounts

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", list(Role))
def test_every_role_has_a_desk(role: Role) -> None:
    page = accounts.client_of(accounts.member(role)).get("/", follow=True)
    assert page.status_code == 200
    assert page.redirect_chain


def test_nobody_without_a_role_has_one() -> None:
    assert accounts.client_of(accounts.member()).get("/", follow=True).status_code == 403
