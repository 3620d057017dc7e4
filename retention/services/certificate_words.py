"""What a certificate says in codes and in stored English words, told in the language that is spoken.

The signed file keeps its codes and its English. These words are for reading, and say which of them have no form in the
language, so that a screen reader speaks them as what they are (PDF/UA, WCAG 3.1.2).
"""

from collections.abc import Mapping
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from personal_data import record_classes
from retention.models import RunState
from retention.policies import citations
from retention.selectors.certificate_facts import ADVISED

_ENGLISH = "en"
_LAW_IS_IN = {"SE": "sv", "NO": "nb", "FI": "fi", "DK": "da"}
"""In which language the law of a country is cited."""

# What stays that is no record of a class: where a residual-data check met it.
REMAINDERS: Mapping[str, Promise] = {
    "erasure_log": _("Log of erasures"),
    "audit_trail": _("Audit trail"),
    "staff": _("Staff record"),
    "company": _("Company"),
    "suppression": _("Suppression entry"),
    "rights_request": _("Request of the person"),
}
LOOKED_AT = {ADVISED: pgettext_lazy("retention run", "looked at")}
"""By whom, its role says."""
BY_ITSELF = {"system": _("the program itself")}
"""Nobody has the program's own role."""


class Words(NamedTuple):
    """Words, and their language where it is not the one that is spoken."""

    text: str
    language: str = ""


def record_class(name: str) -> Words:
    """A kind of record that was erased. One that no longer exists keeps its code."""
    return _of_code(name, {each.name: each.label for each in record_classes.every()})


def remainder(name: str) -> Words:
    """A kind of record that stays."""
    return _of_code(name, REMAINDERS) if name in REMAINDERS else record_class(name)


def step(code: str) -> Words:
    """What somebody did with a run; a certificate of earlier times may name a state that is no more."""
    return _of_code(code, {**dict(RunState.choices), **LOOKED_AT})


def role(code: str) -> Words:
    """What somebody was who took a step."""
    return _of_code(code, {**dict(Role.choices), **BY_ITSELF})


def stored(text: str) -> Words:
    """English words that were stored. What nobody has translated, such as a rule of a controller's own, stays so."""
    if not text:
        return Words("")  # to an empty text a catalogue answers with its own head
    told = gettext(text)
    return Words(told, "" if told != text else _foreign(_ENGLISH))


def cited(citation: str, *, country: str = "") -> list[Words]:
    """What a citation names, one by one: the regulation, directives and notices in the language that is spoken, the
    laws of a country as they are called there.
    """
    return [_cited(each, _LAW_IS_IN.get(country, "")) for each in citations.parts(citation)]


def cited_in_words(citation: str) -> str:
    """The same as one text."""
    return "; ".join(each.text for each in cited(citation))


def _cited(part: str, language_of_law: str) -> Words:
    if citations.is_of_the_regulation(part):
        return Words(citations.in_language(part, get_language() or _ENGLISH))
    if citations.is_in_english(part):
        return stored(part)
    return Words(part, _foreign(language_of_law))


def _of_code(code: str, known: Mapping[str, str | Promise]) -> Words:
    return Words(str(known[code])) if code in known else Words(code.replace("_", " "), _foreign(_ENGLISH))


def _foreign(language: str) -> str:
    return "" if language == (get_language() or _ENGLISH) else language
