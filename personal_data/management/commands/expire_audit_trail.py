"""``manage.py expire_audit_trail``: what the scheduler does each night with events whose term is over."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from audit.models import ExpiryCertificate
from personal_data import access
from personal_data.models import Controller
from personal_data.purposes import Purpose
from personal_data.services import controllers, trail_expiry


class Command(BaseCommand):
    """Expire, or say how long a controller's events are kept."""

    help = (
        "Remove the events whose term is over, whole months at a time; their leaves stay in the tree. The certificates "
        "of all that has expired are printed with --certificates; --controller with --years sets a term."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do."""
        parser.add_argument("--certificates", action="store_true", help="Print the certificates and change nothing.")
        parser.add_argument("--controller", metavar="REF")
        parser.add_argument("--years", type=int, help="How long its events are kept: 1 to 30 years (5 unless set).")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it."""
        if options["certificates"]:
            for certificate in ExpiryCertificate.objects.order_by("month", "expiry"):
                self.stdout.write(certificate.note)
            return
        who = access.system("expire_audit_trail")
        with access.context(actor=who, purpose=Purpose.RETENTION, channel="command"):
            if options["controller"] or options["years"]:
                self._set_term(options["controller"], options["years"])
                return
            expired = trail_expiry.expire(at=timezone.now())
        for each in expired:
            self.stdout.write(str(each))
        self.stdout.write(f"{sum(each.events for each in expired)} events expired.")

    def _set_term(self, reference: str | None, years: int | None) -> None:
        controller = Controller.objects.filter(reference=reference).first()
        if controller is None or years is None:
            raise CommandError("Name a controller that is known, and the years.")
        try:
            controllers.set_trail_years(controller=controller, years=years)
        except ValueError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{reference}: events are kept for {years} years.")
