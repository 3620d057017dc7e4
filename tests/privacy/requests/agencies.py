"""The five agencies, each under its own notice, with a debtor of whom one record of each kind is kept."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

from django.test import Client
from pypdf import PdfReader

from accounts.models import User
from accounts.roles import Role
from collections_app.models import CallRecording, Case, Debtor, LedgerEntry
from collections_app.services import cases, ledger
from personal_data.models import Controller
from personal_data.purposes import Purpose
from privacy.models import DataSubjectRequest, Letter, RequestItem, RequestStatus
from privacy.services.requests import letters
from privacy.services.sign_in import codes
from retention.services import rules
from tests.factories import accounts, acting, collection, retention
from tests.privacy.letters import code_in, paper_of
from tests.privacy.requests.asking import PETRA, contacts, debtor_with_address

ALL = ("AMILI", "INTRUM", "ALMI", "AXACTOR", "OPR")
POSTED_ON = date(2025, 3, 10)


@dataclass
class Agency:
    """One controller, its desks, and Anna: an open and a closed case, a call and a payment."""

    controller: Controller
    anna: Debtor
    open_case: Case
    closed_case: Case
    recording: CallRecording
    entry: LedgerEntry
    hanna: Client
    petra: Client
    rolf: Client
    petra_herself: User
    rolf_himself: User

    @property
    def request(self) -> DataSubjectRequest:
        """Anna's one request, as it stands now."""
        return DataSubjectRequest.objects.select_related("controller").get()

    def item(self, record: Debtor | Case | CallRecording | LedgerEntry) -> RequestItem:
        """The decision on one record."""
        return self.request.items.get(item_envelope=record.envelope_id)

    def enter(
        self, channel: str = "letter", *, right: str = "erasure", received_on: date | None = None, because: str = ""
    ) -> None:
        """Hanna enters what came by letter, e-mail or telephone."""
        values = {
            "right": right,
            "channel": channel,
            "received_on": (received_on or datetime.now(UTC).date()).isoformat(),
            "language": "sv",
            "asked": "",
            "because": because,
        }
        address = f"/handler/cases/{self.open_case.reference}/debtors/{self.anna.reference}/requests/new/"
        answer = self.hanna.post(address, values)
        assert answer.status_code == 302, answer.content.decode()

    def at(self, step: str = "") -> str:
        """The address of a step of Anna's request."""
        return f"/dpo/requests/{self.request.reference}/{step}"

    def take_up(self) -> None:
        """Petra takes the request up."""
        self.petra.post(self.at("begin/"), {"identified_how": "known_contact"})

    def decide(self, number: int, facts: str = "Fordran är obetald.") -> None:
        """Petra decides one record as the agency proposes."""
        form = self.petra.get(self.at(f"records/{number}/keep/")).context["form"]
        proposed = {name: form.get_initial_for_field(field, name) or "" for name, field in form.fields.items()}
        if proposed["ground"]:
            self.petra.post(self.at(f"records/{number}/keep/"), {**proposed, "facts": facts})
        else:
            self.petra.post(self.at(f"records/{number}/erase/"))

    def answer(self) -> str:
        """From the entered request to the sent answer; says what stands in the letter."""
        self.take_up()
        for number in range(1, self.request.items.count() + 1):
            self.decide(number)
        self.petra.post(self.at("conclude/"))
        self.rolf.post(self.at("approve/"))
        self.petra.post(self.at("answer/"))
        letter = self.request.letters.get(kind="answer")
        self.petra.post(self.at(f"letters/{letter.pk}/sent/"), {"sent_by": "post"})
        assert self.request.status == RequestStatus.ANSWERED
        return read(letter)

    def in_the_portal(self, language: str = "sv") -> Client:
        """A browser in which Anna has signed in with her letter."""
        with acting.hanna(Purpose.SUBJECT_REQUEST) as here:
            code = codes.issue(
                case=self.open_case, debtor=self.anna, language="sv", by=here.actor.id, at=datetime.now(UTC)
            )
        client = Client(headers={"accept-language": language})
        client.post("/portal/", {"case_number": code.case_reference, "code": code_in(paper_of(code))})
        return client


def open_agency(reference: str) -> Agency:
    """Found the agency with its published rules, and file Anna."""
    with acting.hanna(Purpose.COLLECTION):
        controller = retention.controller(reference)
        contacts(controller)
        anna = debtor_with_address(controller)
        opened, closed = (collection.case_file(controller, [anna]) for _ in range(2))
        recording = collection.recording(controller, anna.subject)
        entry = ledger.post(
            case=closed,
            counterparty_name="Anna Andersson",
            voucher="V-1",
            amount_minor=10_000,
            currency="SEK",
            posted_on=POSTED_ON,
        )
        yesterday = datetime.now(UTC).date() - timedelta(days=1)
        cases.close(case=closed, reason="paid", closed_on=yesterday, by=PETRA, at=datetime.now(UTC))
        rules.recompute(controller=controller)
    petra = accounts.member(Role.PRIVACY_OFFICER, name="Petra Privacy")
    rolf = accounts.member(Role.RECORDS_OFFICER, name="Rolf Records")
    return Agency(
        controller,
        anna,
        opened,
        closed,
        recording,
        entry,
        accounts.client_of(accounts.member(Role.HANDLER)),
        accounts.client_of(petra),
        accounts.client_of(rolf),
        petra,
        rolf,
    )


def read(letter: Letter) -> str:
    """What a letter says, on one line."""
    with acting.hanna(Purpose.SUBJECT_REQUEST):
        pages = PdfReader(BytesIO(b"".join(letters.read(letter)))).pages
        return " ".join(" ".join(page.extract_text() for page in pages).split())
