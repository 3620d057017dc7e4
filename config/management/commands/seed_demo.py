from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from collections_app.models import Case, Creditor
from config.demo import companies, staff, story, telling
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
        actor = access.system("seed_demo")
        with access.context(actor=actor, purpose=Purpose.INTAKE, channel="command"), transaction.atomic():
            staff.enter(by=actor.id, at=timezone.now())
            entered = companies.enter(at=timezone.now())
            told = _tell_missing(entered)
        self.stdout.write(_summary(told))


def _tell_missing(entered: dict[str, Creditor]) -> telling.Told:
    """Tell the story of each controller that has no case yet."""
    now, told = timezone.now(), telling.Told()
    for demo in companies.CONTROLLERS:
        controller = Controller.objects.get(reference=demo.reference)
        _publish_rules(controller)
        if Case.objects.filter(controller=controller).exists():
            continue
        clients = [creditor for creditor in companies.CREDITORS if creditor.controller == demo.reference]
        planned = story.plan(demo, clients, today=now.astimezone(ZoneInfo(demo.time_zone)).date())
        by = User.objects.get(email=staff.DEMO_STAFF[0].email).pk
        told.add(telling.tell(controller, entered, planned, by=by, at=now))
        rules.recompute(controller=controller)
    return told


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
