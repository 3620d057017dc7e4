"""What was passed on in the demo, and to whom."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import cycle
from uuid import UUID
from zoneinfo import ZoneInfo

from collections_app.models import Case, Clause, Creditor, Recipient, SafeguardKind, SecrecyCheck
from collections_app.services.disclosing import disclosures, recipients, transfer_limits
from config.demo import paper
from config.demo.recipients import RECIPIENTS, DemoRecipient
from personal_data.models import Controller, EnvelopeBlock

_BEGAN = date(2024, 1, 1)
# Every so many of the open cases have had something passed on.
_EVERY = 10


@dataclass(frozen=True, slots=True)
class DemoDisclosure:
    """What one recipient gets, and why."""

    to: str
    fields: tuple[str, ...]
    purpose: str
    ground: str
    channel: str
    provision: str = ""
    asked_as: str = ""
    days_ago: int = field(default=30)


_REPORT = ("debtor.name", "claim.number", "claim.amount_minor", "claim.due_on", "case.status")
_TO_ENFORCE = ("debtor.name", "debtor.identity_number", "debtor.address", "claim.amount_minor", "claim.due_on")
_TO_DEDUCT = ("debtor.name", "debtor.identity_number", "claim.amount_minor")
_LETTER = ("debtor.name", "debtor.address")
_SWEDISH_ORDER = "Lag (1990:746) om betalningsföreläggande och handräckning, 2 §"
PASSED_ON = {
    "AMILI": (
        DemoDisclosure("{creditor}", _REPORT, "status_report", "6(1)(f)", "file", days_ago=3),
        DemoDisclosure("Brevhuset i Prov AB", _LETTER, "service", "6(1)(e)", "file", days_ago=12),
        DemoDisclosure(
            "Provmyndigheten för indrivning",
            _TO_ENFORCE,
            "enforcement",
            "6(1)(e)",
            "system",
            provision=_SWEDISH_ORDER,
            asked_as="U-{number}",
            days_ago=8,
        ),
    ),
    "INTRUM": (
        DemoDisclosure("{creditor}", _REPORT, "status_report", "6(1)(f)", "file", days_ago=4),
        DemoDisclosure(
            "Koelan ulosottovirasto",
            _TO_ENFORCE,
            "enforcement",
            "6(1)(c)",
            "system",
            provision="Ulosottokaari 705/2007, 3:1",
            asked_as="U-{number}",
            days_ago=9,
        ),
    ),
    "ALMI": (DemoDisclosure("Provmyndigheten för indrivning", _TO_ENFORCE, "enforcement", "6(1)(b)", "system",
                            provision=_SWEDISH_ORDER, asked_as="U-{number}", days_ago=6),),
    "AXACTOR": (
        DemoDisclosure("{creditor}", _REPORT, "status_report", "6(1)(f)", "file", days_ago=5),
        DemoDisclosure("Prøvestad Bakeri AS", _TO_DEDUCT, "deduction", "6(1)(f)", "letter", days_ago=7),
    ),
    "OPR": (DemoDisclosure("Provmyndigheten för indrivning", _TO_ENFORCE, "enforcement", "6(1)(c)", "system",
                           provision=_SWEDISH_ORDER, asked_as="U-{number}", days_ago=6),),
}  # fmt: skip


def tell(controller: Controller, *, by: UUID, now: datetime) -> int:
    """Enter the recipients of a controller that has none, and pass data of some cases on; says how many times."""
    if Recipient.objects.filter(controller=controller).exists():
        return 0
    entered = {each.name: _enter(controller, each, by=by, now=now) for each in RECIPIENTS[controller.reference]}
    return sum(_pass_on(entered, case, what, by=by, now=now) for case, what in _planned(controller, now))


def _enter(controller: Controller, demo: DemoRecipient, *, by: UUID, now: datetime) -> Recipient:
    made = recipients.register(
        controller=controller,
        kind=demo.kind,
        name=demo.name,
        country=demo.country,
        at=now,
        contact=demo.contact,
        language=demo.language,
        notice_key=demo.notice_key,
        is_person=demo.is_person,
        creditor=Creditor.objects.filter(controller=controller, name=demo.name).first(),
    )
    ended_on = now.date() - timedelta(days=demo.mechanism_ended_days_ago) if demo.mechanism_ended_days_ago else None
    for kind in demo.in_place:
        is_agreement = kind is SafeguardKind.PROCESSOR_AGREEMENT
        recipients.add_safeguard(
            recipient=made,
            kind=kind,
            document="Personuppgiftsbiträdesavtal 2024-1" if is_agreement else "2021/914, module 2, 2024-01-01",
            clauses=Clause.values,
            valid_from=_BEGAN,
            valid_until=None if is_agreement else ended_on,
            assessed_on=None if is_agreement else _BEGAN,
            by=by,
            at=now,
        )
    return made


def _planned(controller: Controller, now: datetime) -> Iterator[tuple[Case, DemoDisclosure]]:
    """Which cases had something passed on: first that of the debtor with the printed sign-in letter, once each way."""
    ways = PASSED_ON[controller.reference]
    first = Case.objects.open().filter(case_debtors__debtor__in=paper.addressees(controller, 1)).order_by("reference")
    known = set(first.values_list("pk", flat=True))
    for case in first.select_related("controller", "creditor", "envelope"):
        yield from ((case, what) for what in ways)
    others = Case.objects.open().filter(controller=controller).exclude(pk__in=known).order_by("reference")
    blocked = EnvelopeBlock.objects.filter(lifted_at=None, envelope__isnull=False).values("envelope_id")
    living = others.exclude(envelope_id__in=blocked).select_related("controller", "creditor", "envelope")
    yield from zip(living[::_EVERY], cycle(ways))


def _is_asked(case: Case) -> bool:
    """Whether the notice promises to look for duties of secrecy."""
    return transfer_limits.of(case.controller.reference).checks_secrecy


def _pass_on(entered: dict[str, Recipient], case: Case, what: DemoDisclosure, *, by: UUID, now: datetime) -> int:
    zone = ZoneInfo(case.controller.time_zone)
    day = max(now.astimezone(zone).date() - timedelta(days=what.days_ago), case.opened_on)
    disclosures.disclose(
        case=case,
        wanted=disclosures.Wanted(
            recipient=entered[what.to.format(creditor=case.creditor.name)],
            fields=what.fields,
            purpose=what.purpose,
            ground=what.ground,
            channel=what.channel,
            provision=what.provision,
            asked_as=what.asked_as.format(number=case.reference[2:]),
            secrecy_check=SecrecyCheck.CLEARED if _is_asked(case) else "",
        ),
        by=by,
        at=min(datetime.combine(day, time(12), zone), now),
    )
    return 1
