"""The purposes for which personal data may be opened, and the legal basis of each.

GDPR art. 5(1)(b) and 6(1). The basis of collection differs between controllers (a public-interest task at one, a
legitimate interest at another), so it is a fact of the controller; the other purposes are duties under the law.
"""

from collections.abc import Mapping
from enum import StrEnum


class Purpose(StrEnum):
    """Why somebody opens personal data."""

    COLLECTION = "collection"
    INTAKE = "intake"
    BOOKKEEPING = "bookkeeping"
    LEGAL_CLAIM = "legal_claim"
    SUBJECT_REQUEST = "subject_request"
    SELF_SERVICE = "self_service"
    RETENTION = "retention"
    SECURITY = "security"
    SUPERVISION = "supervision"
    PERMITTED_USE = "permitted_use"
    """A use of restricted data that the law allows all the same, other than a legal claim (art. 18(2))."""
    EMERGENCY = "emergency"
    """Breaking the glass over one matter; the database opens nothing for it without the record of that."""
    RECRUITMENT = "recruitment"
    """Filling a position with the agency: off, unless the controller's notice names it (ALMI-49, AXACTOR-16)."""
    DOCUMENTATION = "documentation"
    """Showing how a matter was handled after its end: off, unless the controller's notice names it (AXACTOR-87)."""
    MARKETING = "marketing"
    """Direct marketing: off, unless the controller's notice names it, and for nobody who has objected (OPR-39)."""
    LEGAL_REPORT = "legal_report"
    """Telling an authority what a law demands; what is done for it may be secret from the person (art. 23)."""


OF_THE_CONTROLLER = frozenset(
    {Purpose.COLLECTION, Purpose.INTAKE, Purpose.LEGAL_CLAIM, Purpose.PERMITTED_USE, Purpose.EMERGENCY}
)
LEGAL_DUTY = "6(1)(c)"

# What every agency does, whatever its notice says: collecting is its business, and the others are duties under the
# law. Anything else is off until a notice that names it has been loaded.
BY_NOTICE = frozenset({Purpose.RECRUITMENT, Purpose.DOCUMENTATION, Purpose.MARKETING})
WITHOUT_NOTICE = frozenset(Purpose) - BY_NOTICE
NOT_NAMED = "purpose_not_named"

# While processing is restricted these may still open: the person, the handling of the request, storage limitation
# and security (GDPR art. 18(2)). Legal claims and reports that a law demands need a permit each and are not among them.
DESPITE_RESTRICTION = (Purpose.SELF_SERVICE, Purpose.SUBJECT_REQUEST, Purpose.RETENTION, Purpose.SECURITY)

# What a legal hold leaves alone: the dispute, proceedings or enquiry that it is for, reports that a law demands, and
# what a restriction leaves alone. To keep something for a court is no reason to go on working with it (art. 5(1)(b)).
DESPITE_HOLD = (Purpose.LEGAL_CLAIM, Purpose.LEGAL_REPORT, *DESPITE_RESTRICTION)

# What an objection to direct marketing leaves alone: everything else. A purpose that is not on this list cannot open
# for the person (GDPR art. 21(3)).
DESPITE_MARKETING_OBJECTION = tuple(purpose for purpose in Purpose if purpose is not Purpose.MARKETING)


def legal_basis(purpose: str, collection_basis: str) -> str:
    """The legal basis to record for a purpose (GDPR art. 6(1)) where no notice says another, given the controller's
    basis for collection. What a notice alone can turn on has the basis that the notice names, and no other."""
    return collection_basis if purpose in OF_THE_CONTROLLER else LEGAL_DUTY


def is_named(purpose: Purpose, notice_purposes: Mapping[str, str] | None) -> bool:
    """Whether a controller's data may be used for a purpose; ``sql/capture.sql`` says the same (GDPR art. 5(1)(b))."""
    return purpose in (WITHOUT_NOTICE if notice_purposes is None else notice_purposes)
