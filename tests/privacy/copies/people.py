"""Anna, of whom everything is held that can be, and Bo who shares one case with her."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

from collections_app.models import CallRecording, Case, CaseStatusChange, Debtor, LedgerEntry
from collections_app.services import ledger
from personal_data.models import Controller
from personal_data.purposes import Purpose
from privacy.models import Channel, DataSubjectRequest, PauseGround, Right
from privacy.services import receiving
from privacy.services.requests import clock
from privacy.services.sign_in import codes
from tests.factories import acting, collection, retention

NOW = datetime.now(UTC)
ANNAS = {
    "identity_number": "19900101-2385",
    "address": {"lines": ["Annavägen 7"], "postcode": "113 29", "city": "Stockholm", "country": "SE"},
    "phone": "+46 70 740 11 22",
    "email": "anna.andersson@post.example",
    "contact_name": "Kerstin Kontaktsson",
}
BOS = {
    "identity_number": "19851291-2380",
    "address": {"lines": ["Bogränd 99"], "postcode": "753 20", "city": "Uppsala", "country": "SE"},
    "phone": "+46 70 740 98 76",
    "email": "bo.bertilsson@post.example",
}
BO = "Bo Zebulonsson"
# Long enough that no random identifier holds one by chance.
BOS_SECRETS = (
    "Zebulonsson", "Bogränd", "753 20", "740 98 76", "707409876", "bo.bertilsson", "851291-2380", "8512912380",
)  # fmt: skip
SOUND = b"RIFF a call with Anna"


@dataclass
class Cast:
    """Anna's records, and Bo's."""

    controller: Controller
    anna: Debtor
    bo: Debtor
    alone: Case
    shared: Case
    recording: CallRecording
    entry: LedgerEntry
    more: dict[str, Any] = field(default_factory=dict)


def cast(reference: str = "AMILI") -> Cast:
    """Two debtors: one case of Anna's alone with a recording and a ledger entry, one that she shares with Bo."""
    with acting.hanna(Purpose.COLLECTION):
        controller = retention.controller(reference)
        anna = collection.debtor(controller, "Anna Andersson", **ANNAS)
        bo = collection.debtor(controller, BO, **BOS)
        alone, shared = collection.case_file(controller, [anna]), collection.case_file(controller, [anna, bo])
        collection.claim(alone, "F-2020-118")
        collection.claim(shared, "F-2020-119")
        collection.note(alone, "Anna lovar betala på fredag.")
        collection.note(
            shared, "Zebulonssons fru ringde från 070-740 98 76; mejla bo.bertilsson@post.example. Född 851291-2380."
        )
        CaseStatusChange.objects.create(
            envelope=alone.envelope, case=alone, from_status="closed", to_status="open", reason="reopened",
            effective_on=date(2026, 1, 2), by=uuid4(), at=NOW,
        )  # fmt: skip
        recording = collection.recording(controller, anna.subject, SOUND)
    with acting.hanna(Purpose.BOOKKEEPING):
        entry = ledger.post(
            case=alone, counterparty_name="Anna Andersson", voucher="V-77", amount_minor=5000, currency="SEK",
            posted_on=date(2026, 2, 3),
        )  # fmt: skip
    return Cast(controller, anna, bo, alone, shared, recording, entry)


def sign_in_letter(of: Cast) -> None:
    """A letter with a code that works."""
    with acting.hanna(Purpose.SUBJECT_REQUEST) as here:
        codes.issue(case=of.alone, debtor=of.anna, language="sv", by=here.actor.id, at=NOW)


def earlier_request(of: Cast) -> DataSubjectRequest:
    """A request that Anna made before, with a question to her."""
    by = acting.person("petra").id
    with acting.hanna(Purpose.SUBJECT_REQUEST):
        made = receiving.receive(
            subject=of.anna.subject,
            right=Right.ERASURE,
            channel=Channel.LETTER,
            received_on=NOW.date(),
            wording=receiving.Wording("Jag vill bli glömd.", "Ombud Ombudsson", "sv"),
            by=by,
            at=NOW,
        )
        clock.ask(request=made, ground=PauseGround.IDENTITY, doubts="Okänd adress.", by=by, at=NOW)
    return made
