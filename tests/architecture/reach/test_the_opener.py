"""What a page forgot to ask, the opener refuses."""

from contextlib import AbstractContextManager

import pytest

from collections_app.models import Debtor
from personal_data import access, envelopes
from personal_data import events as openings
from personal_data.models import Controller
from personal_data.purposes import Purpose
from personal_data.values import NotOpened
from tests.architecture.reach.beyond import Beyond
from tests.factories import accounts, acting, collection

pytestmark = pytest.mark.django_db


class TestTheOpener:
    """What a page forgot to ask, the opener refuses."""

    def test_refuses_a_record_out_of_reach(self, ours: Controller, beyond: Beyond) -> None:
        with within_reach_of(ours), pytest.raises(envelopes.Refused) as refusal:
            envelopes.open([beyond.debtor])
        assert refusal.value.reason == "other_controller"
        with within_reach_of(ours), pytest.raises(envelopes.Refused):
            envelopes.prepare_to_write([beyond.debtor])
        with within_reach_of(ours), pytest.raises(envelopes.Refused):
            collection.debtor(beyond.case.controller)
        assert accounts.recorded(openings.OPENING_REFUSED)[-1].reason == "other_controller"

    def test_shows_it_as_sealed_in_a_list(self, ours: Controller, beyond: Beyond) -> None:
        with acting.hanna():
            near = collection.debtor(ours, "Nils Nära")
        with within_reach_of(ours):
            page = envelopes.open_page(Debtor.objects.filter(pk__in=[near.pk, beyond.debtor.pk]).order_by("created_at"))
            seen = {row.reference: row.name for row in page}
            assert seen[near.reference].reveal() == "Nils Nära"
            with pytest.raises(NotOpened):
                seen[beyond.debtor.reference].reveal()

    def test_files_nothing_there_either(self, ours: Controller, beyond: Beyond) -> None:
        with within_reach_of(ours, Purpose.INTAKE), pytest.raises(envelopes.Refused):
            envelopes.prepare_to_write([beyond.case])


def within_reach_of(
    controller: Controller, purpose: Purpose = Purpose.COLLECTION
) -> AbstractContextManager[access.Context]:
    """A member of staff who works for one controller."""
    return access.context(
        actor=acting.person("hanna"), purpose=purpose, channel="web", controllers=frozenset({controller.pk})
    )
