"""Restricting and correcting at the agencies, through the pages: what stops at once, and what ends it."""

from html import unescape

import pytest
from django.utils import timezone

from collections_app.models import CaseStatus, Debtor, Disclosure, Note
from collections_app.services import notes
from collections_app.services.disclosing import disclosures
from personal_data import catalogue, envelopes
from personal_data.models import Controller
from personal_data.purposes import Purpose
from privacy.models import DataSubjectRequest, RecipientNotice, Restriction
from privacy.services.contested import restrictions
from privacy.services.requests.steps import NotAllowed
from tests.factories import acting
from tests.factories import recipients as making
from tests.privacy.requests.agencies import Agency
from tests.privacy.requests.asking import PETRA
from tests.privacy.requests.contested.pages import (
    LEFT_BY_THE_LAW,
    TODAY,
    answer,
    ask,
    at,
    mark,
    opening,
    opens,
    refuse,
    tell_and_lift,
)

pytestmark = pytest.mark.django_db


class TestARestriction:
    @at(AMILI=mark("AMILI-40", "a way to write to, report on, pass on or take up again what is restricted"))
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
            notes.add(
                case=agency.open_case,
                text="Ringde.",
                kind="work",
                level="normal",
                by=acting.person("omar").id,
                at=timezone.now(),
            )

    @at(ALMI=mark("ALMI-84", "a reason that cannot be chosen, or none that is set when somebody contests or objects"))
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
        ALMI=mark("ALMI-85", "use before the correction is done or the grounds are weighed, or lifting without telling")
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
    @at(AMILI=mark("AMILI-38", "overwriting without the old value, correcting on nothing, or a recipient not told"))
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
