"""What may stay when a person's data are erased, and on which ground (GDPR art. 5(1)(e), 5(2), 6(1), 17(3))."""

from collections.abc import Mapping
from typing import NamedTuple

STAFF = "staff"
COMPANY = "company"


class Sanction(NamedTuple):
    """Why something stays: what kind of record it is, and the ground.

    Grounds are stored and signed in English. The catalogues hold them (``config/catalogues.py`` finds them by the name
    of this class), so that a certificate tells them in the language of the controller.
    """

    record_class: str
    ground: str
    citation: str


# The same person in another quality. A debtor may work here, or be the company that a claim belongs to.
_PLACES: Mapping[str, Sanction] = {
    "accounts_user": Sanction(STAFF, "The person also works for the controller", "GDPR art. 6(1)(b)"),
    "accounts_historicaluser": Sanction(STAFF, "The person also works for the controller", "GDPR art. 6(1)(b)"),
    "account_emailaddress": Sanction(STAFF, "The person also works for the controller", "GDPR art. 6(1)(b)"),
    "collections_app_creditor": Sanction(COMPANY, "The person is also a creditor of others", "GDPR art. 6(1)(b)"),
    "personal_data_controller": Sanction(COMPANY, "The controller's own published contact", "GDPR art. 13(1)(a)"),
    "personal_data_suppressionentry": Sanction(
        "suppression", "A keyed note so that an objection is kept", "GDPR art. 21(3)"
    ),
}
_LOG = Sanction("erasure_log", "The log of erasures, without names", "GDPR art. 5(2)")
_TRAIL = Sanction("audit_trail", "The audit trail, under a pseudonym that is gone", "GDPR art. 5(2)")
_ANSWER = Sanction("rights_request", "The answered request says what became of it", "GDPR art. 12(1)")
# Tables that name an erased record by its number and hold nothing else of it.
_NAMED_BY_NUMBER: Mapping[str, Sanction] = {
    "personal_data_erasure": _LOG,
    "retention_keptitem": _LOG,
    "retention_revieweditem": _LOG,
    "retention_ownterm": _LOG,
    "retention_triggerevent": _LOG,
    "personal_data_blockpermit": _TRAIL,
    "personal_data_emergencyaccess": _TRAIL,
    "collections_app_playback": _TRAIL,
    "audit_line": _TRAIL,
    "audit_unfiled": _TRAIL,
    "privacy_requestitem": _ANSWER,
    "privacy_historicalrequestitem": _ANSWER,
}


def of_place(table: str) -> Sanction | None:
    """Why an identifier may stand in a table; None where it may not."""
    return _PLACES.get(table)


def of_number(table: str) -> Sanction | None:
    """Why a table may name an erased record by its number; None where it may not."""
    return _NAMED_BY_NUMBER.get(table)
