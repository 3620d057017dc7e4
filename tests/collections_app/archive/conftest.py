"""A case of Axactor's, whose notice names documentation, before and after it is closed."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from collections_app.models import Case, CaseStatus, Claim, ClaimKind, ClaimPart, Debtor
from collections_app.services import cases, notes
from personal_data.models import Controller
from personal_data.purposes import Purpose
from privacy.services import policies
from retention.selectors.due import local_today
from tests.factories import accounts, acting, collection
from tests.privacy.letters import ADDRESS

BY = acting.person("hanna").id


@pytest.fixture
def axactor(db: None) -> Controller:
    with accounts.command(Purpose.RETENTION):
        made = policies.load(name="axactor_no", company_number="910000004", at=timezone.now()).controller
    accounts.everybody_works_for(made)
    sender = {
        "phone": "+47 800 00 000",
        "privacy_contact": "dpo@axactor.test",
        "postal_address": "Prøveveien 1\nDrammen",
    }
    Controller.objects.filter(pk=made.pk).update(**sender)
    made.refresh_from_db()
    return made


@pytest.fixture
def kari(axactor: Controller) -> Debtor:
    with acting.hanna():
        return collection.debtor(axactor, "Kari Prøve", phone="+4799999999", address=ADDRESS)


@pytest.fixture
def case(axactor: Controller, kari: Debtor) -> Case:
    """An open case with a claim in parts and a note."""
    with acting.hanna():
        made = collection.case_file(axactor, [kari])
        claim = collection.claim(made)
        ClaimPart.objects.create(
            envelope=made.envelope, claim=claim, kind="principal", amount_minor=129_900, currency="NOK"
        )
        notes.add(case=made, text="Hun betaler på fredag.", kind="payment", level="normal", by=BY, at=timezone.now())
    return made


@pytest.fixture
def archived(case: Case) -> Case:
    return close(case)


def close(case: Case) -> Case:
    """Close it as of yesterday."""
    yesterday = local_today(case.controller) - timedelta(days=1)
    with acting.hanna():
        return cases.close(case=case, reason="paid", closed_on=yesterday, by=BY, at=timezone.now())


def reopen(case: Case) -> Case:
    """Work it again."""
    with acting.hanna():
        return cases.reopen(case=case, reason="payment_reversed", by=BY, at=timezone.now())


def is_open(case: Case) -> bool:
    return Case.objects.get(pk=case.pk).status == CaseStatus.OPEN


def credit_note(case: Case, invoice: Claim) -> Claim:
    """What the creditor sends to lower a claim."""
    return collection.claim(case, f"KR-{uuid4().hex[:6]}", kind=ClaimKind.CREDIT_NOTE, credits=invoice)
