"""Somebody who looks at Anna's data."""

import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from tests.factories import accounts


@pytest.fixture
def hanna(db: None) -> User:
    return accounts.member(Role.HANDLER, name="Hanna Hemlig")


@pytest.fixture
def in_english(as_anna: Client) -> Client:
    as_anna.post("/portal/language/", {"language": "en"})
    return as_anna
