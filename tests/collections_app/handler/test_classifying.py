"""Notes and documents are of a kind and have a classification; what has none leaves the house to nobody."""

from http import HTTPStatus
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.roles import Role
from collections_app import events
from collections_app.models import Case, KeptAs, LegalFile, LegalFileItem, Level, Note, NoteKind, RecipientKind
from collections_app.policies import disclosures as rules
from collections_app.selectors import disclosable, legal_files
from collections_app.services import notes
from collections_app.services.disclosing import disclosures
from collections_app.services.disclosing.disclosures import Wanted
from collections_app.services.legal_files import filing, keeping
from personal_data import envelopes
from personal_data.models import Controller
from personal_data.purposes import Purpose
from tests.collections_app.disclosures.disclosing.asked import refused, wanted
from tests.factories import accounts, acting, collection, retention
from tests.factories import recipients as making

pytestmark = pytest.mark.django_db
WORDS = {
    "normal": "Promises to pay.",
    "confidential": "Lost her work.",
    "special": "Ill since May.",
    "": "Not looked at.",
}
COURT = {"purpose": "court_proceedings", "ground": "6(1)(f)", "provision": "RB 42 kap.", "asked_as": "T 1-26"}
WITH_NOTES = [kind for kind in RecipientKind if rules.NOTES in rules.FIELDS_FOR[kind]]


def row(breaks: str) -> pytest.MarkDecorator:
    return pytest.mark.requirement("INTRUM-11", breaks=breaks)


@pytest.fixture(autouse=True)
def file_store(settings: Any, tmp_path: Any) -> None:
    settings.SEALED_FILES_DIRECTORY = str(tmp_path / "files")


@pytest.fixture
def intrum(db: None) -> Controller:
    with accounts.command():
        return retention.controller("INTRUM")


@pytest.fixture
def case(intrum: Controller) -> Case:
    with accounts.command():
        found = collection.case_file(intrum, [collection.debtor(intrum)])
        collection.claim(found)
    accounts.everybody_works_for(intrum)
    return found


def noted(case: Case, *levels: str) -> None:
    with accounts.command():
        envelopes.prepare_to_write([case])
        for level in levels:
            collection.note(case, WORDS[level], kind="contact" if level else "", level=level)


def asked_by(kind: str, case: Case) -> Wanted:
    to = making.recipient(case.controller, kind, name="A recipient", country="FI")
    return wanted(to, ("case.status", rules.NOTES), **COURT)


def why_not(case: Case, asked: Wanted) -> str:
    try:
        disclosures.preview(case=case, wanted=asked, at=timezone.now())
    except disclosures.NotAllowed as refusal:
        return str(refusal.code)
    return ""


def opened(case: Case) -> LegalFile:
    matter = filing.Matter("dispute", "Goods", "A court", "L 1")
    return filing.open_on(case=case, matter=matter, by=uuid4(), at=timezone.now())


def keeper() -> keeping.Keeper:
    return keeping.Keeper(by=uuid4(), at=timezone.now(), why="Proof")


def document(file: LegalFile, level: str) -> LegalFileItem:
    content = BytesIO(b"%PDF-1")
    return keeping.keep_document(file=file, name="D", content=content, size=6, level=level, keeper=keeper())


@row("a note or document that is kept without what it is about and how confidential it is")
class TestWriting:
    def test_asks_for_both(self, case: Case) -> None:
        hanna = accounts.client_of(accounts.member(Role.HANDLER))
        page = f"/handler/cases/{case.reference}/"
        for unsaid in ({"kind": "work"}, {"level": "normal"}, {"kind": "work", "level": "secret"}):
            hanna.post(f"{page}notes/", {"text": "Called.", **unsaid})
        assert not Note.objects.exists()
        hanna.post(f"{page}notes/", {"text": "Called.", "kind": "work", "level": "confidential"})
        assert Note.objects.values_list("kind", "level").get() == ("work", "confidential")
        assert "Work on the case · confidential" in hanna.get(page).content.decode()

    @pytest.mark.parametrize(("kind", "level"), [("", ""), ("work", ""), ("", "normal"), ("work", "secret")])
    def test_is_refused_by_the_service(self, case: Case, kind: str, level: str) -> None:
        with acting.hanna(), pytest.raises(notes.NotClassified):
            notes.add(case=case, text="Called.", kind=kind, level=level, by=uuid4(), at=timezone.now())

    def test_is_whole_in_the_database(self, case: Case) -> None:
        noted(case, Level.NORMAL)
        for half in ({"kind": ""}, {"level": ""}, {"level": "secret"}):
            with accounts.command():
                envelopes.prepare_to_write([case])
                with pytest.raises(IntegrityError, match="is_classified_whole"), transaction.atomic():
                    Note.objects.update(**half)

    @pytest.mark.parametrize("level", ["", "secret"])
    def test_asks_it_of_documents(self, case: Case, level: str) -> None:
        with acting.hanna(Purpose.LEGAL_CLAIM):
            file = opened(case)
            with pytest.raises(keeping.NotKept, match="how confidential"):
                document(file, level)
        lena = accounts.client_of(accounts.member(Role.LEGAL_COUNSEL))
        page = lena.get(f"/handler/legal-files/{file.reference}/").content.decode()
        assert "How confidential is it?" in page


class TestWhatNobodyHasClassified:
    @row("a note that nobody has classified in what goes to a court or an authority")
    @pytest.mark.parametrize("kind", WITH_NOTES)
    def test_leaves_to_nobody(self, case: Case, kind: str) -> None:
        noted(case, Level.NORMAL, "")
        with acting.hanna():
            assert refused(case, asked_by(kind, case)) == "unclassified"
        assert "Not looked at" not in str(vars(accounts.recorded(events.DISCLOSURE_REFUSED)[-1]))

    @row("a classified note that cannot leave, or one that is too confidential for its recipient")
    @pytest.mark.parametrize(
        ("kind", "leaves"),
        [("court", {"normal", "confidential"}), ("adviser", {"normal", "confidential"}), ("enforcement", {"normal"})],
    )
    def test_does_not_keep_the_classified_from_leaving(self, case: Case, kind: str, leaves: set[str]) -> None:
        noted(case, *Level.values)
        with acting.hanna():
            left = disclosures.preview(case=case, wanted=asked_by(kind, case), at=timezone.now())
        said = {each["value"] for each in left if each["field"] == disclosable.NOTE}
        assert said == {WORDS[level] for level in leaves}

    @row("a note in what a client or a company of the group gets")
    def test_is_no_matter_of_clients_at_all(self) -> None:
        without = set(RecipientKind) - set(WITH_NOTES)
        assert without >= {"creditor", "successor", "group", "credit_bureau", "processor", "representative"}
        assert set(rules.LEVELS_FOR) == set(WITH_NOTES)
        assert all(Level.SPECIAL not in levels for levels in rules.LEVELS_FOR.values())

    @row("a note that nobody has classified in a file for the court, or a document of it that is downloaded")
    def test_stays_out_of_legal_files(self, case: Case) -> None:
        noted(case, Level.CONFIDENTIAL, "")
        with acting.hanna(Purpose.LEGAL_CLAIM):
            file = opened(case)
            copies = [each for each in legal_files.copyable(case) if each.kind == KeptAs.NOTE]
            with pytest.raises(keeping.NotKept, match="how confidential"):
                keeping.keep_rows(file=file, copies=copies, keeper=keeper())
            (item,) = keeping.keep_rows(file=file, copies=[each for each in copies if each.level], keeper=keeper())
            assert item.level == Level.CONFIDENTIAL
            pdf = document(file, Level.NORMAL)
            before = LegalFileItem.objects.create(
                envelope_id=file.envelope_id, legal_file=file, kind=KeptAs.DOCUMENT, why="Proof", file=pdf.file,
                kept_by=uuid4(), kept_at=timezone.now(),
            )  # fmt: skip
        lena = accounts.client_of(accounts.member(Role.LEGAL_COUNSEL))
        address = f"/handler/legal-files/{file.reference}/items"
        answer = lena.get(f"{address}/{pdf.pk}/")
        assert (answer.getvalue(), answer["Content-Type"]) == (b"%PDF-1", "application/pdf")
        refused_one = lena.get(f"{address}/{before.pk}/", follow=True)
        assert "Nobody has said how confidential this document is" in refused_one.content.decode()

    @row("no list of what nobody has classified, or no way to mend it")
    def test_stands_in_a_list_until_somebody_has(self, case: Case) -> None:
        noted(case, Level.NORMAL, "")
        hanna = accounts.client_of(accounts.member(Role.HANDLER))
        address = f"/handler/cases/{case.reference}/notes/{Note.objects.get(level='').pk}/"
        listed = hanna.get("/handler/notes/unclassified/").content.decode()
        assert address in listed
        assert 'href="/handler/notes/unclassified/"' in hanna.get("/handler/").content.decode(), "the way to it"
        assert str(Note.objects.get(level=Level.NORMAL).pk) not in listed
        assert "not classified" in hanna.get(f"/handler/cases/{case.reference}/").content.decode()
        assert "Not looked at." in hanna.get(address).content.decode()
        assert hanna.post(address, {"kind": "", "level": "normal"}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        hanna.post(address, {"kind": NoteKind.OBJECTION, "level": Level.NORMAL})
        assert address not in hanna.get("/handler/notes/unclassified/").content.decode()
        (event,) = accounts.recorded(events.NOTE_CLASSIFIED)
        assert (event.reference, event.reason) == (case.reference, "normal")
        with acting.hanna():
            assert why_not(case, asked_by("court", case)) == ""

    def test_of_another_case_is_not_there(self, case: Case) -> None:
        noted(case, "")
        with accounts.command():
            other = collection.case_file(case.controller, [collection.debtor(case.controller, "Bo Berg")])
        hanna = accounts.client_of(accounts.member(Role.HANDLER))
        address = f"/handler/cases/{other.reference}/notes/{Note.objects.get().pk}/"
        assert hanna.get(address).status_code == HTTPStatus.NOT_FOUND
