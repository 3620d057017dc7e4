"""Amili with Anna, and an officer of whom people ask without having signed in."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.roles import Role
from collections_app.models import Debtor
from personal_data.models import Controller
from tests.factories import accounts, acting, collection, retention
from tests.privacy.requests.asking import contacts, debtor_with_address


@pytest.fixture(autouse=True)
def nothing_counted() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def amili(db: None) -> Controller:
    with acting.hanna():
        made = retention.controller("AMILI")
        contacts(made)
    return made


@pytest.fixture
def anna(amili: Controller) -> Debtor:
    with acting.hanna():
        debtor = debtor_with_address(amili)
        collection.case_file(amili, [debtor])
    return debtor


@pytest.fixture
def petra() -> Client:
    return accounts.client_of(accounts.member(Role.PRIVACY_OFFICER, name="Petra Privacy"))
