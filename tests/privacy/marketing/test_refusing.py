"""When no batch for direct marketing is made, and nothing leaves beside the batches."""

from collections.abc import Sequence
from datetime import date

import pytest
from django.utils import timezone

from audit.models import Event
from collections_app.models import Debtor, Disclosure, MarketingBatch, Recipient
from collections_app.selectors import marketing
from collections_app.services.disclosing import disclosures
from collections_app.services.disclosing.checks import NotAllowed, Wanted
from personal_data.models import Controller
from tests.factories import acting
from tests.factories import recipients as making
from tests.privacy.marketing.conftest import LOGGED, Lender, birthday
from tests.privacy.marketing.standing import objects

pytestmark = pytest.mark.django_db


class TestRefusals:
    @LOGGED
    def test_nothing_leaves_for_marketing_beside_the_batches(self, lender: Lender) -> None:
        vera = lender.person("Vera Vuxen")
        case = lender.case_of(vera)
        with acting.hanna():
            other = making.recipient(lender.controller, "processor", notice_key="marketing_suppliers")
            making.safeguard(other, "processor_agreement")
        ways = [
            (lender.supplier, "marketing"), (lender.supplier, "service"), (other, "service"), (other, "marketing"),
        ]  # fmt: skip
        for to, purpose in ways:
            wanted = Wanted(to, ("debtor.name",), purpose, "6(1)(f)", "file")
            with acting.hanna() as here, pytest.raises(NotAllowed) as refused:
                disclosures.disclose(case=case, wanted=wanted, by=here.actor.id, at=timezone.now())
            assert refused.value.code == "by_batch"
        assert not Disclosure.objects.exists()

    def test_without_an_agreement_or_to_somebody_whom_the_notice_does_not_name(self, lender: Lender) -> None:
        lender.person("Vera Vuxen")
        lender.supplier.safeguards.update(valid_until=date(2020, 1, 2))
        assert self._refused(lender) == "no_agreement"
        lender.supplier.safeguards.update(valid_until=None)
        Recipient.objects.filter(pk=lender.supplier.pk).update(notice_key="subcontractors")
        lender.supplier.refresh_from_db()
        assert self._refused(lender) == "not_marketing"
        event = Event.objects.filter(name="collections.disclosure.refused").latest("id")
        assert (event.reason, event.recipient) == ("not_marketing", lender.supplier.reference)

    def test_where_the_notice_names_no_marketing_or_rests_it_on_consent(self, lender: Lender) -> None:
        lender.person("Vera Vuxen")
        named = dict(lender.controller.notice_purposes or {})
        for purposes, reason in (
            ({**named, "marketing": "6(1)(a)"}, "no_consents"),
            ({each: basis for each, basis in named.items() if each != "marketing"}, "marketing_not_named"),
        ):
            Controller.objects.filter(pk=lender.controller.pk).update(notice_purposes=purposes)
            lender.supplier.controller.refresh_from_db()
            assert self._refused(lender) == reason

    def test_when_nobody_is_left(self, lender: Lender) -> None:
        assert self._refused(lender) == "nothing_there"
        lender.person("Mia Minderårig", birthday(9))
        assert self._refused(lender) == "nothing_there"
        said = Event.objects.filter(name="collections.disclosure.refused").values_list("reason", "recipient")
        assert list(said) == [("nothing_there", lender.supplier.reference)] * 2

    @LOGGED
    def test_is_on_record_when_somebody_is_blocked_after_the_choice(
        self, lender: Lender, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        vera = lender.person("Vera Vuxen")
        chosen = marketing.part

        def blocked_meanwhile(of: Controller, number: int) -> Sequence[Debtor]:
            found = chosen(of, number)
            objects(lender, vera)
            return found

        monkeypatch.setattr(marketing, "part", blocked_meanwhile)
        assert self._refused(lender) == "blocked"
        event = Event.objects.filter(name="collections.disclosure.refused").latest("id")
        assert (event.reason, event.recipient) == ("blocked", lender.supplier.reference)

    @staticmethod
    def _refused(lender: Lender) -> str:
        with pytest.raises(NotAllowed) as refused:
            lender.batch()
        assert not MarketingBatch.objects.exists()
        assert not Disclosure.objects.exists()
        return str(refused.value.code)
