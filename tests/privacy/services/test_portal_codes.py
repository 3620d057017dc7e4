from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from audit.models import Line
from collections_app.models import Case, Debtor
from personal_data import envelopes
from personal_data.models import BlockKind, Controller
from personal_data.purposes import Purpose
from personal_data.services import blocks, controllers
from privacy import events
from privacy.models import PortalCode
from privacy.policies.sign_in import codes
from privacy.services.sign_in import codes as portal_codes
from tests.factories import acting, collection
from tests.factories.accounts import recorded
from tests.privacy.letters import ADDRESS, code_in, paper_of, text_of
from tests.privacy.services.conftest import NOW


class TestIssue:
    def test_writes_a_letter_with_case_number_code_and_last_day(self, letter: PortalCode) -> None:
        text = text_of(paper_of(letter))
        for part in ("Anna Andersson", "Storgatan 3 B", "113 29 Stockholm", letter.case_reference, "20 januari 2027"):
            assert part in text
        assert "Amili AB" in text

    def test_lasts_until_the_end_of_the_sixtieth_day_in_the_controllers_country(self, letter: PortalCode) -> None:
        assert letter.expires_at == datetime(2027, 1, 20, 23, 0, tzinfo=UTC)  # midnight in Stockholm

    def test_stores_the_code_nowhere_but_in_the_sealed_letter(self, letter: PortalCode) -> None:
        code = code_in(paper_of(letter))
        needles = (code, codes.grouped(code), code.encode().hex())
        with connection.cursor() as cursor:
            for table in ("privacy_portalcode", "privacy_historicalportalcode", "audit_event", "audit_line"):
                cursor.execute(f"SELECT coalesce(string_agg(t::text, '|'), '') FROM {table} t")
                stored = cursor.fetchone()[0]
                assert not [needle for needle in needles if needle.lower() in stored.lower()], table

    def test_differs_for_the_same_debtor(self, letter: PortalCode, case: Case, anna: Debtor) -> None:
        first = code_in(paper_of(letter))
        with acting.hanna(Purpose.SUBJECT_REQUEST) as here:
            second = portal_codes.issue(case=case, debtor=anna, language="en", by=here.actor.id, at=NOW)
        assert code_in(paper_of(second)) != first
        assert second.salt != letter.salt

    def test_ends_the_code_of_before(self, letter: PortalCode, case: Case, anna: Debtor) -> None:
        with acting.hanna(Purpose.SUBJECT_REQUEST) as here:
            portal_codes.issue(case=case, debtor=anna, language="sv", by=here.actor.id, at=NOW)
        letter.refresh_from_db()
        assert letter.revoked_because == "replaced"
        assert not letter.works_at(NOW)

    def test_is_recorded_with_case_and_person(self, letter: PortalCode, anna: Debtor) -> None:
        (event,) = recorded(events.PORTAL_CODE_ISSUED)
        assert event.reference == letter.case_reference
        assert [line.subject for line in Line.objects.filter(event_id=event.id)] == [anna.subject.pseudonym]

    def test_opens_a_restricted_person_because_the_letter_serves_their_rights(self, case: Case, anna: Debtor) -> None:
        with acting.hanna(Purpose.SUBJECT_REQUEST) as here:
            blocks.place(kind=BlockKind.RESTRICTION, subject=anna.subject, reason_code="accuracy_contested")
            assert portal_codes.issue(case=case, debtor=anna, language="sv", by=here.actor.id, at=NOW)
        with acting.hanna(), pytest.raises(envelopes.Refused):
            envelopes.open([anna])

    def test_refuses_a_debtor_of_another_case(self, case: Case, amili: Controller) -> None:
        with acting.hanna(Purpose.SUBJECT_REQUEST) as here:
            stranger = collection.debtor(amili, "Carl Carlsson", address=ADDRESS)
            with pytest.raises(portal_codes.NotAllowed) as refusal:
                portal_codes.issue(case=case, debtor=stranger, language="sv", by=here.actor.id, at=NOW)
        assert refusal.value.code == "not_in_case"

    def test_refuses_a_company(self, case: Case, anna: Debtor) -> None:
        Debtor.objects.filter(pk=anna.pk).update(kind="company")
        anna.refresh_from_db()
        with acting.hanna(Purpose.SUBJECT_REQUEST) as here, pytest.raises(portal_codes.NotAllowed) as refusal:
            portal_codes.issue(case=case, debtor=anna, language="sv", by=here.actor.id, at=NOW)
        assert refusal.value.code == "not_a_person"

    def test_refuses_without_an_address_and_keeps_the_old_code(
        self, letter: PortalCode, case: Case, anna: Debtor
    ) -> None:
        with acting.hanna(Purpose.SUBJECT_REQUEST) as here:
            envelopes.open([anna])
            anna.address = None
            anna.save(update_fields=["address"])
            with pytest.raises(portal_codes.NotAllowed) as refusal:
                portal_codes.issue(case=case, debtor=anna, language="sv", by=here.actor.id, at=NOW)
        assert refusal.value.code == "no_address"
        letter.refresh_from_db()
        assert letter.works_at(NOW)

    def test_refuses_without_the_controllers_phone(self, case: Case, anna: Debtor, amili: Controller) -> None:
        controllers.change_contacts(controller=amili, contacts=controllers.Contacts(postal_address="Provgatan 1"))
        anna = Debtor.objects.select_related("controller").get(pk=anna.pk)
        with acting.hanna(Purpose.SUBJECT_REQUEST) as here, pytest.raises(portal_codes.NotAllowed) as refusal:
            portal_codes.issue(case=case, debtor=anna, language="sv", by=here.actor.id, at=NOW)
        assert refusal.value.code == "no_contacts"


class TestPreview:
    def test_shows_the_letter_with_dots_for_the_code(self, case: Case, anna: Debtor) -> None:
        with acting.hanna(Purpose.SUBJECT_REQUEST):
            text = text_of(portal_codes.preview(case=case, debtor=anna, language="en", at=NOW))
        assert "••••-••••-••••-••••" in text
        assert "Anna Andersson" in text
        assert not PortalCode.objects.exists()


class TestPrint:
    def test_gives_the_sealed_letter_and_records_it(self, letter: PortalCode) -> None:
        with acting.omar(Purpose.SUBJECT_REQUEST):
            assert b"".join(portal_codes.print_letter(code=letter, at=NOW)) == paper_of(letter)
        letter.refresh_from_db()
        assert letter.printed_at == NOW
        (event,) = recorded(events.PORTAL_CODE_PRINTED)
        assert event.actor_id == acting.person("omar").id

    def test_is_not_given_once_it_was_revoked(self, letter: PortalCode) -> None:
        with acting.hanna(Purpose.SUBJECT_REQUEST) as here:
            portal_codes.revoke(code=letter, because="lost", by=here.actor.id, at=NOW)
            with pytest.raises(portal_codes.NotAllowed) as refusal:
                portal_codes.print_letter(code=letter, at=NOW)
        assert refusal.value.code == "revoked"

    def test_is_not_given_once_it_has_expired(self, letter: PortalCode) -> None:
        with acting.hanna(Purpose.SUBJECT_REQUEST), pytest.raises(portal_codes.NotAllowed) as refusal:
            portal_codes.print_letter(code=letter, at=letter.expires_at)
        assert refusal.value.code == "expired"


class TestRevoke:
    def test_ends_the_code_and_says_why(self, letter: PortalCode) -> None:
        with acting.hanna(Purpose.SUBJECT_REQUEST) as here:
            portal_codes.revoke(code=letter, because="lost", by=here.actor.id, at=NOW + timedelta(hours=1))
        letter.refresh_from_db()
        assert not letter.works_at(NOW + timedelta(hours=2))
        (event,) = recorded(events.PORTAL_CODE_REVOKED)
        assert (event.reason, event.reference) == ("lost", letter.case_reference)

    def test_happens_once(self, letter: PortalCode) -> None:
        with acting.hanna(Purpose.SUBJECT_REQUEST) as here:
            portal_codes.revoke(code=letter, because="lost", by=here.actor.id, at=NOW)
            with pytest.raises(portal_codes.NotAllowed) as refusal:
                portal_codes.revoke(code=letter, because="asked", by=here.actor.id, at=NOW)
        assert refusal.value.code == "revoked"

    def test_wants_a_reason_of_the_list(self, letter: PortalCode) -> None:
        with acting.hanna(Purpose.SUBJECT_REQUEST) as here, pytest.raises(portal_codes.NotAllowed):
            portal_codes.revoke(code=letter, because="replaced", by=here.actor.id, at=NOW)
