"""A certificate as an authority reads it: in one language, that of the controller, from the same signed file."""

import json
import re
from io import BytesIO
from uuid import uuid4

import pytest
from django.utils import timezone, translation
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from accounts.roles import Role as StaffRole
from collections_app.record_classes import LEDGER_ENTRY
from config import catalogues
from personal_data import envelopes, record_classes
from personal_data.models import BlockKind, Controller, Role, SuppressionReason
from personal_data.services import blocks, suppression
from retention.models import Certificate, Leftover, RetentionRule, RunState
from retention.policies import verifying
from retention.services import certificate_letters, certificate_words, proving, runs
from retention.services.certificate_words import Words
from tests.collections_app.letters.conftest import read_back
from tests.factories import accounts, collection, retention
from tests.retention.proof.conftest import ADDRESS, EMAIL, NAME, NUMBER, PHONE

LANGUAGES = ("sv", "nb", "fi", "da")
# What is written alike in English: technical names, how laws are cited, months, and words of a common root.
ALIKE = {"bokföringslagen", "kap", "gdpr", "json", "sha", "rfc", "utc"}
MONTHS = {"jan", "feb", "apr", "april", "jun", "jul", "aug", "august", "sep", "september", "okt", "nov", "november",
          "dec", "december"}  # fmt: skip
COMMON = {
    "sv": {"person", "program", "pseudonym", "system", "cache", "under", *MONTHS},
    "nb": {"person", "program", "pseudonym", "for", "over", "under", *MONTHS},
    "fi": set(),
    "da": {"person", "program", "pseudonym", "for", "over", "under", "reference", *MONTHS},
}


@pytest.fixture
def certificate(amili: Controller) -> Certificate:
    """A run by two members of staff, after which much stays: books, books past their day, somebody with that telephone,
    the controller that answers it, and an entry in the suppression list."""
    proposer, approver = accounts.member(StaffRole.RECORDS_OFFICER), accounts.member(StaffRole.PRIVACY_OFFICER)
    with accounts.command():
        debtor = collection.debtor(amili, NAME, identity_number=NUMBER, phone=PHONE, email=EMAIL, address=ADDRESS)
        retention.close(collection.case_file(amili, [debtor]), retention.months_ago(36))
        books = [
            envelopes.create(
                controller=amili,
                record_class=LEDGER_ENTRY,
                subjects=[(debtor.subject, Role.DEBTOR)],
                trigger_on=retention.months_ago(months),
            )
            for months in (37, 120)
        ]
        blocks.place(kind=BlockKind.HOLD, reason_code="court", envelopes=[books[1].id])
        at = timezone.now()
        run = runs.propose(controller=amili, by=proposer.pk, at=at)
        runs.approve(run=run, by=approver.pk, at=at)
        runs.execute(run=run, by=proposer.pk, at=at)
        collection.debtor(amili, "Bo Berg", phone=PHONE)
        found_by = suppression.of_values(amili.pk, [("email", EMAIL)])
        suppression.enter(
            controller=amili, reason=SuppressionReason.MISTAKEN_IDENTITY, found_by=found_by, by=uuid4(), at=at
        )
        Controller.objects.filter(pk=amili.pk).update(phone=PHONE)
        made = proving.prove(proving.act_of_run(run), at=timezone.now())
    assert made is not None, list(Leftover.objects.values_list("place", "kind"))
    return made


def read_in(certificate: Certificate, language: str) -> bytes:
    Controller.objects.filter(pk=certificate.act.controller_id).update(language=language)
    return certificate_letters.as_pdf(Certificate.objects.select_related("act__controller").get(pk=certificate.pk))


def words_of(text: str) -> set[str]:
    """Words of three letters and more; references, hashes and codes of a key are no words."""
    without = re.sub(r"\b(?=[\w-]*\d)[\w-]+\b", " ", text.lower())
    return set(re.findall(r"[^\W\d_]{3,}", without))


def flat(text: str) -> str:
    """The text as one line, however the columns break it."""
    return " ".join(text.replace("\xa0", " ").split())


@pytest.mark.django_db
class TestTheDocument:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_has_no_word_of_english(self, certificate: Certificate, language: str) -> None:
        english = words_of(read_back(read_in(certificate, "en")).text)
        assert {"proposed", "officer", "bookkeeping", "log", "sealed", "ledger", "program"} <= english
        sender = certificate.act.controller
        names = words_of(f"{sender.name} {sender.postal_address} {sender.privacy_contact} Visma")
        spoken = words_of(read_back(read_in(certificate, language)).text)
        assert len(spoken) > 100
        assert (spoken & english) - names - ALIKE - COMMON[language] == set()

    @pytest.mark.parametrize(
        ("language", "told"),
        [
            ("en", ("Certificate of erasure", "Proposed 1 Records officer", "Approved 2 Privacy officer",
                    "Checked 3 The program itself", "Log of erasures", "GDPR art. 17(3), 18")),
            ("sv", ("Raderingsintyg", "Föreslagen 1 Arkivansvarig", "Godkänd 2 Dataskyddshandläggare",
                    "Kontrollerad 3 Programmet självt", "Raderingslogg", "Artikel 17.3 och 18 i GDPR")),
            ("nb", ("Sletteattest", "Foreslått 1 Arkivansvarlig", "Godkjent 2 Personvernmedarbeider",
                    "Kontrollert 3 Programmet selv", "Slettelogg", "GDPR artikkel 17 nr. 3 og artikkel 18")),
            ("fi", ("Poistotodistus", "Ehdotettu 1 Arkistovastaava", "Hyväksytty 2 Tietosuoja-asiantuntija",
                    "Tarkistettu 3 Ohjelma itse", "Poistoloki",
                    "Tietosuoja-asetuksen 17 artiklan 3 kohta ja 18 artikla")),
            ("da", ("Sletteattest", "Foreslået 1 Arkivansvarlig", "Godkendt 2 Databeskyttelsesmedarbejder",
                    "Kontrolleret 3 Programmet selv", "Slettelog", "GDPR artikel 17, stk. 3, og artikel 18")),
        ],
    )  # fmt: skip
    def test_tells_steps_roles_and_what_stays_and_is_tagged(
        self, certificate: Certificate, language: str, told: tuple[str, ...]
    ) -> None:
        paper = read_back(read_in(certificate, language))
        assert [each for each in told if each not in flat(paper.text)] == []
        assert paper.language == f"{language}-SE"
        assert paper.is_marked
        assert "pdfuaid" in paper.metadata
        assert {"/Table", "/TH", "/TD", "/H1", "/H2"} <= set(paper.tags)
        with translation.override(language):
            for each in json.loads(certificate.document)["certificate"]["check"]["remainders"]:
                assert flat(certificate_words.stored(each["ground"]).text.replace("-", "")) in flat(
                    paper.text.replace("-", "")
                )

    def test_leaves_the_signed_file_as_it_is(self, certificate: Certificate) -> None:
        file = certificate.document.encode()
        papers = {read_in(certificate, language) for language in ("en", *LANGUAGES)}
        assert len(papers) == 5
        certificate.refresh_from_db()
        assert certificate.document.encode() == file
        said = verifying.verify(file, bytes(certificate.public_key))
        assert {each["step"] for each in said["act"]["steps"]} <= set(RunState.values)
        assert "Past its day: a hold, a restriction or a request keeps it, or the next run takes it" in {
            each["ground"] for each in said["check"]["remainders"]
        }
        assert all(verifying.fingerprint(file) in read_back(each).text.replace("\n", "") for each in papers)

    def test_writes_dates_and_numbers_as_the_language_does(self, certificate: Certificate) -> None:
        content = json.loads(certificate.document)
        content["certificate"]["check"]["places"] = 1_234_567
        content["certificate"]["act"]["steps"][0]["at"] = "2026-05-03T14:03:07Z"
        certificate.document = json.dumps(content)
        for language, number, moment in (
            ("en", "1,234,567", "3 May 2026, 14:03:07"),
            ("sv", "1 234 567", "3 maj 2026 14:03:07"),
            ("nb", "1 234 567", "3. mai 2026, 14:03:07"),
            ("fi", "1 234 567", "3.5.2026 14.03.07"),
            ("da", "1.234.567", "3. maj 2026 14.03.07"),
        ):
            certificate.act.controller.language = language
            text = flat(read_back(certificate_letters.as_pdf(certificate)).text)
            assert number in text
            assert moment in text

    def test_marks_what_nobody_has_translated_with_its_language(self, certificate: Certificate) -> None:
        own = "Kept by a custom of ours"
        file = certificate.document.replace("The log of erasures, without names", own)
        for language, marked in (("fi", {"en", "sv"}), ("sv", {"en"}), ("en", {"sv"})):
            certificate.document, certificate.act.controller.language = file, language
            content = certificate_letters.as_pdf(certificate)
            assert own in flat(read_back(content).text)
            assert languages_within(content) - {language, f"{language}-SE"} == marked


def languages_within(content: bytes) -> set[str]:
    """The languages that pieces of a document say they are in, as tags or where they stand on the page."""
    reader = PdfReader(BytesIO(content))
    pages = [page.get_contents().get_data() for page in reader.pages]
    on_pages = {each.decode() for page in pages for each in re.findall(rb"/Lang\s*\(([^)]*)\)", page)}
    objects = (reader.get_object(number) for number in range(1, len(reader.xref[0]) + 1))
    return on_pages | {str(each["/Lang"]) for each in objects if isinstance(each, DictionaryObject) and "/Lang" in each}


class TestTheWords:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_of_every_step_role_class_and_ground_are_there(self, language: str) -> None:
        catalogue, missing = catalogues.read(language), []
        paths = {
            path for each in (*catalogues.CERTIFICATE, "*/record_classes.py") for path in catalogues.matching(each)
        }
        paths |= set((catalogues.ROOT / "retention" / "rules").glob("*.toml"))
        for path in sorted(paths):
            for text, context in catalogues.messages(path):
                known = catalogue.get(text, context)
                if known is None or not known.string:
                    missing.append((path.name, text))
        assert missing == []

    def test_are_found_where_code_writes_them(self) -> None:
        known = {
            str(each.id)
            for each in catalogues.whole([p for c in catalogues.CERTIFICATE for p in catalogues.matching(c)])
        }
        assert {
            "The log of erasures, without names",
            "Needed by another record of a person, and goes with the last of them",
            "Sealed values of living records were not opened; their search tokens were compared.",
            "Keeper of pseudonyms",
            "abandoned",
        } <= known

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_of_every_code_are_told_in_the_language(self, language: str) -> None:
        with translation.override(language):
            told = [
                *map(certificate_words.step, RunState.values),
                *map(certificate_words.role, (*StaffRole.values, "system")),
                *map(certificate_words.record_class, (each.name for each in record_classes.every())),
                *map(certificate_words.remainder, certificate_words.REMAINDERS),
            ]
        assert [each for each in told if each.language] == []

    def test_of_a_code_that_is_no_more_are_english(self) -> None:
        with translation.override("fi"):
            assert certificate_words.step("thrown_away") == Words("thrown away", "en")
            assert certificate_words.record_class("fax_roll") == Words("fax roll", "en")
        with translation.override("en"):
            assert certificate_words.role("archivist") == Words("archivist")

    def test_of_a_citation_are_the_law_s_own_and_the_notice_s_in_the_language(self) -> None:
        citation = "Privacy notice of the Almi group; preskriptionslagen (1981:130)"
        with translation.override("sv"):
            told = certificate_words.cited(citation, country="SE")
            assert told == [Words("Almikoncernens integritetspolicy"), Words("preskriptionslagen (1981:130)")]
        with translation.override("fi"):
            told = certificate_words.cited(citation, country="SE")
            assert told == [Words("Almi-konsernin tietosuojaseloste"), Words("preskriptionslagen (1981:130)", "sv")]
            assert certificate_words.cited("") == []
            assert certificate_words.stored("") == Words("")


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_published_rule_is_told_in_the_language(amili: Controller, language: str) -> None:
    """A rule as it stands in the database, since a certificate tells what was in force."""
    with translation.override(language):
        for rule in RetentionRule.objects.filter(controller=amili):
            assert certificate_words.stored(rule.ground).language == ""
            assert {each.language for each in certificate_words.cited(rule.citation, country="SE")} <= {
                "" if language == "sv" else "sv", ""
            }  # fmt: skip
