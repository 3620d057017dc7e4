"""Requests as the tests make them."""

from datetime import UTC, date, datetime, time, timedelta

from collections_app.models import Debtor
from personal_data.models import Controller
from privacy.models import Channel, DataSubjectRequest, Right
from privacy.services import receiving
from tests.factories import acting, collection

PETRA = acting.person("petra").id
ROLF = acting.person("rolf").id
NOW = datetime.now(UTC)


def noon(day: date) -> datetime:
    """The middle of a day, in UTC: the same day in every Nordic country."""
    return datetime.combine(day, time(12), UTC)


def contacts(controller: Controller) -> None:
    """What a letter must say about its sender."""
    Controller.objects.filter(pk=controller.pk).update(
        postal_address="Provgatan 1\n111 11 Stockholm", phone="+46 8 000 00 00", privacy_contact="privacy@amili.test"
    )
    controller.refresh_from_db()


def debtor_with_address(controller: Controller) -> Debtor:
    """Somebody to whom an answer can be sent."""
    return collection.debtor(
        controller, address={"lines": ["Testvägen 2"], "postcode": "222 22", "city": "Lund", "country": "SE"}
    )


def receive(
    debtor: Debtor, right: Right = Right.ERASURE, *, at: datetime = NOW, days_ago: int = 0, because: str = ""
) -> DataSubjectRequest:
    """A request that came by letter some days ago and is entered now."""
    return receiving.receive(
        subject=debtor.subject,
        right=right,
        channel=Channel.LETTER,
        received_on=(at - timedelta(days=days_ago)).date(),
        wording=receiving.Wording("Erase everything about me.", language="sv", because=because),
        by=PETRA,
        at=at,
    )
