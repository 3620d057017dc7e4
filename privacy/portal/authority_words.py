"""Authorisations in words, as the debtor and who speaks for them read them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from collections_app.models import Authorisation, AuthorityKind, AuthorityScope
from collections_app.policies import authorisations as rules
from collections_app.services.authorisations import REVOKED_BECAUSE
from collections_app.services.disclosing import recipients

KINDS: dict[str, str | Promise] = {
    AuthorityKind.POWER_OF_ATTORNEY: _("you gave them a power of attorney"),
    AuthorityKind.PARENT: _("they are the guardian of a minor"),
    AuthorityKind.APPOINTED: _("an authority appointed them"),
    AuthorityKind.ADMINISTRATOR: _("an authority appointed them as administrator, or you did beforehand"),
}
SCOPES: dict[str, str | Promise] = {
    AuthorityScope.CLAIMS: _("cases, claims and what is owed"),
    AuthorityScope.IDENTITY: _("identity number"),
    AuthorityScope.CONTACT: _("address, telephone and e-mail"),
}
# What stands in the columns of an authorisation, for the page of what we hold.
CODES: dict[str, dict[str, str | Promise]] = {
    "authorisation.scope": SCOPES,
    "authorisation.is_protected": {"True": _("yes"), "False": _("no")},
    "authorisation.revoked_because": dict(REVOKED_BECAUSE),
}
_STANDS: dict[str, str | Promise] = {
    "": _("in force"),
    "authorisation_revoked": _("ended"),
    "authorisation_not_verified": _("we are looking at the document; nothing has been shown"),
    "authorisation_not_begun": _("not in force yet"),
    "authorisation_expired": _("over"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """One authorisation: who it is, by what, how far, and how it stands today."""

    kept: Authorisation
    name: str
    by: str | Promise
    term: str
    scope: Sequence[str | Promise]
    stands: str | Promise
    can_end: bool


def scope_of(kept: Authorisation) -> list[str | Promise]:
    """What the scope names, in words."""
    return [label for value, label in SCOPES.items() if value in kept.scope]


def told(found: Iterable[Authorisation], *, today: date) -> list[Told]:
    """Authorisations in words; opens the names of the persons, which is recorded."""
    listed = list(found)
    names = recipients.names([each.recipient for each in listed])
    return [_one(each, names[each.recipient_id], today) for each in listed]


def _one(kept: Authorisation, name: str, today: date) -> Told:
    void = rules.is_void(rules.standing_of(kept), day=today)
    return Told(
        kept=kept,
        name=name,
        by=KINDS[kept.kind],
        term=rules.TERMS.get(kept.controller.country, {}).get(kept.kind, ""),
        scope=scope_of(kept),
        stands=_STANDS[void],
        can_end=void not in ("authorisation_revoked", "authorisation_expired"),
    )
