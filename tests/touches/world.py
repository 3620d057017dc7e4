"""A hundred persons, each with a case of their own, one call recording and one copy to download."""

from dataclasses import dataclass
from uuid import UUID

from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from collections_app.models import CallRecording, Case, Debtor
from personal_data.models import Controller
from personal_data.purposes import Purpose
from privacy.models import AccessCopy, Right
from privacy.services import receiving
from privacy.services.copies import assembly, ordering
from tests.collections_app.calls.conftest import recorded, spoke
from tests.factories import accounts, acting, collection, recipients
from tests.privacy.requests.asking import PETRA, contacts, receive

TOUCHES = 100


@dataclass(frozen=True)
class World:
    """What there is to be touched, and who touches it in the browser."""

    database: str
    controller: Controller
    debtors: list[Debtor]
    cases: list[Case]
    recording: CallRecording
    copy: AccessCopy
    hanna: Client
    petra: Client

    def persons(self) -> list[UUID]:
        """The pseudonyms of all of them."""
        return [each.subject.pseudonym for each in self.debtors]


def made(database: str) -> World:
    """Make them, committed."""
    now = timezone.now()
    with acting.hanna():
        amili = collection.controller("INTRUM", time_zone="Europe/Helsinki", country="FI")
        contacts(amili)
        debtors = [collection.debtor(amili, email=f"p{number}@example.org") for number in range(TOUCHES)]
        cases = [collection.case_file(amili, [each]) for each in debtors]
        Case.objects.update(creditor=cases[0].creditor)
        for each in cases:
            each.refresh_from_db()
        recipients.client(cases[0].creditor)
    recording = recorded(spoke(cases[0]))
    with acting.hanna(Purpose.SUBJECT_REQUEST):
        request = receiving.begin_review(
            request=receive(debtors[0], Right.ACCESS), identified_how="portal", by=PETRA, at=now
        )
        copy = ordering.grant(request=request, by=PETRA, at=now)
        assert assembly.assemble(reference=request.reference, at=now)
    return World(
        database, amili, debtors, cases, recording, copy,
        client(Role.HANDLER), client(Role.PRIVACY_OFFICER),
    )  # fmt: skip


def client(role: Role) -> Client:
    """A browser of somebody with a role."""
    member: User = accounts.member(role)
    return accounts.client_of(member)
