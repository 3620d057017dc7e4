"""Correcting, restricting and objecting through the pages of an agency, as the tests do it."""

from html import unescape

import pytest

from collections_app.models import Case, Debtor
from personal_data import envelopes
from personal_data.purposes import Purpose
from privacy.models import LetterKind
from tests.factories import acting, retention
from tests.privacy.requests.agencies import Agency, read

TODAY = retention.today()
LEFT_BY_THE_LAW = {
    Purpose.SELF_SERVICE,
    Purpose.SUBJECT_REQUEST,
    Purpose.RETENTION,
    Purpose.SECURITY,
}
# Where objecting is possible by law, what collecting rests on there.
BASES = {"AMILI": "6(1)(e)", "INTRUM": "6(1)(f)", "AXACTOR": "6(1)(f)", "ALMI": "6(1)(b)", "OPR": "6(1)(b)"}


def mark(row: str, breaks: str) -> pytest.MarkDecorator:
    return pytest.mark.requirement(row, breaks=breaks)


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
