"""Letters as everybody can read them: the text, the tags, the language; complete or not at all."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from collections_app import letters
from collections_app.letters import kinds
from personal_data.values import Sealed
from tests.collections_app.letters.conftest import read_back

REQUIRED = sorted(kinds.find("portal_code", "en").required)


@pytest.fixture
def letter(settings: Any, tmp_path: Path) -> Callable[[str], str]:
    """A letter that a test writes itself, on the common letterhead."""
    (tmp_path / "letterhead").symlink_to(settings.LETTER_TEMPLATES / "letterhead")
    settings.LETTER_TEMPLATES = tmp_path

    def write(body: str) -> str:
        name = f"letter_{abs(hash(body))}"
        (tmp_path / name).mkdir()
        heading = '#import "/letterhead/letterhead.typ": *\n#show: letter\n'
        (tmp_path / name / "letter.typ").write_text(heading + body)
        (tmp_path / name / "required.toml").write_text("")
        (tmp_path / name / "en.toml").write_text('title = "A letter"')
        return name

    return write


def without(data: dict[str, Any], path: str) -> dict[str, Any]:
    """A copy of the data in which one element is empty."""
    copy = json.loads(json.dumps(data, default=str)) | {key: data[key] for key in ("date", "expires_on")}
    *parents, last = path.split(".")
    place = copy
    for each in parents:
        place = place[each]
    place[last] = [] if isinstance(place[last], list) else ""
    return copy


class TestWhatIsRead:
    def test_shows_recipient_code_and_dates_in_swedish(self, data: dict[str, Any]) -> None:
        text = read_back(letters.render("portal_code", data, language="sv")).text
        for part in ("Anna Åström", "113 29 Stockholm", "Din kod för att logga in", "7KQX-M2FD-9TRW-4HPN"):
            assert part in text
        assert "20 januari 2027" in text
        assert "Datum: 21 november 2026" in text
        assert "Sida 1 av 1" in text

    def test_shows_who_writes_with_company_number_and_contact(self, data: dict[str, Any]) -> None:
        text = read_back(letters.render("portal_code", data, language="en")).text
        assert "Prov Inkasso AB" in text
        assert "Organisation number: 559999-1238" in text
        assert "Data protection: dataskydd@prov.example" in text

    def test_puts_the_data_in_the_sentences(self, data: dict[str, Any]) -> None:
        text = read_back(letters.render("portal_code", data, language="en")).text
        assert "If you are not Anna Åström" in text
        assert "{" not in text

    @pytest.mark.parametrize("language", ["nb", "fi", "da", "de"])
    def test_is_english_throughout_where_the_words_are_not_there(self, data: dict[str, Any], language: str) -> None:
        shown = read_back(letters.render("portal_code", data, language=language))
        assert shown.text == read_back(letters.render("portal_code", data, language="en")).text
        assert shown.language == "en-SE"


class TestForEverybody:
    def test_says_its_language_and_title(self, data: dict[str, Any]) -> None:
        shown = read_back(letters.render("portal_code", data, language="sv"))
        assert (shown.language, shown.title, shown.author) == ("sv-SE", "Din kod för att logga in", "Prov Inkasso AB")

    def test_claims_pdf_ua_1(self, data: dict[str, Any]) -> None:
        shown = read_back(letters.render("portal_code", data, language="sv"))
        assert shown.is_marked
        assert shown.shows_title
        assert "<pdfuaid:part>1</pdfuaid:part>" in shown.metadata
        assert "<rdf:li>sv-SE</rdf:li>" in shown.metadata

    def test_tags_headings_and_lists(self, data: dict[str, Any]) -> None:
        tags = read_back(letters.render("portal_code", data, language="sv")).tags
        assert tags.count("/H1") == 1
        assert tags.count("/H2") == 3
        assert {"/L", "/LI", "/LBody", "/P"} <= set(tags)

    def test_tags_tables_with_their_headings(self, data: dict[str, Any], letter: Callable[[str], str]) -> None:
        name = letter('#listing((1fr, 1fr), ("What", "Until"), (("Case", "2027"), ("Call", "2026")))')
        tags = read_back(letters.render(name, data, language="en")).tags
        assert tags.count("/TH") == 2
        assert tags.count("/TD") == 4

    def test_numbers_the_pages_of_a_long_letter(self, data: dict[str, Any], letter: Callable[[str], str]) -> None:
        shown = read_back(letters.render(letter("#for n in range(90) { par[Line #n] }"), data, language="en"))
        assert shown.pages == 3
        assert "Page 3 of 3" in shown.text


class TestWhatDataCannotDo:
    @pytest.mark.parametrize(
        "name",
        [
            '#read("/etc/passwd")',
            "$x^2$ *bold* _slanted_ `code` <label> @reference",
            '#eval("1+1") #sys.inputs',
            '"); #panic("out")',
            "// a comment \\ a break ~ -- ... = heading",
            "{controller.phone} {code}",
            '\\u{41}"}{"data":1}',
        ],
    )
    def test_comes_out_as_text(self, data: dict[str, Any], name: str) -> None:
        data["recipient"]["name"] = name
        text = " ".join(read_back(letters.render("portal_code", data, language="en")).text.split())
        assert f"{name} Storgatan" in text
        assert f"If you are not {name}, or know" in text

    def test_turns_no_direction_and_hides_nothing(self, data: dict[str, Any]) -> None:
        data["recipient"]["name"] = "Anna\u202e\u200bSlev\x00"
        assert "AnnaSlev\n" in read_back(letters.render("portal_code", data, language="en")).text

    def test_shows_a_sign_for_letters_that_the_fonts_lack(self, data: dict[str, Any]) -> None:
        data["recipient"]["name"] = "王 Anna 😀 Åström"
        text = read_back(letters.render("portal_code", data, language="en")).text
        assert "\ufffd Anna \ufffd Åström" in text

    def test_writes_greek_and_cyrillic_names(self, data: dict[str, Any]) -> None:
        data["recipient"]["name"] = "Мария Παππά"
        assert "Мария Παππά" in read_back(letters.render("portal_code", data, language="en")).text

    def test_cannot_be_sealed(self, data: dict[str, Any]) -> None:
        data["recipient"]["name"] = Sealed(None, None, None, None)  # type: ignore[arg-type]
        with pytest.raises(TypeError, match="cannot write a Sealed"):
            letters.render("portal_code", data, language="en")


class TestWhatTemplatesCannotDo:
    @pytest.mark.parametrize("place", ["/etc/passwd", "../../../../../../etc/passwd", "/../etc/passwd"])
    def test_reads_nothing_outside_the_letters(
        self, data: dict[str, Any], letter: Callable[[str], str], place: str
    ) -> None:
        with pytest.raises(letters.CannotBeSet):
            letters.render(letter(f'#read("{place}")'), data, language="en")

    def test_says_which_letter_failed_and_not_what_it_says(
        self, data: dict[str, Any], letter: Callable[[str], str]
    ) -> None:
        name = letter('#panic("found " + data.recipient.name)')
        with pytest.raises(letters.CannotBeSet) as caught:
            letters.render(name, data, language="en")
        assert name in str(caught.value)
        assert "Anna" not in str(caught.value)
        assert caught.value.__cause__ is None
        assert caught.value.__context__ is None

    def test_knows_only_its_own_letters(self, data: dict[str, Any]) -> None:
        with pytest.raises(LookupError):
            letters.render("../letters/portal_code", data | {"code": "x"}, language="en")


class TestWhatMustBeThere:
    @pytest.mark.parametrize("path", REQUIRED)
    def test_is_not_written_without(self, data: dict[str, Any], path: str) -> None:
        with pytest.raises(letters.MissingElements) as caught:
            letters.render("portal_code", without(data, path), language="sv")
        assert caught.value.names == (path,)
        assert path in str(caught.value)
        assert "Anna" not in str(caught.value)

    def test_names_all_that_is_missing(self, data: dict[str, Any]) -> None:
        del data["recipient"]
        data["code"] = "  "
        with pytest.raises(letters.MissingElements) as caught:
            letters.render("portal_code", data, language="sv")
        assert set(caught.value.names) == {"recipient.name", "recipient.address", "code"}


def test_the_same_data_give_the_same_bytes(data: dict[str, Any]) -> None:
    assert letters.render("portal_code", data, language="sv") == letters.render("portal_code", data, language="sv")
