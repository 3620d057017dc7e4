"""The facts of art. 15(1)(a)-(h) and 15(2) of one person's data, as plain values in the language that is active."""

from collections.abc import Collection
from datetime import date
from typing import Any, Protocol

from django.utils.translation import get_language

from personal_data.declaration import Category, Source
from personal_data.models import Controller
from privacy.policies.copies import words
from privacy.policies.packs import facts
from privacy.policies.packs.items import BasisItem, SourceItem
from privacy.policies.packs.pack import Pack


class Concerned(Protocol):
    """Which data are concerned: what is held of a person, or what came in of them."""

    @property
    def categories(self) -> Collection[Category]: ...

    @property
    def sources(self) -> Collection[Source]: ...

    @property
    def source_keys(self) -> Collection[str]: ...


def controller(of: Controller, pack: Pack, *, on: date) -> dict[str, Any]:
    """Who answers, and whom to ask (GDPR art. 13(1)(a) and (b))."""
    contact = facts.contact(pack)
    return {
        "name": of.name,
        "company_number": of.company_number,
        "country": of.country,
        "postal_address": of.postal_address.splitlines(),
        "phone": of.phone,
        "privacy_contact": of.privacy_contact or contact.email or contact.post or contact.phone,
        "notice": str(pack.notice.title),
        "notice_version": _version(pack, on),
    }


def _version(pack: Pack, on: date) -> dict[str, str] | None:
    """The version of the notice in force on a day (INTRUM-130)."""
    found = facts.notice_on(pack, on)
    if found is None:
        return None
    return {
        "name": found.name,
        "since": found.effective_on.isoformat() if found.effective_on else "",
        "sha256": found.sha256,
        "site": pack.notice.site,
    }


def of(pack: Pack, holdings: Concerned) -> dict[str, Any]:
    """Purposes, categories, recipients, transfers, sources, automated decisions, rights, where to complain."""
    return {
        "purposes": _purposes(pack, holdings),
        "categories": _categories(pack, holdings),
        "recipients": _recipients(pack),
        "transfers": _transfers(pack),
        "sources": _sources(pack, holdings),
        "automated_decisions": _automated(pack),
        "rights": [
            {"right": each.right.value, "says": str(each.text), "limits": [str(limit.text) for limit in each.limits]}
            for each in facts.rights(pack)
        ],
        "complaint": _complaint(pack),
    }


def _purposes(pack: Pack, holdings: Concerned) -> list[dict[str, Any]]:
    return [
        {
            "says": str(fact.purpose.text),
            "legal_bases": [_basis(each) for each in fact.purpose.bases],
            "categories": [str(each.text) for each in fact.categories],
        }
        for fact in facts.purposes(pack, holdings.categories)
    ]


def portable_purposes(pack: Pack) -> list[dict[str, Any]]:
    """The purposes of which provided data can be taken along, with the bases that allow it (GDPR art. 20(1)(a))."""
    return [
        {
            "says": str(each.text),
            "legal_bases": [_basis(basis) for basis in each.bases if facts.is_portable(basis.article)],
        }
        for each in facts.portable_purposes(pack)
    ]


def _basis(basis: BasisItem) -> dict[str, str]:
    return {
        "article": f"GDPR art. {basis.article}",
        "says": str(words.BASES[basis.article]),
        "law": basis.law,
        "interest": str(basis.interest) if basis.interest else "",
    }


def _categories(pack: Pack, holdings: Concerned) -> list[dict[str, Any]]:
    held = holdings.categories
    return [
        {"says": str(item.text), "held_as": sorted(each.value for each in item.held_as if each in held)}
        for item in facts.categories(pack, held)
    ]


def _recipients(pack: Pack) -> list[dict[str, Any]]:
    return [
        {
            "kind": each.kind.value,
            "says": str(each.text),
            "names": list(each.names),
            "only_if": str(each.only_if) if each.only_if else "",
        }
        for each in facts.recipients(pack)
    ]


def _transfers(pack: Pack) -> dict[str, Any]:
    return {
        "says": str(pack.transfers.text),
        "routes": [
            {"says": str(each.text), "safeguards": [str(words.SAFEGUARDS[every]) for every in each.safeguards]}
            for each in facts.transfers(pack)
        ],
    }


def _sources(pack: Pack, holdings: Concerned) -> list[dict[str, str]]:
    told = [{"source": each.source.value, "says": str(each.text)} for each in _from(pack, holdings)]
    undeclared = sorted(facts.undeclared_sources(pack, holdings.sources))
    return [*told, *({"source": each.value, "says": str(words.SOURCES[each])} for each in undeclared)]


def _from(pack: Pack, holdings: Concerned) -> tuple[SourceItem, ...]:
    return facts.sources(pack, holdings.sources, holdings.source_keys)


def _automated(pack: Pack) -> dict[str, Any] | None:
    found = facts.automated_decisions(pack)
    if found is None:
        return None
    return {
        "says": str(found.text),
        "logic": str(found.logic or ""),
        "inputs": [str(each) for each in found.inputs],
        "significance": str(found.significance or ""),
        "human_review": str(found.human_review or ""),
    }


def _complaint(pack: Pack) -> dict[str, str]:
    authority = facts.authority(pack)
    return {
        "authority": authority.called(get_language() or "en"),
        "contact": authority.contact,
        "court": str(authority.court),
    }
