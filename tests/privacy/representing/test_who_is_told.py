"""The debtor sees who speaks for them and what was shown, ends it at once; staff enter, verify, write and end."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from accounts.access import mark_of
from accounts.roles import Role
from accounts.routes import every_route
from audit.models import Event, Line
from collections_app.models import Authorisation, Disclosure
from collections_app.policies import authorisations as rules
from collections_app.services import authorisations
from personal_data.models import EnvelopeSubject, SealedFile
from personal_data.purposes import Purpose
from privacy.models import PortalCode
from tests.factories import accounts, acting
from tests.privacy.letters import code_in, text_of
from tests.privacy.representing.people import PAGE, PDF, House, today

pytestmark = pytest.mark.django_db
MINE = "/portal/representatives/"


def said(answer: object) -> str:
    return " ".join(answer.content.decode().split())  # type: ignore[attr-defined]  # a response


class TestTheDebtor:
    @pytest.mark.requirement("INTRUM-85", "AMILI-29", breaks="what a representative saw missing in who has seen it")
    def test_sees_what_was_shown_to_whom(self, amili: House, as_anna: Client) -> None:
        kept = amili.verified(kind="appointed")
        assert "speaks for you" not in said(as_anna.get("/portal/seen/"))
        amili.visit(kept).get(PAGE)
        seen = said(as_anna.get("/portal/seen/"))
        assert "guardian or trustee of the debtor" in seen
        assert "Somebody who speaks for you" in seen
        page = said(as_anna.get(MINE))
        for each in ("Gunilla Godman", "god man", "In force", "Cases, claims and what is owed"):
            assert each in page, each
        assert "Godvägen" not in page

    def test_is_told_once_for_each_visit_and_every_page_is_recorded(self, amili: House) -> None:
        kept = amili.verified()
        visit = amili.visit(kept)
        for _ in range(3):
            visit.get(PAGE)
        assert Disclosure.objects.filter(recipient=kept.recipient).count() == 2
        opened = Event.objects.filter(name="personal_data.envelope.opened", recipient=kept.recipient.reference)
        assert opened.count() == 3
        lines = Line.objects.filter(event_id=opened[0].id, subject=amili.anna.subject.pseudonym)
        assert {line.envelope_id for line in lines} >= {amili.anna.envelope_id, amili.alone.envelope_id}
        person = EnvelopeSubject.objects.get(envelope=kept.envelope_id, role="contact").subject_id
        assert {event.actor_id for event in opened} == {person}
        amili.visit(kept).get(PAGE)
        assert Disclosure.objects.filter(recipient=kept.recipient).count() == 4

    def test_ends_it_at_once(self, amili: House, as_anna: Client) -> None:
        kept = amili.verified()
        visit = amili.visit(kept)
        assert visit.get(PAGE).status_code == 200
        assert as_anna.post(f"{MINE}{kept.pk}/end/").status_code == 302
        assert visit.get(PAGE).status_code in (302, 403)
        assert "Anna" not in said(visit.get(PAGE, follow=True))
        assert not PortalCode.objects.filter(authorisation=kept.pk, revoked_at=None).exists()
        kept.refresh_from_db()
        assert (kept.revoked_by, kept.revoked_because) == (amili.anna.subject_id, "asked")
        assert "Ended" in said(as_anna.get(MINE))

    def test_is_refused_at_once_when_only_the_authority_is_gone(self, amili: House) -> None:
        kept = amili.verified()
        visit = amili.visit(kept)
        Authorisation.objects.filter(pk=kept.pk).update(
            revoked_at=timezone.now(), revoked_by=amili.anna.subject_id, revoked_because="asked"
        )
        assert visit.get(PAGE).status_code == 403

    def test_ends_nobody_elses(self, amili: House, as_anna: Client) -> None:
        kept = amili.verified()
        Authorisation.objects.filter(pk=kept.pk).update(debtor_reference=amili.bo.reference)
        assert as_anna.post(f"{MINE}{kept.pk}/end/").status_code == 404


class TestTheRepresentative:
    def test_sees_no_page_of_the_debtor(self, amili: House) -> None:
        visit = amili.visit(amili.verified())
        for route in every_route():
            if mark_of(route.view) == "debtor" and "<" not in route.pattern and "for-somebody" not in route.pattern:
                answers = {ask(f"/{route.pattern}").status_code for ask in (visit.get, visit.post)}
                assert answers <= {403, 405}, route.pattern
                assert 403 in answers, route.pattern

    def test_is_not_let_in_by_the_debtors_code_nor_the_debtor_by_theirs(self, amili: House, as_anna: Client) -> None:
        assert as_anna.get(PAGE)["Location"] == "/portal/overview/"
        assert as_anna.get("/portal/overview/").status_code == 200

    def test_leaves_the_debtors_own_code_alone(self, amili: House, as_anna: Client) -> None:
        visit = amili.visit(amili.verified())
        assert as_anna.get("/portal/overview/").status_code == 200
        assert visit.get(PAGE).status_code == 200


class TestTheDocument:
    def test_lies_sealed_in_an_envelope_of_both(self, amili: House) -> None:
        kept = amili.entered(kind="parent")
        parts = EnvelopeSubject.objects.filter(envelope=kept.envelope_id)
        assert sorted(parts.values_list("role", flat=True)) == ["debtor", "guardian"]
        assert amili.anna.subject_id in set(parts.values_list("subject_id", flat=True))
        file = SealedFile.objects.get(pk=kept.evidence)
        assert file.envelope_id == kept.envelope_id
        stored = [path.read_bytes() for path in Path(settings.SEALED_FILES_DIRECTORY).rglob(f"*{file.pk}*")]
        assert stored
        assert not any(b"Gunilla" in each for each in stored)

    def test_is_verified_by_two_in_the_database_too(self, amili: House) -> None:
        kept = amili.entered()
        rows = Authorisation.objects.filter(pk=kept.pk)
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(verified_by=kept.entered_by, verified_at=timezone.now())

    @pytest.mark.parametrize(
        ("changed", "code"),
        [
            ({"scope": ()}, "scope_missing"),
            ({"valid_until": today() - timedelta(days=9)}, "ends_before_begin"),
            ({"valid_until": today() + timedelta(days=740)}, "too_long"),
            ({"document": " "}, "document_missing"),
            ({"name": " "}, "name_missing"),
            ({"address": ""}, "address_missing"),
            ({"kind": "friend"}, "kind_unknown"),
            ({"content": b"a picture"}, "not_a_document"),
        ],
    )
    def test_has_to_say_all_of_it(self, amili: House, changed: dict[str, object], code: str) -> None:
        with pytest.raises(Exception) as refused:
            amili.entered(**changed)  # type: ignore[arg-type]  # one field
        assert refused.value.code == code  # type: ignore[attr-defined]
        assert not Authorisation.objects.exists()

    @pytest.mark.parametrize("country", ["SE", "FI", "NO", "DK"])
    def test_is_called_as_its_country_calls_it(self, country: str) -> None:
        assert set(rules.TERMS[country]) == set(rules.AuthorityKind.values)
        assert rules.TERMS["SE"]["appointed"] == "god man"
        assert rules.TERMS["NO"]["appointed"] == "verge"
        assert rules.TERMS["FI"]["appointed"].startswith("edunvalvoja")
        assert rules.TERMS["DK"]["appointed"] == "værge"


class TestStaff:
    def test_enter_verify_write_and_end(self, amili: House) -> None:
        hanna = accounts.client_of(accounts.member(Role.HANDLER))
        omar = accounts.client_of(accounts.member(Role.HANDLER, name="Omar Other"))
        address = f"/handler/cases/{amili.alone.reference}/authorisations/{amili.anna.reference}/"
        assert "Who speaks for the debtor" in said(hanna.get(f"/handler/cases/{amili.alone.reference}/"))
        assert "God man" in said(hanna.get(address)) or "god man" in said(hanna.get(address))
        typed = {
            "kind": "power_of_attorney", "name": "Gunilla Godman", "address": "Godvägen 3\n113 30 Stockholm",
            "country": "se", "scope": ["claims"], "is_protected": "no", "valid_from": today().isoformat(),
            "valid_until": (today() + timedelta(days=9)).isoformat(), "document": "Fullmakt av den 4 januari",
        }  # fmt: skip
        lacking = hanna.post(f"{address}enter/", typed)
        assert lacking.status_code == 422
        assert "Choose the document" in said(lacking)
        sent = {**typed, "evidence": SimpleUploadedFile("fullmakt.pdf", PDF, "application/pdf")}
        assert hanna.post(f"{address}enter/", sent).status_code == 302
        kept = Authorisation.objects.get()
        one = f"{address}{kept.pk}/"
        hanna.post(f"{one}verify/")
        kept.refresh_from_db()
        assert kept.verified_at is None
        assert b"".join(omar.get(f"{one}document/")) == PDF
        omar.post(f"{one}verify/")
        kept.refresh_from_db()
        assert kept.verified_at is not None
        letter = hanna.post(f"{one}letter/", {"language": "sv"})
        assert letter["Content-Type"] == "application/pdf"
        assert letter["Cache-Control"] == "no-store, private"
        assert "Gunilla Godman" in text_of(letter.content)
        assert "Anna" not in text_of(letter.content)
        visit = Client()
        assert (
            visit.post("/portal/", {"case_number": kept.case_reference, "code": code_in(letter.content)})["Location"]
            == PAGE
        )
        assert "Gunilla Godman" in said(hanna.get(address))
        assert hanna.post(f"{one}end/", {}).status_code == 200
        assert hanna.post(f"{one}end/", {"because": "ended"}).status_code == 302
        assert "Anna" not in said(visit.get(PAGE, follow=True))
        names = [str(each) for each in Event.objects.values_list("name", flat=True)]
        for name in ("entered", "verified", "revoked"):
            assert f"collections.authorisation.{name}" in names

    def test_find_none_at_another_debtor_or_address(self, amili: House) -> None:
        kept = amili.verified()
        hanna = accounts.client_of(accounts.member(Role.HANDLER))
        for debtor, pk in ((amili.bo.reference, kept.pk), (amili.anna.reference, amili.anna.envelope_id)):
            path = f"/handler/cases/{amili.shared.reference}/authorisations/{debtor}/{pk}/"
            assert hanna.get(f"{path}document/").status_code == 404
            assert hanna.post(f"{path}end/", {"because": "ended"}).status_code == 404

    def test_have_one_letter_that_works(self, amili: House) -> None:
        kept = amili.verified()
        first = amili.letter(kept)
        amili.letter(kept)
        answer = Client().post("/portal/", {"case_number": kept.case_reference, "code": code_in(first)})
        assert answer.status_code == 422

    def test_go_on_after_the_clock_of_the_record(self, amili: House) -> None:
        kept = amili.verified()
        kept.envelope.refresh_from_db()
        assert kept.envelope.trigger_on == kept.valid_until
        with acting.hanna(Purpose.SUBJECT_REQUEST):
            authorisations.revoke(kept=kept, because="doubted", by=kept.entered_by, at=timezone.now())
        kept.envelope.refresh_from_db()
        kept.recipient.refresh_from_db()
        assert kept.envelope.trigger_on == today()
        assert kept.recipient.ended_on == today()
