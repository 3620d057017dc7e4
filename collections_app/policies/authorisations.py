"""Whether somebody may get a debtor's data on an authorisation, and what it may say in which country.

GDPR art. 5(1)(f), 6(1); FB 10-12 kap. (SE), laki holhoustoimesta 442/1999 (FI), vergemålsloven 2010 (NO),
værgemålsloven 2007 (DK).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from collections_app.models import Authorisation, AuthorityKind, AuthorityScope, RecipientKind

LONGEST = timedelta(days=731)
"""Two years: whether an appointment that says no end still stands is asked anew then."""

K = AuthorityKind
# What the documents call them. They are names of institutions of one country, so nobody translates them.
TERMS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "SE": {K.POWER_OF_ATTORNEY: "fullmakt", K.PARENT: "vårdnadshavare eller förmyndare", K.APPOINTED: "god man",
               K.ADMINISTRATOR: "förvaltare"},
        "FI": {K.POWER_OF_ATTORNEY: "valtakirja / fullmakt", K.PARENT: "huoltaja / vårdnadshavare",
               K.APPOINTED: "edunvalvoja / intressebevakare",
               K.ADMINISTRATOR: "edunvalvontavaltuutettu / intressebevakningsfullmäktig"},
        "NO": {K.POWER_OF_ATTORNEY: "fullmakt", K.PARENT: "verge for mindreårig", K.APPOINTED: "verge",
               K.ADMINISTRATOR: "fremtidsfullmektig"},
        "DK": {K.POWER_OF_ATTORNEY: "fuldmagt", K.PARENT: "forældremyndighedsindehaver", K.APPOINTED: "værge",
               K.ADMINISTRATOR: "fremtidsfuldmægtig"},
    }
)  # fmt: skip

_NAME = "debtor.name"
_OF: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        AuthorityScope.CLAIMS: frozenset(
            {
                _NAME,
                *("claim.kind", "claim.number", "claim.ground", "claim.amount_minor", "claim.owed_minor"),
                *("claim.issued_on", "claim.due_on", "case.status", "case.opened_on", "case.closed_on"),
            }
        ),
        AuthorityScope.IDENTITY: frozenset({_NAME, "debtor.identity_number"}),
        AuthorityScope.CONTACT: frozenset({_NAME, "debtor.address", "debtor.phone", "debtor.email"}),
    }
)
_CONTACT = frozenset({"debtor.address", "debtor.phone", "debtor.email"})


@dataclass(frozen=True, slots=True)
class Standing:
    """What an authorisation says, and what became of it."""

    scope: tuple[str, ...]
    is_protected: bool
    valid_from: date
    valid_until: date
    is_verified: bool
    is_revoked: bool


def standing_of(kept: Authorisation) -> Standing:
    """An authorisation as the judgement needs to know it."""
    return Standing(
        scope=tuple(kept.scope),
        is_protected=kept.is_protected,
        valid_from=kept.valid_from,
        valid_until=kept.valid_until,
        is_verified=kept.verified_by is not None,
        is_revoked=kept.revoked_at is not None,
    )


def fields_of(standing: Standing) -> frozenset[str]:
    """The data that it opens: what its scope names, and no contact of somebody whose identity is protected."""
    named = frozenset(name for each in standing.scope for name in _OF[each])
    return named - _CONTACT if standing.is_protected else named


def is_void(standing: Standing, *, day: date) -> str:
    """Why it gives nothing on that day, as a code; empty when it is in force. Both days are included (AMILI-29)."""
    wrong = {
        "authorisation_revoked": standing.is_revoked,
        "authorisation_not_verified": not standing.is_verified,
        "authorisation_not_begun": day < standing.valid_from,
        "authorisation_expired": standing.valid_until < day,
    }
    return next((code for code, is_so in wrong.items() if is_so), "")


def refusal(standing: Standing, *, day: date, fields: Collection[str]) -> str:
    """Why these data may not go out on it that day, as a code; empty when they may."""
    return is_void(standing, day=day) or ("" if frozenset(fields) <= fields_of(standing) else "beyond_scope")


def recipient_kind(kind: str) -> RecipientKind:
    """The class of recipient: who was authorised by the debtor, or who is the debtor's guardian (INTRUM-85)."""
    return RecipientKind.AUTHORISED if kind == K.POWER_OF_ATTORNEY else RecipientKind.GUARDIAN


def lasts_too_long(*, valid_from: date, valid_until: date) -> bool:
    """Whether it would go on without anybody asking whether it still stands."""
    return valid_until - valid_from > LONGEST
