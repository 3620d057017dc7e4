"""The words of every letter, in every language that has them; and what the templates leave alone."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from collections_app.letters import completeness, kinds, wording

FOLDERS = sorted(path for path in Path(settings.LETTER_TEMPLATES).iterdir() if path.is_dir())
TRANSLATED = [path for folder in FOLDERS for path in sorted(folder.glob("??.toml")) if path.stem != "en"]
PACKAGES = ("privacy", "retention", "collections_app")


def shape(words: Any) -> Any:
    """What a translation must keep: names, places in the sentences, the number of sentences in a list."""
    if isinstance(words, dict):
        return {key: shape(each) for key, each in words.items()}
    if isinstance(words, list):
        return [shape(each) for each in words]
    return sorted(re.findall(r"\{[^}]*\}", words))


def read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


class TestWords:
    @pytest.mark.parametrize("path", TRANSLATED, ids=lambda path: f"{path.parent.name}-{path.stem}")
    def test_say_in_each_language_what_they_say_in_english(self, path: Path) -> None:
        assert shape(read(path)) == shape(read(path.with_name("en.toml")))

    @pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
    def test_are_complete_in_swedish(self, folder: Path) -> None:
        assert (folder / "sv.toml").is_file()

    @pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
    def test_have_no_place_that_could_stay_empty(self, folder: Path) -> None:
        required = read(FOLDERS[0].parent / "letterhead" / "required.toml") | read(folder / "required.toml")
        places = set(re.findall(r"\{([^}]*)\}", (folder / "en.toml").read_text()))
        assert places <= required.keys()


class TestTemplates:
    @pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
    def test_run_no_text_and_read_no_file(self, folder: Path) -> None:
        forbidden = re.compile(r"\b(eval|read|plugin|csv|yaml|xml|cbor|toml)\s*\(|@preview|@local")
        for path in folder.glob("*.typ"):
            assert not forbidden.search(path.read_text()), path.name

    def test_are_all_used(self) -> None:
        root = Path(settings.ROOT)
        code = "\n".join(path.read_text() for package in PACKAGES for path in (root / package).rglob("*.py"))
        assert [folder.name for folder in FOLDERS if f'"{folder.name}"' not in code] == []


class TestCompleteness:
    def test_looks_at_every_entry_of_a_list(self) -> None:
        data = {"refused": [{"reason": "a"}, {"reason": ""}, {}]}
        with pytest.raises(completeness.MissingElements) as caught:
            completeness.check("x", ["refused.*.reason"], data)
        assert caught.value.names == ("refused.1.reason", "refused.2.reason")

    def test_asks_for_at_least_one_entry(self) -> None:
        with pytest.raises(completeness.MissingElements) as caught:
            completeness.check("x", ["refused.*.reason"], {"refused": []})
        assert caught.value.names == ("refused.*.reason",)

    def test_takes_zero_for_an_answer(self) -> None:
        completeness.check("x", ["count"], {"count": 0})


class TestSpoken:
    def test_refuses_what_has_no_one_way_to_be_written(self) -> None:
        with pytest.raises(TypeError, match="float"):
            wording.spoken({"amount": 1.5}, "en")

    def test_keeps_line_breaks_and_soft_hyphens(self) -> None:
        assert wording.spoken("one\ntwo\u00ad", "en") == "one\ntwo\u00ad"


def test_there_is_no_letter_without_a_template() -> None:
    with pytest.raises(LookupError):
        kinds.find("letterhead", "en")
