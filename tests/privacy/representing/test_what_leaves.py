"""What goes to somebody who speaks for a debtor: on a verified authorisation, as far as its scope, until its end."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from collections_app.models import Authorisation, Disclosure, RecipientKind
from collections_app.services import authorisations
from collections_app.services.disclosing import disclosures
from collections_app.services.disclosing.disclosures import NotAllowed, Wanted
from personal_data.purposes import Purpose
from privacy.services.representing import codes
from tests.factories import accounts, acting
from tests.factories import recipients as making
from tests.privacy.letters import code_in, text_of
from tests.privacy.representing.people import HANNA, NUMBER, OMAR, PAGE, House, house, today

pytestmark = pytest.mark.django_db
CLAIM = ("debtor.name", "claim.number")


def said(answer: object) -> str:
    return " ".join(answer.content.decode().split())  # type: ignore[attr-defined]  # a response


def by_hand(of: House, kept: Authorisation, fields: tuple[str, ...] = CLAIM, **changed: object) -> Wanted:
    wanted = Wanted(
        kept.recipient, fields, "for_the_debtor", "6(1)(c)", "phone", provision="Fullmakt", about=of.anna,
        secrecy_check="cleared",
    )  # fmt: skip
    return replace(wanted, **changed)  # type: ignore[arg-type]  # any field


def gives(of: House, wanted: Wanted) -> Disclosure:
    with acting.hanna():
        return disclosures.disclose(case=of.alone, wanted=wanted, by=HANNA, at=timezone.now())


def refuses(of: House, wanted: Wanted) -> str:
    before = Disclosure.objects.count()
    with pytest.raises(NotAllowed) as refused:
        gives(of, wanted)
    assert Disclosure.objects.count() == before
    return str(refused.value.code)


class TestTheAuthority:
    @pytest.mark.parametrize(
        ("reference", "kind", "recipient"),
        [
            pytest.param(
                "AMILI", "power_of_attorney", "authorised",
                marks=pytest.mark.requirement(
                    "AMILI-29",
                    breaks="data to a representative before somebody verified the authority, beyond its scope or after "
                    "its last day, or no 403 then",
                ),
            ),
            pytest.param(
                "INTRUM", "appointed", "guardian",
                marks=pytest.mark.requirement(
                    "INTRUM-85", breaks="a guardian who gets data without verified evidence, or under another class"
                ),
            ),
            pytest.param(
                "INTRUM", "power_of_attorney", "authorised",
                marks=pytest.mark.requirement(
                    "INTRUM-85", breaks="an authorised party who gets data without verified evidence, or another class"
                ),
            ),
        ],
    )  # fmt: skip
    def test_is_verified_has_a_scope_and_ends(self, reference: str, kind: str, recipient: str) -> None:
        of = house(reference)
        kept = of.entered(kind=kind)
        assert refuses(of, by_hand(of, kept)) == "authorisation_not_verified"
        with pytest.raises(codes.NotAllowed, match="has to be verified"):
            of.letter(kept)
        with acting.omar(Purpose.SUBJECT_REQUEST):
            authorisations.verify(kept=kept, by=OMAR, at=timezone.now())
        assert refuses(of, by_hand(of, kept, ("debtor.name", "debtor.address"))) == "beyond_scope"
        assert refuses(of, by_hand(of, kept, provision=" ")) == "evidence_missing"

        visit = of.visit(kept)
        page = said(visit.get(PAGE))
        assert "Anna Andersson" in page
        assert "F-ALONE" in page
        for beyond in ("Storgatan 3 B", "+46701740605", NUMBER):
            assert beyond not in page, beyond
        lines = Disclosure.objects.filter(recipient=kept.recipient)
        assert {line.case_reference for line in lines} == {of.alone.reference, of.shared.reference}
        for line in lines:
            assert line.recipient.kind == recipient
            assert line.purpose == "for_the_debtor"
            assert not any(each.startswith(("debtor.a", "debtor.i")) for each in line.data_fields)
        assert gives(of, by_hand(of, kept)).recipient.kind == recipient

        with time_machine.travel(timezone.now() + timedelta(minutes=5), tick=False):
            Authorisation.objects.filter(pk=kept.pk).update(valid_until=today())
            assert visit.get(PAGE).status_code == 200
            Authorisation.objects.filter(pk=kept.pk).update(
                valid_from=today() - timedelta(days=9), valid_until=today() - timedelta(days=1)
            )
            refused = visit.get(PAGE)
            assert refused.status_code == 403
            for secret in ("Anna", "F-ALONE", of.alone.creditor.name):
                assert secret not in said(refused)
            assert accounts.recorded("privacy.portal.authority_refused")[-1].reason == "authorisation_expired"
            assert refuses(of, by_hand(of, kept)) == "authorisation_expired"
            with pytest.raises(codes.NotAllowed):
                of.letter(kept)

    @pytest.mark.requirement("AMILI-29", breaks="a code that outlives the authority")
    def test_ends_the_code_with_it(self, amili: House) -> None:
        kept = amili.verified(valid_until=today() + timedelta(days=3))
        code = amili.letter(kept)
        assert (today() + timedelta(days=3)).strftime("%-d %B %Y") in " ".join(text_of(code).split())
        with time_machine.travel(timezone.now() + timedelta(days=5), tick=False):
            answer = Client().post("/portal/", {"case_number": kept.case_reference, "code": code_in(code)})
        assert answer.status_code == 422

    @pytest.mark.requirement("AMILI-29", "INTRUM-85", breaks="an authority that one person alone enters and verifies")
    def test_is_verified_by_somebody_else(self, amili: House) -> None:
        kept = amili.entered()
        with acting.hanna(Purpose.SUBJECT_REQUEST), pytest.raises(authorisations.NotAllowed, match="Somebody else"):
            authorisations.verify(kept=kept, by=HANNA, at=timezone.now())

    def test_is_of_this_debtor_and_no_other(self, amili: House) -> None:
        kept = amili.verified()
        wanted = by_hand(amili, kept, about=amili.bo)
        assert refuses(amili, wanted) == "about_missing"
        with acting.hanna(), pytest.raises(NotAllowed) as refused:
            disclosures.disclose(case=amili.shared, wanted=wanted, by=HANNA, at=timezone.now())
        assert refused.value.code == "no_authorisation"

    def test_of_nobody_gives_nothing(self, amili: House) -> None:
        with acting.hanna():
            to = making.recipient(amili.controller, RecipientKind.GUARDIAN, name="Vem Som Helst", is_person=True)
        kept = Authorisation(recipient=to)
        assert refuses(amili, by_hand(amili, kept)) == "no_authorisation"


class TestTheDebtor:
    @pytest.mark.requirement("INTRUM-85", breaks="data to the debtor without evidence of who it is, or of others too")
    def test_gets_their_own_on_evidence(self, amili: House) -> None:
        with acting.hanna():
            oneself = making.recipient(amili.controller, RecipientKind.SELF, name="The debtor", notice_key="debtor")
        fields = ("debtor.name", "debtor.phone", "claim.number")
        wanted = Wanted(oneself, fields, "for_the_debtor", "6(1)(c)", "counter", about=amili.anna)
        assert refuses(amili, wanted) == "evidence_missing"
        shown = replace(wanted, provision="Körkort visat")
        assert refuses(amili, replace(shown, about=None)) == "about_missing"
        with acting.hanna():
            left = disclosures.preview(case=amili.shared, wanted=shown, at=timezone.now())
            line = disclosures.disclose(case=amili.shared, wanted=shown, by=HANNA, at=timezone.now())
        assert line.recipient.kind == "self"
        assert "Anna Andersson" in str(left)
        assert "Bo Bengtsson" not in str(left)


class TestWhatTheScopeOpens:
    @pytest.mark.parametrize(
        ("scope", "shown", "kept_back"),
        [
            (("claims",), ("F-ALONE",), (NUMBER, "Storgatan 3 B")),
            (("identity",), (NUMBER,), ("F-ALONE", "Storgatan 3 B")),
            (("contact",), ("Storgatan 3 B", "+46701740605"), ("F-ALONE", NUMBER)),
            (("claims", "identity", "contact"), ("F-ALONE", NUMBER, "Storgatan 3 B"), ()),
        ],
        ids=["claims", "identity", "contact", "all"],
    )
    @pytest.mark.requirement("AMILI-29", breaks="a page that shows what the scope does not name")
    def test_is_shown_and_nothing_else(
        self, amili: House, scope: tuple[str, ...], shown: tuple[str, ...], kept_back: tuple[str, ...]
    ) -> None:
        page = said(amili.visit(amili.verified(scope=scope)).get(PAGE))
        assert [each for each in shown if each not in page] == []
        assert [each for each in kept_back if each in page] == []

    def test_is_no_contact_of_a_protected_identity(self, amili: House) -> None:
        kept = amili.verified(scope=("claims", "contact"), is_protected=True)
        page = said(amili.visit(kept).get(PAGE))
        assert "F-ALONE" in page
        assert "Storgatan" not in page
        assert "+46701740605" not in page
        assert refuses(amili, by_hand(amili, kept, ("debtor.name", "debtor.phone"))) == "beyond_scope"

    def test_is_nothing_of_others_in_the_case(self, amili: House) -> None:
        kept = amili.verified(scope=("claims", "identity", "contact"))
        page = said(amili.visit(kept).get(PAGE))
        assert "F-SHARED" in page
        assert "Bo Bengtsson" not in page
        assert "+46701740699" not in page
        assert not Disclosure.objects.filter(envelope__parts__subject=amili.bo.subject).exists()
