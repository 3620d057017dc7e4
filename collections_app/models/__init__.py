"""The nouns of collection work."""

from collections_app.models.allocation import Allocation
from collections_app.models.authorisation import Authorisation, AuthorityKind, AuthorityScope
from collections_app.models.call import Call, CallDirection, CallOutcome, SpokenTo
from collections_app.models.case import Case, CaseDebtor, CaseStatus, CaseStatusChange
from collections_app.models.claim import Claim, ClaimKind
from collections_app.models.claim_part import ClaimPart, ClaimPartKind
from collections_app.models.creditor import Creditor
from collections_app.models.debtor import Debtor, DebtorKind
from collections_app.models.detail import ChannelStatus, Detail, DetailKind, Finding
from collections_app.models.disclosure import (
    DisclosedCopy,
    Disclosure,
    DisclosureChannel,
    DisclosureGround,
    SecrecyCheck,
)
from collections_app.models.disclosure_purpose import DisclosurePurpose
from collections_app.models.import_upload import ImportUpload, RememberedColumn, UploadState
from collections_app.models.intake import (
    ImportFile,
    IntakeDecision,
    IntakeItem,
    IntakeItemKind,
    IntakeItemStatus,
)
from collections_app.models.ledger_entry import Account, LedgerEntry
from collections_app.models.legal_file import KeptAs, LegalFile, LegalFileItem, MatterKind
from collections_app.models.legal_report import LegalReport, ReportState
from collections_app.models.marketing_batch import MarketingBatch
from collections_app.models.note import Level, Note, NoteKind
from collections_app.models.paper import Paper, PaperBox, PaperKind, PaperLeave, PaperToDestroy, PaperWay
from collections_app.models.payment import Payment, PaymentDirection, PaymentFile, PaymentReason
from collections_app.models.pseudonym_set import IdentifiableImport, PseudonymSet, SetExport, SetKind
from collections_app.models.purchase import Purchase
from collections_app.models.recipient import (
    Clause,
    Recipient,
    RecipientPerson,
    RecipientSafeguard,
    SafeguardKind,
)
from collections_app.models.recipient_kind import AUTHORITIES, OF_ONE_DEBTOR, ON_AUTHORITY, PROCESSORS, RecipientKind
from collections_app.models.recording import CallRecording, Playback, ToldHow
from collections_app.models.records import (
    Applicant,
    AuthorityContact,
    BureauExtract,
    Chat,
    Collateral,
    ContactForm,
    CustomerContract,
    EnquiryFile,
    Grade,
    Hardship,
    LoanOffer,
    PotentialCustomer,
    ThirdParty,
    ValuationRow,
    ValuationSet,
)
from collections_app.models.support import (
    LONGEST_SESSION,
    SUPPORTING,
    SupportAccount,
    SupportReason,
    SupportSession,
)

__all__ = [
    "AUTHORITIES",
    "LONGEST_SESSION",
    "OF_ONE_DEBTOR",
    "ON_AUTHORITY",
    "PROCESSORS",
    "SUPPORTING",
    "Account",
    "Allocation",
    "Applicant",
    "Authorisation",
    "AuthorityContact",
    "AuthorityKind",
    "AuthorityScope",
    "BureauExtract",
    "Call",
    "CallDirection",
    "CallOutcome",
    "CallRecording",
    "Case",
    "CaseDebtor",
    "CaseStatus",
    "CaseStatusChange",
    "ChannelStatus",
    "Chat",
    "Claim",
    "ClaimKind",
    "ClaimPart",
    "ClaimPartKind",
    "Clause",
    "Collateral",
    "ContactForm",
    "Creditor",
    "CustomerContract",
    "Debtor",
    "DebtorKind",
    "Detail",
    "DetailKind",
    "DisclosedCopy",
    "Disclosure",
    "DisclosureChannel",
    "DisclosureGround",
    "DisclosurePurpose",
    "EnquiryFile",
    "Finding",
    "Grade",
    "Hardship",
    "IdentifiableImport",
    "ImportFile",
    "ImportUpload",
    "IntakeDecision",
    "IntakeItem",
    "IntakeItemKind",
    "IntakeItemStatus",
    "KeptAs",
    "LedgerEntry",
    "LegalFile",
    "LegalFileItem",
    "LegalReport",
    "Level",
    "LoanOffer",
    "MarketingBatch",
    "MatterKind",
    "Note",
    "NoteKind",
    "Paper",
    "PaperBox",
    "PaperKind",
    "PaperLeave",
    "PaperToDestroy",
    "PaperWay",
    "Payment",
    "PaymentDirection",
    "PaymentFile",
    "PaymentReason",
    "Playback",
    "PotentialCustomer",
    "PseudonymSet",
    "Purchase",
    "Recipient",
    "RecipientKind",
    "RecipientPerson",
    "RecipientSafeguard",
    "RememberedColumn",
    "ReportState",
    "SafeguardKind",
    "SecrecyCheck",
    "SetExport",
    "SetKind",
    "SpokenTo",
    "SupportAccount",
    "SupportReason",
    "SupportSession",
    "ThirdParty",
    "ToldHow",
    "UploadState",
    "ValuationRow",
    "ValuationSet",
]
