"""A controller with its published rules, and cases on both sides of their day."""

import pytest

from collections_app.models import Case
from personal_data.models import Controller
from tests.factories import accounts, collection, retention


@pytest.fixture
def amili() -> Controller:
    with accounts.command():
        return retention.controller("AMILI")


@pytest.fixture
def intrum() -> Controller:
    with accounts.command():
        return retention.controller("INTRUM")


@pytest.fixture
def due_case(amili: Controller) -> Case:
    with accounts.command():
        case = retention.closed_case(amili, retention.months_ago(36))
        collection.note(case)
        return case


@pytest.fixture
def young_case(amili: Controller) -> Case:
    with accounts.command():
        return retention.closed_case(amili, retention.almost(36), "Bo Berg")
