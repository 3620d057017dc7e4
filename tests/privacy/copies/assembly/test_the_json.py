"""The JSON of a copy: the published schema, every fact, each controller's own."""

import json
import re

import jsonschema
import pytest
from django.utils import timezone

from personal_data import envelopes
from personal_data.models import SuppressionReason
from personal_data.services import suppression
from privacy.selectors import packs
from privacy.services.copies import schema as copy_schema
from tests.factories import accounts, acting
from tests.privacy.copies.asking import contents, made, text
from tests.privacy.copies.assembly.reading import every_datum, zipped
from tests.privacy.copies.people import BOS_SECRETS, Cast, cast, sign_in_letter

pytestmark = pytest.mark.django_db


def _row(row: str) -> pytest.MarkDecorator:
    return pytest.mark.requirement(row, breaks="a copy that lacks one of the facts of art. 15(1) and 15(2)")


def _letters(said: str) -> str:
    """A sentence without what a line break may change: spaces and hyphens."""
    return re.sub(r"[\s\u00ad-]", "", said)


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

    def test_tells_of_the_keyed_note_that_outlives_everything_else(self, people: Cast) -> None:
        with acting.hanna(acting.Purpose.SUBJECT_REQUEST) as here:
            suppression.enter_person(
                subject=people.anna.subject,
                reason=SuppressionReason.MARKETING_OBJECTION,
                by=here.actor.id,
                at=timezone.now(),
                reference="R-2026-000077",
            )
        copy = made(people)
        (note,) = contents(copy)["suppression"]
        assert (note["reason"], note["law"], note["reference"]) == (
            "marketing_objection",
            "GDPR art. 21(3)",
            "R-2026-000077",
        )
        assert "direktreklam" in note["says"]
        assert _letters(note["says"]) in _letters(text(copy))


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
        told += [f"{basis['article']}: {basis['says']}" for each in found["purposes"] for basis in each["legal_bases"]]
        if found["automated_decisions"]:
            machine = pack.automated_decisions
            facts = (machine.text, machine.logic, *machine.inputs, machine.significance, machine.human_review)
            told += [each.read("en").says for each in facts if each is not None]
        told += [each["erasure"]["says"] for each in found["records"]]
        told += [found["complaint"]["authority"], found["complaint"]["court"], "Anna Andersson"]
        assert [each for each in told if _letters(each) not in _letters(said)] == []
        assert found["purposes"]
        assert all(each["legal_bases"] for each in found["purposes"])
        if reference == "INTRUM":
            graded = found["automated_decisions"]
            assert all(graded[each] for each in ("says", "logic", "inputs", "significance", "human_review"))
        assert found["categories"]
        assert found["controller"]["notice_version"]["sha256"] == pack.notice.versions[-1].sha256
