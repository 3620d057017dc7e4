"""Anna, whose data were passed on, and what is decided on her request."""

from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO

from pypdf import PdfReader

from collections_app.models import Case, Debtor, Recipient
from collections_app.services.disclosing import disclosures
from personal_data.purposes import Purpose
from privacy.models import DataSubjectRequest, Letter
from privacy.services.requests import decisions, letters
from tests.factories import acting
from tests.privacy.requests.asking import NOW, PETRA, ROLF

REASON = "The debtor contests the claim and is in hospital."


@dataclass
class Situation:
    """Anna with an open and a closed case; of the closed one a creditor and an authority received data."""

    debtor: Debtor
    open_case: Case
    closed_case: Case
    creditor: Recipient
    authority: Recipient
    request: DataSubjectRequest

    def decide(self) -> DataSubjectRequest:
        """The closed case goes, the rest stays."""
        for item in self.request.items.select_related("request__controller"):
            if item.item_envelope == self.closed_case.envelope_id:
                decisions.grant(item=item, by=PETRA, at=NOW)
            else:
                decisions.refuse(
                    item=item,
                    ground="legal_claims",
                    citation="GDPR art. 17(3)(e)",
                    facts=REASON,
                    review_on=NOW.date() + timedelta(days=90),
                    by=PETRA,
                    at=NOW,
                )
        concluded = decisions.conclude(request=self.request, by=PETRA, at=NOW)
        return decisions.approve(request=concluded, by=ROLF, at=NOW)


def pass_on(case: Case, to: Recipient, *fields: str, **changed: str) -> None:
    wanted = disclosures.Wanted(
        recipient=to,
        fields=fields,
        **{"purpose": "status_report", "ground": "6(1)(f)", "channel": "file", **changed},
    )
    with acting.hanna(Purpose.COLLECTION):
        disclosures.disclose(case=case, wanted=wanted, by=PETRA, at=NOW)


def text_of(letter: Letter) -> str:
    pages = PdfReader(BytesIO(b"".join(letters.read(letter)))).pages
    return " ".join(page.extract_text() for page in pages).replace("\n", " ")


def notice_to(anna: Situation, recipient: Recipient) -> Letter:
    return anna.request.letters.select_related("request").get(recipient=recipient.reference)
