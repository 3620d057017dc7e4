"""Records of a controller beyond reach, made one by one: what each desk would show if it reached too far."""

from datetime import date, timedelta
from io import BytesIO
from uuid import uuid4

from django.utils import timezone

from accounts.roles import Role
from collections_app.intake import kept
from collections_app.intake.documents import DocumentKind, Identifier, ParsedDocument, Party, Seller
from collections_app.models import (
    Case,
    Debtor,
    Detail,
    DisclosureChannel,
    DisclosureGround,
    DisclosurePurpose,
    IntakeItem,
    IntakeItemKind,
    LedgerEntry,
    LegalFile,
    LegalReport,
    Paper,
    PaperBox,
    PaperToDestroy,
    Payment,
    RecipientKind,
    SafeguardKind,
)
from collections_app.models.records import KeptRecord
from collections_app.payments import references as payment_references
from collections_app.record_classes import CALL_RECORDING, INTAKE_ITEM
from collections_app.selectors import payment_entries
from collections_app.services import authorisations, references, support_sessions
from collections_app.services.disclosing import disclosures, legal_reports
from collections_app.services.legal_files import filing, keeping
from collections_app.services.payments import bank_files
from personal_data import envelopes
from personal_data.models import Role as Part
from personal_data.purposes import Purpose
from personal_data.services import controllers
from privacy.models import Channel, NoticeChange, PolicyVersion, Right
from privacy.services import unlinked
from retention.models import Certificate, LegalHold, ResidualCheck, RetentionRule
from retention.policies.hold_terms import Terms
from retention.selectors import hold_targets
from retention.selectors.due import local_today
from retention.services import certificates, holds, proving
from tests.collections_app.payments.files import Booking, camt
from tests.collections_app.records.conftest import entered
from tests.factories import accounts, acting, recipients

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


def paid_too_much(case: Case) -> Payment:
    """A payment of which a part is on the claim, and a part unallocated."""
    number = payment_references.of_case(case.reference, "SE")
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


def known(debtor: Debtor) -> None:
    """A hit in a register about the debtor, whose profile is open."""
    Detail.objects.create(
        envelope=debtor.envelope, debtor=debtor, kind="insolvency", value=NAME, source="public_register",
        source_key="legal_register_centre", obtained_on=timezone.now().date(), at=timezone.now(),
    )  # fmt: skip


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


def spoken_for(case: Case, debtor: Debtor) -> None:
    """Somebody who may speak for the debtor, whose profile is open."""
    today = timezone.now().date()
    stated = authorisations.Stated(
        name=NAME, address="Testvägen 2", country="SE", language="sv", kind="appointed", scope=("claims",),
        is_protected=False, valid_from=today, valid_until=today, document=NAME,
    )  # fmt: skip
    authorisations.enter(
        case=case, debtor=debtor, stated=stated, content=BytesIO(b"%PDF-1.7"), size=8, by=uuid4(), at=timezone.now()
    )


def supported(case: Case) -> None:
    """The case is open to a technician of a processor, and its key is in the context."""
    to = recipients.recipient(case.controller, RecipientKind.IT_SUPPORT)
    recipients.safeguard(to, SafeguardKind.PROCESSOR_AGREEMENT)
    account = support_sessions.bind(user=accounts.member(Role.TECHNICIAN), recipient=to, by=uuid4(), at=timezone.now())
    support_sessions.open_case(
        case=case, account=account, reason="fault", fields=("case.status",), lasts=timedelta(hours=1), by=uuid4(),
        at=timezone.now(),
    )  # fmt: skip


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
        entered(case.controller, "grade", "2026-01-05", case_reference=case.reference, persons=parts),
    )


def disputed(case: Case) -> LegalFile:
    """A file of a dispute with a document in it."""
    matter = filing.Matter("dispute", "Whether the goods came", "A court")
    keeper = keeping.Keeper(by=uuid4(), at=timezone.now(), why="It says so.")
    with acting.hanna(Purpose.LEGAL_CLAIM):
        file = filing.open_on(case=case, matter=matter, by=uuid4(), at=timezone.now())
        keeping.keep_document(
            file=file, name="Summons", content=BytesIO(b"%PDF-1.7"), size=8, level="normal", keeper=keeper
        )
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


def on_paper(case: Case, page: str) -> str:
    """What a page of the paper archive is about: a box, a paper in it, or a paper that has to be destroyed."""
    now = timezone.now()
    box = PaperBox.objects.create(controller=case.controller, label=uuid4().hex, location="Lund", by=uuid4(), at=now)
    if page == "handler-paper-box":
        return str(box.pk)
    number = references.take(kind="paper", year=now.year)[0]
    if page == "handler-paper-destroyed":
        PaperToDestroy.objects.create(
            controller=case.controller, box=box, number=number, kind="other", sheets=1, listed_at=now
        )
        return number
    Paper.objects.create(
        envelope=case.envelope, case=case, box=box, number=number, kind="other", sheets=1, by=uuid4(), at=now
    )
    return number


def changed(case: Case) -> str:
    """A significant change of the notice of the case's controller."""
    now, day = timezone.now(), local_today(case.controller)
    version = PolicyVersion.objects.create(
        controller=case.controller, pack="x", notice=uuid4().hex, sha256="0" * 64, rules_changed=0, valid_from=day,
        valid_until=day, loaded_at=now, loaded_by=uuid4(),
    )  # fmt: skip
    change = NoticeChange.objects.create(
        controller=case.controller, version=version, name=version.notice, binds_from=day, changes={"en": "More."},
        concerned_until=now,
    )  # fmt: skip
    return str(change.pk)
