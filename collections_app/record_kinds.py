"""Records with clocks of their own: what is asked for each kind, which day starts its clock, and what ends it.

One form, one list and one page serve them all; a new kind is a model, a record class, its rules and an entry here.
"""

from django.utils.translation import gettext_lazy as _

from collections_app import record_classes as classes
from collections_app.models.records import (
    Applicant,
    AuthorityContact,
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
    ThirdParty,
    Tie,
    ValuationRow,
    ValuationSet,
)
from collections_app.record_kind import Desk, Kind, Starts
from personal_data.models import Role

__all__ = ["KINDS", "MAY_BE_OPEN", "Desk", "Kind", "Starts", "of_desk", "of_record"]

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
        role=Role.DEBTOR,
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
        role=Role.APPLICANT,
        on_case=False,
    ),
    Kind(
        "third-party",
        ThirdParty,
        classes.THIRD_PARTY,
        Starts.ENDED,
        ("name", "reply_to", "phone", "email"),
        _("Known since"),
        ends=(_E.NO_LONGER_TIED,),
        by_itself=False,
        of_its_own=True,
        role=Role.CONTACT,
        picks={"tie": Tie},
    ),
    Kind(
        "authority-contact",
        AuthorityContact,
        classes.AUTHORITY_CONTACT,
        Starts.ENDED,
        ("name", "email", "phone"),
        _("Known since"),
        gathering=_("Authority"),
        ends=(_E.NO_LONGER_TIED,),
        on_case=False,
        role=Role.CONTACT,
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
