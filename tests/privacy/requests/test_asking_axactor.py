"""Information, access, correction and deletion at an agency that invites to them: in the portal and by mail."""

import pytest

from collections_app.models import Debtor
from personal_data import envelopes
from personal_data.purposes import Purpose
from privacy.models import DataSubjectRequest
from tests.factories import acting
from tests.privacy.requests.agencies import Agency, open_agency

pytestmark = pytest.mark.django_db
RIGHTS = ("access", "rectification", "erasure")


@pytest.fixture
def axactor(db: None) -> Agency:
    return open_agency("AXACTOR")


@pytest.mark.requirement("AXACTOR-101", breaks="access, correction or deletion that cannot be asked for")
@pytest.mark.requirement("AXACTOR-103", breaks="a correction or deletion that cannot be asked in the portal or by mail")
def test_each_is_taken_in_from_the_portal_and_by_mail(axactor: Agency) -> None:
    anna = axactor.in_the_portal()
    assert anna.get("/portal/rights/").status_code == 200
    for right in RIGHTS:
        assert anna.get(f"/portal/requests/{right}/").status_code == 200
        assert anna.post(f"/portal/requests/{right}/", {"asked": "Uppgifterna är fel."}).status_code == 302
        for channel in ("letter", "email"):
            axactor.enter(channel, right=right)
    taken = DataSubjectRequest.objects.values_list("right", "channel")
    assert {*taken} == {(right, channel) for right in RIGHTS for channel in ("portal", "letter", "email")}
    assert not DataSubjectRequest.objects.filter(legal_deadline_on=None).exists()


@pytest.mark.requirement("AXACTOR-101", breaks="wrong data that stay wrong after somebody asked for their correction")
def test_wrong_data_are_corrected(axactor: Agency) -> None:
    axactor.enter("email", right="rectification")
    axactor.take_up()
    form = axactor.petra.get(axactor.at("decision/correct/")).context["form"]
    held = {name: form.get_initial_for_field(field, name) or "" for name, field in form.fields.items()}
    answer = axactor.petra.post(
        axactor.at("decision/correct/"), {**held, "name": "Anna Rättad", "evidence": "Population register."}
    )
    assert answer.status_code == 302
    with acting.hanna(Purpose.SUBJECT_REQUEST):
        debtor = Debtor.objects.get(pk=axactor.anna.pk)
        envelopes.open([debtor])
        assert debtor.name.reveal() == "Anna Rättad"
