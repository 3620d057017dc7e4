"""What has to be in place before data leave, as four notices promise it: papers, notices, checks, a second person."""

from dataclasses import replace
from datetime import timedelta

import pytest

from accounts.roles import Role
from audit.models import Event
from collections_app.models import Clause, Disclosure, LegalReport, MatterKind, RecipientKind, SafeguardKind
from collections_app.services.disclosing import legal_reports, recipients, status_reports
from collections_app.services.disclosing.disclosures import NotAllowed
from collections_app.services.legal_files import filing
from personal_data.models import BlockKind
from personal_data.purposes import Purpose
from personal_data.services import blocks
from privacy.models import Right
from privacy.services.requests import recipient_notices
from tests.factories import accounts, acting, collection
from tests.factories import recipients as making
from tests.privacy.recipients.houses import BY, NOW, TODAY, House, mark
from tests.privacy.requests import asking

pytestmark = pytest.mark.django_db
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def of(reference: str, breaks: str, *rows: str) -> pytest.MarkDecorator:
    """The house of a controller, for the rows of its notice."""
    return pytest.mark.parametrize(
        "house", [pytest.param(reference, marks=[mark(row, breaks) for row in rows])], indirect=True
    )


@of("ALMI", "data that leave with no look for duties of secrecy, or against one", "ALMI-60")
def test_secrecy_is_looked_for_before_anything_leaves(house: House) -> None:
    group = house.recipient(RecipientKind.GROUP, "group")
    assert house.refuses(group, "service", secrecy_check="") == "secrecy_unchecked"
    assert house.refuses(group, "service", secrecy_check="not_cleared") == "secrecy_not_cleared"
    refusals = Event.objects.filter(name="collections.disclosure.refused").order_by("id")
    assert [each.reason for each in refusals] == ["secrecy_unchecked", "secrecy_not_cleared"]
    assert house.gives(group, "service").secrecy_check == "cleared"
    police = house.recipient(RecipientKind.AUTHORITY, "authorities")
    demanded = replace(house.wanted(police, "legal_duty", ground="6(1)(c)"), is_report=True)
    with pytest.raises(NotAllowed):
        house.reports(replace(demanded, secrecy_check=""))
    assert house.reports(demanded).secrecy_check == "cleared"
    making.client(house.case.creditor)
    with acting.hanna(Purpose.COLLECTION), pytest.raises(NotAllowed):
        status_reports.make(creditor=house.case.creditor, part=1, by=BY, at=NOW)
    hanna = accounts.client_of(accounts.member(Role.HANDLER))
    client_page = f"/handler/creditors/{house.case.creditor.reference}/status-report/"
    report = hanna.get(client_page).content.decode()
    assert "duty of secrecy" in report
    form = f"/handler/cases/{house.case.reference}/disclosures/{group.reference}/"
    shown = hanna.get(form).content.decode()
    assert ("duty of secrecy" in shown, 'value="not_cleared"' in shown) == (True, True)


@of("ALMI", "no such reason, another way than a bureau's, or a line without day and fields", "ALMI-62")
def test_another_lender_gets_data_through_a_bureau(house: House) -> None:
    bureau = house.recipient(RecipientKind.CREDIT_BUREAU, "other_lenders")
    group = house.recipient(RecipientKind.GROUP, "group")
    assert house.refuses(group, "other_lender") == "no_lenders"
    line = house.gives(bureau, "other_lender")
    assert (line.purpose, line.at, line.data_fields) == ("other_lender", NOW, ["debtor.name"])
    event = Event.objects.get(name="collections.disclosure.made")
    assert (event.reason, event.recipient, event.fields) == ("other_lender", bureau.reference, ["debtor.name"])
    with acting.hanna(Purpose.COLLECTION):
        other = collection.controller("INTRUM")  # whose notice gives lenders data with consent only
        there = House(other, collection.case_file(other, [collection.debtor(other)]))
        to = making.recipient(other, RecipientKind.CREDIT_BUREAU)
    assert there.refuses(to, "other_lender") == "no_lenders"


@of("ALMI", "a supplier that gets data on an agreement of which nobody has looked at each point", "ALMI-66")
def test_a_supplier_is_active_when_each_point_of_its_agreement_was_found(house: House) -> None:
    cloud = house.recipient(RecipientKind.IT_SUPPLIER, "suppliers")
    entered = {"recipient": cloud, "kind": "processor_agreement", "document": "PUB 1", "valid_from": TODAY}
    for missing in Clause.values:
        found = [each for each in Clause.values if each != missing]
        with pytest.raises(recipients.NotAllowed, match="every point of art"):
            recipients.add_safeguard(**entered, clauses=found, by=BY, at=NOW)
    assert house.refuses(cloud, "service") == "no_agreement"
    petra = accounts.client_of(accounts.member(Role.PRIVACY_OFFICER))
    address = f"/dpo/recipients/{cloud.reference}/safeguards/"
    sent = {"kind": "processor_agreement", "document": "PUB 1", "valid_from": str(TODAY)}
    assert "every point of art. 28(3). Say" in petra.post(address, {**sent, "clauses": ["a"]}).content.decode()
    done = petra.post(address, {**sent, "clauses": Clause.values}, follow=True).content.decode()
    assert "every point of art. 28(3) found in it" in done
    assert cloud.safeguards.get().clauses == list("abcdefgh")
    assert house.gives(cloud, "service")


@pytest.mark.parametrize(
    ("house", "key", "country"),
    [
        pytest.param("AXACTOR", "credit_bureaus", "NO",
                     marks=mark("AXACTOR-77", "a report to a bureau without licence or notice, in a dispute, or one "
                                "that is not corrected")),
        pytest.param("INTRUM", "credit_bureaus", "FI",
                     marks=mark("INTRUM-88", "a default reported without licence or notice, or in a dispute")),
    ],
    indirect=["house"],
)  # fmt: skip
def test_a_bureau_gets_a_default_that_nobody_disputes(house: House, key: str, country: str) -> None:
    bureau = house.recipient(RecipientKind.CREDIT_BUREAU, key, country)
    assert house.refuses(bureau, "credit_reporting", noticed_on=TODAY) == "no_licence"
    making.safeguard(bureau, SafeguardKind.BUREAU_LICENCE, begins=TODAY, until=TODAY)
    assert house.refuses(bureau, "credit_reporting", at=NOW + timedelta(days=1), noticed_on=TODAY) == "no_licence"
    for day in (None, TOMORROW):
        assert house.refuses(bureau, "credit_reporting", noticed_on=day) == "notice_missing"
    (dispute,) = blocks.place(
        kind=BlockKind.RESTRICTION, reason_code="accuracy_contested", envelopes=[house.case.envelope_id]
    )
    with acting.hanna(Purpose.COLLECTION):
        assert house.refuses(bureau, "credit_reporting", noticed_on=YESTERDAY) == "blocked"
    blocks.lift(dispute)
    with acting.hanna(Purpose.COLLECTION):
        line = house.gives(bureau, "credit_reporting", noticed_on=YESTERDAY)
    assert line.noticed_on == YESTERDAY
    with acting.hanna(Purpose.SUBJECT_REQUEST):
        debtor = house.case.case_debtors.get().debtor
        for right, act in ((Right.RECTIFICATION, "rectified"), (Right.ERASURE, "erased")):
            asked = asking.receive(debtor, right)
            (notice,) = recipient_notices.make(request=asked, by=asking.PETRA, at=NOW, records=line.records)
            assert (notice.recipient, notice.act) == (bureau, act)


@of("AXACTOR", "a court, board, estate or lawyer of a legal step that gets data while none is taken", "AXACTOR-78")
def test_courts_get_data_in_legal_action_only(house: House) -> None:
    kinds = [RecipientKind.COURT, RecipientKind.ENFORCEMENT, RecipientKind.ESTATE]
    all_of_them = [making.recipient(house.controller, kind, country="NO") for kind in kinds]
    all_of_them.append(house.recipient(RecipientKind.ADVISER, "courts_and_enforcement", "NO"))
    assert house.gives(house.recipient(RecipientKind.ADVISER, "advisers", "NO"), "legal_advice")
    purposes = ["court_proceedings", "enforcement", "court_proceedings", "legal_advice"]
    for to, purpose in zip(all_of_them, purposes, strict=True):
        assert house.refuses(to, purpose) == "not_in_legal_stage"
    with acting.hanna(Purpose.LEGAL_CLAIM):
        order = filing.Matter(MatterKind.PAYMENT_ORDER, "Forliksklage", "Forliksrådet i Drammen", "F-26-1")
        file = filing.open_on(case=house.case, matter=order, by=BY, at=NOW)
    with acting.hanna(Purpose.COLLECTION):
        for to, purpose in zip(all_of_them, purposes, strict=True):
            assert house.gives(to, purpose)
    with acting.hanna(Purpose.LEGAL_CLAIM):
        filing.end(file=file, ended_on=TODAY, by=BY, at=NOW)
    with acting.hanna(Purpose.COLLECTION):
        assert house.refuses(all_of_them[0], "court_proceedings") == "not_in_legal_stage"


@of("OPR", "an order without its reference, or that one person alone carries out", "OPR-40")
def test_what_an_authority_compels_has_an_order_and_an_approver(house: House) -> None:
    police = house.recipient(RecipientKind.AUTHORITY, "authorities")
    assert house.refuses(police, "authority_order", ground="6(1)(c)") == "second_person"
    order = replace(house.wanted(police, "authority_order", ground="6(1)(c)"), is_report=True)
    for missing in ({"asked_as": ""}, {"provision": " "}):
        with pytest.raises(NotAllowed) as refused:
            house.reports(replace(order, **missing))
        assert refused.value.code == "provision_missing"
    with acting.rita():
        alone = legal_reports.propose(case=house.case, wanted=order, secrecy="", by=BY, at=NOW)
        with pytest.raises(legal_reports.ReportRefused):
            legal_reports.approve(report=alone, case=house.case, by=BY, at=NOW)
    assert not Disclosure.objects.exists()
    line = house.reports(order)
    with acting.hanna(Purpose.SUPERVISION):
        assert (line.purpose, line.recipient) == ("authority_order", police)
    made = LegalReport.objects.get(disclosure=line.pk)
    assert made.decided_by not in (None, made.proposed_by)
