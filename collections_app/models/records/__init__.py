"""Records with clocks of their own that are neither cases nor parts of one."""

from collections_app.models.records.kept_record import EndedBecause, KeptRecord
from collections_app.models.records.of_contacts import AuthorityContact, ThirdParty, Tie
from collections_app.models.records.of_customers import (
    Chat,
    Collateral,
    ContactForm,
    CustomerContract,
    LoanOffer,
    PotentialCustomer,
)
from collections_app.models.records.of_others import (
    Applicant,
    BureauExtract,
    EnquiryFile,
    Grade,
    Hardship,
    ValuationRow,
    ValuationSet,
)

__all__ = [
    "Applicant",
    "AuthorityContact",
    "BureauExtract",
    "Chat",
    "Collateral",
    "ContactForm",
    "CustomerContract",
    "EndedBecause",
    "EnquiryFile",
    "Grade",
    "Hardship",
    "KeptRecord",
    "LoanOffer",
    "PotentialCustomer",
    "ThirdParty",
    "Tie",
    "ValuationRow",
    "ValuationSet",
]
