"""What another controller holds, and the addresses under which it could be asked for."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from accounts.access import mark_of
from accounts.models import User
from accounts.permissions import Permission
from accounts.routes import Route, every_route
from audit.models import Event
from collections_app.intake import kept
from collections_app.intake.documents import DocumentKind, Identifier, ParsedDocument, Party, Seller
from collections_app.models import (
    CallRecording,
    Case,
    Debtor,
    Disclosure,
    DisclosureChannel,
    DisclosureGround,
    DisclosurePurpose,
    ImportUpload,
    IntakeItem,
    IntakeItemKind,
    LedgerEntry,
    LegalFile,
    LegalReport,
    Payment,
    Recipient,
    RecipientKind,
)
from collections_app.models.records import KeptRecord
from collections_app.payments import references
from collections_app.record_classes import CALL_RECORDING, INTAKE_ITEM
from collections_app.selectors import payment_entries
from collections_app.services.disclosing import disclosures, legal_reports
from collections_app.services.legal_files import filing, keeping
from collections_app.services.payments import bank_files
from personal_data import envelopes
from personal_data.models import Role as Part
from personal_data.models import SuppressionReason
from personal_data.purposes import Purpose
from personal_data.services import controllers, suppression
from privacy.models import AccessReview, Channel, DataSubjectRequest, Letter, Right
from privacy.services import unlinked
from retention.models import Certificate, LegalHold, OwnTerm, ResidualCheck, RetentionRule, Run, UseKind
from retention.policies.hold_terms import Terms
from retention.selectors import hold_targets
from retention.selectors.due import local_today
from retention.services import certificates, holds, proving
from tests.collections_app.payments.files import Booking, camt
from tests.collections_app.records.conftest import entered
from tests.factories import acting, recipients
from tests.factories.retention import statistics_approved

NAME = "Beatrix Bortom"

DOCUMENT = ParsedDocument(
    kind=DocumentKind.INVOICE,
    number="F-2020-119",
    seller=Seller(Identifier("559999-0008")),
    buyer=Party(NAME),
    issued_on=date(2020, 1, 2),
    due_on=date(2020, 2, 1),
    currency="SEK",
    amount_minor=99_900,
)

FILE = f"Vem;Nr;Summa;Valuta;Datum\n{NAME};F-1;10;SEK;2026-03-05\n".encode()

OF_STAFF = {
    route.name: route
    for route in every_route()
    if mark_of(route.view) in {permission.value for permission in Permission}
}

_GROUP = re.compile(r"\(\?P<(?P<name>\w+)>(?P<pattern>(?:[^()]|\([^()]*\))*)\)|<(?:\w+:)?(?P<converted>\w+)>")

# A head of the log is of no controller: everybody can read it in the portal.
_OF_NOBODY = {"dpo-audit-api-consistency"}
OF_ONE_RECORD = {
    name: route for name, route in OF_STAFF.items() if _GROUP.search(route.pattern) and name not in _OF_NOBODY
}


@dataclass(frozen=True)
class Beyond:
    """What the other controller holds."""

    case: Case
    debtor: Debtor
    item: IntakeItem
    upload: ImportUpload
    request: DataSubjectRequest
    letter: Letter
    payment: Payment
    entry: LedgerEntry
    recipient: Recipient
    disclosure: Disclosure
    report: LegalReport
    legal_file: LegalFile
    run: Run
    hold: LegalHold
    certificate: Certificate
    event: Event
    member: User
    """Somebody of the staff who works for this controller only."""
    unlinked: str
    """A request that is of nobody yet, by its reference."""
    records: tuple[KeptRecord, ...]
    """One at each desk of records beside the cases."""

    def address(self, route: Route) -> str:
        """Where a page shows one of these records."""

        def value(group: re.Match[str]) -> str:
            name = group["name"] or group["converted"]
            known = {
                "reference": [self.unlinked] if "unlinked" in route.name else self._references(route),
                "case": [self.case.reference],
                "kind": [self._kind(route)],
                "debtor_reference": [self.debtor.reference],
                "letter": [str(self.letter.pk)],
                "number": [self._number(route)],
                "other": [self.payment.reference],
                "disclosure": [str(self.disclosure.pk)],
                "entry": [self._entry(route)],
                "language": ["sv"],
                "part": ["pdf"],
                "event_id": [str(self.event.id)],
                "review_id": [str(self._review())],
                "user_id": [str(self.member.pk)],
                "subject_id": [str(self.debtor.subject_id)],
                "to": [(self.report if "report" in route.name else self).recipient.reference],
                "controller": [self.case.controller.reference],
                "key": ["kept.case_file"],
                "creditor": [self.case.creditor.reference],
                "call": [str(self.case.calls.get().pk)],
                "item": [str(self.legal_file.items.get().pk)],
                "recording": [str(CallRecording.objects.get(case_reference=self.case.reference).pk)],
                "playback": [str(uuid4())],
                "envelope": [str(self.case.envelope_id)],
                "rule": [str(RetentionRule.objects.filter(controller=self.case.controller)[0].pk)],
                "term": [str(self._term(route))],
                "own": [str(self._term(route))],
                "act": [str(self.certificate.act_id)],
                "form": ["pdf"],
                "size": ["1"],
                "use": [self._use()] if "statistics" in route.name else [],
            }
            assert name in known, f"Say here which record of another controller {name!r} names in /{route.pattern}."
            return next(each for each in known[name] if re.fullmatch(group["pattern"] or ".+", each))

        return "/" + re.sub(r"\^|\$|\\Z|\\", "", _GROUP.sub(value, route.pattern))

    def _entry(self, route: Route) -> str:
        """A line of the ledger, or one on the suppression list."""
        if "suppression" not in route.name:
            return str(self.entry.pk)
        with acting.nightly(Purpose.SUBJECT_REQUEST):
            made = suppression.enter(
                controller=self.case.controller,
                reason=SuppressionReason.MISTAKEN_IDENTITY,
                found_by=[1],
                by=uuid4(),
                at=timezone.now(),
            )
        return str(made.pk)

    def _term(self, route: Route) -> UUID:
        """A proposed end of the case file's own, or of the enquiry's where the route is one of that desk."""
        enquiry = next(each for each in self.records if each._meta.model_name == "enquiryfile")
        of = enquiry if route.name.startswith("handler-enquiries") else self.case
        shared = {"controller": self.case.controller, "envelope_id": of.envelope_id}
        term = OwnTerm(
            **shared, kind="until", day=date(2199, 1, 1), reason="other_law", citation="Act 1", proposed_by=uuid4()
        )
        term.proposed_at = timezone.now()
        term.save()
        return term.id

    def _use(self) -> str:
        """An approved statement of whom the counts are for."""
        with acting.nightly(Purpose.RETENTION):
            return str(statistics_approved(self.case.controller, UseKind.RELEASE).pk)

    def _review(self) -> UUID:
        """An opening that stands out."""
        now = timezone.now()
        made = AccessReview.objects.create(
            controller=self.case.controller,
            rule="night",
            actor=uuid4(),
            from_at=now,
            until_at=now,
            number=3,
            threshold=3,
            found_at=now,
            due_on=now.date(),
        )
        return made.pk

    def _references(self, route: Route) -> list[str]:
        """What has a number: first the record that is kept at the desk of the route, where it is a desk of records."""
        at = {"handler-records": "hardship", "handler-applicants": "applicant", "handler-enquiries": "enquiryfile"}
        wanted = next((name for desk, name in at.items() if (route.name or "").startswith(desk)), "")
        here = [each.reference for each in self.records if each._meta.model_name == wanted]
        return [*here, *(each.reference for each in self.named())]

    def _kind(self, route: Route) -> str:
        name = route.name or ""
        if name.startswith("handler-records"):
            return {"on-case": "hardship", "end-all": "valuation-row"}.get(name[len("handler-records-") :], "chat")
        if name.startswith(("handler-applicants", "handler-enquiries")):
            return "applicant" if "applicants" in name else "enquiry"
        return "receipt"

    def _number(self, route: Route) -> str:
        if route.name == "handler-report":
            return str(self.report.pk)
        return str(self.recipient.safeguards.get().pk) if "safeguards" in route.pattern else "1"

    def named(self) -> tuple[Any, ...]:
        """What has a reference of its own in addresses."""
        of_the_case = (self.case, self.case.creditor, self.item, self.upload, self.payment, self.legal_file)
        return *of_the_case, self.request, self.run, self.hold, self.certificate, self.recipient, *self.records

    def traces(self) -> set[str]:
        """By what a page would give it away."""
        return {NAME, self.case.controller.reference, self.unlinked} | {
            each.reference for each in (self.debtor, *self.named())
        }


def paid_too_much(case: Case) -> Payment:
    """A payment of which a part is on the claim, and a part unallocated."""
    number = references.of_case(case.reference, "SE")
    data = camt("053", 8, [Booking(amount="1500.00", payments=[("1500.00", number, NAME, "")])])
    with acting.nightly(Purpose.BOOKKEEPING):
        bank_files.book(controller=case.controller, content=BytesIO(data), file="bank.xml", at=timezone.now())
    return Payment.objects.get()


def of_nobody(case: Case) -> str:
    """A request without identification that came to the other controller, by its reference."""
    letter = unlinked.Letter(right=Right.ACCESS, name=NAME, address="Testvägen 2", language="sv")
    now = timezone.now()
    made = unlinked.receive(
        controller=case.controller, letter=letter, channel=Channel.FORM, received_on=now.date(), at=now
    )
    return made.reference


def standing(payment: Payment) -> LedgerEntry:
    """The entry that put a part of it to the claim."""
    with acting.nightly(Purpose.BOOKKEEPING):
        (entry,) = payment_entries.standing(payment)
    return entry


def held(case: Case) -> LegalHold:
    """A hold on the recording of the case."""
    target = next(each for each in hold_targets.of_case(case) if each.record_class is CALL_RECORDING)
    terms = Terms("court", "Heard in May.", local_today(case.controller) + timedelta(days=9))
    with acting.nightly(Purpose.RETENTION):
        return holds.place(target=target, terms=terms, owner=uuid4(), by=uuid4(), at=timezone.now())


def certified(case: Case) -> Certificate:
    """The certificate of an erasure of the case's controller that erased nothing."""
    now = timezone.now()
    with acting.nightly(Purpose.RETENTION):
        act = proving.begin_act(controller=case.controller, reference="R-2026-999999", at=now)
        check = ResidualCheck.objects.create(act=act, begun_at=now, finished_at=now)
        return certificates.issue(act=act, check=check, at=now)


def reported(case: Case) -> LegalReport:
    """A report that waits for the second person."""
    authority = recipients.recipient(case.controller, RecipientKind.AUTHORITY, notice_key="authorities")
    with acting.rita():
        return legal_reports.propose(
            case=case,
            wanted=disclosures.Wanted(
                recipient=authority,
                fields=("debtor.name",),
                purpose=DisclosurePurpose.LEGAL_DUTY.value,
                ground=DisclosureGround.LEGAL_DUTY.value,
                channel=DisclosureChannel.SYSTEM.value,
                provision="Act 1, section 2",
                asked_as="R-1",
                is_report=True,
            ),
            secrecy="Act 1, section 3",
            by=uuid4(),
            at=timezone.now(),
        )


def beside(case: Case) -> tuple[KeptRecord, ...]:
    """A record at each desk of records beside the cases, of a controller whose notice speaks of all of them."""
    controllers.bind_to_notice(controller=case.controller, purposes=dict.fromkeys(Purpose, "6(1)(c)"))
    RetentionRule.objects.create(
        controller=case.controller,
        code="applicant.test",
        record_class="applicant",
        trigger="hired",
        anchor="trigger",
        period_months=0,
        kind="event",
        action="erase",
        ground="As other notices say",
        valid_from=date(2020, 1, 1),
    )
    parts = [(each.debtor.subject, each.role) for each in case.case_debtors.select_related("debtor__subject")]
    return (
        entered(case.controller, "hardship", "2026-01-05", case_reference=case.reference, persons=parts),
        entered(case.controller, "applicant", "2026-01-05"),
        entered(case.controller, "enquiry", "2026-01-05"),
    )


def disputed(case: Case) -> LegalFile:
    """A file of a dispute with a document in it."""
    matter = filing.Matter("dispute", "Whether the goods came", "A court")
    keeper = keeping.Keeper(by=uuid4(), at=timezone.now(), why="It says so.")
    with acting.hanna(Purpose.LEGAL_CLAIM):
        file = filing.open_on(case=case, matter=matter, by=uuid4(), at=timezone.now())
        keeping.keep_document(file=file, name="Summons", content=BytesIO(b"%PDF-1.7"), size=8, keeper=keeper)
    return file


def set_aside(case: Case, debtor: Debtor) -> IntakeItem:
    """A document of the other controller that waits for a decision."""
    envelope = envelopes.create(
        controller=case.controller, record_class=INTAKE_ITEM, subjects=[(debtor.subject, Part.DEBTOR)]
    )
    return IntakeItem.objects.create(
        envelope=envelope,
        controller=case.controller,
        creditor=case.creditor,
        reference="II-900001",
        kind=IntakeItemKind.PARKED_ERASED,
        received_at=timezone.now(),
        document_digest=b"d" * 32,
        content_digest=b"c" * 32,
        payload=kept.as_json(DOCUMENT),
    )
