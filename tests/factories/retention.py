"""Rules in force and closed cases, for tests of retention."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.utils import timezone

from collections_app.models import Case, PseudonymSet
from collections_app.record_classes import LEDGER_ENTRY
from collections_app.services.sets.pseudonyms import About
from personal_data import envelopes
from personal_data.models import Controller, Envelope
from retention.models import RetentionRule, StatisticsUse, UseKind
from retention.policies.due_dates import Period, add_months
from retention.selectors.due import local_today
from retention.services import experience, rules, statistics_uses
from tests.factories import collection

FILES = {
    "AMILI": "visma_amili_se.toml",
    "INTRUM": "intrum_fi.toml",
    "ALMI": "almi_se.toml",
    "AXACTOR": "axactor_no.toml",
    "OPR": "opr_finance_se.toml",
}


def controller(reference: str = "AMILI") -> Controller:
    """A controller with its published rules."""
    places = {"INTRUM": ("Europe/Helsinki", "FI"), "AXACTOR": ("Europe/Oslo", "NO")}
    time_zone, country = places.get(reference, ("Europe/Stockholm", "SE"))
    made = collection.controller(reference, time_zone=time_zone, country=country)
    rules.publish(controller=made, content=rules.read(rules.RULES_FOLDER / FILES[reference]))
    return made


def closed_case(of: Controller, closed_on: date, name: str = "Anna Andersson", *, noted: bool = False) -> Case:
    """A case of one debtor that was closed on a day; ``noted`` with a note from before."""
    case = collection.case_file(of, [collection.debtor(of, name)])
    if noted:
        collection.note(case)
    return close(case, closed_on)


def close(case: Case, closed_on: date) -> Case:
    """Close a case on a day, with its clock; one that is closed is opened first, as nothing else of it can change."""
    Case.objects.closed().filter(pk=case.pk).update(status="open", closed_on=None)
    case.status, case.closed_on = "closed", closed_on
    case.opened_on = min(case.opened_on, closed_on)
    case.save()
    envelopes.set_trigger(envelopes=[case.envelope_id], trigger_on=closed_on)
    return case


def due_on(case: Case) -> date | None:
    """The day on which a case must go."""
    return Envelope.objects.get(id=case.envelope_id).due_on


def months_ago(months: int, days: int = 0) -> date:
    """A day so many months and days before today, so that a period of as many months ends today."""
    return add_months(today(), -months) - timedelta(days=days)


def almost(months: int) -> date:
    """The first day whose period of so many months ends after today, whatever the month's length."""
    day = months_ago(months, days=-1)
    while add_months(day, months) <= today():
        day += timedelta(days=1)
    return day


def today() -> date:
    """Stockholm's day, by which the gate goes for AMILI."""
    return timezone.now().astimezone(ZoneInfo("Europe/Stockholm")).date()


def ruled(periods: Sequence[Period], year_starts: int = 1, *, record_class: str = LEDGER_ENTRY.name) -> Controller:
    """A controller with these rules for one class of record, and no others."""
    made = collection.controller(uuid4().hex[:16].upper())
    Controller.objects.filter(id=made.id).update(financial_year_start_month=year_starts)
    made.refresh_from_db()
    RetentionRule.objects.bulk_create(
        RetentionRule(
            controller=made,
            code=f"rule.{number}",
            record_class=record_class,
            trigger="transaction posted",
            triggers=list(period.triggers),
            anchor=period.anchor.value,
            period_months=period.months,
            kind=period.kind.value,
            action="erase",
            ground="A ground",
            citation="A law" if period.is_statute else "",
            is_statute=period.is_statute,
            valid_from=date(2000, 1, 1),
        )
        for number, period in enumerate(periods)
    )
    return made


def recorded(of: Controller, trigger_on: date | None, *, record_class: str = LEDGER_ENTRY.name) -> Envelope:
    """A record of a class, with the day that the database gives it."""
    made = Envelope.objects.create(controller=of, record_class=record_class, trigger_on=trigger_on)
    made.refresh_from_db()
    return made


def experience_of(of: Controller, **said: Any) -> PseudonymSet:
    """A set of experience over all cases that were closed before today."""
    day = local_today(of)
    values = {"name": "When to call", "why": "Counts do not show which measure came first."}
    values |= {"ends_on": day + timedelta(days=300), "closed_from": date(2000, 1, 1)}
    about = About(**{**values, "closed_until": day - timedelta(days=1), **said})
    return experience.make(controller=of, about=about, by=uuid4(), at=timezone.now())


def statistics_approved(of: Controller, kind: UseKind = UseKind.READING) -> StatisticsUse:
    """Two persons have agreed that data are read for the statistics of a controller, or that counts are given away."""
    now, today = timezone.now(), local_today(of)
    use = statistics_uses.ask(
        controller=of,
        kind=kind,
        recipient="A statistical office" if kind == UseKind.RELEASE else "",
        purpose="Portfolios are valued by how cases ended.",
        limits="Only closed cases tell, and they are counted, not copied.",
        ends_on=today,
        by=uuid4(),
        at=now,
    )
    return statistics_uses.approve(use=use, by=uuid4(), at=now)
