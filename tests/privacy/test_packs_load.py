"""Packs as files: complete, strict, and refused by name when anything in them is wrong."""

import copy
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from personal_data.declaration import BY_NOTICE, Category
from personal_data.models import Controller
from privacy.policies.packs import checks, reading
from privacy.policies.packs.loading import parse
from privacy.policies.packs.pack import Pack
from privacy.policies.words import LANGUAGES, Words
from privacy.selectors import packs
from tests.fixtures import conformance

FILES = sorted(packs.PACKS_FOLDER.glob("*.toml"))
CONTENTS: dict[str, dict[str, Any]] = {path.name: tomllib.loads(path.read_text()) for path in FILES}
AMILI = CONTENTS["visma_amili_se.toml"]
Path_ = tuple[str | int, ...]


def _tables(part: Any, path: Path_ = ()) -> Iterator[Path_]:
    """The path of every table of a file, tables of texts too."""
    if isinstance(part, dict):
        yield path
        for key, value in part.items():
            yield from _tables(value, (*path, key))
    elif isinstance(part, list):
        for number, value in enumerate(part):
            yield from _tables(value, (*path, number))


def _at(content: Any, path: Path_) -> Any:
    for step in path:
        content = content[step]
    return content


def _mutated(change: Any, content: dict[str, Any] = AMILI) -> dict[str, Any]:
    changed = copy.deepcopy(content)
    change(changed)
    return changed


PLACES = [(name, path) for name, content in CONTENTS.items() for path in _tables(content)]


class TestEveryPack:
    @pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
    def test_loads(self, path: Path) -> None:
        pack = packs.read(path)
        assert packs.of_reference(pack.controller) == pack

    @pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
    def test_uses_rows_that_exist_and_counts_them_right(self, path: Path) -> None:
        pack, known = packs.read(path), conformance.rows()
        used = {row for _, item in checks.items(pack) for row in item.rows}
        assert pack.requirement_rows.known() == {
            row for row in known if row.split("-")[0] == pack.requirement_rows.prefix
        }
        assert used <= set(known)
        print(f"{path.stem}: {len(used)} of {pack.requirement_rows.count} rows are declared")
        assert len(used) == pack.requirement_rows.count

    @pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
    def test_declares_nothing_in_its_comments(self, path: Path) -> None:
        """``make conformance`` looks for ids in the text of a pack; all of them must stand on items."""
        code = [line.partition("#")[2] for line in path.read_text().splitlines()]
        assert not [line for line in code if any(row in line for row in conformance.rows())]

    def test_declares_each_category_that_the_product_may_hold(self) -> None:
        for pack in packs.every().values():
            held = {category for item in pack.categories for category in item.held_as}
            assert held | BY_NOTICE | {Category.STAFF} == set(Category), pack.controller

    def test_is_the_only_one_of_its_controller(self) -> None:
        assert len(packs.every()) == len(FILES)


class TestPackOf:
    def test_finds_the_pack_by_the_reference_of_the_controller(self) -> None:
        assert packs.pack_of(Controller(reference="AMILI")).controller == "AMILI"

    def test_says_which_file_is_missing(self) -> None:
        with pytest.raises(packs.NoPack, match=r'"NOBODY"; known are .*AMILI') as refused:
            packs.pack_of(Controller(reference="NOBODY"))
        assert refused.value.reference == "NOBODY"


class TestAFileThatIsWrong:
    def _refused(self, content: dict[str, Any], problem: type[Exception], where: str) -> None:
        with pytest.raises(problem) as refused:
            parse(content, "x.toml")
        assert type(refused.value) is problem
        assert isinstance(refused.value, reading.PackProblem)
        assert refused.value.where == f"x.toml: {where}"

    @settings(deadline=None, max_examples=60)
    @given(st.sampled_from(PLACES), st.text("abcdefghijklmnop_", min_size=12, max_size=20))
    def test_is_refused_by_the_name_of_the_key_that_nobody_knows(self, place: tuple[str, Path_], key: str) -> None:
        file, path = place
        content = _mutated(lambda changed: _at(changed, path).update({key: "x"}), CONTENTS[file])
        with pytest.raises(reading.UnknownKey) as refused:
            parse(content, file)
        assert refused.value.where.startswith(f"{file}: ")
        assert refused.value.where.endswith(key)

    @settings(deadline=None, max_examples=60)
    @given(st.data())
    def test_is_refused_by_the_name_of_the_part_that_is_missing(self, data: st.DataObject) -> None:
        file, path = data.draw(st.sampled_from(PLACES))
        key = data.draw(st.sampled_from(sorted(_at(CONTENTS[file], path))))
        content = _mutated(lambda changed: _at(changed, path).pop(key), CONTENTS[file])
        try:
            pack = parse(content, file)
        except reading.PackProblem as problem:
            where = problem.where
        else:
            # What may be left out is another pack than before.
            where = f"{file}: nothing" if pack != parse(CONTENTS[file], file) else "accepted without a difference"
        assert where.startswith(f"{file}: ")

    @settings(deadline=None, max_examples=60)
    @given(st.data())
    def test_is_refused_by_the_name_of_the_value_of_the_wrong_kind(self, data: st.DataObject) -> None:
        file, path = data.draw(st.sampled_from([(name, path) for name, path in PLACES if _at(CONTENTS[name], path)]))
        key = data.draw(st.sampled_from(sorted(_at(CONTENTS[file], path))))
        content = _mutated(lambda changed: _at(changed, path).update({key: 1.5}), CONTENTS[file])
        with pytest.raises((reading.WrongType, reading.UnknownValue)) as refused:
            parse(content, file)
        assert key in refused.value.where

    @pytest.mark.parametrize(
        ("change", "problem", "where"),
        [
            (
                lambda c: c["purposes"][0]["bases"][0].update(article="6(1)(z)"),
                "UnknownValue",
                "purposes[collection].bases[1].article",
            ),
            (lambda c: c["categories"][0].update(held_as=["horses"]), "UnknownValue", "categories[claim].held_as[1]"),
            (lambda c: c["categories"][0].update(rows=["AMILI-46"]), "UnknownRow", "categories[claim].rows"),
            (lambda c: c["categories"][0].update(rows=["INTRUM-05"]), "UnknownRow", "categories[claim].rows"),
            (lambda c: c["categories"][0].pop("rows"), "MissingPart", "categories[claim].rows"),
            (lambda c: c["categories"][0]["text"].pop("sv"), "MissingPart", "categories[claim].text.sv"),
            (lambda c: c["categories"][0]["text"].update(de="x"), "UnknownKey", "categories[claim].text.de"),
            (lambda c: c["categories"][0]["text"].update(sv=" "), "WrongType", "categories[claim].text.sv"),
            (lambda c: c["categories"].append(c["categories"][0]), "Contradiction", "categories[claim]"),
            (lambda c: c["categories"].pop(0), "UnknownReference", "purposes[collection].categories"),
            (lambda c: c["purposes"][0].update(lines=["mining"]), "UnknownReference", "purposes[collection].lines"),
            (lambda c: c["lines"][0].update(entities=["us"]), "UnknownReference", "lines[collection].entities"),
            (
                lambda c: c["transfers"]["routes"][0].update(recipients=["us"]),
                "UnknownReference",
                "transfers.routes[suppliers].recipients",
            ),
            (
                lambda c: c["transfers"]["routes"][0].update(safeguards=[]),
                "MissingPart",
                "transfers.routes[suppliers].safeguards",
            ),
            (lambda c: c["transfers"].update(policy="inside_eu"), "Contradiction", "transfers.routes"),
            (lambda c: c["purposes"][0].update(bases=[]), "MissingPart", "purposes[collection].bases"),
            (lambda c: c["purposes"][0]["bases"][0].pop("law"), "MissingPart", "purposes[collection].bases[1].law"),
            (
                lambda c: c["purposes"][2]["bases"][0].update(law="x"),
                "Contradiction",
                "purposes[with_consent].bases[1].law",
            ),
            (
                lambda c: c["purposes"][0].update(bases=[{"article": "6(1)(f)", "rows": ["AMILI-16"]}]),
                "MissingPart",
                "purposes[collection].bases[1].interest",
            ),
            (lambda c: c["sources"].pop(0), "MissingPart", "sources"),
            (lambda c: c["rights"].pop(0), "MissingPart", "rights"),
            (lambda c: c["rights"].append(c["rights"][0]), "Contradiction", "rights"),
            (lambda c: c["automated_decisions"].update(mode="graded"), "MissingPart", "rights"),
            (
                lambda c: c["automated_decisions"].update(logic={"en": "x", "sv": "x"}),
                "Contradiction",
                "automated_decisions.logic",
            ),
            (lambda c: c["jurisdiction"].update(country="DE"), "UnknownValue", "jurisdiction.country"),
            (lambda c: c.update(languages=["sv", "de"]), "UnknownValue", "languages"),
            (lambda c: c.update(languages="sv"), "WrongType", "languages"),
            (lambda c: c.update(contacts=[]), "MissingPart", "contacts"),
            (lambda c: c["switches"].pop(), "MissingPart", "switches"),
            (
                lambda c: c["erasure_exceptions"][0].update(exception="habit"),
                "UnknownValue",
                "erasure_exceptions[1].exception",
            ),
            (
                lambda c: c.update(erasure_reasons=[{"asked": "anger", "silent": True}]),
                "UnknownValue",
                "erasure_reasons[1].asked",
            ),
            (lambda c: c["keeping"][0].update(trigger="case closed", kind="for"), "Contradiction", "keeping[case]"),
            (lambda c: c["notice"].update(versions=[{"name": "x"}]), "MissingPart", "notice.versions[1].captured_on"),
            (lambda c: c["requirement_rows"].update(count="45"), "WrongType", "requirement_rows.count"),
            (lambda c: c.pop("notice"), "MissingPart", "notice"),
            (lambda c: c.update(notice=[]), "WrongType", "notice"),
        ],
    )
    def test_is_refused_with_the_right_word(self, change: Any, problem: str, where: str) -> None:
        self._refused(_mutated(change), getattr(reading, problem), where)

    def test_may_point_to_rules_of_its_own_only(self, tmp_path: Path) -> None:
        text = (packs.PACKS_FOLDER / "visma_amili_se.toml").read_text()
        path = tmp_path / "x.toml"
        for old, new, where in (
            ('rule_file = "visma_amili_se.toml"', 'rule_file = "nobody.toml"', "rule_file"),
            ('rule_file = "visma_amili_se.toml"', 'rule_file = "intrum_fi.toml"', "rule_file"),
            ('rule = "case_file.notice"', 'rule = "case_file.never"', "keeping[case].rule"),
        ):
            path.write_text(text.replace(old, new))
            with pytest.raises(reading.PackProblem) as refused:
                packs.read(path)
            assert refused.value.where == f"x.toml: {where}"

    def test_that_is_no_toml_says_so(self, tmp_path: Path) -> None:
        (tmp_path / "x.toml").write_text("controller = ")
        with pytest.raises(reading.PackProblem, match=r"^x\.toml: "):
            packs.read(tmp_path / "x.toml")


class TestWords:
    WORDS = Words({"en": "Erasure", "sv": "Radering", "fi": "Poistaminen"})

    def test_fall_back_to_english_and_say_so(self) -> None:
        danish, swedish = self.WORDS.read("da"), self.WORDS.read("sv")
        assert (danish.says, danish.language, danish.is_fallback) == ("Erasure", "en", True)
        assert (swedish.says, swedish.language, swedish.is_fallback) == ("Radering", "sv", False)

    def test_of_a_region_are_those_of_its_language(self) -> None:
        assert str(self.WORDS.read("sv-FI")) == "Radering"

    def test_are_there_in_english_and_swedish_in_every_pack(self) -> None:
        for pack in packs.every().values():
            for path, words in _words(pack):
                assert {"en", "sv"} <= set(words.by_language) <= set(LANGUAGES), f"{pack.controller}: {path}"
                assert words.read("en").says != words.read("sv").says, f"{pack.controller}: {path}"


def _words(pack: Pack) -> Iterator[tuple[str, Words]]:
    for key, item in checks.items(pack):
        for name in type(item).__dataclass_fields__:
            value = getattr(item, name)
            for each in value if isinstance(value, tuple) else (value,):
                if isinstance(each, Words):
                    yield f"{key}.{name}", each


def test_versions_are_in_order() -> None:
    for pack in packs.every().values():
        days = [each.effective_on or date.min for each in pack.notice.versions]
        assert days == sorted(days)
        assert all(len(each.sha256) == 64 for each in pack.notice.versions)
