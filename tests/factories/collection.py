"""Controllers, creditors, debtors and case files, sealed as the product seals them. All need an access context."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from io import BytesIO
from itertools import count
from typing import Any
from uuid import uuid4

from collections_app.models import CallRecording, Case, CaseDebtor, Claim, Creditor, Debtor, Note
from collections_app.record_classes import CALL_RECORDING, CASE_FILE, PROFILE
from personal_data import digests, envelopes, files, search, subjects
from personal_data.models import Controller, DataSubject, Role
from personal_data.services import controllers
from tests.factories import accounts

_numbers = count(1)
# Well-formed, with the check digit of their country.
COMPANY_NUMBERS = {"SE": "556000-0001", "FI": "0000010-7", "NO": "910000004", "DK": "10000009"}
LONG_AGO = datetime(2020, 2, 3, 9, 30, tzinfo=UTC)


def controller(reference: str = "AMILI", *, time_zone: str = "Europe/Stockholm", country: str = "SE") -> Controller:
    """A controller with the key of its search index, for which all who are there work."""
    made = controllers.create(
        reference=reference,
        name=f"{reference.title()} AB",
        company_number=COMPANY_NUMBERS.get(country, ""),
        country=country,
        time_zone=time_zone,
        language="sv",
        collection_basis="6(1)(f)",
        contacts=controllers.Contacts(
            postal_address="Provgatan 1\n111 11 Stockholm",
            phone="08-465 004 00",
            privacy_contact="dataskydd@prov.example",
        ),
    )
    accounts.everybody_works_for(made)
    return made


def creditor(of: Controller) -> Creditor:
    """A client company of a controller."""
    return Creditor.objects.create(
        controller=of, reference=f"C-{next(_numbers):05d}", name="Hyllan Möbler AB", country="SE"
    )


def debtor(of: Controller, name: str = "Anna Andersson", **values: Any) -> Debtor:
    """A debtor with a profile envelope, found by search."""
    subject = subjects.create(controller=of, kind="person")
    profile = envelopes.create(controller=of, record_class=PROFILE, subjects=[(subject, Role.DEBTOR)])
    row = Debtor(
        envelope=profile,
        controller=of,
        subject=subject,
        reference=f"D-{next(_numbers):06d}",
        kind="person",
        name=name,
        is_identified="identity_number" in values,
        created_at=LONG_AGO,
        **values,
    )
    row.save()
    search.index(row)
    return row


def case_file(of: Controller, debtors: Sequence[Debtor], trigger_on: date | None = None) -> Case:
    """A case of some debtors in one envelope."""
    roles = [Role.DEBTOR, *[Role.JOINT_DEBTOR] * (len(debtors) - 1)]
    envelope = envelopes.create(
        controller=of,
        record_class=CASE_FILE,
        subjects=[(each.subject, role) for each, role in zip(debtors, roles, strict=True)],
        trigger_on=trigger_on,
    )
    case = Case.objects.create(
        envelope=envelope,
        controller=of,
        creditor=creditor(of),
        reference=f"K-2026-{next(_numbers):06d}",
        debtor_set=uuid4(),
        opened_on=LONG_AGO.date(),
    )
    for each, role in zip(debtors, roles, strict=True):
        CaseDebtor.objects.create(envelope=envelope, case=case, debtor=each, role=role)
    return case


def note(
    case: Case, text: str = "Ringde, lovar betala på fredag.", *, kind: str = "contact", level: str = "normal"
) -> Note:
    """A classified note in a case file whose key the context holds."""
    return Note.objects.create(
        envelope=case.envelope, case=case, text=text, kind=kind, level=level, by=uuid4(), at=LONG_AGO
    )


def claim(case: Case, number: str = "F-2020-118", **values: Any) -> Claim:
    """A claim in a case file whose key the context holds."""
    return Claim.objects.create(
        envelope=case.envelope,
        case=case,
        amount_minor=129_900,
        currency="SEK",
        issued_on=date(2020, 1, 2),
        due_on=date(2020, 2, 1),
        number=number,
        document_digest=digests.claim_digest(case.controller, case.creditor.reference, number),
        content_digest=digests.claim_digest(case.controller, case.creditor.reference, f"{number}:content"),
        received_at=LONG_AGO,
        **values,
    )


def recording(of: Controller, subject: DataSubject, content: bytes = b"RIFF sound of a call") -> CallRecording:
    """A call recording with its sound file in an envelope of its own."""
    envelope = envelopes.create(controller=of, record_class=CALL_RECORDING, subjects=[(subject, Role.DEBTOR)])
    file = files.store(
        envelope=envelope, column_id="call_recording.sound.v1", media_type="audio/wav", content=BytesIO(content)
    )
    return CallRecording.objects.create(
        envelope=envelope, controller=of, case_reference="K-2026-000001", recorded_at=LONG_AGO, seconds=61, file=file.id
    )
