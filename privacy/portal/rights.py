"""Your rights: what the law gives, what this controller's notice says and limits, how to ask, and where to complain."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from personal_data.models import Controller
from privacy.models import Right
from privacy.policies import authorities
from privacy.policies.packs import facts
from privacy.policies.packs.items import PurposeItem
from privacy.policies.packs.pack import Pack
from privacy.policies.packs.promises import KeptToTheLaw, LimitItem
from privacy.policies.packs.terms import ContactKind, Topic
from privacy.policies.words import Words
from privacy.portal.access import DebtorRequest, debtor_only
from privacy.portal.asking import Asking, offered
from privacy.selectors import packs


@dataclass(frozen=True, slots=True)
class OfTheLaw:
    """A right as the law has it: a plain name and its article."""

    title: Promise
    article: str


THE_LAW: Mapping[Right, OfTheLaw] = {
    Right.ACCESS: OfTheLaw(_("Get to know what we have and get a copy"), "15"),
    Right.RECTIFICATION: OfTheLaw(_("Correct something"), "16"),
    Right.ERASURE: OfTheLaw(_("Have data erased"), "17"),
    Right.RESTRICTION: OfTheLaw(_("Stop us from using data"), "18"),
    Right.PORTABILITY: OfTheLaw(_("Take your data along"), "20"),
    Right.OBJECTION: OfTheLaw(_("Object"), "21"),
    Right.MARKETING_OBJECTION: OfTheLaw(_("Say no to marketing"), "21(2)"),
    Right.HUMAN_REVIEW: OfTheLaw(_("Ask a person to look at a decision"), "22"),
    Right.WITHDRAWAL: OfTheLaw(_("Take back a yes"), "7"),
    Right.SUPPLIER_INFORMATION: OfTheLaw(_("Know more about our suppliers"), "28"),
}
_ALSO_SAID = (Topic.PROCESS, Topic.SECRECY, Topic.RECIPIENTS_TOLD, Topic.CONSENT, Topic.COMPLAINTS)


@dataclass(frozen=True, slots=True)
class ShownRight:
    """One right of this controller's people."""

    right: Right
    law: OfTheLaw
    says: Words | str | Promise
    limits: tuple[LimitItem, ...]
    kept: tuple[KeptToTheLaw, ...]
    """Where the notice is weaker than the law, and what is done instead."""
    reach: tuple[PurposeItem, ...] | None
    """What it can be used for, where the legal basis decides it; None where it holds for everything."""
    asking: Asking | None
    """The way to ask in the portal; None where it is asked for by post, telephone or e-mail."""

    @property
    def citation(self) -> str:
        """The article as law tables write it."""
        return f"GDPR art. {self.law.article}"


@require_GET
@debtor_only()
def page(request: DebtorRequest) -> HttpResponse:
    """The rights; nothing of the person is opened."""
    controller = request.debtor.controller
    pack = packs.pack_of(controller)
    return render(request, "portal/rights.html", _context(controller, pack, today=timezone.localdate()))


def _context(controller: Controller, pack: Pack, *, today: date) -> dict[str, object]:
    return {
        "controller": controller,
        "rights": rights_of(pack),
        "automated": pack.automated_decisions,
        "is_automated": facts.automated_decisions(pack) is not None,
        "mandatory": pack.mandatory_data.text,
        "notice": pack.notice,
        "version": facts.notice_on(pack, today),
        "authority": facts.authority(pack),
        "trade": authorities.trade_supervisor_of(pack.jurisdiction.country, today),
        "contact": facts.contact(pack),
        "has_dpo": facts.contact(pack).kind is ContactKind.DPO,
        "also": [each.text for each in pack.statements if each.topic in _ALSO_SAID],
    }


def rights_of(pack: Pack) -> list[ShownRight]:
    """The rights that the pack names or that can be asked for here, in the order of the law."""
    ways = {each.right: each for each in offered()}
    own = {item.right: item for item in facts.rights(pack)}
    return [
        ShownRight(
            right,
            law,
            own[right].text if right in own else ways[right].happens[0],
            own[right].limits if right in own else (),
            tuple(each for each in pack.kept_to_the_law if each.article == law.article),
            facts.reach(pack, right),
            ways.get(right),
        )
        for right, law in THE_LAW.items()
        if right in own or right in ways
    ]
