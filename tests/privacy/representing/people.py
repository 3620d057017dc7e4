"""Anna with her case, somebody who speaks for her, and what they type."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from io import BytesIO
from typing import Any

from django.test import Client
from django.utils import timezone

from collections_app.models import Authorisation, Case, Debtor
from collections_app.services import authorisations
from collections_app.services.authorisations import Stated
from personal_data import envelopes
from personal_data.models import Controller
from personal_data.purposes import Purpose
from privacy.policies.sign_in import codes as code_words
from privacy.services.representing import codes
from tests.factories import acting, collection, retention
from tests.privacy.letters import ADDRESS, code_in

HANNA, OMAR = acting.person("hanna").id, acting.person("omar").id
PDF = b"%PDF-1.7 Fullmakt: jag ger Gunilla Godman ..."
NUMBER = "198010162389"
ENGLISH = {"accept-language": "en"}
PAGE = "/portal/for-somebody/"


def today() -> date:
    return timezone.localdate()


@dataclass
class House:
    """One controller; Anna owes alone in one case and with Bo in another."""

    controller: Controller
    anna: Debtor = field(init=False)
    bo: Debtor = field(init=False)
    alone: Case = field(init=False)
    shared: Case = field(init=False)

    def __post_init__(self) -> None:
        with acting.hanna():
            self.anna = collection.debtor(
                self.controller, "Anna Andersson", address=ADDRESS, phone="+46701740605", identity_number=NUMBER,
                identity_scheme="personnummer",
            )  # fmt: skip
            self.bo = collection.debtor(self.controller, "Bo Bengtsson", phone="+46701740699")
            self.alone = collection.case_file(self.controller, [self.anna])
            self.shared = collection.case_file(self.controller, [self.anna, self.bo])
            for case, number in ((self.alone, "F-ALONE"), (self.shared, "F-SHARED")):
                collection.claim(case, number)

    def stated(self, **changed: Any) -> Stated:
        values: dict[str, Any] = {
            "name": "Gunilla Godman",
            "address": "Godvägen 3\n113 30 Stockholm",
            "country": "SE",
            "language": "sv",
            "kind": "power_of_attorney",
            "scope": ("claims",),
            "is_protected": False,
            "valid_from": today() - timedelta(days=1),
            "valid_until": today() + timedelta(days=100),
            "document": "Fullmakt av den 4 januari 2026",
            **changed,
        }
        return Stated(**values)

    def entered(self, content: bytes = PDF, **changed: Any) -> Authorisation:
        """What Hanna enters of a document."""
        with acting.hanna(Purpose.SUBJECT_REQUEST):
            envelopes.open([self.anna])
            return authorisations.enter(
                case=self.alone, debtor=self.anna, stated=self.stated(**changed), content=BytesIO(content),
                size=len(content), by=HANNA, at=timezone.now(),
            )  # fmt: skip

    def verified(self, **changed: Any) -> Authorisation:
        """The same, after Omar has looked at the document."""
        kept = self.entered(**changed)
        with acting.omar(Purpose.SUBJECT_REQUEST):
            return authorisations.verify(kept=kept, by=OMAR, at=timezone.now())

    def revoked(self, kept: Authorisation) -> None:
        """It ends: they see nothing more."""
        with acting.hanna(Purpose.SUBJECT_REQUEST):
            authorisations.revoke(kept=kept, because="ended", by=HANNA, at=timezone.now())

    def letter(self, kept: Authorisation) -> bytes:
        with acting.hanna(Purpose.SUBJECT_REQUEST):
            return codes.write_letter(kept=kept, debtor=self.anna, language="en", by=HANNA, at=timezone.now())

    def visit(self, kept: Authorisation) -> Client:
        """A browser in which the representative has signed in with the code of their letter."""
        client = Client(headers=ENGLISH)
        typed = {"case_number": kept.case_reference, "code": code_words.grouped(code_in(self.letter(kept)))}
        answer = client.post("/portal/", typed)
        assert answer.status_code == 302, answer.content.decode()
        assert answer["Location"] == PAGE
        return client


def house(reference: str) -> House:
    with acting.hanna():
        made = retention.controller(reference)
    return House(made)
