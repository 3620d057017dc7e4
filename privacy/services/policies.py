"""Loading a policy pack: the controller behaves from then on as its notice and its retention rules say."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from audit import trail
from personal_data import access, record_classes
from personal_data.models import Controller, Envelope
from personal_data.services import controllers
from privacy import events
from privacy.models import PolicyVersion
from privacy.policies.packs import facts
from privacy.policies.packs.pack import Pack
from privacy.selectors import packs
from privacy.services.notices import changes
from retention.selectors.due import local_today
from retention.services import rules, what_if
from retention.services.what_if import Effect

_TIME_ZONES = {
    "SE": "Europe/Stockholm",
    "FI": "Europe/Helsinki",
    "NO": "Europe/Oslo",
    "DK": "Europe/Copenhagen",
}


class UnknownPack(ValidationError):
    """There is no pack of that name."""

    def __init__(self, name: str, known: list[str]) -> None:
        super().__init__(f"There is no policy pack {name!r}. Known are {', '.join(known)}.", code="unknown")


class NumberMissing(ValidationError):
    """The notice does not give the number under which the company is registered, and letters must print it."""

    def __init__(self, pack: Pack) -> None:
        super().__init__(
            f"{pack.entities[0].name} is not entered yet, and its notice gives no company number. "
            "Name it with --company-number.",
            code="number",
        )


class ClassesWithoutRule(ValidationError):
    """Some kind of record would stay for ever, because the file says nothing of it (INTRUM-106)."""

    def __init__(self, file: str, names: list[str]) -> None:
        super().__init__(
            f"{file}: there is no rule for {', '.join(names)}. Without one nobody knows when it goes.",
            code="without_rule",
        )


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading did."""

    controller: Controller
    is_new: bool
    changed: int
    """How many versions of retention rules began or ended."""
    version: PolicyVersion
    """The version that binds now, or from its day on."""


@transaction.atomic
def load(*, name: str, at: datetime, company_number: str = "") -> Loaded:
    """Load a pack and its retention rules; a controller that is not there yet is entered from the pack.

    From then on data open for the purposes of this notice only. A change of rules affects decisions from its day on.
    What it makes due waits for an ordinary run. Loading the same again changes nothing. Raises UnknownPack,
    NumberMissing, PackProblem, Unreadable, ClassesWithoutRule, OutOfOrder; NoActor outside an access context.
    """
    pack = _pack(name)
    controller = Controller.objects.filter(reference=pack.controller).first()
    is_new = controller is None
    if controller is None:
        controller = _enter(pack, company_number)
    content = _rules_of(pack)
    changed = rules.publish(controller=controller, content=content)
    rebound = controllers.bind_to_notice(controller=controller, purposes=facts.openings(pack))
    version = _version(controller, name, pack, begins=content["valid_from"], changed=changed, at=at)
    if changed or rebound or is_new or version.loaded_at == at:
        trail.record(events.POLICY_LOADED, reference=f"CTRL-{controller.reference}", reason=name, count=changed)
    return Loaded(controller, is_new, changed, version)


def foresee(*, name: str) -> Effect | None:
    """What loading a pack would do to the records that there are; None where its controller is not entered yet.

    Nothing is changed. Raises as ``load`` does.
    """
    pack = _pack(name)
    controller = Controller.objects.filter(reference=pack.controller).first()
    if controller is None:
        return None
    return what_if.of_file(controller=controller, content=_rules_of(pack))


def _pack(name: str) -> Pack:
    if name not in packs.names():
        raise UnknownPack(name, packs.names())
    return packs.read(packs.PACKS_FOLDER / f"{name}.toml")


def _rules_of(pack: Pack) -> dict[str, Any]:
    """The content of the pack's rule file, which has a rule for every kind of record that this controller keeps.

    Kinds that a notice alone speaks of (chats, loan offers) are kept by its controller only. What all the others have
    rules for, or nobody, or what the controller already holds, is kept by this one too.
    """
    content = rules.read(rules.RULES_FOLDER / pack.rule_file)
    others = [rules.read(path) for path in rules.RULES_FOLDER.glob("*.toml") if path.name != pack.rule_file]
    ruled, by_others = _classes(content), [_classes(each) for each in others]
    held = Envelope.objects.filter(controller__reference=pack.controller).values("record_class")
    names = {each.name for each in record_classes.every() if not each.is_profile} - ruled
    kept = {name for name in names if len({name in each for each in by_others}) == 1}
    missing = sorted(kept | (names & {row["record_class"] for row in held.distinct()}))
    if missing:
        raise ClassesWithoutRule(pack.rule_file, missing)
    return content


def _classes(content: Mapping[str, Any]) -> set[str]:
    return {rule["record_class"] for rule in content["rule"]}


def _version(
    controller: Controller, name: str, pack: Pack, *, begins: date, changed: int, at: datetime
) -> PolicyVersion:
    """The version that binds from this loading on; the one before ends where it begins. Unchanged, it goes on.

    The first binds from the day of the rules; a later one never from a day that is over, since by the one before it
    was decided what was decided then. Of a significant one everybody concerned is told, unless it is the first: who
    was never told of another one is told of no change.
    """
    here = access.current()
    if here is None:
        raise trail.NoActor("A policy is loaded by somebody.")
    last = PolicyVersion.objects.filter(controller=controller, valid_until=None).first()
    if last and last.sha256 == packs.digest(name):
        return last
    today = local_today(controller)
    valid_from = max(today, begins, last.valid_from) if last else begins
    if last:
        last.valid_until = valid_from
        last.save(update_fields=["valid_until"])
    notice = facts.notice_on(pack, max(today, valid_from))
    version = PolicyVersion.objects.create(
        controller=controller,
        pack=name,
        notice=notice.name if notice else pack.notice.versions[0].name,
        sha256=packs.digest(name),
        rules_changed=changed,
        valid_from=valid_from,
        loaded_at=at,
        loaded_by=here.actor.id,
    )
    if notice and last and last.notice != version.notice:
        changes.announce(version=version, of=notice, at=at)
    return version


def _enter(pack: Pack, company_number: str) -> Controller:
    company = pack.entities[0]
    number = company.company_number or company_number
    if not number:
        raise NumberMissing(pack)
    asked = facts.contact(pack)
    return controllers.create(
        reference=pack.controller,
        name=company.name,
        company_number=number,
        country=pack.jurisdiction.country,
        time_zone=_TIME_ZONES[pack.jurisdiction.country],
        language=pack.languages[0],
        collection_basis=facts.collection_bases(pack)[0].value,
        contacts=controllers.Contacts(
            postal_address=asked.post, phone=asked.phone, email=asked.email, privacy_contact=asked.email or asked.post
        ),
    )
