"""Who has seen it: what others did, who received data, who listened, and what must stay secret."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from audit import trail as recorder
from audit.models import Event
from collections_app.events import CALL_LISTENED
from collections_app.models import Case, Debtor, Disclosure, Recipient
from collections_app.selectors import disclosures as register
from collections_app.services.disclosing import disclosures
from personal_data import access, envelopes, record_classes
from personal_data.models import Controller
from personal_data.purposes import Purpose
from privacy.selectors import openings, packs
from tests.factories import accounts, acting, collection, recipients
from tests.privacy.portal.seen.looking import ADDRESS, look, proofs_in, said

pytestmark = pytest.mark.django_db


class TestOthers:
    @pytest.fixture
    def shared(self, amili: Controller, anna: Debtor) -> tuple[Debtor, Case]:
        with acting.hanna():
            bo = collection.debtor(amili, "Bo Bengtsson")
            return bo, collection.case_file(amili, [anna, bo])

    def test_have_lines_of_their_own(self, shared: tuple[Debtor, Case], hanna: User, anna: Debtor) -> None:
        bo, case = shared
        look(hanna, bo)
        assert openings.of_debtor(anna).openings == ()
        look(hanna, bo, case)
        (line,) = openings.of_debtor(anna).openings
        assert line.record_classes == ("case_file",)

    def test_are_not_named_when_they_look(self, shared: tuple[Debtor, Case], anna: Debtor, in_english: Client) -> None:
        bo, case = shared
        with access.context(
            actor=access.Actor("debtor", bo.subject_id), purpose=Purpose.SELF_SERVICE, channel="portal"
        ):
            envelopes.open([case])
        page = said(in_english.get(ADDRESS))
        assert "Another person in the same case" in page
        assert "Bo Bengtsson" not in page

    def test_case_numbers_are_absent(self, amili: Controller, anna: Debtor, hanna: User) -> None:
        with acting.hanna():
            other = collection.case_file(amili, [collection.debtor(amili, "Cia Ceder")])
        look(hanna, anna, other)
        (line,) = openings.of_debtor(anna).openings
        assert line.cases == ()


class TestReceived:
    @pytest.fixture
    def creditor(self, amili: Controller, anna: Debtor, case: Case) -> Recipient:
        with acting.hanna():
            return recipients.recipient(amili, name="Hyllan Möbler AB")

    def pass_on(self, case: Case, to: Recipient, days_ago: int = 0) -> None:
        with acting.hanna():
            envelopes.open([case])
            collection.claim(case, f"F-{Disclosure.objects.count()}")
            disclosures.disclose(
                case=case,
                wanted=disclosures.Wanted(to, ["claim.amount_minor"], "status_report", "6(1)(e)", "letter"),
                by=acting.person("hanna").id,
                at=timezone.now() - timedelta(days=days_ago),
            )

    def test_names_recipient_purpose_ground_and_data(self, in_english: Client, case: Case, creditor: Recipient) -> None:
        self.pass_on(case, creditor)
        page = said(in_english.get(ADDRESS))
        assert "Hyllan Möbler AB" in page
        assert "Report to the creditor" in page
        assert "GDPR art. 6(1)(e)" in page
        assert "Claims" in page
        assert case.reference in page

    def test_each_line_offers_the_proof_of_its_own_event(
        self, in_english: Client, case: Case, creditor: Recipient
    ) -> None:
        for days_ago in (0, 40):  # the second was entered long after
            self.pass_on(case, creditor, days_ago)
        events = Event.objects.filter(name="collections.disclosure.made").values_list("id", flat=True)
        received, opened = said(in_english.get(ADDRESS)).split("Who has opened them here")
        assert sorted(proofs_in(received)) == sorted(events)
        assert not set(events) & set(proofs_in(opened))
        for event in events:  # it is there, and not sealed yet
            assert in_english.get(f"{ADDRESS}proof/{event}/").status_code == 503

    def test_says_so_when_there_is_none(self, as_anna: Client) -> None:
        assert "Inget utlämnande av dina uppgifter" in said(as_anna.get(ADDRESS))

    def test_of_others_is_not_there(self, as_anna: Client, amili: Controller, creditor: Recipient) -> None:
        with acting.hanna():
            other = collection.case_file(amili, [collection.debtor(amili, "Bo Bengtsson")])
        self.pass_on(other, creditor)
        page = said(as_anna.get(ADDRESS))
        event = Event.objects.get(name="collections.disclosure.made")
        assert as_anna.get(f"{ADDRESS}proof/{event.id}/").status_code == 404
        assert other.reference not in page
        assert "Inget utlämnande av dina uppgifter" in page

    def test_names_who_may_receive_by_the_notice(self, as_anna: Client) -> None:
        page = said(as_anna.get(ADDRESS))
        for each in packs.of_reference("AMILI").recipients:
            assert each.text.by_language["sv"] in page

    def test_goes_on_by_pages(
        self, as_anna: Client, case: Case, creditor: Recipient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(register, "PAGE", 1)
        for _ in range(2):
            self.pass_on(case, creditor)
        first = said(as_anna.get(ADDRESS))
        (address,) = re.findall(r'href="(/portal/seen/\?received=[0-9a-f-]{36})"', first)
        second = said(as_anna.get(address))
        assert "Hyllan Möbler AB" in second
        assert "?received=" not in second
        assert as_anna.get(f"{ADDRESS}?received=x").status_code == 404


class TestWhatMustStaySecret:
    def test_is_absent_without_a_trace(
        self, amili: Controller, anna: Debtor, hanna: User, as_anna: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with acting.hanna():
            secret = collection.recording(amili, anna.subject)
        before = len(openings.of_debtor(anna).openings)
        look(hanna, anna, secret)
        look(hanna, secret)
        assert len(openings.of_debtor(anna).openings) == before + 2
        hidden = replace(record_classes.get("call_recording"), purposes=frozenset({Purpose.SUPERVISION}))
        monkeypatch.setitem(record_classes._classes, "call_recording", hidden)
        line, *earlier = openings.of_debtor(anna).openings
        assert line.record_classes == ("profile",)
        assert len(earlier) == before
        assert "samtal" not in said(as_anna.get(ADDRESS))


class TestListening:
    @pytest.fixture
    def heard(self, hanna: User, anna: Debtor) -> None:
        """Hanna has listened twice to a recorded call, 83 seconds in all."""
        with accounts.command():
            envelope = collection.recording(anna.controller, anna.subject).envelope_id
        for seconds in (60, 23):
            with access.context(actor=access.Actor("staff", hanna.pk), purpose=Purpose.COLLECTION, channel="web"):
                recorder.record(CALL_LISTENED, envelopes=[envelope], reason="transaction_proof", count=seconds)

    @pytest.mark.usefixtures("heard")
    def test_says_how_long_and_what_for(self, in_english: Client) -> None:
        page = said(in_english.get(ADDRESS))
        assert "A recorded call: listened to for 1:23 to confirm what was agreed" in page
        assert "Hemlig" not in page

    @pytest.mark.usefixtures("heard")
    def test_says_it_in_swedish(self, as_anna: Client) -> None:
        assert "Ett inspelat samtal: någon lyssnade på 1:23 av det" in said(as_anna.get(ADDRESS))
