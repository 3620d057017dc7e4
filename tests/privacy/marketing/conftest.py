"""A lender whose notice names marketing, a supplier of it, and persons who may or may not be reached."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from collections_app.models import Case, Debtor, Recipient
from collections_app.services.disclosing import marketing
from collections_app.services.disclosing.marketing import File
from personal_data.models import Controller
from personal_data.national_ids.checksums import luhn_digit
from personal_data.purposes import Purpose
from privacy.services import policies
from tests.factories import accounts, acting, collection
from tests.factories import recipients as making
from tests.privacy.letters import ADDRESS

ADULT = date(1980, 10, 16)
OUT = (
    "someone who has said no, is a minor, restricted or in dispute, or of whom that is not known, leaves for marketing"
)
ROW = pytest.mark.requirement("OPR-39", breaks=OUT)
LOGGED = pytest.mark.requirement("OPR-39", breaks="a batch without a log, or data for marketing beside the batches")


def birthday(years: int, days: int = 0) -> date:
    """The day of birth of who becomes so many years old that many days from today."""
    day = timezone.localdate() + timedelta(days=days)
    return day.replace(year=day.year - years) if (day.month, day.day) != (2, 29) else date(day.year - years, 2, 28)


def number(born: date) -> str:
    """A number of the published test series for a day of birth."""
    nine = f"{born:%y%m%d}238"
    return f"{born:%Y}{nine[2:]}{luhn_digit(nine)}"


@dataclass
class Lender:
    """OPR with its supplier."""

    controller: Controller
    supplier: Recipient
    made: int = 0

    def person(self, name: str, born: date | None = ADULT, **values: Any) -> Debtor:
        """Somebody with a case of their own, and another number than everybody else."""
        self.made += 1
        known: dict[str, Any] = {"address": ADDRESS, "email": f"p{self.made}@provpost.test"}
        if born is not None:
            known |= {"identity_number": number(born), "identity_scheme": "personnummer"}
        with acting.hanna():
            debtor = collection.debtor(self.controller, name, **{**known, **values})
            collection.case_file(self.controller, [debtor])
        return debtor

    def case_of(self, debtor: Debtor) -> Case:
        return Case.objects.get(case_debtors__debtor=debtor)

    def batch(self, contact: str = "email", **values: Any) -> File:
        """What leaves now."""
        with acting.omar(Purpose.MARKETING) as here:
            return marketing.make(
                recipient=self.supplier, contact=contact, by=here.actor.id,
                **{"part": 1, "at": timezone.now(), **values},
            )  # fmt: skip


@pytest.fixture
def lender(db: None) -> Lender:
    with accounts.command(Purpose.RETENTION):
        loaded = policies.load(name="opr_finance_se", company_number="556000-0001", at=timezone.now())
        to = making.recipient(loaded.controller, "marketing", name="Utskicksbyrån AB", notice_key="marketing_suppliers")
        making.safeguard(to, "processor_agreement")
    accounts.everybody_works_for(loaded.controller)
    loaded.controller.refresh_from_db()
    to.refresh_from_db()
    return Lender(loaded.controller, to)


@pytest.fixture
def sara(lender: Lender) -> User:
    return accounts.member(Role.SUPERVISOR, name="Sara Supervisor")
