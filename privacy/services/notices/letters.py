"""What stands in the letter that tells a person about data which came from somebody else (GDPR art. 14(1)-(2))."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from collections_app import letters
from collections_app.models import Case, CaseDebtor, Claim, Debtor, Detail
from collections_app.models.detail import CATEGORY_OF
from collections_app.selectors import details
from personal_data import catalogue, envelopes
from personal_data.declaration import Category, Source
from privacy.policies.copies import words
from privacy.policies.packs import facts as of_notice
from privacy.policies.packs.pack import Pack
from privacy.services.copies import document, facts

COLUMN_ID = "given_notice.letter.v1"
MEDIA_TYPE = "application/pdf"
_FIRST = (Debtor, CaseDebtor, Case, Claim)
# How long what the letter speaks of is kept: the case, what is booked of it, calls about it.
_KEPT = ("case_file.", "ledger_entry.", "call_recording.")


@dataclass(frozen=True, slots=True)
class _Concerned:
    """The data that came in: what a claim brings, and what was found out beside it."""

    categories: frozenset[Category]
    sources: frozenset[Source]
    source_keys: frozenset[str]


def write(*, case: Case, debtor: Debtor, pack: Pack, language: str, written_on: date) -> bytes:
    """The letter as PDF. Opens the profile with its details. Raises letters.MissingElements without name or address."""
    known = details.of_debtors([debtor])  # what we know from an earlier case did not come from others
    rows = [each for each in known if not each.is_guarded and each.source != Source.OWN_HISTORY]
    envelopes.open([debtor, *rows])
    concerned = _Concerned(
        frozenset(_categories_of_a_claim()) | {CATEGORY_OF[each.kind] for each in rows},
        frozenset({Source.CREDITOR}),
        frozenset(each.source_key for each in rows if each.source != Source.DATA_SUBJECT),
    )
    name, address = details.addressee(debtor, written_on)
    controller = case.controller
    with translation.override(language):
        contact = facts.controller(controller, pack, on=written_on)
        sender = {**letters.of_controller(controller), "privacy_contact": contact["privacy_contact"]}
        data: dict[str, Any] = {
            "controller": sender,
            "recipient": letters.to_recipient(name, address, from_country=controller.country, language=language),
            "date": written_on,
            "reference": case.reference,
            "creditor": case.creditor.name,
            **document.said(facts.of(pack, concerned)),
            "how": _how(case),
            "told_by": _told_by(rows),
            "other_sources": _other_sources(pack, concerned),
            "keeping": [str(each.text) for each in pack.keeping if each.rule.startswith(_KEPT)],
            "notice": {"title": str(pack.notice.title), "site": pack.notice.site},
            "portal_address": settings.PORTAL_ADDRESS,
        }
        return letters.render("privacy_notice", data, language=language)


def sources_named(pack: Pack) -> list[str]:
    """The sources that the letter names: all that the notice has."""
    return [each.key for each in pack.sources]


def _other_sources(pack: Pack, concerned: _Concerned) -> list[str]:
    told = of_notice.sources(pack, concerned.sources, concerned.source_keys)
    return [str(each.text) for each in pack.sources if each not in told]


def _categories_of_a_claim() -> set[Category]:
    return {each.declared.category for each in catalogue.columns() if each.model in _FIRST}


def _how(case: Case) -> str:
    newest = case.purchases.order_by("-at").first()
    if newest is None:
        return _("%(creditor)s has handed a claim on you over to us.") % {"creditor": case.creditor.name}
    told = {"buyer": newest.buyer, "seller": newest.seller, "day": words.long_date(newest.assigned_on)}
    return _("%(buyer)s has bought a claim on you from %(seller)s and is your contracting party since %(day)s.") % told


def _told_by(rows: list[Detail]) -> list[str]:
    """Which registers and others told something, by name."""
    return sorted({str(each.told_by.reveal()) for each in rows if each.told_by is not None})
