"""What is not in a person's own copy, and on which ground: every other declared field is (GDPR art. 15(3)).

A test holds this list against the data map, so a field that is declared later is either shown or named here.
"""

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from personal_data import record_classes
from personal_data.purposes import Purpose
from personal_data.record_classes import RecordClass

EXCUSED_TABLES: Mapping[str, str | Promise] = MappingProxyType(
    {
        "accounts.user": _("Staff ask for a copy from their employer; it is not part of a debtor's data."),
        "accounts.staffrole": _("Staff ask for a copy from their employer; it is not part of a debtor's data."),
        "accounts.staffcontroller": _("Staff ask for a copy from their employer; it is not part of a debtor's data."),
        "accounts.rightsreview": _("Staff ask for a copy from their employer; it is not part of a debtor's data."),
        "collections_app.enquiryfile": _("A law forbids to tell whether such an enquiry exists."),
        "collections_app.legalreport": _("A law forbids to tell whether such a report exists."),
        "privacy.copycut": _("It says what a copy leaves out; the copy itself says which kind and on which ground."),
        "collections_app.pseudonymset": _(
            "The key of a set under pseudonyms tells nothing of anybody, and would undo the protection of all in it."
        ),
        "collections_app.intakeitem": _(
            "A document that was set aside contradicts our books, so whose it is has not been established. It is "
            "decided or erased within three months."
        ),
        "collections_app.importupload": _(
            "A file that was uploaded and not imported yet is of nobody: whom it concerns is known when its rows have "
            "been imported. It is erased after 24 hours."
        ),
        "privacy.unlinkedrequest": _(
            "A request that came without identification is of nobody. When its person is found it becomes theirs, with "
            "what was written, and what lay here is erased."
        ),
    }
)
"""Tables of which nothing is shown, by their label in lower case."""

PACKAGE_COLUMN = "access_copy.package.v1"
"""The column of finished copies: a copy does not hold the copies that were made before it."""

_FOR_THE_PERSON = (Purpose.SELF_SERVICE, Purpose.SUBJECT_REQUEST)


def is_for_the_person(record_class: RecordClass) -> bool:
    """Whether the person may know of records of a class at all.

    A class that opens neither for the person nor for the handling of their request (suspicions of money laundering:
    PTL 4 kap., FI 444/2017 ch. 4) is absent from everything they see, without a trace or a count.
    """
    return record_class.purposes is None or all(purpose in record_class.purposes for purpose in _FOR_THE_PERSON)


def absent_classes() -> frozenset[str]:
    """The names of the classes that the person never sees."""
    return frozenset(each.name for each in record_classes.every() if not is_for_the_person(each))
