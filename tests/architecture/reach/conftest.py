"""Two controllers, and staff who work for one, for both and for none."""

from io import BytesIO
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from accounts.roles import Role
from audit.models import Event, Line
from collections_app.models import DisclosureChannel, DisclosureGround, DisclosurePurpose, SafeguardKind
from collections_app.services import references
from collections_app.services.disclosing import disclosures
from collections_app.services.imports import uploads
from personal_data import search
from personal_data.models import Controller
from privacy.models import LetterKind
from privacy.services import receiving
from privacy.services.requests import decisions, letters
from privacy.services.sign_in import codes
from retention.services import runs
from tests.architecture.reach.beyond import Beyond
from tests.architecture.reach.records import (
    FILE,
    NAME,
    beside,
    certified,
    disputed,
    held,
    known,
    of_nobody,
    paid_too_much,
    reported,
    set_aside,
    spoken_for,
    standing,
    supported,
)
from tests.collections_app.calls.conftest import recorded, spoke
from tests.factories import accounts, acting, collection, recipients, retention
from tests.privacy.requests import asking


@pytest.fixture
def ours(db: None) -> Controller:
    with acting.nightly():
        return retention.controller("AMILI")


@pytest.fixture
def theirs(ours: Controller) -> Controller:
    with acting.nightly():
        made = retention.controller("INTRUM")
    asking.contacts(made)
    return made


@pytest.fixture
def beyond(theirs: Controller) -> Beyond:
    """A case with everything that can hang on it, whose number is none that a form shows as an example."""
    references.take(kind="case", year=2026, count=200)
    with acting.hanna():
        debtor = collection.debtor(
            theirs,
            NAME,
            identity_number="198010162389",
            identity_scheme="personnummer",
            address={"lines": ["Testvägen 2"], "postcode": "222 22", "city": "Lund", "country": "SE"},
        )
        case = collection.case_file(theirs, [debtor])
        search.index(collection.claim(case))
        collection.note(case, kind="", level="")
        item = set_aside(case, debtor)
        upload = uploads.receive(
            creditor=case.creditor, name="claims.csv", content=BytesIO(FILE), by=uuid4(), at=timezone.now()
        )
        payment = paid_too_much(case)
        recipient = recipients.recipient(theirs)
        recipients.safeguard(recipient, SafeguardKind.PROCESSOR_AGREEMENT)
        disclosure = disclosures.disclose(
            case=case,
            wanted=disclosures.Wanted(
                recipient=recipient,
                purpose=DisclosurePurpose.STATUS_REPORT.value,
                ground=DisclosureGround.LEGITIMATE_INTEREST.value,
                channel=DisclosureChannel.FILE.value,
                fields=("debtor.name", "case.status"),
            ),
            by=uuid4(),
            at=timezone.now(),
        )
        report = reported(case)
        codes.issue(case=case, debtor=debtor, language="sv", by=uuid4(), at=timezone.now())
        recorded(spoke(case))
        known(debtor)
        spoken_for(case, debtor)
        supported(case)
        request = asking.receive(debtor)
        request = receiving.begin_review(
            request=request, identified_how="known_contact", by=asking.PETRA, at=asking.NOW
        )
        for each in decisions.list_items(request=request):
            decisions.grant(item=each, by=asking.PETRA, at=asking.NOW)
        letters.seal(
            request=request,
            kind=LetterKind.IDENTITY_QUESTION,
            language="sv",
            document=b"%PDF-1.7",
            by=asking.PETRA,
            at=asking.NOW,
        )
        nameless = of_nobody(case)
        hold = held(case)
        run = runs.propose(controller=theirs, by=uuid4(), at=timezone.now())
    line = Line.objects.filter(envelope_id=case.envelope_id).order_by("event_id")[0]
    event = Event.objects.get(id=line.event_id)
    return Beyond(
        case,
        debtor,
        item,
        upload,
        request,
        request.letters.get(),
        payment,
        standing(payment),
        recipient,
        disclosure,
        report,
        disputed(case),
        run,
        hold,
        certified(case),
        event,
        accounts.member(Role.HANDLER, works_for=[theirs]),
        nameless,
        beside(case),
    )


@pytest.fixture
def stranger(ours: Controller, beyond: Beyond) -> Client:
    """Somebody with every role, who works for our controller only."""
    return accounts.client_of(accounts.member(*Role, works_for=[ours]))


@pytest.fixture
def nobodys(beyond: Beyond) -> Client:
    """Somebody with every role who works for no controller."""
    return accounts.client_of(accounts.member(*Role, works_for=[]))


@pytest.fixture
def colleague(beyond: Beyond) -> Client:
    """Somebody with every role who works for both controllers."""
    return accounts.client_of(accounts.member(*Role))
