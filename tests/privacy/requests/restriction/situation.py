"""Anna with an open case, and the steps that a restriction takes."""

from dataclasses import dataclass
from datetime import date

from collections_app.models import Case, Debtor
from personal_data import envelopes
from personal_data.purposes import Purpose
from privacy.models import DataSubjectRequest, Letter, SentBy
from privacy.services import answers, receiving
from privacy.services.contested import decisions as contested
from privacy.services.contested import restrictions
from privacy.services.requests import decisions, letters
from tests.factories import acting
from tests.privacy.requests.asking import NOW, PETRA, ROLF

TODAY = NOW.date()


@dataclass
class Person:
    """Anna with two cases, one of them together with Bo."""

    debtor: Debtor
    other: Debtor
    alone: Case
    shared: Case


def opens(row: Debtor | Case, purpose: Purpose = Purpose.COLLECTION) -> bool:
    with acting.omar(purpose):
        try:
            envelopes.open([row])
        except envelopes.Refused:
            return False
    return True


def refused(request: DataSubjectRequest, ground: str = "accurate") -> DataSubjectRequest:
    """Refused, approved by the second person, answered."""
    found = receiving.begin_review(request=request, identified_how="known_contact", by=PETRA, at=NOW)
    contested.refuse(item=contested.list_item(request=found), ground=ground, facts="We rang them.", by=PETRA, at=NOW)
    decisions.conclude(request=found, by=PETRA, at=NOW)
    decisions.approve(request=found, by=ROLF, at=NOW)
    return answered(found)


def granted(request: DataSubjectRequest, ground: str) -> DataSubjectRequest:
    """Granted and answered."""
    found = receiving.begin_review(request=request, identified_how="known_contact", by=PETRA, at=NOW)
    contested.grant(item=contested.list_item(request=found), ground=ground, by=PETRA, at=NOW)
    decisions.conclude(request=found, by=PETRA, at=NOW)
    return answered(found)


def answered(request: DataSubjectRequest) -> DataSubjectRequest:
    """The answer goes out."""
    send(answers.make(request=request, by=PETRA, at=NOW))
    return receiving.answer(request=request, by=PETRA, at=NOW)


def send(letter: Letter) -> None:
    letters.mark_sent(letter=letter, sent_by=SentBy.POST, by=PETRA, at=NOW)


def announce(request: DataSubjectRequest, lift_on: date = TODAY) -> Letter:
    return restrictions.announce(request=request, lift_on=lift_on, because="Checked and right.", by=PETRA, at=NOW)
