"""Making a copy: what is in it, in which form, and what happens when something goes wrong on the way."""

import json
import re
import zipfile
from io import BytesIO
from typing import Any

import jsonschema
import pytest
from django.db.models import CharField, Q
from django.utils import timezone
from pypdf import PdfReader

from collections_app.models import Debtor
from personal_data import catalogue, envelopes
from personal_data.models import BlockKind, Envelope, SealedFile
from personal_data.services import blocks
from privacy import tasks
from privacy.models import AccessCopy, CopyState, LetterKind, RequestStatus, SentBy
from privacy.policies import copy_scope
from privacy.policies.others_words import OthersWords
from privacy.selectors import held_rows, packs
from privacy.services import copy_assembly, copy_document, copy_schema, letters
from tests.factories import accounts, acting
from tests.privacy.copies.asking import contents, made, ordered, part, text
from tests.privacy.copies.people import BOS_SECRETS, NOW, SOUND, Cast, cast, earlier_request, sign_in_letter

pytestmark = pytest.mark.django_db


def _row(row: str) -> pytest.MarkDecorator:
    return pytest.mark.requirement(row, breaks="a copy that lacks one of the facts of art. 15(1) and 15(2)")


def _letters(said: str) -> str:
    """A sentence without what a line break may change: spaces and hyphens."""
    return re.sub(r"[\s\u00ad-]", "", said)


def zipped(copy: AccessCopy) -> zipfile.ZipFile:
    return zipfile.ZipFile(BytesIO(part(copy, "application/zip")))


NOBODY_ELSE = OthersWords(b"", theirs=frozenset(), own=frozenset())


def filled(model: type[Any], people: Cast) -> Any:
    """A row of a table with something in every declared field; it is not saved, so nothing limits what it may say."""
    row = model(envelope_id=people.anna.envelope_id)
    for column in catalogue.columns():
        if column.model is model:
            setattr(row, column.name, "something")
    return row


def says_something(column: catalogue.Column, people: Cast) -> bool:
    """Whether a row of Anna's holds anything in a column."""
    rows = column.model._default_manager.filter(envelope__parts__subject=people.anna.subject)
    is_text = isinstance(column.model._meta.get_field(column.name), CharField)
    empty = Q(**{column.name: ""}) if is_text else Q(**{f"{column.name}__isnull": True})
    return rows.exclude(empty).exists()


def every_datum(found: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        datum
        for record in found["records"]
        for entry in record["entries"]
        for datum in [*entry["data"], *entry["former"]]
    ]


class TestTheJson:
    @pytest.mark.requirement("OPR-60", breaks="a copy without a file for programs, or one that its schema refuses")
    def test_keeps_to_the_published_schema(self, everything: Cast) -> None:
        sign_in_letter(everything)
        schema = json.loads(copy_schema.text())
        jsonschema.Draft202012Validator.check_schema(schema)
        checks = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
        found = contents(made(everything))
        assert [error.message for error in checks.iter_errors(found)] == []
        assert list(checks.iter_errors({**found, "surprise": 1})), "what the schema does not know is refused"

    @pytest.mark.requirement("INTRUM-124", breaks="naming a category where the register names who received data")
    def test_names_who_received_data(self, everything: Cast) -> None:
        copy = made(everything)
        (line,) = contents(copy)["disclosures"]
        assert (line["recipient"], line["legal_basis"], line["data"]) == ("Hyllan Möbler AB", "6(1)(f)", ["Namn"])
        assert "Hyllan Möbler AB" in text(copy)

    def test_says_what_is_held_with_its_end(self, people: Cast) -> None:
        found = contents(made(people))
        held = {datum["field"]: datum for datum in every_datum(found)}
        assert held["debtor.name"]["value"] == "Anna Andersson"
        assert held["claim.amount_minor"]["meaning"] == "1\xa0299,00\xa0kr"
        assert held["case.status"]["meaning"] == "öppet"
        case = next(each for each in found["records"] if each["reference"] == people.alone.reference)
        assert case["erasure"]["rule"] == "case_file.notice"
        assert "36 månader" in case["erasure"]["ground"]
        assert case["erasure"]["kept_by"] == ["wish"]

    def test_says_every_fact_of_the_law(self, people: Cast) -> None:
        found = contents(made(people))
        pack = packs.pack_of(people.controller)
        assert {each["says"] for each in found["recipients"]} == {each.text.read("sv").says for each in pack.recipients}
        assert {each["right"] for each in found["rights"]} >= {"access", "rectification", "erasure", "objection"}
        assert found["complaint"]["authority"] == "Integritetsskyddsmyndigheten (IMY)"
        assert {each["source"] for each in found["sources"]} >= {"creditor", "agency", "recording_system"}
        bases = {basis["article"] for purpose in found["purposes"] for basis in purpose["legal_bases"]}
        assert bases >= {"GDPR art. 6(1)(c)"}
        assert found["transfers"]["says"]
        assert found["automated_decisions"] is None
        assert "Inget beslut om dig fattas enbart av en maskin" in text(made(people))

    def test_lists_who_has_looked_by_role(self, people: Cast) -> None:
        hanna = accounts.member("handler", name="Hanna Handlersson")
        with acting.access.context(actor=acting.access.Actor("staff", hanna.pk), purpose=acting.Purpose.COLLECTION,
                                   channel="web"):  # fmt: skip
            envelopes.open([people.alone])
        copy = made(people)
        looks = [each for each in contents(copy)["access_log"] if each["who"] == ["handläggare"]]
        assert (looks[0]["purpose"], looks[0]["cases"]) == ("collection", [people.alone.reference])
        assert "Handlersson" not in json.dumps(contents(copy)) + text(copy)


class TestEveryDeclaredField:
    """Whoever declares a new field decides: it is in the copy, or it is excused with a ground."""

    @pytest.mark.requirement("INTRUM-131", breaks="a declared field that is neither in the copy nor excused")
    def test_is_shown_or_excused(self, people: Cast) -> None:
        reader = held_rows.Reader(
            people.anna.subject, held_rows.Contents(), is_shared=False, others=NOBODY_ELSE, at=NOW
        )
        shown = {
            f"{model._meta.label_lower}.{datum.field.partition('.')[2]}"
            for model in held_rows.shown_models()
            for datum in reader.row(filled(model, people)).data
        }
        missing = {
            f"{column.model._meta.label_lower}.{column.name}"
            for column in catalogue.columns()
            if column.model._meta.label_lower not in copy_scope.EXCUSED_TABLES
        } - shown
        assert missing == set()

    def test_with_something_in_it_is_in_the_file(self, everything: Cast) -> None:
        written = {
            f"{column.model._meta.model_name}.{column.name}"
            for column in catalogue.columns()
            if column.model._meta.label_lower not in copy_scope.EXCUSED_TABLES
            if says_something(column, everything)
        }
        assert len(written) > 100, "the cast has something to say almost everywhere"
        shown = {datum["field"] for datum in every_datum(contents(made(everything)))}
        assert written - shown == set()

    def test_excuses_name_tables_that_are_there(self) -> None:
        labels = {column.model._meta.label_lower for column in catalogue.columns()}
        assert set(copy_scope.EXCUSED_TABLES) <= labels
        assert all(str(ground) for ground in copy_scope.EXCUSED_TABLES.values())


class TestAnotherPerson:
    def test_is_in_no_part(self, people: Cast) -> None:
        copy = made(people)
        with zipped(copy) as package:
            originals = b"".join(package.read(name) for name in package.namelist())
        everywhere = json.dumps(contents(copy), ensure_ascii=False) + text(copy) + originals.decode("latin-1")
        assert [secret for secret in BOS_SECRETS if secret in everywhere] == []
        assert {each["reason"] for each in contents(copy)["withheld"]} == {"another_person"}
        assert "GDPR art. 15(4)" in text(copy)


class TestEachController:
    """The five notices: the same request, each answered with the facts that this controller has published."""

    @pytest.mark.parametrize(
        "reference",
        [
            pytest.param("AMILI", marks=_row("AMILI-37")),
            pytest.param("INTRUM", marks=[_row(f"INTRUM-{number}") for number in range(122, 131) if number != 124]),
            pytest.param("ALMI", marks=_row("ALMI-72")),
            "AXACTOR",
            pytest.param("OPR", marks=_row("OPR-59")),
        ],
    )
    def test_answers_with_its_own_facts(self, db: None, reference: str) -> None:
        people = cast(reference)
        with acting.hanna(acting.Purpose.SUBJECT_REQUEST):
            copy = made(people, language="en")
            found, said = contents(copy), " ".join(text(copy).split())
        checks = jsonschema.Draft202012Validator(json.loads(copy_schema.text()))
        assert [error.message for error in checks.iter_errors(found)] == []
        pack = packs.pack_of(people.controller)
        told = [str(each.text.read("en")) for each in (*pack.recipients, *pack.rights)]
        told += [str(each.text.read("en")) for each in pack.sources if each.source in {"creditor", "agency"}]
        told += [str(fact["says"]) for fact in [*found["purposes"], *found["categories"]]]
        told += [pack.transfers.text.read("en").says, *(route.text.read("en").says for route in pack.transfers.routes)]
        told += [found["automated_decisions"]["says"]] if found["automated_decisions"] else []
        told += [each["erasure"]["says"] for each in found["records"]]
        told += [found["complaint"]["authority"], found["complaint"]["court"], "Anna Andersson"]
        assert [each for each in told if _letters(each) not in _letters(said)] == []
        assert found["purposes"]
        assert found["categories"]
        assert found["controller"]["notice_version"]["sha256"] == pack.notice.versions[-1].sha256


class TestTheZip:
    def test_has_pdf_json_and_the_originals(self, people: Cast) -> None:
        earlier_request(people)
        copy = made(people)
        with zipped(copy) as package:
            assert package.testzip() is None
            names = package.namelist()
            assert names[:2] == [f"{copy.request.reference}.pdf", f"{copy.request.reference}.json"]
            sound = next(name for name in names if name.endswith("call-recording.wav"))
            assert package.read(sound) == SOUND
            assert json.loads(package.read(names[1])) == contents(copy)
            told = {file["name"] for record in contents(copy)["records"] for entry in record["entries"]
                    for file in entry["files"] if file["name"]}  # fmt: skip
            assert set(names[2:]) == told
        assert not any("Anna" in name for name in names)

    def test_leaves_out_a_working_code(self, people: Cast) -> None:
        sign_in_letter(people)
        copy = made(people)
        with zipped(copy) as package:
            assert not [name for name in package.namelist() if "portal-code" in name]
        assert "working_code" in {each["reason"] for each in contents(copy)["withheld"]}


class TestThePdf:
    def test_is_tagged_and_speaks_the_persons_language(self, people: Cast) -> None:
        reader = PdfReader(BytesIO(part(made(people), "application/pdf")))
        root = reader.trailer["/Root"]
        assert root["/Lang"] == "sv-SE"
        assert root["/MarkInfo"]["/Marked"]
        assert "pdfuaid" in root["/Metadata"].get_object().get_data().decode()
        assert reader.metadata is not None
        assert reader.metadata.title == "En kopia av dina personuppgifter"

    def test_speaks_english_too(self, people: Cast) -> None:
        said = text(made(people, language="en"))
        assert "What we hold about you" in said
        assert not re.search(r"\b(uppgifter|ärende)\b", said)

    def test_is_written_for_somebody_without_an_address(self, people: Cast) -> None:
        envelopes.open([people.anna])
        people.anna.address = None
        people.anna.save()
        assert "vi känner inte till någon adress" in text(made(people))


class TestTheAnswer:
    def test_is_there_at_once_for_who_asked_in_the_portal(self, people: Cast) -> None:
        copy = made(people)
        request = copy.request
        request.refresh_from_db()
        assert (request.status, request.answered_at) == (RequestStatus.ANSWERED, NOW)
        letter = request.letters.get(kind=LetterKind.ANSWER)
        assert letter.sent_by == SentBy.PORTAL
        said = " ".join(p.extract_text() for p in PdfReader(BytesIO(b"".join(letters.read(letter)))).pages)
        assert request.reference in said

    def test_waits_for_the_post_otherwise(self, people: Cast) -> None:
        request = made(people, channel="letter").request
        request.refresh_from_db()
        assert request.status == RequestStatus.DECIDED
        assert request.letters.get(kind=LetterKind.ANSWER).sent_at is None


class TestTheWorker:
    def test_makes_it_once(self, people: Cast) -> None:
        copy = made(people)
        assert not copy_assembly.assemble(reference=copy.request.reference, at=NOW)
        assert Envelope.objects.filter(record_class="access_copy").count() == 1
        assert SealedFile.objects.filter(envelope_id=copy.package).count() == 3
        assert copy.request.letters.count() == 1

    def test_leaves_nothing_half_done(self, people: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
        copy = ordered(people)

        def dies(*_: Any, **__: Any) -> bytes:
            raise SystemExit

        with monkeypatch.context() as patch:
            patch.setattr(copy_document, "render", dies)
            with pytest.raises(SystemExit):
                copy_assembly.assemble(reference=copy.request.reference, at=NOW)
        assert not Envelope.objects.filter(record_class="access_copy").exists()
        copy.refresh_from_db()
        assert (copy.state, copy.package) == (CopyState.ORDERED, None)

    def test_that_was_lost_is_replaced(self, people: Cast) -> None:
        copy = ordered(people)
        AccessCopy.objects.update(ordered_at=timezone.now())
        tasks.tend_copies()
        copy.refresh_from_db()
        assert copy.state == CopyState.ORDERED, "somebody may be making it"
        AccessCopy.objects.update(ordered_at=NOW - 2 * copy_assembly.LOST_AFTER)
        tasks.tend_copies()
        copy.refresh_from_db()
        assert copy.state == CopyState.READY

    def test_gets_a_reference_and_nothing_about_the_person(self, people: Cast) -> None:
        copy = ordered(people)
        sent: list[Any] = []
        tasks.assemble_copy.apply_async = lambda args, **options: sent.append((args, options))
        try:
            assert tasks.hand_over(copy.request.reference)
        finally:
            del tasks.assemble_copy.apply_async
        assert sent == [([copy.request.reference], {"retry": False})]

    def test_makes_one_of_what_is_left(self, people: Cast) -> None:
        blocks.place(
            kind=BlockKind.NEED_TO_KNOW, reason_code="protected", envelopes=[people.anna.envelope_id],
            allowed=[acting.Purpose.SUPERVISION],
        )  # fmt: skip
        found = contents(made(people))
        assert {datum["value"] for datum in every_datum(found) if datum["field"].startswith("debtor.")} == {None}
        assert Debtor.objects.filter(pk=people.anna.pk).exists()
