"""Somebody who speaks for Anna, in front of the portal."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from personal_data.purposes import Purpose
from privacy.policies.sign_in import codes as code_words
from privacy.services.sign_in import codes as sign_in_codes
from tests.factories import acting
from tests.privacy.letters import code_in, paper_of
from tests.privacy.representing.people import ENGLISH, House, house


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def amili(db: None) -> House:
    return house("AMILI")


@pytest.fixture
def as_anna(amili: House) -> Client:
    return annas(amili)


def annas_letter(of: House) -> str:
    """The code in Anna's own letter."""
    with acting.hanna(Purpose.SUBJECT_REQUEST) as here:
        code = sign_in_codes.issue(case=of.alone, debtor=of.anna, language="sv", by=here.actor.id, at=timezone.now())
    return code_in(paper_of(code))


def annas(of: House) -> Client:
    """A browser in which Anna has signed in herself."""
    client = Client(headers=ENGLISH)
    typed = {"case_number": of.alone.reference, "code": code_words.grouped(annas_letter(of))}
    assert client.post("/portal/", typed).status_code == 302
    return client
