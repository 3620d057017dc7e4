"""Correcting, restricting and objecting at the agencies, through the pages: what stops at once, and what ends it."""

from datetime import UTC, datetime
from html import unescape

import pytest
from django.utils import timezone

from collections_app.models import Case, CaseStatus, Debtor, Disclosure, Note
from collections_app.services import notes
from collections_app.services.disclosing import disclosures
from personal_data import catalogue, envelopes
from personal_data.models import BlockKind, Controller, EnvelopeBlock
from personal_data.purposes import Purpose
from privacy.models import DataSubjectRequest, LetterKind, RecipientNotice, RequestStatus, Restriction
from privacy.policies import citations
from privacy.policies.contested_grounds import REFUSALS
from privacy.portal.asking import offered
from privacy.selectors import packs
from privacy.services.contested import restrictions
from privacy.services.requests import carrying_out
from privacy.services.requests.steps import NotAllowed
from tests.factories import acting
from tests.factories import recipients as making
from tests.privacy.requests.agencies import Agency, open_agency, read
from tests.privacy.requests.asking import PETRA

pytestmark = pytest.mark.django_db
TODAY = datetime.now(UTC).date()
LEFT_BY_THE_LAW = {
    Purpose.SELF_SERVICE,
    Purpose.SUBJECT_REQUEST,
    Purpose.RETENTION,
    Purpose.SECURITY,
}
# Where objecting is possible by law, what collecting rests on there.
BASES = {"AMILI": "6(1)(e)", "INTRUM": "6(1)(f)", "AXACTOR": "6(1)(f)", "ALMI": "6(1)(b)", "OPR": "6(1)(b)"}


def _row(row: str, breaks: str) -> pytest.MarkDecorator:
    return pytest.mark.requirement(row, breaks=breaks)


@pytest.fixture
def agency(request: pytest.FixtureRequest) -> Agency:
    """The agency whose reference is the parameter, collecting on the basis of its notice."""
    found = open_agency(request.param)
    Controller.objects.filter(pk=found.controller.pk).update(collection_basis=BASES[request.param])
    return found


def at(*names: str, **rows: pytest.MarkDecorator) -> pytest.MarkDecorator:
    """Run at these agencies; where a notice states it, its row is marked."""
    return pytest.mark.parametrize(
        "agency", [pytest.param(name, marks=rows.get(name, ())) for name in (*names, *rows)], indirect=True
    )


def opens(row: Debtor | Case, purpose: Purpose = Purpose.COLLECTION) -> bool:
    with acting.omar(purpose):
        try:
            envelopes.open([row])
        except envelopes.Refused:
            return False
    return True


def opening(row: Debtor | Case) -> set[Purpose]:
    """The purposes for which a record opens."""
    return {purpose for purpose in Purpose if opens(row, purpose)}


def ask(agency: Agency, right: str, **said: str) -> str:
    """Anna asks in the portal; says what the page before it said."""
    anna = agency.in_the_portal()
    page = anna.get(f"/portal/requests/{right}/").content.decode()
    assert anna.post(f"/portal/requests/{right}/", said).status_code == 302
    return unescape(page)


def refuse(agency: Agency, ground: str, facts: str = "En domstol prövar fordran i juni.") -> None:
    """Petra refuses, and Rolf agrees."""
    agency.petra.post(agency.at("decision/refuse/"), {"ground": ground, "facts": facts})
    agency.petra.post(agency.at("conclude/"))
    agency.rolf.post(agency.at("approve/"))


def grant(agency: Agency, ground: str) -> None:
    agency.petra.post(agency.at("decision/grant/"), {"ground": ground})
    agency.petra.post(agency.at("conclude/"))


def answer(agency: Agency) -> str:
    """The answer goes out; says what stands in it."""
    agency.petra.post(agency.at("answer/"))
    return send(agency, LetterKind.ANSWER)


def send(agency: Agency, kind: LetterKind) -> str:
    letter = agency.request.letters.get(kind=kind)
    agency.petra.post(agency.at(f"letters/{letter.pk}/sent/"), {"sent_by": "post"})
    return read(letter)


def tell_and_lift(agency: Agency) -> None:
    """The person is told that the restriction ends today, and it ends."""
    agency.petra.post(agency.at("restriction/announce/"), {"lift_on": TODAY.isoformat(), "because": "Kontrollerat."})
    send(agency, LetterKind.RESTRICTION_LIFTED)
    agency.petra.post(agency.at("restriction/lift/"))


class TestARestriction:
    @at(AMILI=_row("AMILI-40", "a way to write to, report on, pass on or take up again what is restricted"))
    def test_stops_every_way_of_working_with_the_data(self, agency: Agency) -> None:
        with acting.hanna():
            client = making.client(agency.open_case.creditor)
            bank = making.recipient(agency.controller, "bank")
        case = f"/handler/cases/{agency.open_case.reference}/"
        closed = f"/handler/cases/{agency.closed_case.reference}/"
        ways = {
            case: {},
            f"{case}notes/": {"text": "Ringde."},
            f"{case}disclosures/{client.reference}/": {
                "fields": ["debtor.name"], "purpose": "status_report", "ground": "6(1)(e)", "channel": "file",
            },
            f"{case}disclosures/{bank.reference}/": {
                "fields": ["debtor.name"], "purpose": "payment", "ground": "6(1)(e)", "channel": "file",
            },
            f"{closed}reopen/": {"reason": "closed_in_error"},
        }  # fmt: skip
        assert agency.hanna.get(case).status_code == 200
        ask(agency, "restriction")
        for address, values in ways.items():
            page = agency.hanna.post(address, values) if values else agency.hanna.get(address)
            assert page.status_code != 302, address
            assert "Anna" not in page.content.decode(), address
        assert not Note.objects.exists()
        assert not Disclosure.objects.exists()
        agency.closed_case.refresh_from_db()
        assert agency.closed_case.status == CaseStatus.CLOSED
        found = agency.hanna.get("/handler/search/", {"q": "Anna Andersson"}).content.decode()
        assert "Testvägen" not in found
        for row in (agency.anna, agency.open_case, agency.closed_case):
            assert opening(row) == LEFT_BY_THE_LAW
        with acting.omar(), pytest.raises(envelopes.Refused):
            notes.add(case=agency.open_case, text="Ringde.", by=acting.person("omar").id, at=timezone.now())

    @at(ALMI=_row("ALMI-84", "a reason that cannot be chosen, or none that is set when somebody contests or objects"))
    @pytest.mark.parametrize("ground", ["accuracy", "unlawful", "objection"])
    def test_has_its_reason_at_once_and_can_be_granted_on_it(self, agency: Agency, ground: str) -> None:
        by_itself = {"accuracy": "rectification", "objection": "objection"}
        if right := by_itself.get(ground):
            ask(agency, right)
            assert Restriction.objects.get().ground == ground
            DataSubjectRequest.objects.update(status="withdrawn")
        ask(agency, "restriction")
        asked = DataSubjectRequest.objects.get(right="restriction")
        desk = f"/dpo/requests/{asked.reference}/"
        agency.petra.post(f"{desk}begin/", {"identified_how": "known_contact"})
        offered = dict(agency.petra.get(f"{desk}decision/grant/").context["form"].fields["ground"].choices)
        assert {"accuracy", "unlawful", "objection"} <= offered.keys()
        agency.petra.post(f"{desk}decision/grant/", {"ground": ground})
        assert Restriction.objects.get(request=asked).ground == ground

    @at(
        ALMI=_row("ALMI-85", "use before the correction is done or the grounds are weighed, or lifting without telling")
    )
    @pytest.mark.parametrize(
        ("right", "decided_by"),
        [("rectification", "accurate"), ("objection", "compelling"), ("restriction", "verified")],
    )
    def test_is_storage_only_until_decided_and_told(self, agency: Agency, right: str, decided_by: str) -> None:
        Controller.objects.update(collection_basis="6(1)(f)")
        ask(agency, right)
        assert opening(agency.open_case) == LEFT_BY_THE_LAW
        agency.take_up()
        agency.petra.post(agency.at("restriction/announce/"), {"lift_on": TODAY.isoformat(), "because": "Klart."})
        assert Restriction.objects.get().lift_on is None, "nothing has been decided"
        refuse(agency, decided_by)
        answer(agency)
        with acting.hanna(Purpose.SUBJECT_REQUEST), pytest.raises(NotAllowed, match="Tell the person first"):
            restrictions.lift(request=agency.request, at=timezone.now())
        assert opening(agency.open_case) == LEFT_BY_THE_LAW
        tell_and_lift(agency)
        ended = Restriction.objects.get()
        assert (ended.lift_on, ended.lifted_at is not None) == (TODAY, True)
        assert opens(agency.open_case)


class TestACorrection:
    @at(AMILI=_row("AMILI-38", "overwriting without the old value, correcting on nothing, or a recipient not told"))
    def test_keeps_old_value_new_value_and_evidence_and_tells_who_received_it(self, agency: Agency) -> None:
        with acting.hanna():
            client = making.client(agency.open_case.creditor)
            wanted = disclosures.Wanted(client, ("debtor.name",), "status_report", "6(1)(e)", "file")
            disclosures.disclose(case=agency.open_case, wanted=wanted, by=PETRA, at=timezone.now())
        before = bytes(Debtor.objects.get(pk=agency.anna.pk).name.ciphertext)
        ask(agency, "rectification", asked="Jag heter Berg sedan i våras.", concerns="profile")
        agency.take_up()
        desk = agency.at("decision/correct/")
        form = agency.petra.get(desk).context["form"]
        held = {name: form.get_initial_for_field(field, name) or "" for name, field in form.fields.items()}
        refused = agency.petra.post(desk, {**held, "name": "Anna Berg"})
        assert "Write what shows that the new values are right." in refused.content.decode()
        agency.petra.post(desk, {**held, "name": "Anna Berg", "evidence": "Utdrag ur folkbokföringen."})
        agency.petra.post(agency.at("conclude/"))
        said = answer(agency)
        assert "Namn. Utdrag ur folkbokföringen." in said
        fresh = Debtor.objects.get(pk=agency.anna.pk)
        with acting.hanna(Purpose.SUBJECT_REQUEST):
            envelopes.open([fresh])
            assert fresh.name.reveal() == "Anna Berg"
        history = catalogue.history_of(Debtor).objects.filter(id=agency.anna.pk).order_by("history_id")
        assert bytes(history.values_list("name", flat=True)[0]) == before
        held_page = unescape(agency.in_the_portal().get("/portal/held/").content.decode())
        assert "Anna Berg" in held_page
        assert "Anna Andersson" in held_page, "the former value, with the day on which it ended"
        told = RecipientNotice.objects.get()
        assert (told.recipient, told.act) == (client, "rectified")


class TestAnObjection:
    @at(
        "AMILI",
        "ALMI",
        "OPR",
        INTRUM=_row("INTRUM-140", "not saying which processing rests on interests and is reached"),
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

    @at(AMILI=_row("AMILI-41", "going on before it is decided, or without grounds in writing, or after it was upheld"))
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

    @at(INTRUM=_row("INTRUM-138", "not taking an objection that says in own words that there is no right to process"))
    def test_is_taken_in_the_persons_own_words(self, agency: Agency) -> None:
        words = "Ni har ingen rätt att behandla mina uppgifter: jag har aldrig handlat där."
        ask(agency, "objection", asked=words)
        assert agency.request.status == RequestStatus.RECEIVED
        assert words in unescape(agency.petra.get(agency.at()).content.decode())
        assert words.encode() not in bytes(agency.request.asked.ciphertext)
        page = agency.in_the_portal().get(f"/portal/requests/{agency.request.reference}/").content.decode()
        assert words in unescape(page)

    @at(INTRUM=_row("INTRUM-141", "going on without compelling grounds in writing and a second person"))
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

    @at(INTRUM=_row("INTRUM-142", "no such ground, or going on with more than the legal claim after it"))
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
        OPR=_row("OPR-64", "no field for one's own situation, a reason that must be given, or profiling meanwhile"),
    )
    def test_asks_for_the_situation_and_stops_profiling_with_everything_else(self, agency: Agency) -> None:
        page = ask(agency, "objection", asked="Jag är sjukskriven och vill inte bli bedömd.")
        assert "Vad är det i din situation?" in page
        assert "textarea" in page
        assert agency.request.asked is not None
        assert opening(agency.anna) == LEFT_BY_THE_LAW, "no profile can be made of what does not open"

    @at(OPR=_row("OPR-65", "refusing for want of reasons, asking nobody for them, or asking for them at marketing"))
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

    @at(OPR=_row("OPR-66", "a refusal without a ground of the law, a second person, or where to complain"))
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

    @at(ALMI=_row("ALMI-78", "keeping after an upheld objection what no law keeps, or erasing where grounds override"))
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
    @at(INTRUM=_row("INTRUM-62", "collecting that stops when a consent is taken back, or a page that asks for one"))
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
