"""A loaded notice binds: its purposes open data and no others do, and each of its versions stays on record."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.roles import Role
from audit.models import Line
from collections_app.record_classes import APPLICANT
from personal_data import envelopes, subjects
from personal_data.bulk import Batch
from personal_data.models import Controller
from personal_data.purposes import WITHOUT_NOTICE, Purpose
from personal_data.services import controllers
from privacy.models import PolicyVersion
from privacy.policies.packs import facts
from privacy.selectors import packs, policy_versions
from privacy.services import policies
from retention.selectors.due import local_today
from tests.factories import accounts, acting, collection

pytestmark = pytest.mark.django_db
NUMBERS = {
    "almi_se": "556000-0001",
    "opr_finance_se": "556000-0001",
    "axactor_no": "910000004",
    "intrum_fi": "0000010-7",
}


def loaded(name: str) -> Controller:
    with accounts.command(Purpose.RETENTION):
        return policies.load(name=name, company_number=NUMBERS.get(name, ""), at=timezone.now()).controller


def applied(to: Controller) -> envelopes.Envelope:
    """Somebody applied for work there."""
    with acting.hanna(Purpose.RECRUITMENT):
        person = subjects.create(controller=to, kind="person")
        return envelopes.create(controller=to, record_class=APPLICANT, subjects=[(person, "applicant")])


class TestPurposesThatTheNoticeDoesNotName:
    def test_open_nothing_and_store_nothing(self) -> None:
        almi, amili = loaded("almi_se"), loaded("visma_amili_se")
        kept = applied(almi)
        with pytest.raises(envelopes.Refused, match="this purpose") as refusal:
            applied(amili)
        assert refusal.value.reason == "purpose_not_named"
        with acting.hanna(Purpose.RECRUITMENT), pytest.raises(envelopes.Refused):
            Batch(amili)
        self.turn_off(almi)
        with acting.hanna(Purpose.RECRUITMENT), pytest.raises(envelopes.Refused) as refusal:
            envelopes.open([kept])
        assert refusal.value.reason == "purpose_not_named"
        assert Line.objects.filter(envelope_id=kept.id, outcome="refused").count() == 1
        with acting.hanna(Purpose.RECRUITMENT), pytest.raises(envelopes.Refused):
            envelopes.prepare_to_write([kept])
        with acting.hanna(Purpose.SUBJECT_REQUEST):
            envelopes.open([kept])

    def turn_off(self, controller: Controller) -> None:
        """A later version of the notice says nothing of applicants any more."""
        named = {purpose: basis for purpose, basis in facts.openings(packs.pack_of(controller)).items()
                 if purpose is not Purpose.RECRUITMENT}  # fmt: skip
        assert controllers.bind_to_notice(controller=controller, purposes=named)

    def test_are_off_where_no_notice_was_loaded(self) -> None:
        with acting.hanna():
            nobody = collection.controller("NOBODY")
        assert nobody.notice_purposes is None
        with pytest.raises(envelopes.Refused):
            applied(nobody)
        with acting.hanna():
            envelopes.open([collection.case_file(nobody, [collection.debtor(nobody)])])

    def test_leave_out_nothing_that_the_law_demands(self) -> None:
        for pack in packs.every().values():
            assert facts.openings(pack).keys() >= WITHOUT_NOTICE


class TestTheLegalBasis:
    def test_of_an_application_is_the_one_of_the_notice(self) -> None:
        for name, basis in (("almi_se", "6(1)(a)"), ("axactor_no", "6(1)(b)")):
            kept = applied(loaded(name))
            with acting.omar(Purpose.RECRUITMENT):
                envelopes.open([kept])
            assert Line.objects.get(envelope_id=kept.id, outcome="opened").legal_basis == basis

    def test_of_collecting_is_the_one_of_the_notice_at_each_controller(self) -> None:
        for name in packs.names():
            bound = loaded(name)
            with acting.hanna():
                case = collection.case_file(bound, [collection.debtor(bound)])
                envelopes.open([case])
            lines = Line.objects.filter(envelope_id=case.envelope_id)
            assert {line.legal_basis for line in lines} == {facts.openings(packs.pack_of(bound))[Purpose.COLLECTION]}


class TestVersions:
    def test_begin_where_the_last_one_ends(self, monkeypatch: pytest.MonkeyPatch) -> None:
        intrum = loaded("intrum_fi")
        (first,) = PolicyVersion.objects.filter(controller=intrum)
        assert (first.notice, first.valid_from, first.valid_until) == ("2023-01-16", date(2020, 1, 1), None)
        loaded("intrum_fi")
        assert PolicyVersion.objects.filter(controller=intrum).count() == 1
        monkeypatch.setattr(packs, "digest", lambda _name: "0" * 64)
        loaded("intrum_fi")
        today = local_today(intrum)
        first.refresh_from_db()
        assert first.valid_until == today
        last = PolicyVersion.objects.on(today).get(controller=intrum)
        assert (last.sha256, last.valid_from) == ("0" * 64, today)
        assert PolicyVersion.objects.on(today - timedelta(days=1)).get(controller=intrum) == first

    def test_stand_on_the_page_with_what_is_off(self, monkeypatch: pytest.MonkeyPatch) -> None:
        loaded("intrum_fi")
        loaded("axactor_no")
        desk = accounts.client_of(accounts.member(Role.DPO))
        page = desk.get("/dpo/notices/").content.decode()
        assert "2023-01-16" in page
        assert "The files have changed" not in page
        with accounts.command():
            off = {each.controller.reference: each.off for each in policy_versions.every()}
        assert off == {"INTRUM": ["documentation", "marketing", "recruitment"], "AXACTOR": ["marketing"]}
        monkeypatch.setattr(packs, "digest", lambda _name: "0" * 64)
        assert "The files have changed" in desk.get("/dpo/notices/").content.decode()
        assert accounts.client_of(accounts.member(Role.HANDLER)).get("/dpo/notices/").status_code == 403
