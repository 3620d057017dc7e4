"""Records with clocks of their own: what is asked for each kind, which day starts its clock, and what ends it.

One form, one list and one page serve them all; a new kind is a model, a record class, its rules and an entry here.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from collections_app import record_classes as classes
from collections_app.models.records import (
    Applicant,
    BureauExtract,
    Chat,
    Collateral,
    ContactForm,
    CustomerContract,
    EndedBecause,
    EnquiryFile,
    Grade,
    Hardship,
    KeptRecord,
    LoanOffer,
    PotentialCustomer,
    ValuationRow,
    ValuationSet,
)
from personal_data.record_classes import RecordClass


class Desk(StrEnum):
    """Who keeps such records."""

    CASES = "cases"
    RECRUITING = "recruiting"
    ENQUIRIES = "enquiries"


class Starts(StrEnum):
    """The day that starts the clock."""

    BEGAN = "began"
    EXPIRES = "expires"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record. ``expires`` and ``gathering`` are the labels of those fields, where they are asked for."""

    name: str
    model: type[KeptRecord]
    record_class: RecordClass
    starts: Starts
    texts: tuple[str, ...]
    began: str | Promise
    expires: str | Promise = ""
    gathering: str | Promise = ""
    ends: tuple[EndedBecause, ...] = ()
    desk: Desk = Desk.CASES
    on_case: bool = True
    """Entered on the page of a case, for one of its debtors; otherwise for somebody who has no case here."""
    by_itself: bool = True
    """Entered by hand for somebody who has no case here; a pseudonymised set comes from a file alone (ADR 61)."""
    has_person: bool = True


_E = EndedBecause
_ON = _("Received on")
_ALL = (
    Kind(
        "hardship",
        Hardship,
        classes.HARDSHIP,
        Starts.EXPIRES,
        (),
        _("In hardship since"),
        expires=_("Pause until"),
        ends=(_E.PAUSE_ENDED, _E.CLAIM_ENDED),
        by_itself=False,
    ),
    Kind(
        "bureau-extract",
        BureauExtract,
        classes.BUREAU_EXTRACT,
        Starts.BEGAN,
        ("extract",),
        _("Fetched on"),
        expires=_("The register drops it on"),
        by_itself=False,
    ),
    Kind(
        "grade", Grade, classes.GRADE, Starts.BEGAN, ("grade", "made_from", "leads_to"), _("Graded on"), by_itself=False
    ),
    Kind("chat", Chat, classes.CHAT, Starts.BEGAN, ("name", "words"), _("Held on")),
    Kind("contact-form", ContactForm, classes.CONTACT_FORM, Starts.BEGAN, ("name", "reply_to", "words"), _ON),
    Kind(
        "loan-offer",
        LoanOffer,
        classes.LOAN_OFFER,
        Starts.EXPIRES,
        ("name", "terms"),
        _("Offered on"),
        expires=_("Good until"),
        ends=(_E.ACCEPTED,),
    ),
    Kind(
        "contract",
        CustomerContract,
        classes.CONTRACT,
        Starts.ENDED,
        ("name", "terms"),
        _("Agreed on"),
        ends=(_E.RELATIONSHIP_ENDED,),
    ),
    Kind(
        "collateral",
        Collateral,
        classes.COLLATERAL,
        Starts.ENDED,
        ("name", "security"),
        _ON,
        ends=(_E.RELEASED,),
    ),
    Kind(
        "potential-customer",
        PotentialCustomer,
        classes.POTENTIAL_CUSTOMER,
        Starts.ENDED,
        ("name", "reply_to", "application"),
        _("Applied on"),
        ends=(_E.APPLICATION_REJECTED, _E.OFFER_LAPSED),
        on_case=False,
    ),
    Kind(
        "valuation-row",
        ValuationRow,
        classes.VALUATION_ROW,
        Starts.ENDED,
        ("name", "claim"),
        _ON,
        gathering=_("Portfolio"),
        ends=(_E.BID_REJECTED, _E.PURCHASED),
        on_case=False,
    ),
    Kind(
        "valuation-set",
        ValuationSet,
        classes.VALUATION_SET,
        Starts.EXPIRES,
        ("rows",),
        _("Made on"),
        expires=_("Ends on"),
        gathering=_("Portfolio"),
        on_case=False,
        by_itself=False,
        has_person=False,
    ),
    Kind(
        "applicant",
        Applicant,
        classes.APPLICANT,
        Starts.ENDED,
        ("name", "reply_to", "application"),
        _("Applied on"),
        expires=_("May be kept for other positions until"),
        gathering=_("Position"),
        ends=(_E.HIRED, _E.REJECTED, _E.POSITION_FILLED),
        desk=Desk.RECRUITING,
        on_case=False,
    ),
    Kind(
        "enquiry",
        EnquiryFile,
        classes.AML_FILE,
        Starts.ENDED,
        ("name", "findings"),
        _("Begun on"),
        ends=(_E.RELATIONSHIP_ENDED, _E.TRANSACTION_DONE),
        desk=Desk.ENQUIRIES,
        on_case=False,
    ),
)
KINDS = {kind.name: kind for kind in _ALL}
# The kinds of which the person may leave the last day open.
MAY_BE_OPEN = frozenset({"hardship", "applicant"})


def of_desk(desk: Desk) -> list[Kind]:
    """The kinds that are kept at a desk."""
    return [kind for kind in _ALL if kind.desk is desk]


def of_record(record: KeptRecord) -> Kind:
    """The kind of a record."""
    return next(kind for kind in _ALL if kind.model is type(record))
