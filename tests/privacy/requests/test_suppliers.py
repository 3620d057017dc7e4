"""Asking about suppliers, and the agreements without which none of them gets anything."""

from datetime import UTC, datetime, timedelta
from html import unescape

import pytest

from collections_app.models import RecipientKind, SafeguardKind
from personal_data.purposes import Purpose
from privacy.models import RequestStatus
from tests.factories import acting
from tests.factories import recipients as making
from tests.privacy.requests.agencies import Agency, open_agency, read

pytestmark = pytest.mark.django_db
TODAY = datetime.now(UTC).date()


@pytest.fixture
def amili() -> Agency:
    return open_agency("AMILI")


@pytest.mark.requirement("AMILI-26", breaks="no way to ask, an answer that is not from the register, or no deadline")
def test_are_named_with_their_papers_to_who_asks(amili: Agency) -> None:
    with acting.hanna(Purpose.COLLECTION):
        cloud = making.recipient(amili.controller, RecipientKind.IT_SUPPLIER, name="Molnet AB", country="US")
        making.safeguard(cloud, SafeguardKind.PROCESSOR_AGREEMENT)
        making.safeguard(cloud, SafeguardKind.STANDARD_CLAUSES)
        making.recipient(amili.controller, RecipientKind.PROCESSOR, name="Utan Avtal AB")
        making.recipient(amili.controller, RecipientKind.BANK, name="Banken AB")
    anna = amili.in_the_portal()
    assert "Fråga om våra leverantörer" in unescape(anna.get("/portal/rights/").content.decode())
    anna.post("/portal/requests/supplier_information/", {"asked": "Vem driver era servrar?"})
    request = amili.request
    assert TODAY < request.calendar_deadline_on <= TODAY + timedelta(days=31)
    entering = f"/handler/cases/{amili.open_case.reference}/debtors/{amili.anna.reference}/requests/new/"
    assert 'value="supplier_information"' in amili.hanna.get(entering).content.decode()
    amili.take_up()
    amili.petra.post(amili.at("decision/grant/"), {"ground": "told"})
    amili.petra.post(amili.at("conclude/"))
    amili.petra.post(amili.at("answer/"))
    letter = amili.request.letters.get(kind="answer")
    said = read(letter)
    for told in ("Molnet AB", "US", "Agreement 2020-1", "personuppgiftsbiträdesavtal", "standardavtalsklausuler"):
        assert told in said, told
    for other in ("Utan Avtal AB", "Banken AB"):
        assert other not in said, other
    amili.petra.post(amili.at(f"letters/{letter.pk}/sent/"), {"sent_by": "post"})
    assert amili.request.status == RequestStatus.ANSWERED


@pytest.mark.requirement("AMILI-24", breaks="an agreement that ends without anybody being told, or data after its end")
def test_whose_agreement_ends_are_at_the_top_of_the_list_of_recipients(amili: Agency) -> None:
    with acting.hanna(Purpose.COLLECTION):
        for name, days in (("Slut AB", -1), ("Snart AB", 30), ("Sedan AB", 200)):
            to = making.recipient(amili.controller, RecipientKind.PROCESSOR, name=name)
            making.safeguard(to, SafeguardKind.PROCESSOR_AGREEMENT, until=TODAY + timedelta(days=days))
        renewed = making.recipient(amili.controller, RecipientKind.PROCESSOR, name="Förnyat AB")
        making.safeguard(renewed, SafeguardKind.PROCESSOR_AGREEMENT, until=TODAY - timedelta(days=1))
        making.safeguard(renewed, SafeguardKind.PROCESSOR_AGREEMENT, begins=TODAY)
    page = amili.petra.get("/dpo/recipients/").content.decode()
    to_renew = page.split('id="renewals"')[1].split("</section>")[0]
    assert [name for name in ("Slut AB", "Snart AB", "Sedan AB", "Förnyat AB") if name in to_renew] == [
        "Slut AB",
        "Snart AB",
    ]
    assert "nothing goes there" in to_renew.split("Slut AB")[1].split("Snart AB")[0]
