"""Objecting at the agencies, through the pages: what it reaches, what stops at once, and what it comes to."""

from datetime import UTC, datetime
from html import unescape

import pytest

from collections_app.models import Case
from personal_data import envelopes
from personal_data.models import BlockKind, Controller, EnvelopeBlock
from personal_data.purposes import Purpose
from privacy.models import DataSubjectRequest, RequestStatus, Restriction
from privacy.policies import citations
from privacy.policies.contested_grounds import REFUSALS
from privacy.portal.asking import offered
from privacy.selectors import packs
from privacy.services.requests import carrying_out
from tests.factories import acting
from tests.privacy.requests.agencies import Agency, read
from tests.privacy.requests.contested.pages import (
    LEFT_BY_THE_LAW,
    TODAY,
    answer,
    ask,
    at,
    grant,
    mark,
    opening,
    opens,
    refuse,
    tell_and_lift,
)

pytestmark = pytest.mark.django_db


class TestAnObjection:
    @at(
        "AMILI",
        "ALMI",
        "OPR",
        INTRUM=mark("INTRUM-140", "not saying which processing rests on interests and is reached"),
    )
    def test_lists_what_it_reaches_by_its_legal_basis(self, agency: Agency) -> None:
        page = ask(agency, "objection")
        desk = unescape(agency.petra.get(agency.at()).content.decode())
        reached, rest = desk.split('id="reach"')[1].split("</section>")[0].partition("Not reached")[::2]
        pack = packs.of_reference(agency.controller.reference)
        for purpose in pack.purposes:
            bases = {basis.article for basis in purpose.bases}
            is_reached = bool(bases & {"6(1)(e)", "6(1)(f)"})
            assert (purpose.text.read("en").says in reached) is is_reached, purpose.key
            assert (purpose.text.read("en").says in rest) is not is_reached, purpose.key
            assert (purpose.text.read("sv").says in page) is is_reached, purpose.key
            assert all(f"GDPR art. {article}" in (reached if is_reached else rest) for article in bases)

    @at(AMILI=mark("AMILI-41", "going on before it is decided, or without grounds in writing, or after it was upheld"))
    @pytest.mark.parametrize("is_upheld", [True, False])
    def test_to_a_public_task_pauses_it_until_grounds_are_shown(self, agency: Agency, is_upheld: bool) -> None:
        ask(agency, "objection", asked="Jag vårdar min sjuke far.")
        agency.take_up()
        assert opening(agency.open_case) == LEFT_BY_THE_LAW
        offered = dict(agency.petra.get(agency.at("decision/refuse/")).context["form"].fields["ground"].choices)
        assert "other_basis" not in offered, "art. 21(1) gives an objection to a public task"
        refuse(agency, "compelling", facts="  ")
        assert agency.request.status == RequestStatus.UNDER_REVIEW, "no grounds in writing"
        if is_upheld:
            grant(agency, "upheld")
        else:
            refuse(agency, "compelling")
        answer(agency)
        assert opening(agency.open_case) == LEFT_BY_THE_LAW
        if is_upheld:
            assert [each.kind for each in EnvelopeBlock.objects.filter(lifted_at=None)] == [BlockKind.STOPPED]
            return
        tell_and_lift(agency)
        assert opens(agency.open_case)

    @at(INTRUM=mark("INTRUM-138", "not taking an objection that says in own words that there is no right to process"))
    def test_is_taken_in_the_persons_own_words(self, agency: Agency) -> None:
        words = "Ni har ingen rätt att behandla mina uppgifter: jag har aldrig handlat där."
        ask(agency, "objection", asked=words)
        assert agency.request.status == RequestStatus.RECEIVED
        assert words in unescape(agency.petra.get(agency.at()).content.decode())
        assert words.encode() not in bytes(agency.request.asked.ciphertext)
        page = agency.in_the_portal().get(f"/portal/requests/{agency.request.reference}/").content.decode()
        assert words in unescape(page)

    @at(INTRUM=mark("INTRUM-141", "going on without compelling grounds in writing and a second person"))
    def test_is_turned_down_only_for_grounds_that_override(self, agency: Agency) -> None:
        ask(agency, "objection", asked="Det är inte min skuld.")
        agency.take_up()
        for ground, facts in (("compelling", ""), ("other_basis", "Avtal."), ("accurate", "Rätt."), ("", "Nej.")):
            agency.petra.post(agency.at("decision/refuse/"), {"ground": ground, "facts": facts})
            assert agency.request.items.get().outcome == "open", ground
        agency.petra.post(agency.at("decision/refuse/"), {"ground": "compelling", "facts": "Dom finns."})
        agency.petra.post(agency.at("conclude/"))
        agency.petra.post(agency.at("approve/"))
        assert agency.request.status == RequestStatus.AWAITING_APPROVAL, "the one who refused does not approve"
        agency.petra.post(agency.at("answer/"))
        assert not agency.request.letters.exists()
        agency.rolf.post(agency.at("approve/"))
        said = answer(agency)
        assert "Dom finns." in said
        assert opening(agency.open_case) == LEFT_BY_THE_LAW, "until the person has been told that it goes on"

    @at(INTRUM=mark("INTRUM-142", "no such ground, or going on with more than the legal claim after it"))
    def test_that_gives_way_to_a_legal_claim_leaves_that_scope_alone(self, agency: Agency) -> None:
        ask(agency, "objection", asked="Sluta.")
        agency.take_up()
        refuse(agency, "objection_legal_claims", facts="Målet prövas av tingsrätten.")
        assert "bara för det rättsliga anspråket" in answer(agency)
        agency.petra.post(agency.at("restriction/announce/"), {"lift_on": TODAY.isoformat(), "because": "Klart."})
        assert Restriction.objects.get().lift_on is None, "it does not end by a letter"
        assert opening(agency.open_case) == LEFT_BY_THE_LAW
        case = f"/handler/cases/{agency.open_case.reference}/"
        agency.hanna.post(f"{case}legal-step/", {"step": "court", "reason": "Svaromål på måndag.", "days": "3"})
        assert not opens(agency.open_case, Purpose.LEGAL_CLAIM)
        agency.rolf.post(agency.at("restriction/uses/1/approve/"))
        assert opening(agency.open_case) == LEFT_BY_THE_LAW | {Purpose.LEGAL_CLAIM}
        assert opening(agency.closed_case) == LEFT_BY_THE_LAW, "another case is another scope"
        assert agency.hanna.get(case).status_code == 403
        with acting.nightly():
            (outcome,) = envelopes.erase([agency.closed_case.envelope_id])
        assert outcome.reason != "restricted", "what falls due goes"

    @at(
        OPR=mark("OPR-64", "no field for one's own situation, a reason that must be given, or profiling meanwhile"),
    )
    def test_asks_for_the_situation_and_stops_profiling_with_everything_else(self, agency: Agency) -> None:
        page = ask(agency, "objection", asked="Jag är sjukskriven och vill inte bli bedömd.")
        assert "Vad är det i din situation?" in page
        assert "textarea" in page
        assert agency.request.asked is not None
        assert opening(agency.anna) == LEFT_BY_THE_LAW, "no profile can be made of what does not open"

    @at(OPR=mark("OPR-65", "refusing for want of reasons, asking nobody for them, or asking for them at marketing"))
    def test_without_reasons_is_asked_about_and_not_turned_down(self, agency: Agency) -> None:
        ask(agency, "objection")
        assert (agency.request.status, agency.request.asked) == (RequestStatus.RECEIVED, None)
        assert opening(agency.open_case) == LEFT_BY_THE_LAW, "it counts from receipt, with or without reasons"
        anna, page = agency.in_the_portal(), f"/portal/requests/{agency.request.reference}/"
        assert "Vad är det i din situation?" in unescape(anna.get(page).content.decode())
        anna.post(f"{page}words/", {"asked": "  "})
        assert agency.request.asked is None
        anna.post(f"{page}words/", {"asked": "Jag vårdar min far."})
        assert "Vad är det i din situation?" not in unescape(anna.get(page).content.decode())
        assert "Jag vårdar min far." in agency.petra.get(agency.at()).content.decode()
        anna.post(f"{page}words/", {"asked": "Något annat."})
        assert "Något annat." not in agency.petra.get(agency.at()).content.decode(), "what was said stays as it was"
        DataSubjectRequest.objects.update(status="withdrawn")
        ask(agency, "marketing_objection")
        marketing = DataSubjectRequest.objects.get(right="marketing_objection")
        assert "<textarea" not in anna.get(f"/portal/requests/{marketing.reference}/").content.decode()

    @at(OPR=mark("OPR-66", "a refusal without a ground of the law, a second person, or where to complain"))
    def test_may_be_turned_down_on_the_law_with_remedies(self, agency: Agency) -> None:
        ask(agency, "objection", asked="Sluta.")
        agency.take_up()
        agency.petra.post(agency.at("decision/refuse/"), {"ground": "we_prefer_to", "facts": "Därför."})
        assert agency.request.items.get().outcome == "open"
        ground = "other_basis"
        agency.petra.post(
            agency.at("decision/refuse/"), {"ground": ground, "facts": "Behandlingen vilar på låneavtalet."}
        )
        agency.petra.post(agency.at("conclude/"))
        agency.petra.post(agency.at("answer/"))
        assert agency.request.status == RequestStatus.AWAITING_APPROVAL
        agency.rolf.post(agency.at("approve/"))
        said = answer(agency)
        for told in (
            citations.in_language(REFUSALS["objection"][ground].citation, "sv"),
            "Behandlingen vilar på låneavtalet.",
            "Integritetsskyddsmyndigheten",
            "imy@imy.se",
            "domstol",
        ):
            assert told in said

    @at(ALMI=mark("ALMI-78", "keeping after an upheld objection what no law keeps, or erasing where grounds override"))
    @pytest.mark.parametrize("is_upheld", [True, False])
    def test_that_is_upheld_erases_and_one_that_is_overridden_does_not(self, agency: Agency, is_upheld: bool) -> None:
        Controller.objects.update(collection_basis="6(1)(f)")
        ask(agency, "objection", asked="Sluta.")
        agency.take_up()
        if is_upheld:
            grant(agency, "upheld")
        else:
            refuse(agency, "compelling")
        answer(agency)
        follows = DataSubjectRequest.objects.filter(right="erasure")
        assert follows.exists() is is_upheld
        if not is_upheld:
            assert Case.objects.filter(pk=agency.closed_case.pk).exists()
            return
        erasure = follows.get()
        assert erasure.because == "objection"
        desk = f"/dpo/requests/{erasure.reference}/"
        agency.petra.post(f"{desk}begin/", {"identified_how": "known_contact"})
        number = list(erasure.items.order_by("id").values_list("item_envelope", flat=True)).index(
            agency.closed_case.envelope_id
        )
        for place in range(1, erasure.items.count() + 1):
            form = agency.petra.get(f"{desk}records/{place}/keep/").context["form"]
            kept = {name: form.get_initial_for_field(field, name) or "" for name, field in form.fields.items()}
            if place == number + 1 or not kept["ground"]:
                agency.petra.post(f"{desk}records/{place}/erase/")
            else:
                agency.petra.post(f"{desk}records/{place}/keep/", {**kept, "facts": "Lagen kräver det."})
        agency.petra.post(f"{desk}conclude/")
        agency.rolf.post(f"{desk}approve/")
        agency.petra.post(f"{desk}answer/")
        letter = erasure.letters.get(kind="answer")
        assert citations.in_language("GDPR art. 17(1)(c)", "sv") in read(letter)
        agency.petra.post(f"{desk}letters/{letter.pk}/sent/", {"sent_by": "post"})
        with acting.nightly():
            carrying_out.carry_out(at=datetime.now(UTC))
        assert not Case.objects.filter(pk=agency.closed_case.pk).exists()


class TestConsent:
    @at(INTRUM=mark("INTRUM-62", "collecting that stops when a consent is taken back, or a page that asks for one"))
    def test_is_not_what_collecting_rests_on(self, agency: Agency) -> None:
        pack = packs.of_reference("INTRUM")
        collecting = [each for each in pack.purposes if Purpose.COLLECTION in each.opens]
        assert collecting
        assert "6(1)(a)" not in {basis.article for each in collecting for basis in each.bases}
        ask(agency, "erasure", because="consent_withdrawn")
        assert agency.request.because == "consent_withdrawn"
        assert opens(agency.open_case)
        assert agency.hanna.get(f"/handler/cases/{agency.open_case.reference}/").status_code == 200
        anna = agency.in_the_portal()
        for each in offered():
            fields = anna.get(f"/portal/requests/{each.right}/").context["form"].fields
            assert set(fields) <= {"asked", "because", "concerns"}, "nowhere is a yes asked for"
