"""Passing data on: only what may go, only to whom it may go, with a line in the register and a copy of what left."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from audit.models import Event, Line
from collections_app.models import (
    Case,
    Debtor,
    DisclosedCopy,
    Disclosure,
    DisclosureChannel,
    DisclosureGround,
    DisclosurePurpose,
    Recipient,
    RecipientKind,
    SafeguardKind,
)
from collections_app.selectors import disclosures as register
from collections_app.services import disclosures, recipients
from collections_app.services.disclosures import NotAllowed, Wanted
from personal_data import envelopes
from personal_data.models import BlockKind, Controller, Envelope
from personal_data.purposes import Purpose
from personal_data.services import blocks
from tests.factories import acting, collection
from tests.factories import recipients as making

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
TODAY = NOW.date()
HANNA = acting.person("hanna").id
REPORT = ("debtor.name", "claim.number", "claim.amount_minor", "case.status")


@pytest.fixture
def amili(db: None) -> Iterator[Controller]:
    with acting.hanna():
        yield collection.controller("AMILI")


@pytest.fixture
def ida(amili: Controller) -> Debtor:
    return collection.debtor(amili, "Ida Johansson", identity_number="198010162389", phone="+46701740605")


@pytest.fixture
def case(amili: Controller, ida: Debtor) -> Case:
    made = collection.case_file(amili, [ida, collection.debtor(amili, "Jon Johansson")])
    collection.claim(made)
    return made


@pytest.fixture
def creditor(case: Case) -> Recipient:
    return making.client(case.creditor)


def wanted(to: Recipient, fields: tuple[str, ...] = REPORT, **changed: str) -> Wanted:
    values = {
        "purpose": DisclosurePurpose.STATUS_REPORT.value,
        "ground": DisclosureGround.LEGITIMATE_INTEREST.value,
        "channel": DisclosureChannel.FILE.value,
        **changed,
    }
    return Wanted(recipient=to, fields=fields, **values)


def disclose(case: Case, what: Wanted, at: datetime = NOW) -> Disclosure:
    return disclosures.disclose(case=case, wanted=what, by=HANNA, at=at)


def refused(case: Case, what: Wanted, at: datetime = NOW) -> str:
    with pytest.raises(NotAllowed) as error:
        disclose(case, what, at)
    assert not Disclosure.objects.exists()
    assert not DisclosedCopy.objects.exists()
    return str(error.value.code)


class TestADisclosure:
    def test_is_a_line_in_the_register(self, case: Case, creditor: Recipient) -> None:
        line = disclose(case, wanted(creditor))
        assert line.categories == ["case", "claim", "identity"]
        assert line.data_fields == sorted(REPORT)
        assert line.records[0] == case.envelope_id
        assert len(line.records) == 3
        assert (line.recipient, line.case_reference, line.by, line.at) == (creditor, case.reference, HANNA, NOW)

    def test_keeps_a_copy_of_what_left_in_the_case(self, case: Case, creditor: Recipient) -> None:
        line = disclose(case, wanted(creditor))
        copy = DisclosedCopy.objects.get(disclosure=line.pk)
        assert copy.envelope_id == case.envelope_id
        said = {(entry["field"], entry["value"]) for entry in copy.content.reveal()}
        assert ("debtor.name", "Ida Johansson") in said
        assert ("debtor.name", "Jon Johansson") in said
        assert ("claim.amount_minor", 129_900) in said
        assert ("claim.currency", "SEK") in said
        assert not any("198010162389" in str(entry) for entry in copy.content.reveal())

    @pytest.mark.requirement("INTRUM-83", breaks="an event of a disclosure without ground, purpose or recipient")
    @pytest.mark.requirement("AMILI-28", breaks="data going to a client without a line that lists the fields")
    def test_is_an_event_that_names_recipient_fields_and_persons(self, case: Case, creditor: Recipient) -> None:
        disclose(case, wanted(creditor))
        event = Event.objects.get(name="collections.disclosure.made")
        assert (event.recipient, event.reason) == (creditor.reference, "status_report")
        assert event.fields == sorted(REPORT)
        lines = Line.objects.filter(event_id=event.pk)
        assert {line.subject for line in lines} == {
            part.subject.pseudonym for part in case.envelope.parts.select_related("subject")
        }

    def test_opens_for_the_recipient(self, case: Case, creditor: Recipient) -> None:
        with acting.hanna():
            disclose(case, wanted(creditor))
        opened = Event.objects.filter(name="personal_data.envelope.opened").order_by("id").last()
        assert opened is not None
        assert opened.recipient == creditor.reference

    def test_leaves_out_debtors_of_whom_nothing_goes(self, case: Case, creditor: Recipient) -> None:
        line = disclose(case, wanted(creditor, ("case.status",)))
        assert line.records == [case.envelope_id]
        assert line.categories == ["case"]

    def test_cannot_be_changed_or_removed(self, case: Case, creditor: Recipient) -> None:
        line = disclose(case, wanted(creditor))
        for statement in ("UPDATE collections_app_disclosure SET ground = '6(1)(c)'",
                          "DELETE FROM collections_app_disclosure"):  # fmt: skip
            with pytest.raises(Exception, match=r"permission denied|gate"), transaction.atomic():
                connection.cursor().execute(statement)
        assert Disclosure.objects.get() == line

    @pytest.mark.parametrize(
        ("name", "value"), [("purpose", "curiosity"), ("ground", "6(1)(a)"), ("channel", "pigeon")]
    )
    @pytest.mark.requirement("INTRUM-83", breaks="letting data go without a known ground, purpose or way")
    def test_needs_purpose_ground_and_channel_of_the_lists(
        self, case: Case, creditor: Recipient, name: str, value: str
    ) -> None:
        for each in (value, ""):
            assert refused(case, wanted(creditor, **{name: each})) == f"{name}_unknown"

    def test_names_some_data(self, case: Case, creditor: Recipient) -> None:
        assert refused(case, wanted(creditor, ())) == "nothing_chosen"
        assert refused(case, wanted(creditor, ("case.closed_on",))) == "nothing_there"

    def test_shows_first_what_would_leave(self, case: Case, creditor: Recipient) -> None:
        shown = disclosures.preview(case=case, wanted=wanted(creditor), at=NOW)
        disclose(case, wanted(creditor))
        assert DisclosedCopy.objects.get().content.reveal() == shown


class TestWhatEachKindGets:
    @pytest.mark.requirement("AXACTOR-74", breaks="a contact detail or a note in the report to the client")
    @pytest.mark.parametrize("field", ["debtor.phone", "debtor.address", "debtor.identity_number", "note.text"])
    def test_a_creditor_gets_the_state_of_the_debt_only(self, case: Case, creditor: Recipient, field: str) -> None:
        assert refused(case, wanted(creditor, (*REPORT, field))) == "more_than_needed"

    @pytest.mark.requirement("INTRUM-92", breaks="a phone number or claim in the data of a letter-delivery company")
    @pytest.mark.parametrize("field", ["debtor.phone", "claim.number", "debtor.identity_number", "case.status"])
    def test_letter_delivery_gets_name_and_address_only(self, amili: Controller, case: Case, field: str) -> None:
        post = making.recipient(amili, RecipientKind.LETTER_DELIVERY, notice_key="letter_delivery")
        making.safeguard(post, SafeguardKind.PROCESSOR_AGREEMENT)
        assert refused(case, wanted(post, ("debtor.name", field))) == "more_than_needed"
        assert disclose(case, wanted(post, ("debtor.name", "debtor.address"), purpose="service"))

    @pytest.mark.requirement("AXACTOR-79", breaks="grounds or dates of the claim in what an employer gets")
    @pytest.mark.parametrize("field", ["claim.ground", "case.opened_on", "debtor.phone"])
    def test_an_employer_gets_what_a_deduction_needs(self, amili: Controller, case: Case, field: str) -> None:
        employer = making.recipient(amili, RecipientKind.EMPLOYER)
        assert refused(case, wanted(employer, ("debtor.name", field))) == "more_than_needed"

    @pytest.mark.requirement("INTRUM-91", breaks="more than name and number in a question to a register")
    def test_a_register_gets_the_least_by_which_somebody_is_found(self, amili: Controller, case: Case) -> None:
        register_office = making.recipient(amili, RecipientKind.REGISTER)
        assert refused(case, wanted(register_office, ("debtor.name", "claim.number"))) == "more_than_needed"
        assert disclose(case, wanted(register_office, ("debtor.identity_number",), purpose="data_check"))

    @pytest.mark.parametrize(
        "kind", [RecipientKind.COURT, RecipientKind.ENFORCEMENT, RecipientKind.AUTHORITY, RecipientKind.SUPERVISOR]
    )
    @pytest.mark.requirement("AMILI-27", breaks="an authority getting data without provision and reference")
    @pytest.mark.requirement("INTRUM-86", breaks="an authority getting data without a legal provision")
    @pytest.mark.requirement("ALMI-64", breaks="an authority getting data without a legal provision")
    def test_an_authority_gets_data_on_a_provision_only(self, amili: Controller, case: Case, kind: str) -> None:
        to = making.recipient(amili, kind, name="Provdomstolen")
        values = {"purpose": "enforcement", "ground": "6(1)(c)"}
        assert refused(case, wanted(to, **values)) == "provision_missing"
        assert refused(case, wanted(to, **values, provision="Utsökningsbalken 2 kap. 1 §")) == "provision_missing"
        assert refused(case, wanted(to, **values, asked_as="U-12-26")) == "provision_missing"
        line = disclose(case, wanted(to, **values, provision="Utsökningsbalken 2 kap. 1 §", asked_as="U-12-26"))
        assert line.provision.reveal() == "Utsökningsbalken 2 kap. 1 §"
        assert line.asked_as.reveal() == "U-12-26"


class TestWhoMayReceive:
    @pytest.mark.requirement("AMILI-28", breaks="a client getting data of another client's case")
    def test_a_creditor_gets_its_own_cases_only(self, amili: Controller, case: Case) -> None:
        other = making.client(collection.creditor(amili))
        assert refused(case, wanted(other)) == "other_creditor"
        assert refused(case, wanted(making.recipient(amili, RecipientKind.CREDITOR))) == "other_creditor"

    def test_nobody_of_another_controller(self, case: Case) -> None:
        other = making.recipient(collection.controller("OPR"))
        assert refused(case, wanted(other)) == "other_controller"

    def test_nobody_who_was_ended(self, case: Case, creditor: Recipient) -> None:
        recipients.end(recipient=creditor, on=TODAY)
        creditor.refresh_from_db()
        assert refused(case, wanted(creditor)) == "recipient_ended"

    @pytest.mark.requirement("OPR-38", breaks="data going to a processor without an agreement on that day")
    @pytest.mark.requirement("INTRUM-103", breaks="data going to a storage supplier without an agreement")
    def test_a_processor_needs_an_agreement_on_the_day(self, amili: Controller, case: Case) -> None:
        to = making.recipient(amili, RecipientKind.IT_SUPPLIER, notice_key="it_suppliers")
        what = wanted(to, ("case.status",), purpose="service")
        assert refused(case, what) == "no_agreement"
        making.safeguard(to, SafeguardKind.PROCESSOR_AGREEMENT, begins=TODAY, until=TODAY + timedelta(days=1))
        assert refused(case, what, NOW - timedelta(days=1)) == "no_agreement"
        assert refused(case, what, NOW + timedelta(days=2)) == "no_agreement"
        assert disclose(case, what, NOW + timedelta(days=1))

    @pytest.mark.requirement("AMILI-25", breaks="data going to a supplier abroad without a mechanism on that day")
    def test_abroad_a_mechanism_has_to_hold_on_the_day(self, amili: Controller, case: Case) -> None:
        to = making.recipient(amili, RecipientKind.IT_SUPPLIER, country="US", notice_key="it_suppliers")
        making.safeguard(to, SafeguardKind.PROCESSOR_AGREEMENT)
        what = wanted(to, ("case.status",), purpose="service")
        assert refused(case, what) == "no_safeguard"
        event = Event.objects.get(name="collections.disclosure.refused")
        assert (event.recipient, event.reason, event.reference) == (to.reference, "no_safeguard", case.reference)
        yesterday = TODAY - timedelta(days=1)
        making.safeguard(to, SafeguardKind.STANDARD_CLAUSES, until=yesterday)
        assert refused(case, what) == "no_safeguard"
        making.safeguard(to, SafeguardKind.ADEQUACY, begins=TODAY)
        assert disclose(case, what)

    @pytest.mark.requirement("INTRUM-102", breaks="data leaving the Economic Area unprotected")
    @pytest.mark.requirement("INTRUM-104", breaks="data going to a supplier before its clauses or after they ended")
    def test_intrums_supplier_abroad(self, db: None) -> None:
        with acting.hanna():
            intrum = collection.controller("INTRUM", time_zone="Europe/Helsinki", country="FI")
            case = collection.case_file(intrum, [collection.debtor(intrum)])
            to = making.recipient(intrum, RecipientKind.IT_SUPPLIER, country="US", notice_key="storage_suppliers")
            making.safeguard(to, SafeguardKind.PROCESSOR_AGREEMENT)
            making.safeguard(to, SafeguardKind.STANDARD_CLAUSES, begins=TODAY + timedelta(days=1))
            what = wanted(to, ("case.status",), purpose="service")
            assert refused(case, what) == "no_safeguard"
            assert disclose(case, what, NOW + timedelta(days=1))

    @pytest.mark.requirement("INTRUM-101", breaks="a case going to an agent without clauses")
    def test_an_agent_abroad_needs_clauses(self, db: None) -> None:
        with acting.hanna():
            intrum = collection.controller("INTRUM", time_zone="Europe/Helsinki", country="FI")
            case = collection.case_file(intrum, [collection.debtor(intrum)])
            agent = making.recipient(intrum, RecipientKind.AGENT, country="TR", notice_key="foreign_agents")
            what = wanted(agent, ("debtor.name",), purpose="collection_abroad")
            assert refused(case, what) == "no_safeguard"
            making.safeguard(agent, SafeguardKind.STANDARD_CLAUSES)
            assert disclose(case, what)

    @pytest.mark.requirement("OPR-41", breaks="a recipient outside the Union getting data of this controller")
    @pytest.mark.parametrize("country", ["NO", "US", "GB"])
    def test_nobody_outside_the_union_where_the_notice_says_so(self, db: None, country: str) -> None:
        with acting.hanna():
            opr = collection.controller("OPR")
            case = collection.case_file(opr, [collection.debtor(opr)])
            to = making.recipient(opr, RecipientKind.AUTHORITY, country=country, notice_key="authorities")
            making.safeguard(to, SafeguardKind.ADEQUACY)
            what = wanted(to, ("case.status",), purpose="authority_order", provision="Act 1", asked_as="X-1")
            assert refused(case, what) == "outside_the_union"

    def test_nobody_beyond_the_area_where_no_notice_is_known(self, db: None) -> None:
        with acting.hanna():
            other = collection.controller("NOBODY")
            case = collection.case_file(other, [collection.debtor(other)])
            to = making.recipient(other, country="US")
            making.safeguard(to, SafeguardKind.ADEQUACY)
            assert refused(case, wanted(to, ("case.status",))) == "no_route"
            assert disclose(case, wanted(making.recipient(other, country="NO"), ("case.status",)))

    @pytest.mark.parametrize("kind", [BlockKind.RESTRICTION, BlockKind.OBJECTION])
    @pytest.mark.requirement("INTRUM-88", breaks="reporting a default while the processing is restricted")
    def test_nothing_goes_while_the_case_is_blocked(self, amili: Controller, case: Case, kind: BlockKind) -> None:
        bureau = making.recipient(amili, RecipientKind.CREDIT_BUREAU, name="Provupplysningen AB")
        what = wanted(bureau, ("debtor.name", "claim.amount_minor"), purpose="credit_reporting")
        blocks.place(kind=kind, reason_code="accuracy_contested", envelopes=[case.envelope_id])
        with acting.hanna():
            assert refused(case, what) == "blocked"

    def test_nothing_goes_while_one_debtor_is_blocked(self, case: Case, ida: Debtor, creditor: Recipient) -> None:
        blocks.place(kind=BlockKind.RESTRICTION, reason_code="accuracy_contested", subject=ida.subject)
        with acting.hanna():
            assert refused(case, wanted(creditor)) == "blocked"


class TestTheRegister:
    def test_tells_each_person_who_received(self, amili: Controller, case: Case, ida: Debtor) -> None:
        for name in ("A", "B", "C"):
            disclose(case, wanted(making.recipient(amili, name=name)))
        page = register.of_subjects([ida.subject])
        assert {line.recipient.name for line in page.lines} == {"A", "B", "C"}
        stranger = collection.debtor(amili)
        assert register.of_subjects([stranger.subject]).lines == ()

    def test_is_read_by_pages(
        self, case: Case, ida: Debtor, creditor: Recipient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(register, "PAGE", 2)
        made = [disclose(case, wanted(creditor), NOW + timedelta(minutes=number)) for number in range(3)]
        first = register.register(register.Wish())
        second = register.register(register.Wish(), after=first.after)
        assert [*first.lines, *second.lines] == made[::-1]
        assert second.after == ""
        assert register.of_subjects([ida.subject], after=first.after).lines == second.lines

    def test_is_filtered(self, amili: Controller, case: Case, creditor: Recipient) -> None:
        line = disclose(case, wanted(creditor))
        for wish in (register.Wish(kind="creditor"), register.Wish(controller="AMILI"),
                     register.Wish(recipient=creditor.reference), register.Wish(case=case.reference)):  # fmt: skip
            assert register.register(wish).lines == (line,)
        for wish in (register.Wish(kind="court"), register.Wish(purpose="payment"), register.Wish(controller="OPR")):
            assert register.register(wish).lines == ()
        assert register.of_case(case) == [line]

    def test_knows_who_received_a_record(self, case: Case, ida: Debtor, creditor: Recipient) -> None:
        line = disclose(case, wanted(creditor, ("case.status",)))
        assert register.of_records(subject=ida.subject, records=[case.envelope_id]) == [line]
        assert register.of_records(subject=ida.subject, records=[ida.envelope_id]) == []


class TestWhatStays:
    def test_a_sole_traders_name_is_sealed(self, amili: Controller) -> None:
        trader = making.recipient(amili, RecipientKind.ADVISER, name="Advokat Alm", is_person=True)
        assert (trader.name, trader.contact) == ("", "")
        assert trader.called == trader.reference
        with acting.hanna():
            assert recipients.names([trader]) == {trader.pk: "Advokat Alm"}
        recipients.end(recipient=trader, on=date(2026, 5, 4))
        assert Envelope.objects.get(record_class="recipient").trigger_on == date(2026, 5, 4)

    def test_an_organisation_is_not_sealed_and_a_person_always(self, amili: Controller) -> None:
        trader = making.recipient(amili, RecipientKind.ADVISER, name="Advokat Alm", is_person=True)
        with pytest.raises(IntegrityError), transaction.atomic():
            Recipient.objects.filter(pk=trader.pk).update(name="Advokat Alm")


class TestLayers:
    def test_opens_for_no_letter_and_no_import(self, case: Case, creditor: Recipient) -> None:
        line = disclose(case, wanted(creditor))
        with acting.hanna(Purpose.INTAKE), pytest.raises(envelopes.Refused):
            envelopes.open([line])
