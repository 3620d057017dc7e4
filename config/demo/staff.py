"""The demo's staff. Their password opens accounts under local settings only (``DEMO_SIGN_IN``)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings

from accounts.models import User
from accounts.roles import Role
from accounts.services import staff
from personal_data.models import Controller

DEMO_PASSWORD: str = settings.DEMO_PASSWORD
HANDLER = "hanna.handler@demo.sigill.test"
SUPERVISOR = "sven.supervisor@demo.sigill.test"
RECORDS_OFFICER = "rolf.records@demo.sigill.test"
TECHNICIAN = "tore.technician@demo.sigill.test"


@dataclass(frozen=True, slots=True)
class DemoStaff:
    """One member of the demo's staff."""

    email: str
    name: str
    roles: tuple[Role, ...]


DEMO_STAFF = (
    DemoStaff(HANDLER, "Hanna Handler", (Role.HANDLER,)),
    DemoStaff(SUPERVISOR, "Sven Supervisor", (Role.SUPERVISOR,)),
    DemoStaff("petra.privacy@demo.sigill.test", "Petra Privacy", (Role.PRIVACY_OFFICER,)),
    DemoStaff("dora.dpo@demo.sigill.test", "Dora Dataskydd", (Role.DPO,)),
    DemoStaff(RECORDS_OFFICER, "Rolf Records", (Role.RECORDS_OFFICER,)),
    DemoStaff("rita.report@demo.sigill.test", "Rita Rapport", (Role.REPORTING_OFFICER,)),
    DemoStaff("rune.report@demo.sigill.test", "Rune Rapport", (Role.REPORTING_OFFICER,)),
    DemoStaff("lena.legal@demo.sigill.test", "Lena Lag", (Role.LEGAL_COUNSEL,)),
    DemoStaff("rikard.recruiter@demo.sigill.test", "Rikard Rekrytering", (Role.RECRUITER,)),
    DemoStaff("berit.bookkeeper@demo.sigill.test", "Berit Bokföring", (Role.BOOKKEEPER,)),
    DemoStaff("kurt.keeper@demo.sigill.test", "Kurt Kopia", (Role.BACKUP_KEEPER,)),
    DemoStaff("pelle.pseudonym@demo.sigill.test", "Pelle Pseudonym", (Role.PSEUDONYM_KEEPER,)),
    DemoStaff(TECHNICIAN, "Tore Tekniker", (Role.TECHNICIAN,)),
    DemoStaff("axel.auditor@demo.sigill.test", "Axel Auditor", (Role.AUDITOR,)),
)


def enter(*, controllers: Sequence[Controller], by: UUID, at: datetime) -> int:
    """Enter those who are not there yet; return how many were entered. All work for all of the demo's controllers."""
    known = {user.email: user for user in User.objects.filter(email__in=[person.email for person in DEMO_STAFF])}
    missing = [person for person in DEMO_STAFF if person.email not in known]
    for user in known.values():
        if user.is_active and user.secrecy_on is None:
            staff.promise_secrecy(user=user, on=at.date(), at=at)
        for controller in controllers:
            staff.grant_controller(user=user, controller=controller, by=by, at=at)
    for person in missing:
        staff.create(
            email=person.email,
            name=person.name,
            password=DEMO_PASSWORD,
            roles=person.roles,
            secrecy_on=at.date(),
            by=by,
            at=at,
            controllers=controllers,
        )
    return len(missing)
