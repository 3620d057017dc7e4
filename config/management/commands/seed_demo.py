from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from collections_app.models import Case, Creditor
from config.demo import (
    asked,
    bank,
    beside,
    companies,
    counted,
    found_out,
    helped,
    last_month,
    paper,
    passed_on,
    staff,
    story,
    telling,
    valued,
    watched,
)
from personal_data import access
from personal_data.models import Controller
from personal_data.purposes import Purpose
from retention.services import rules


class Command(BaseCommand):
    help = (
        "Fill an empty house with the demo: five controllers with their notices, six creditors, 348 debtors in four "
        "countries, cases in every state, some due for erasure today, and requests in every state. A second run "
        "changes nothing."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO_SIGN_IN:
            raise CommandError("The demo belongs to local settings: its password is published.")
        last_month.tell(now=timezone.now())
        with transaction.atomic():
            told = _tell_missing(timezone.now())
            paid = sum(_bank(controller, timezone.now()) for controller in companies.of_the_demo())
            letter = _print_letter(timezone.now())
            passed = sum(_pass_on(controller, timezone.now()) for controller in companies.of_the_demo())
            details = sum(_find_out(controller, timezone.now()) for controller in companies.of_the_demo())
            requests = sum(asked.tell(controller, now=timezone.now()) for controller in companies.of_the_demo())
            for controller in companies.of_the_demo():
                valued.tell(controller, now=timezone.now())
                helped.tell(controller, now=timezone.now())
            kept = sum(beside.tell(controller, now=timezone.now()) for controller in companies.of_the_demo())
            with _acting(Purpose.RETENTION):
                for controller in companies.of_the_demo():
                    counted.tell(controller, now=timezone.now())
            with _acting(Purpose.SUPERVISION):
                watched.tell(now=timezone.now())
        self.stdout.write(_summary(told, requests, passed, paid, kept, details))
        if letter:
            self.stdout.write(
                f"Be a debtor: open /portal/ and type the case number {letter.case_reference} "
                f"and the code that stands in the letter {letter.place}"
            )


def _acting(purpose: Purpose) -> AbstractContextManager[access.Context]:
    return access.context(actor=access.system("seed_demo"), purpose=purpose, channel="command")


def _tell_missing(now: datetime) -> telling.Told:
    """Enter staff and companies, then tell the story of each controller that has no case yet."""
    told = telling.Told()
    with _acting(Purpose.INTAKE):
        entered = companies.enter(at=now)
    with _acting(Purpose.SECURITY) as here:
        staff.enter(controllers=companies.of_the_demo(), by=here.actor.id, at=now)
    with _acting(Purpose.RETENTION):
        companies.load_notices(at=now)
    for demo, controller in zip(companies.CONTROLLERS, companies.of_the_demo(), strict=True):
        if not Case.objects.filter(controller=controller).exists():
            told.add(_tell(demo, controller, entered, now))
    return told


def _tell(
    demo: companies.DemoController, controller: Controller, entered: dict[str, Creditor], now: datetime
) -> telling.Told:
    """File and work the cases of one controller, then compute when each record must go."""
    clients = [creditor for creditor in companies.CREDITORS if creditor.controller == demo.reference]
    planned = story.plan(demo, clients, today=now.astimezone(ZoneInfo(demo.time_zone)).date())
    hanna = User.objects.get(email=staff.DEMO_STAFF[0].email)
    told = telling.Told()
    with _acting(Purpose.INTAKE):
        filed = telling.file(controller, entered, planned, at=now, told=told)
    with _acting(Purpose.COLLECTION):
        telling.work(filed, planned, by=hanna.pk, told=told)
    rolf = User.objects.get(email=staff.RECORDS_OFFICER)
    with _acting(Purpose.RETENTION):
        telling.hold(filed, planned, by=rolf.pk, at=now)
        rules.recompute(controller=controller)
    return told


def _print_letter(now: datetime) -> paper.Paper | None:
    hanna = User.objects.get(email=staff.DEMO_STAFF[0].email)
    with _acting(Purpose.SUBJECT_REQUEST):
        letter = paper.print_one(companies.of_the_demo()[0], by=hanna.pk, at=now)
    if letter is not None and letter.is_new:
        paper.look_at(letter.case_reference, by=hanna.pk)
    return letter


def _pass_on(controller: Controller, now: datetime) -> int:
    hanna = User.objects.get(email=staff.DEMO_STAFF[0].email)
    with access.context(actor=access.Actor("staff", hanna.pk), purpose=Purpose.COLLECTION, channel="command"):
        return passed_on.tell(controller, by=hanna.pk, now=now)


def _find_out(controller: Controller, now: datetime) -> int:
    hanna = User.objects.get(email=staff.DEMO_STAFF[0].email)
    with access.context(actor=access.Actor("staff", hanna.pk), purpose=Purpose.COLLECTION, channel="command"):
        return found_out.tell(controller, by=hanna.pk, now=now)


def _bank(controller: Controller, now: datetime) -> int:
    with _acting(Purpose.BOOKKEEPING):
        return bank.tell(controller, now=now)


def _summary(told: telling.Told, requests: int, passed: int, paid: int, kept: int, details: int) -> str:
    if not (told.cases or requests or passed or paid or kept or details):
        return "The demo is there already; nothing was changed."
    return (
        f"The demo is there: {told.debtors} debtors, {told.cases} cases, {told.claims} claims, "
        f"{told.recordings} call recordings, {told.ledger_entries} ledger entries, "
        f"{requests} data subject requests, {passed} disclosures, "
        f"{paid} payments from the bank, {kept} records beside the cases, {details} details with their sources."
    )
