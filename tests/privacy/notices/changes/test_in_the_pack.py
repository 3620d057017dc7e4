"""What a policy pack says of a version of the notice that changes something significant."""

from pathlib import Path

import pytest

from privacy.policies.packs.reading import Contradiction, MissingPart, PackProblem
from privacy.selectors import packs

pytestmark = pytest.mark.django_db


class TestThePack:
    ALL = '{ en = "x", sv = "x", nb = "x", fi = "x", da = "x" }'

    @pytest.mark.parametrize(
        ("says", "problem", "where"),
        [
            ("", None, ""),
            (f"significant = true\nchanges = {ALL}", None, ""),
            ("significant = true", MissingPart, r"notice\.versions\[2\]\.changes"),
            (f"changes = {ALL}", Contradiction, r"notice\.versions\[2\]\.changes"),
            ('significant = true\nchanges = { en = "x", sv = "x", nb = "x", fi = "x" }', MissingPart, r"changes\.da"),
            ('significant = "yes"', PackProblem, r"notice\.versions\[2\]\.significant: must be true or false"),
        ],
    )
    def test_says_of_a_significant_version_what_it_changes_in_every_language(
        self, says: str, problem: type[PackProblem] | None, where: str, tmp_path: Path
    ) -> None:
        facts = 'name = "2027"\ncaptured_on = 2027-01-01\nsha256 = "0"\nrows = ["ALMI-114"]'
        second = f"[[notice.versions]]\n{facts}\n{says}\n\n"
        path = self.pack(tmp_path, "[[entities]]", f"{second}[[entities]]")
        if problem is None:
            assert packs.read(path).notice.versions[1].name == "2027"
            return
        with pytest.raises(problem, match=where) as found:
            packs.read(path)
        assert "almi_se.toml, line" in str(found.value)

    def test_has_no_first_version_that_changes_something(self, tmp_path: Path) -> None:
        first = 'name = "2021-09-23"\n'
        path = self.pack(tmp_path, first, f"{first}significant = true\nchanges = {self.ALL}\n")
        with pytest.raises(Contradiction, match="the first version changes nothing"):
            packs.read(path)

    def pack(self, folder: Path, old: str, new: str) -> Path:
        """Almi's pack with a passage that says something else."""
        path = folder / "almi_se.toml"
        path.write_text((packs.PACKS_FOLDER / "almi_se.toml").read_text().replace(old, new, 1))
        return path
