"""How a model says which personal data it holds: once, in code, beside the field.

From these declarations the data map is made, and from the data map everything that must not forget a field: access
copy, erasure order, history clean-up, record of processing (GDPR art. 5(2), 15, 30).
"""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Category(StrEnum):
    """Categories of personal data as the notices name them (GDPR art. 13-15, 30(1)(c))."""

    IDENTITY = "identity"
    CONTACT = "contact"
    CLAIM = "claim"
    PAYMENT_HISTORY = "payment_history"
    CASE = "case"
    COMMUNICATION = "communication"
    RECORDING = "recording"
    EXPLANATION = "explanation"
    HARDSHIP = "hardship"
    ACCOUNTING = "accounting"
    INTAKE = "intake"
    REQUEST = "request"
    STAFF = "staff"
    FINANCIAL = "financial"
    CREDIT = "credit"
    TAX = "tax"
    VEHICLE = "vehicle"
    REGISTER = "register"
    COMPANY = "company"
    PROFILE = "profile"
    THIRD_PARTY = "third_party"


CATEGORY_LABELS: dict[Category, Promise] = {
    Category.IDENTITY: _("Identity"),
    Category.CONTACT: _("Contact details"),
    Category.CLAIM: _("Claims"),
    Category.PAYMENT_HISTORY: _("Payment history"),
    Category.CASE: _("Case handling"),
    Category.COMMUNICATION: _("Communication"),
    Category.RECORDING: _("Call recordings"),
    Category.EXPLANATION: _("Explanations for non-payment"),
    Category.HARDSHIP: _("Hardship"),
    Category.ACCOUNTING: _("Bookkeeping"),
    Category.INTAKE: _("Received files"),
    Category.REQUEST: _("Your requests"),
    Category.STAFF: _("Staff"),
    Category.FINANCIAL: _("Financial situation"),
    Category.CREDIT: _("Credit history"),
    Category.TAX: _("Tax data"),
    Category.VEHICLE: _("Vehicles"),
    Category.REGISTER: _("Entries in public registers"),
    Category.COMPANY: _("Companies and their contact persons"),
    Category.PROFILE: _("Personal circumstances"),
    Category.THIRD_PARTY: _("Guardians and representatives"),
}
# Held only by a controller whose notice speaks of them; a detail of another category is refused.
BY_NOTICE = frozenset(
    {
        Category.FINANCIAL,
        Category.CREDIT,
        Category.TAX,
        Category.VEHICLE,
        Category.REGISTER,
        Category.COMPANY,
        Category.PROFILE,
        Category.THIRD_PARTY,
    }
)


class Source(StrEnum):
    """Where a datum came from (GDPR art. 14(2)(f), 15(1)(g))."""

    DATA_SUBJECT = "data_subject"
    ONLINE_USE = "online_use"
    """What arises while somebody uses an online service of the controller, such as when they signed in."""
    REPRESENTATIVE = "representative"
    CREDITOR = "creditor"
    CREDIT_BUREAU = "credit_bureau"
    PUBLIC_REGISTER = "public_register"
    AGENCY = "agency"
    OWN_HISTORY = "own_history"
    """What the controller knows from an earlier matter of its own."""
    RECORDING_SYSTEM = "recording_system"
    BANK = "bank"
    OTHER = "other"


class Remains(StrEnum):
    """What is left of a datum when its record is anonymised."""

    NOTHING = "nothing"
    YEAR = "year"
    QUARTER = "quarter"
    BAND = "band"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Declared:
    """One field's declaration: category, the label the person reads, source, whether the person provided it.

    ``about_another`` says that the datum belongs to somebody other than the person of the record (a contact person), so
    it is not in that person's copy (GDPR art. 15(4)).
    """

    category: Category
    label: str | Promise
    source: Source
    provided: bool = False
    remains: Remains = Remains.NOTHING
    about_another: bool = False
