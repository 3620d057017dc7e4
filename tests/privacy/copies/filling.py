"""Something in every field that the product declares, so that a copy must show them all."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

from accounts.roles import Role
from collections_app.models import (
    Authorisation,
    ClaimPart,
    Detail,
    DisclosedCopy,
    Disclosure,
    Paper,
    PaperBox,
    Purchase,
    Recipient,
    RecipientPerson,
    SupportAccount,
    SupportSession,
)
from collections_app.record_classes import DISCLOSURE, RECIPIENT
from personal_data import envelopes
from personal_data.models import Role as Part
from personal_data.purposes import Purpose
from privacy.models import (
    AccessCopy,
    ChangeNotice,
    CopyDownload,
    CopyFee,
    Correction,
    GivenNotice,
    Letter,
    NoticeChange,
    PolicyVersion,
    PortalCode,
    RequestItem,
)
from tests.factories import accounts, acting, collection, recipients, retention
from tests.privacy.copies.people import Cast, earlier_request

DAY = date(2026, 2, 3)
AT = datetime(2026, 2, 3, 9, tzinfo=UTC)


def fill(of: Cast) -> None:
    """Give every declared field of Anna's something to say."""
    with acting.hanna(Purpose.COLLECTION):
        _collection(of)
    with acting.hanna(Purpose.SUBJECT_REQUEST):
        _requests(of)


def _collection(of: Cast) -> None:
    envelopes.open([of.alone, of.anna])
    of.alone.claims.update(received_at=AT)
    claim = of.alone.claims.get()
    claim.ground, claim.seller_name = "Soffa, modell Nora", "Hyllan Möbler AB"
    claim.save()
    ClaimPart.objects.create(
        envelope=of.alone.envelope, claim=claim, kind="interest", amount_minor=1000, currency="SEK"
    )
    Detail.objects.create(
        envelope=of.anna.envelope, debtor=of.anna, kind="phone", value="+46 70 174 06 05", source="public_register",
        source_key="tax_agency", told_by="Skatteverket", authority="Fullmakt", why="Nå", obtained_on=DAY, until=DAY,
        status="usable", reviewed_on=DAY, case_reference=of.alone.reference, by=uuid4(), at=AT,
    )  # fmt: skip
    Purchase.objects.create(
        envelope=of.alone.envelope, case=of.alone, seller="Hyllan Möbler AB", buyer="Amili AB", assigned_on=DAY,
        by=uuid4(), at=AT,
    )  # fmt: skip
    box = PaperBox.objects.create(controller=of.controller, label="A-1", location="Arkivet", by=uuid4(), at=AT)
    Paper.objects.create(
        envelope=of.alone.envelope, case=of.alone, box=box, number="PAP-9999999", kind="agreement", sheets=3,
        by=uuid4(), at=AT, out_since=AT, out_with=uuid4(), out_for="proceedings",
    )  # fmt: skip
    technician = SupportAccount.objects.create(
        user=accounts.member(Role.TECHNICIAN), recipient=recipients.recipient(of.controller, "it_support"),
        entered_by=uuid4(), entered_at=AT,
    )  # fmt: skip
    SupportSession.objects.create(
        envelope=of.alone.envelope, controller=of.controller, account=technician, case_reference=of.alone.reference,
        reason="fault", data_fields=["case.status"], opened_by=uuid4(), opened_at=AT, ends_at=AT + timedelta(hours=1),
        ended_at=AT,
    )  # fmt: skip
    closed = collection.case_file(of.controller, [of.anna])
    retention.close(closed, DAY)
    to = recipients.recipient(of.controller)
    line = Disclosure.objects.create(
        envelope=envelopes.create(
            controller=of.controller, record_class=DISCLOSURE, subjects=[(of.anna.subject, Part.DEBTOR)]
        ),
        controller=of.controller, recipient=to, records=[of.alone.envelope_id], case_reference=of.alone.reference,
        categories=["identity"], data_fields=["debtor.name"], purpose="status_report", ground="6(1)(f)",
        channel="letter", provision="Inkassolagen 5 §", asked_as="Dnr 77", by=uuid4(), at=AT,
    )  # fmt: skip
    DisclosedCopy.objects.create(
        envelope=of.alone.envelope, disclosure=line.pk,
        content=[{"field": "debtor.name", "of": of.anna.reference, "value": "Anna Andersson"}],
    )  # fmt: skip
    _recipient(of)


def _recipient(of: Cast) -> None:
    """Anna is a recipient herself: an adviser on her own."""
    row = Recipient.objects.create(
        controller=of.controller, reference="RCP-99999", kind="adviser", is_person=True, country="SE", registered_at=AT
    )
    envelope = envelopes.create(
        controller=of.controller, record_class=RECIPIENT, subjects=[(of.anna.subject, Part.DEBTOR)]
    )
    RecipientPerson.objects.create(envelope=envelope, recipient=row, name="Anna Andersson", contact="Annavägen 7")
    speaking = Recipient.objects.create(
        controller=of.controller, reference="RCP-99998", kind="guardian", is_person=True, country="SE", registered_at=AT
    )
    Authorisation.objects.create(
        envelope=envelope, controller=of.controller, recipient=speaking, debtor_reference=of.anna.reference,
        case_reference=of.alone.reference, kind="appointed", scope=["claims"], is_protected=False, valid_from=DAY,
        valid_until=DAY, document="Förordnande", evidence=uuid4(), entered_by=uuid4(), entered_at=AT,
        verified_by=uuid4(), verified_at=AT, revoked_by=uuid4(), revoked_at=AT, revoked_because="ended",
    )  # fmt: skip


def _requests(of: Cast) -> None:
    envelopes.open([of.anna])
    PortalCode.objects.create(
        envelope=of.anna.envelope, controller=of.controller, debtor=of.anna, case_reference=of.alone.reference,
        salt=b"salt", digest=b"digest", letter=uuid4(), language="sv", issued_at=AT, issued_by=uuid4(),
        expires_at=AT + timedelta(days=60), printed_at=AT, used_at=AT, revoked_at=AT, revoked_by=uuid4(),
        revoked_because="lost",
    )  # fmt: skip
    GivenNotice.objects.create(
        envelope=of.anna.envelope, debtor=of.anna, case_reference=of.alone.reference, version="2026",
        sources=["debtor"], obtained_on=DAY, due_on=DAY, language="sv", letter=uuid4(), made_at=AT,
        made_by=uuid4(), printed_at=AT, done_on=DAY, done_by=uuid4(), way="known", why="Borgenären har berättat det.",
    )  # fmt: skip
    change = NoticeChange.objects.create(
        controller=of.controller, version=version_of(of), name="2027", binds_from=DAY, changes={"en": "More."},
        concerned_until=AT,
    )  # fmt: skip
    ChangeNotice.objects.create(
        envelope=of.anna.envelope, change=change, debtor=of.anna, made_at=AT, language="sv", letter=uuid4(),
        written_at=AT, printed_at=AT, sent_on=DAY, sent_by=uuid4(), seen_at=AT, acknowledged_at=AT,
    )  # fmt: skip
    another = NoticeChange.objects.create(
        controller=of.controller, version=version_of(of, "older"), name="2026", binds_from=DAY, changes={"en": "Less."},
        concerned_until=AT,
    )  # fmt: skip
    ChangeNotice.objects.create(
        envelope=of.anna.envelope, change=another, debtor=of.anna, made_at=AT, failed="no_address"
    )
    Correction.objects.create(
        envelope=of.anna.envelope,
        debtor=of.anna,
        request_reference="R-2026-000001",
        corrected=["phone"],
        by=uuid4(),
        at=AT,
    )
    request: Any = earlier_request(of)
    envelopes.open([request])
    request.extended_on, request.extension_reason = DAY, "Många uppgifter."
    request.identified_on, request.identified_how = DAY, "portal"
    request.decided_at = request.answered_at = AT
    request.save()
    request.pauses.update(asked_on=DAY, answered_on=DAY)
    inside = {"envelope": request.envelope, "request": request}
    Letter.objects.create(
        **inside, kind="recipient_notice", language="sv", recipient="RCP-00001", file=uuid4(), made_at=AT,
        made_by=uuid4(), sent_at=AT, sent_by="post", sender=uuid4(), received_on=DAY,
    )  # fmt: skip
    RequestItem.objects.create(
        **inside, item_envelope=of.alone.envelope_id, record_class="case_file", label=of.alone.reference,
        outcome="refused", ground="legal_claims", citation="GDPR art. 17(3)(e)", facts="Fordran är öppen.", until=DAY,
        review_on=DAY, decided_by=uuid4(), decided_at=AT, carried_out_at=AT,
    )  # fmt: skip
    AccessCopy.objects.create(
        **inside, state="refused", ground="excessive", citation="GDPR art. 12(5)(b)", facts="Fyra på en vecka.",
        made_at=AT, expires_on=DAY, first_downloaded_at=AT,
    )  # fmt: skip
    CopyFee.objects.create(
        **inside, amount_minor=1000, currency="EUR", reason="Samma kopia en gång till.", proposed_by=uuid4(),
        proposed_at=AT, accepted_at=AT, accepted_in="portal", waived_at=AT,
    )  # fmt: skip
    CopyDownload.objects.create(**inside, part="pdf", by_person=True, by=uuid4(), at=AT)


def version_of(of: Cast, pack: str = "newer") -> PolicyVersion:
    """A version of a notice that bound for no day, so that none is in its way."""
    return PolicyVersion.objects.create(
        controller=of.controller, pack=pack, notice=pack, sha256="0" * 64, rules_changed=0, valid_from=DAY,
        valid_until=DAY, loaded_at=AT, loaded_by=uuid4(),
    )  # fmt: skip
