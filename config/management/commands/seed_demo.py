from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from collections_app.models import Case, Creditor
from config.demo import companies, paper, staff, story, telling
from personal_data import access
from personal_data.models import Controller
from personal_data.purposes import Purpose
from retention.services import rules


class Command(BaseCommand):
    help = (
        "Fill an empty house with the demo: two controllers, three creditors, 300 debtors in four countries, cases in "
        "every state, some due for erasure today. A second run changes nothing."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO_SIGN_IN:
            raise CommandError("The demo belongs to local settings: its password is published.")
        with transaction.atomic():
            told = _tell_missing(timezone.now())
            letter = _print_letter(timezone.now())
        self.stdout.write(_summary(told))
        if letter:
            self.stdout.write(f"A debtor's sign-in letter for the portal lies in {letter}.")


def _acting(purpose: Purpose) -> AbstractContextManager[access.Context]:
    return access.context(actor=access.system("seed_demo"), purpose=purpose, channel="command")


def _tell_missing(now: datetime) -> telling.Told:
    """Enter staff and companies, then tell the story of each controller that has no case yet."""
    told = telling.Told()
    with _acting(Purpose.SECURITY) as here:
        staff.enter(by=here.actor.id, at=now)
    with _acting(Purpose.INTAKE):
        entered = companies.enter(at=now)
    for demo in companies.CONTROLLERS:
        controller = Controller.objects.get(reference=demo.reference)
        with _acting(Purpose.RETENTION):
            _publish_rules(controller)
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
    with _acting(Purpose.RETENTION):
        rules.recompute(controller=controller)
    return told


def _print_letter(now: datetime) -> Path | None:
    controller = Controller.objects.get(reference=companies.CONTROLLERS[0].reference)
    hanna = User.objects.get(email=staff.DEMO_STAFF[0].email)
    with _acting(Purpose.SUBJECT_REQUEST):
        return paper.print_one(controller, by=hanna.pk, at=now)


def _publish_rules(controller: Controller) -> None:
    for path in sorted(rules.RULES_FOLDER.glob("*.toml")):
        content = rules.read(path)
        if content["controller"] == controller.reference:
            rules.publish(controller=controller, content=content)


def _summary(told: telling.Told) -> str:
    if not told.cases:
        return "The demo is there already; nothing was changed."
    return (
        f"The demo is there: {told.debtors} debtors, {told.cases} cases, {told.claims} claims, "
        f"{told.recordings} call recordings, {told.ledger_entries} ledger entries."
    )
