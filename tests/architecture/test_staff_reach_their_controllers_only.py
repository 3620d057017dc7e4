"""Every URL of staff, asked by somebody who works for another controller: no such record, and no trace in any list."""

import re
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from accounts.access import mark_of
from accounts.permissions import Permission
from accounts.roles import Role
from accounts.routes import Route, every_route
from audit.models import Event, Line
from collections_app.intake import kept
from collections_app.intake.documents import DocumentKind, Identifier, ParsedDocument, Party, Seller
from collections_app.models import (
    CallRecording,
    Case,
    Debtor,
    Disclosure,
    DisclosureChannel,
    DisclosureGround,
    DisclosurePurpose,
    ImportUpload,
    IntakeItem,
    IntakeItemKind,
    LegalReport,
    Recipient,
    RecipientKind,
    SafeguardKind,
)
from collections_app.record_classes import INTAKE_ITEM
from collections_app.services import disclosures, legal_reports, uploads
from personal_data import access, envelopes, search
from personal_data import events as openings
from personal_data.models import Controller, Envelope
from personal_data.models import Role as Part
from personal_data.purposes import Purpose
from personal_data.values import NotOpened
from privacy.models import DataSubjectRequest, Letter, LetterKind, SentBy
from privacy.services import decisions, letters, portal_codes, requests
from retention.models import Run
from retention.services import runs
from tests.collections_app.calls.conftest import recorded, spoke
from tests.factories import accounts, acting, collection, recipients, retention
from tests.privacy.requests import asking

pytestmark = pytest.mark.django_db
NAME = "Beatrix Bortom"
WRITTEN = {"text": "A note", "reason": "paid", "sent_by": SentBy.values[0]}
DOCUMENT = ParsedDocument(
    kind=DocumentKind.INVOICE,
    number="F-2020-119",
    seller=Seller(Identifier("559999-0008")),
    buyer=Party(NAME),
    issued_on=date(2020, 1, 2),
    due_on=date(2020, 2, 1),
    currency="SEK",
    amount_minor=99_900,
)
FILE = f"Vem;Nr;Summa;Valuta;Datum\n{NAME};F-1;10;SEK;2026-03-05\n".encode()
OF_STAFF = {
    route.name: route
    for route in every_route()
    if mark_of(route.view) in {permission.value for permission in Permission}
}
_GROUP = re.compile(r"\(\?P<(?P<name>\w+)>(?P<pattern>(?:[^()]|\([^()]*\))*)\)|<(?:\w+:)?(?P<converted>\w+)>")
OF_ONE_RECORD = {name: route for name, route in OF_STAFF.items() if _GROUP.search(route.pattern)}
# A restricted case may be used for a legal step when somebody asked and a second person agreed: nobody has asked here.
THERE_FOR_A_WHILE = {"handler-legal-step-use", "dpo-request-approve-use"}
LISTS = {name: route for name, route in OF_STAFF.items() if name not in OF_ONE_RECORD}


@dataclass(frozen=True)
class Beyond:
    """What the other controller holds."""

    case: Case
    debtor: Debtor
    item: IntakeItem
    upload: ImportUpload
    request: DataSubjectRequest
    letter: Letter
    recipient: Recipient
    disclosure: Disclosure
    report: LegalReport
    run: Run
    event: Event

    def address(self, route: Route) -> str:
        """Where a page shows one of these records."""

        def value(group: re.Match[str]) -> str:
            name = group["name"] or group["converted"]
            known = {
                "reference": [each.reference for each in self.named()],
                "debtor_reference": [self.debtor.reference],
                "letter": [str(self.letter.pk)],
                "number": [self._number(route)],
                "disclosure": [str(self.disclosure.pk)],
                "language": ["sv"],
                "part": ["pdf"],
                "event_id": [str(self.event.id)],
                "subject_id": [str(self.debtor.subject_id)],
                "to": [(self.report if "report" in route.name else self).recipient.reference],
                "controller": [self.case.controller.reference],
                "creditor": [self.case.creditor.reference],
                "call": [str(self.case.calls.get().pk)],
                "recording": [str(CallRecording.objects.get(case_reference=self.case.reference).pk)],
                "playback": [str(uuid4())],
            }
            assert name in known, f"Say here which record of another controller {name!r} names in /{route.pattern}."
            return next(each for each in known[name] if re.fullmatch(group["pattern"] or ".+", each))

        return "/" + re.sub(r"\^|\$|\\Z|\\", "", _GROUP.sub(value, route.pattern))

    def _number(self, route: Route) -> str:
        if route.name == "handler-report":
            return str(self.report.pk)
        return str(self.recipient.safeguards.get().pk) if "safeguards" in route.pattern else "1"

    def named(self) -> tuple[Any, ...]:
        """What has a reference of its own in addresses."""
        return self.case, self.request, self.item, self.upload, self.run, self.recipient, self.case.creditor

    def traces(self) -> set[str]:
        """By what a page would give it away."""
        return {NAME, self.case.controller.reference, *(each.reference for each in (self.debtor, *self.named()))}


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
    """A case with everything that can hang on it."""
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
        item = _set_aside(case, debtor)
        upload = uploads.receive(
            creditor=case.creditor, name="claims.csv", content=BytesIO(FILE), by=uuid4(), at=timezone.now()
        )
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
        report = _reported(case)
        portal_codes.issue(case=case, debtor=debtor, language="sv", by=uuid4(), at=timezone.now())
        recorded(spoke(case))
        request = asking.receive(debtor)
        request = requests.begin_review(request=request, identified_how="known_contact", by=asking.PETRA, at=asking.NOW)
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
        recipient,
        disclosure,
        report,
        run,
        event,
    )


def _reported(case: Case) -> LegalReport:
    """A report that waits for the second person."""
    authority = recipients.recipient(case.controller, RecipientKind.AUTHORITY, notice_key="authorities")
    with acting.rita():
        return legal_reports.propose(
            case=case,
            wanted=disclosures.Wanted(
                recipient=authority,
                fields=("debtor.name",),
                purpose=DisclosurePurpose.LEGAL_DUTY.value,
                ground=DisclosureGround.LEGAL_DUTY.value,
                channel=DisclosureChannel.SYSTEM.value,
                provision="Act 1, section 2",
                asked_as="R-1",
                is_report=True,
            ),
            secrecy="Act 1, section 3",
            by=uuid4(),
            at=timezone.now(),
        )


def _set_aside(case: Case, debtor: Debtor) -> IntakeItem:
    """A document of the other controller that waits for a decision."""
    envelope = envelopes.create(
        controller=case.controller, record_class=INTAKE_ITEM, subjects=[(debtor.subject, Part.DEBTOR)]
    )
    return IntakeItem.objects.create(
        envelope=envelope,
        controller=case.controller,
        creditor=case.creditor,
        reference="II-900001",
        kind=IntakeItemKind.PARKED_ERASED,
        received_at=timezone.now(),
        document_digest=b"d" * 32,
        content_digest=b"c" * 32,
        payload=kept.as_json(DOCUMENT),
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


def ask(client: Client, address: str) -> list[tuple[int, str]]:
    """What a page answers to reading and to writing, if it knows them: the status, and what is said."""
    answers: list[Any] = [client.get(address), client.post(address, WRITTEN)]
    said = [(answer.status_code, answer.getvalue().decode(errors="replace")) for answer in answers]
    return [(status, text) for status, text in said if status != HTTPStatus.METHOD_NOT_ALLOWED]


class TestOneRecord:
    @pytest.mark.parametrize("client_name", ["stranger", "nobodys"])
    def test_is_not_there_for_whoever_works_for_another_controller(
        self, request: pytest.FixtureRequest, beyond: Beyond, client_name: str
    ) -> None:
        client = request.getfixturevalue(client_name)
        for name, route in OF_ONE_RECORD.items():
            for status, text in ask(client, beyond.address(route)):
                assert status == HTTPStatus.NOT_FOUND, name
                assert NAME not in text, name

    def test_is_there_for_whoever_works_for_both(self, colleague: Client, beyond: Beyond) -> None:
        """What makes the test above worth something: every address is right."""
        for name, route in OF_ONE_RECORD.items():
            if name in THERE_FOR_A_WHILE:
                continue
            statuses = [status for status, _ in ask(colleague, beyond.address(route))]
            assert HTTPStatus.NOT_FOUND not in statuses, name

    def test_changes_nothing_by_a_stranger(self, stranger: Client, beyond: Beyond) -> None:
        for route in OF_ONE_RECORD.values():
            stranger.post(beyond.address(route), WRITTEN)
        before = (beyond.request.status, beyond.run.state, beyond.case.status, beyond.item.status)
        for each in (beyond.request, beyond.run, beyond.case, beyond.item):
            each.refresh_from_db()
        assert (beyond.request.status, beyond.run.state, beyond.case.status, beyond.item.status) == before


class TestLists:
    def test_show_no_trace_of_another_controllers_records(
        self, stranger: Client, nobodys: Client, beyond: Beyond
    ) -> None:
        for client in (stranger, nobodys):
            for name, route in LISTS.items():
                page = client.get(f"/{route.pattern}")
                shown = page.content.decode() if page.status_code == HTTPStatus.OK else ""
                assert not [trace for trace in beyond.traces() if trace in shown], name

    def test_show_them_to_whoever_works_for_both(self, colleague: Client, beyond: Beyond) -> None:
        shown = "".join(colleague.get(f"/{route.pattern}").content.decode() for route in LISTS.values())
        assert {trace for trace in beyond.traces() if trace not in shown} == {beyond.debtor.reference}

    def test_do_not_open_them(self, stranger: Client, beyond: Beyond) -> None:
        last = Event.objects.latest("id").id
        for route in LISTS.values():
            stranger.get(f"/{route.pattern}")
        theirs = Envelope.objects.filter(controller=beyond.case.controller).values("id")
        assert not Line.objects.filter(event_id__gt=last, envelope_id__in=theirs).exists()

    @pytest.mark.parametrize("asked", ["Beatrix", "19801016-2389", "F-2020-118", "the debtor's number"])
    def test_find_nobody_beyond(self, stranger: Client, colleague: Client, beyond: Beyond, asked: str) -> None:
        text = beyond.debtor.reference if asked.startswith("the") else asked
        assert NAME in colleague.post("/handler/search/", {"text": text}).content.decode()
        assert NAME not in stranger.post("/handler/search/", {"text": text}).content.decode()


class TestTheOpener:
    """What a page forgot to ask, the opener refuses."""

    def test_refuses_a_record_out_of_reach(self, ours: Controller, beyond: Beyond) -> None:
        with within_reach_of(ours), pytest.raises(envelopes.Refused) as refusal:
            envelopes.open([beyond.debtor])
        assert refusal.value.reason == "other_controller"
        with within_reach_of(ours), pytest.raises(envelopes.Refused):
            envelopes.prepare_to_write([beyond.debtor])
        with within_reach_of(ours), pytest.raises(envelopes.Refused):
            collection.debtor(beyond.case.controller)
        assert accounts.recorded(openings.OPENING_REFUSED)[-1].reason == "other_controller"

    def test_shows_it_as_sealed_in_a_list(self, ours: Controller, beyond: Beyond) -> None:
        with acting.hanna():
            near = collection.debtor(ours, "Nils Nära")
        with within_reach_of(ours):
            page = envelopes.open_page(Debtor.objects.filter(pk__in=[near.pk, beyond.debtor.pk]).order_by("created_at"))
            seen = {row.reference: row.name for row in page}
            assert seen[near.reference].reveal() == "Nils Nära"
            with pytest.raises(NotOpened):
                seen[beyond.debtor.reference].reveal()

    def test_files_nothing_there_either(self, ours: Controller, beyond: Beyond) -> None:
        with within_reach_of(ours, Purpose.INTAKE), pytest.raises(envelopes.Refused):
            envelopes.prepare_to_write([beyond.case])


def within_reach_of(
    controller: Controller, purpose: Purpose = Purpose.COLLECTION
) -> AbstractContextManager[access.Context]:
    """A member of staff who works for one controller."""
    return access.context(
        actor=acting.person("hanna"), purpose=purpose, channel="web", controllers=frozenset({controller.pk})
    )
