from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from accounts.models import User
from accounts.permissions import Permission
from personal_data import access
from personal_data.models import Controller
from personal_data.purposes import Purpose
from retention.selectors import due, longer, run_report
from retention.services import rules, runs


class Command(BaseCommand):
    help = (
        "Show what retention would erase on a day (a dry run, for any date), or with --execute erase what is due "
        "today. Executing needs two persons: one who proposes and executes, and a second who approves."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--as-of", type=_day, metavar="DATE", help="The day of the dry run.")
        parser.add_argument("--controller", metavar="REF", help="One controller only, by its reference.")
        parser.add_argument("--execute", action="store_true", help="Erase what is due today. Cannot be undone.")
        parser.add_argument("--by", metavar="EMAIL", help="Who proposes and executes.")
        parser.add_argument("--approved-by", metavar="EMAIL", help="The second person, who approves.")

    def handle(self, *args: Any, **options: Any) -> None:
        controllers = list(_controllers(options["controller"]))
        if options["execute"]:
            self._execute(controllers, options)
            return
        for controller in controllers:
            as_of = options["as_of"] or due.local_today(controller)
            self._show(due.preview(controller, as_of))
            self._show_longer(longer.of(controller, as_of))
            if gaps := due.classes_without_rule(controller):
                names = ", ".join(each.name for each in gaps)
                self.stdout.write(f"No rule is in force for {names}: such records are kept until one is published.")
        self.stdout.write("This was a dry run: nothing was erased. Add --execute to erase what is due today.")

    def _show(self, preview: due.Preview) -> None:
        table = Table(title=f"{preview.controller.name}: due on {preview.as_of:%Y-%m-%d}")
        for heading in ("record class", "goes", "stays", "why it stays", "rules"):
            table.add_column(heading, justify="right" if heading in ("goes", "stays") else "left")
        for entry in preview.classes:
            why = ", ".join(f"{reason.replace('_', ' ')} {count}" for reason, count in entry.kept.most_common())
            names = ", ".join(rule.code for rule in entry.rules)
            table.add_row(entry.record_class, f"{entry.due:,}", f"{entry.kept.total():,}", why, names)
        table.add_section()
        table.add_row("together", f"{preview.due:,}", f"{preview.kept:,}", "", "")
        console = Console(width=110)
        with console.capture() as printed:
            console.print(table)
        self.stdout.write(printed.get())

    def _show_longer(self, found: Mapping[str, longer.Kept]) -> None:
        for name, kept in sorted(found.items()):
            for rule, count in kept.most_common():
                which = f"the longer rule {rule.code}: {rule.ground}" if rule else "a law that demands them alone"
                self.stdout.write(f"{name}: {count:,} kept by {which}.")

    def _execute(self, controllers: list[Controller], options: dict[str, Any]) -> None:
        today = max(due.local_today(controller) for controller in controllers)
        if options["as_of"] and options["as_of"] > today:
            raise CommandError(f"--execute takes no date after today ({today}): what is not due stays.")
        if options["as_of"] and options["as_of"] < min(due.local_today(each) for each in controllers):
            raise CommandError("--execute erases what is due today; leave --as-of out, or use it for a dry run.")
        by = _person(options["by"], Permission.RETENTION_REVIEW, controllers, "--by")
        second = _person(options["approved_by"], Permission.RETENTION_APPROVE, controllers, "--approved-by")
        for controller in controllers:
            try:
                self._run(controller, by, second)
            except ValidationError as refusal:
                raise CommandError(" ".join(refusal.messages)) from None

    def _run(self, controller: Controller, by: User, second: User) -> None:
        now = timezone.now()
        with _acting(by):
            rules.recompute(controller=controller)
            total = due.preview(controller, due.local_today(controller)).due
            run = runs.propose(controller=controller, by=by.pk, at=now)
        with _acting(second):
            runs.approve(run=run, by=second.pk, at=now)
        with _acting(by), Progress(console=Console(stderr=True)) as bar:
            task = bar.add_task(controller.name, total=total)
            run = runs.execute(
                run=run, by=by.pk, at=now, progress=lambda erased, _kept: bar.update(task, completed=erased)
            )
        self.stdout.write(f"{run.reference}: {run.erased_count:,} erased, {run.kept_count:,} kept ({controller.name}).")
        for each in run_report.quarters_of(run):
            share = f"at most {each.suppressed_percent} % suppressed"
            self.stdout.write(f"Statistics of {each.quarter}: k = {each.k}, {each.groups:,} groups, {share}.")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError("write a day that exists, with year, month and day, such as 2026-03-05") from None


def _acting(person: User) -> Any:
    return access.context(
        actor=access.Actor("staff", person.pk),
        purpose=Purpose.RETENTION,
        channel="command",
        controllers=person.controllers,
    )


def _controllers(reference: str | None) -> list[Controller]:
    found = Controller.objects.order_by("reference")
    if reference:
        found = found.filter(reference=reference)
    if not found:
        known = ", ".join(Controller.objects.order_by("reference").values_list("reference", flat=True))
        raise CommandError(f"There is no such controller. Known are: {known or 'none yet'}.")
    return list(found)


def _person(email: str | None, permission: Permission, controllers: list[Controller], option: str) -> User:
    if not email:
        raise CommandError(f"{option} EMAIL is needed: --execute records who acts and which second person approves.")
    person = User.objects.filter(email=email, is_active=True).first()
    if person is None or not person.may(permission):
        raise CommandError(f"{option}: nobody active with that address holds the permission {permission.value}.")
    if others := [each.reference for each in controllers if each.pk not in person.controllers]:
        raise CommandError(f"{option}: that person does not work for {', '.join(others)}. Name another --controller.")
    return person
