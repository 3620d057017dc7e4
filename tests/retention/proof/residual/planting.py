"""Planting what was erased, and looking for it."""

from uuid import uuid4

from django.contrib.sessions.models import Session
from django.utils import timezone

from collections_app.models import ImportFile
from personal_data.models import Controller
from retention.models import ErasureAct, ResidualCheck
from retention.services.residual import checking
from tests.factories import accounts, collection
from tests.retention.proof.conftest import EMAIL, NAME, NUMBER, PHONE

WRITTEN = {
    "identity_number": [NUMBER, "900101-2385", "199001012385", "se 19900101 2385,"],
    "phone": [PHONE, "070-174 06 05", "0046701740605", "(+46)70 174 06 05"],
    "email": [EMAIL, EMAIL.upper(), f"<mailto:{EMAIL}>."],
    "residence": [f"{NAME}, Provgatan 1, 111 22 Stockholm", "11122 ANDERSSON Anna"],
}
EVERY_WAY = [(kind, text) for kind, texts in WRITTEN.items() for text in texts]
EVERY_KIND = [(kind, texts[0]) for kind, texts in WRITTEN.items()]


def check(act: ErasureAct) -> ResidualCheck:
    """One residual-data check."""
    with accounts.command():
        return checking.check(act=act, at=timezone.now())


def found(act: ErasureAct) -> set[tuple[str, str]]:
    """Where something was left over, and of which kind."""
    return set(check(act).leftovers.values_list("place", "kind"))


def in_a_session(text: str) -> None:
    """Put a text into a column that anybody may write."""
    Session.objects.create(session_key=uuid4().hex, session_data=text, expire_date=timezone.now())


def in_reports(controller: Controller, *reports: dict[str, str]) -> list[ImportFile]:
    """Put texts into the columns of reports on imported files."""
    with accounts.command():
        creditor = collection.creditor(controller)
        return [
            ImportFile.objects.create(
                controller=controller,
                creditor=creditor,
                reference=f"I-2026-{number}",
                file_digest=b"",
                started_at=timezone.now(),
                **{name: [{"message": text}] for name, text in texts.items()},
            )
            for number, texts in enumerate(reports)
        ]
