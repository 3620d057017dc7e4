"""Recipients who were told of a restriction are told when it ends (GDPR art. 18, 19)."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from collections_app.models import Recipient
from collections_app.services.disclosing import disclosures
from privacy.models import Channel, DataSubjectRequest, NoticeAct, Right
from privacy.services import receiving
from privacy.services.contested import restrictions
from privacy.services.requests import letters, recipient_notices
from tests.factories import acting
from tests.factories import recipients as making
from tests.privacy.requests.asking import NOW, PETRA
from tests.privacy.requests.restriction.situation import Person, announce, granted, send

pytestmark = pytest.mark.django_db
Told = tuple[DataSubjectRequest, Recipient]


@pytest.fixture
def told(anna: Person) -> Told:
    """A request by which data were restricted, and the creditor who got them and was told so."""
    with acting.hanna():
        to = making.client(anna.alone.creditor)
        disclosures.disclose(
            case=anna.alone,
            wanted=disclosures.Wanted(to, ("debtor.name", "case.status"), "status_report", "6(1)(f)", "file"),
            by=PETRA,
            at=NOW,
        )
    asked = receiving.receive(
        subject=anna.debtor.subject,
        right=Right.RESTRICTION,
        channel=Channel.PHONE,
        received_on=NOW.date(),
        wording=receiving.Wording("It is wrong.", concerns=anna.alone.envelope_id),
        by=PETRA,
        at=NOW,
    )
    request = granted(asked, "claims")
    assert [notice.act for notice in request.recipient_notices.all()] == [NoticeAct.RESTRICTED]
    return request, to


def test_are_told_of_the_same_records(told: Told) -> None:
    request, to = told
    send(announce(request))
    restrictions.lift(request=request, at=NOW)
    notice = request.recipient_notices.get(act=NoticeAct.RELEASED)
    assert (notice.recipient, notice.records) == (to, request.recipient_notices.get(act=NoticeAct.RESTRICTED).records)
    assert notice.letter is not None
    said = " ".join(page.extract_text() for page in PdfReader(BytesIO(b"".join(letters.read(notice.letter)))).pages)
    assert "Begränsningen som vi berättade om har upphört" in " ".join(said.split())


def test_are_not_told_before(told: Told) -> None:
    request, _to = told
    announce(request)
    assert not request.recipient_notices.filter(act=NoticeAct.RELEASED).exists()


def test_are_told_once_when_the_clock_lifts_it(told: Told) -> None:
    request, _to = told
    send(announce(request))
    with acting.nightly():
        assert restrictions.lift_due(at=NOW) == 1
        assert recipient_notices.make_of_the_end(request=request, by=PETRA, at=NOW) == []
    assert request.recipient_notices.filter(act=NoticeAct.RELEASED).count() == 1


def test_do_not_prolong_it_where_no_letter_can_be_written(told: Told) -> None:
    request, to = told
    send(announce(request))
    Recipient.objects.filter(pk=to.pk).update(contact="")
    assert restrictions.lift(request=request, at=NOW).lifted_at == NOW
    assert not request.recipient_notices.filter(act=NoticeAct.RELEASED).exists()
