"""Almi, whose notice changes."""

from dataclasses import replace
from datetime import date

import pytest

from personal_data.models import Controller
from privacy.policies.words import Words
from privacy.selectors import packs
from tests.factories import accounts
from tests.privacy.notices.changes.telling import SAYS, Publish, loaded


@pytest.fixture
def almi(db: None) -> Controller:
    """Almi with its notice of 2021."""
    made = loaded()
    accounts.everybody_works_for(made)
    sender = {
        "phone": "+46 8 000 00 00",
        "privacy_contact": "dpo@almi.test",
        "postal_address": "Provgatan 1\n111 11 Lund",
    }
    Controller.objects.filter(pk=made.pk).update(**sender)
    made.refresh_from_db()
    return made


@pytest.fixture
def publish(monkeypatch: pytest.MonkeyPatch) -> Publish:
    """Almi publishes another version of its notice, and it is loaded."""
    pack = packs.read(packs.PACKS_FOLDER / "almi_se.toml")

    def another(name: str = "2027", *, significant: bool = True) -> None:
        words = Words(SAYS) if significant else None
        begins = date(2026, 1, 1)
        version = replace(
            pack.notice.versions[0], name=name, effective_on=begins, significant=significant, changes=words
        )
        changed = replace(pack, notice=replace(pack.notice, versions=(*pack.notice.versions, version)))
        monkeypatch.setattr(packs, "read", lambda _path: changed)
        monkeypatch.setattr(packs, "digest", lambda _name: f"{name:0>64}")
        loaded()

    return another
