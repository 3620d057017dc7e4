"""Why a person is not shown something that is held about them, in words and with its law (GDPR art. 15(4), 23)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Withheld(StrEnum):
    """Why a datum or file is not shown, or not whole."""

    ANOTHER_PERSON = "another_person"
    WORKING_CODE = "working_code"
    BLOCKED = "blocked"
    LAW = "law"
    GRADE = "grade"
    BUSINESS_SECRET = "business_secret"  # noqa: S105  # a ground, no password


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason for withholding in words, with its law."""

    says: str | Promise
    law: str


WITHHELD_BECAUSE: Mapping[Withheld, Reason] = MappingProxyType(
    {
        Withheld.ANOTHER_PERSON: Reason(_("It is about another person."), "GDPR art. 15(4)"),
        Withheld.WORKING_CODE: Reason(
            _("It holds a code that still opens your data. You have it on paper; a second one would be a risk."),
            "GDPR art. 32(1)(b)",
        ),
        Withheld.LAW: Reason(_("A law forbids us to show it."), "GDPR art. 23"),
        Withheld.GRADE: Reason(
            _(
                "As a rule we do not show the grade itself. How grades are made, what yours was made from and what it "
                "leads to, we do tell. Ask us if you need the grade to check or contest it."
            ),
            "GDPR art. 15(1)(h), 15(4)",
        ),
        Withheld.BUSINESS_SECRET: Reason(
            _("It is a business secret of ours: know-how, an internal assessment or working material."),
            "GDPR art. 15(4)",
        ),
        Withheld.BLOCKED: Reason(_("It is blocked at the moment. Ask us to know more."), "GDPR art. 18, 29"),
    }
)
