from datetime import date, datetime, timedelta
from io import StringIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count
from django.utils import timezone

from accounts.models import User
from audit.models import Event, Head
from audit.tree import checkpoints, sealing, verifying
from collections_app.models import (
    Authorisation,
    CallRecording,
    Case,
    CaseStatus,
    Claim,
    Creditor,
    Debtor,
    Detail,
    Disclosure,
    LedgerEntry,
    Note,
    Paper,
    Recipient,
    SupportSession,
)
from collections_app.policies import authorisations, support
from collections_app.record_classes import CALL_RECORDING, CASE_FILE, LEDGER_ENTRY
from collections_app.record_kinds import KINDS
from collections_app.selectors import disclosures
from collections_app.services.calls import terms
from collections_app.services.disclosing import checks
from config.demo import numbers
from config.demo.staff import DEMO_STAFF
from personal_data import access, envelopes, files, national_ids
from personal_data.models import Controller, Envelope, SealedFile
from personal_data.purposes import Purpose
from privacy.models import DataSubjectRequest, PolicyVersion, PortalCode, RequestStatus, Restriction, Right
from privacy.policies.packs.pack import Pack
from privacy.policies.sign_in import codes
from privacy.selectors import openings, packs
from privacy.services.sign_in import signing_in
from retention.services.record_clocks import RecordClocks
from tests.fixtures import databases
from tests.privacy.letters import code_in, text_of

CURRENCIES = {"SE": "SEK", "FI": "EUR", "NO": "NOK"}
BIG = ("AMILI", "INTRUM")
"""The controllers with large books in the demo."""


def by_name() -> dict[str, Pack]:
    """The policy packs that there are, by the names of their files."""
    return {name: packs.read(packs.PACKS_FOLDER / f"{name}.toml") for name in packs.names()}


def seed() -> str:
    said = StringIO()
    call_command("seed_demo", stdout=said)
    return said.getvalue()


def everything() -> dict[str, int]:
    """How many rows every table of the database has."""
    with databases.connections["default"].cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        tables = [row[0] for row in cursor.fetchall()]
        counts = {}
        for table in tables:
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            counts[table] = cursor.fetchone()[0]
    return counts


@pytest.mark.usefixtures("live_database")
class TestSeedDemo:
    def test_tells_the_story_once(self) -> None:
        said = seed()
        assert "348 debtors" in said
        self.check_who_is_there()
        self.check_each_has_records_of_its_own()
        self.check_what_happened()
        self.check_what_is_due()
        self.check_a_file_opens()
        self.check_a_letter_was_printed(said)
        self.check_another_one_is_printed()
        self.check_requests_in_every_state()
        self.check_what_was_passed_on()
        self.check_what_was_found_out()
        self.check_a_head_of_last_month()
        self.check_what_else_can_be_looked_at()
        before = everything()
        again = seed()
        assert "nothing was changed" in again
        assert str(letter_named_in(said)) in again, "the letter is still told about"
        assert everything() == before

    def check_what_was_found_out(self) -> None:
        told = dict(Detail.objects.values_list("debtor__controller__reference").annotate(Count("id")))
        assert told.keys() == set(Controller.objects.values_list("reference", flat=True))
        assert len(set(Detail.objects.values_list("source", flat=True))) > 2

    def check_who_is_there(self) -> None:
        assert {user.email for user in User.objects.all()} == {person.email for person in DEMO_STAFF}
        bound = PolicyVersion.objects.filter(valid_until=None).values_list("controller__reference", "pack")
        assert dict(bound) == {pack.controller: name for name, pack in by_name().items()}, "side by side"
        assert Creditor.objects.count() == 6
        kinds = dict(Debtor.objects.values_list("kind").annotate(Count("id")))
        assert sum(kinds.values()) == 348
        assert min(kinds.get(kind, 0) for kind in ("person", "sole_trader", "company")) > 0
        companies = Debtor.objects.filter(kind="company")
        assert not companies.filter(contact_name__isnull=True).exists()

    def check_each_has_records_of_its_own(self) -> None:
        for controller in Controller.objects.all():
            found = Case.objects.filter(controller=controller)
            assert {case.creditor.controller_id for case in found.select_related("creditor")} == {controller.id}
            currencies = set(Claim.objects.filter(case__controller=controller).values_list("currency", flat=True))
            assert CURRENCIES[controller.country] in currencies
            kept = set(Envelope.objects.filter(controller=controller).values_list("record_class", flat=True))
            own = set(RecordClocks().kept_by(controller)) & {kind.record_class.name for kind in KINDS.values()}
            assert own
            assert own <= kept, "something of each kind that its notice speaks of"

    def check_what_happened(self) -> None:
        assert set(Case.objects.values_list("status", flat=True)) == set(CaseStatus.values)
        assert Case.objects.annotate(parts=Count("case_debtors")).filter(parts=2).exists()
        assert Case.objects.filter(status="open", status_changes__to_status="open").exists()
        assert min(Note.objects.count(), CallRecording.objects.count(), LedgerEntry.objects.count()) > 0

    def check_what_is_due(self) -> None:
        for controller in Controller.objects.all():
            today = access_date(controller)
            due = Envelope.objects.filter(controller=controller, due_on__lte=today)
            many = 5 if controller.reference in BIG else 1
            assert due.filter(record_class=CASE_FILE.name, due_on=today).count() >= many
            records_calls = terms.of(controller.reference).is_on
            assert due.filter(record_class=CALL_RECORDING.name).exists() is records_calls
        assert Envelope.objects.filter(record_class=LEDGER_ENTRY.name, due_on__isnull=False).exists()

    def check_a_file_opens(self) -> None:
        with access.context(actor=access.system("test"), purpose=Purpose.COLLECTION, channel="command"):
            (debtor,) = envelopes.open_page(Debtor.objects.filter(kind="person").order_by("id")[:1])
            assert debtor.name.reveal()

    def check_a_letter_was_printed(self, said: str) -> None:
        place = letter_named_in(said)
        assert place.stat().st_mode & 0o777 == 0o600
        code = PortalCode.objects.get(used_at=None)
        typed = code_in(place.read_bytes())
        assert codes.grouped(typed) not in said
        with access.context(actor=access.ANONYMOUS, purpose=Purpose.SECURITY, channel="portal"):
            answer = signing_in.verify(
                case_number=code.case_reference, code=typed, address="192.0.2.1", at=timezone.now()
            )
        assert answer.code == code
        assert f"case number {code.case_reference} " in said
        looked = openings.of_debtor(code.debtor)
        assert "handler" in {role for opening in looked.openings for role in opening.roles}

    def check_another_one_is_printed(self) -> None:
        """A code works once, so the demo has a command for the next letter, in place of the first."""
        (used,) = PortalCode.objects.all()
        said = StringIO()
        call_command("portal_code", used.case_reference, stdout=said)
        place = Path(said.getvalue().split(" in the letter ")[1].strip())
        assert codes.grouped(code_in(place.read_bytes())) not in said.getvalue()
        waiting = PortalCode.objects.get(used_at=None)
        assert (waiting.debtor, waiting.case_reference) == (used.debtor, used.case_reference)
        with pytest.raises(CommandError, match="no such case"):
            call_command("portal_code", "K-1999-999999")

    def check_requests_in_every_state(self) -> None:
        found = DataSubjectRequest.objects.all()
        assert {request.status for request in found} == set(RequestStatus.values)
        for controller in Controller.objects.all():
            today = access_date(controller)
            assert found.filter(controller=controller, received_on__gte=today - timedelta(days=1)).exists()
        late = found.open().filter(legal_deadline_on__lt=timezone.localdate() - timedelta(days=1))
        assert late.count() == 1
        assert found.filter(extended_on__isnull=False, legal_deadline_on__gt=timezone.localdate()).exists()
        erasing = found.filter(right=Right.ERASURE)
        assert {request.status for request in erasing} == set(RequestStatus.values)
        waiting = erasing.get(status=RequestStatus.AWAITING_APPROVAL)
        assert waiting.items.filter(outcome="refused").exclude(citation="").exists()
        answered = erasing.get(status=RequestStatus.ANSWERED)
        assert answered.subject == PortalCode.objects.get(used_at=None).debtor.subject
        assert answered.letters.filter(kind="answer", sent_at__isnull=False).exists()
        amili = {
            request.right: request
            for request in found.filter(controller__reference="AMILI").exclude(right=Right.ERASURE)
        }
        assert {right: request.status for right, request in amili.items()} == {
            Right.ACCESS: RequestStatus.UNDER_REVIEW,
            Right.RECTIFICATION: RequestStatus.UNDER_REVIEW,
            Right.OBJECTION: RequestStatus.AWAITING_APPROVAL,
            Right.RESTRICTION: RequestStatus.ANSWERED,
        }
        standing = Restriction.objects.filter(lifted_at=None)
        assert set(standing.values_list("ground", flat=True)) == {"accuracy", "objection", "claims"}
        assert amili[Right.OBJECTION].items.get(outcome="refused").facts is not None

    def check_a_head_of_last_month(self) -> None:
        """An outsider can keep one, and show with it that nothing since was altered."""
        first = Head.objects.order_by("size")[0]
        assert (timezone.now() - first.signed_at).days >= 27, "the shortest month"
        sealing.seal(at=timezone.now())
        report = verifying.verify(since=checkpoints.read(first.note))
        assert report.is_whole, report.findings
        assert Event.objects.filter(at__lt=first.signed_at).exists(), "the head is over events of its time"
        nights = Event.objects.filter(at__lt=timezone.now() - timedelta(days=1))
        assert nights.count() == Head.objects.filter(signed_at__lt=timezone.now() - timedelta(days=1)).count()

    def check_what_else_can_be_looked_at(self) -> None:
        """Papers that go with their cases, a case that is open to IT support, somebody who speaks for the debtor."""
        for controller in Controller.objects.filter(reference__in=("AMILI", "AXACTOR")):
            due = Paper.objects.filter(case__controller=controller, envelope__due_on__lte=access_date(controller))
            assert due.exists(), "there will be something to destroy"
        session = SupportSession.objects.get()
        assert not support.is_shut(session, at=timezone.now())
        kept = Authorisation.objects.get()
        assert kept.debtor_reference == PortalCode.objects.get(used_at=None).debtor.reference
        assert authorisations.is_void(authorisations.standing_of(kept), day=access_date(kept.controller)) == ""
        with access.context(actor=access.system("test"), purpose=Purpose.SUBJECT_REQUEST, channel="command"):
            envelopes.open([kept])
            document = b"".join(files.read(SealedFile.objects.get(pk=kept.evidence)))
        assert "Gunilla Påhittad" in text_of(document)

    def check_what_was_passed_on(self) -> None:
        debtor = PortalCode.objects.get(used_at=None).debtor
        received = disclosures.of_subjects([debtor.subject]).lines
        assert {line.purpose for line in received} == {"status_report", "service", "enforcement"}
        for controller in Controller.objects.all():
            assert Disclosure.objects.filter(controller=controller).count() > (3 if controller.reference in BIG else 0)
        abroad = Recipient.objects.get(country="US")
        assert "no transfer mechanism" in str(checks.against(abroad, at=timezone.now()))
        assert Recipient.objects.filter(is_person=True, name="").exists()


@pytest.mark.django_db
class TestDemoOutsideLocalSettings:
    def test_is_refused(self, settings: object) -> None:
        settings.DEMO_SIGN_IN = False  # type: ignore[attr-defined]
        with pytest.raises(CommandError, match="local settings"):
            seed()


class TestDemoNumbers:
    @pytest.mark.parametrize("country", ["SE", "FI", "NO"])
    def test_are_test_numbers(self, country: str) -> None:
        found = numbers.of_people(country, 50)
        assert len({number.normalised for number in found}) == 50
        if country != "SE":
            assert all(number.is_test for number in found)
            with pytest.raises(national_ids.Invalid):
                national_ids.parse(country, found[0].formatted, allow_test=False)

    def test_of_danes_are_of_people_born_before_1864(self) -> None:
        born = [number.birth_date for number in numbers.of_people("DK", 40)]
        assert all(day is not None and 1858 <= day.year <= 1863 for day in born)

    def test_of_swedes_use_the_published_birth_numbers(self) -> None:
        assert {number.normalised[8:11] for number in numbers.of_people("SE", 130)} == {"238"}


def access_date(controller: Controller) -> date:
    """Today where the controller is."""
    return datetime.now(ZoneInfo(controller.time_zone)).date()


def letter_named_in(said: str) -> Path:
    """Where the sign-in letter lies."""
    return Path(said.split(" in the letter ")[1].strip())
