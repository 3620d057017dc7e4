"""Each contract of import-linter breaks on a deliberate bad import: a guard that cannot bark guards nothing."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("config", "privacy", "retention", "collections_app", "accounts", "personal_data", "audit")
BAD_IMPORTS = {
    "Packages depend downwards only": ("audit/lines.py", "import retention.models"),
    "Inside a package: interfaces -> services -> policies -> models": (
        "collections_app/models/case.py",
        "import collections_app.services.cases",
    ),
    "Interfaces do not write to the audit trail": ("collections_app/handler/cases.py", "from audit import trail"),
    "The trail knows Django and nothing of ours": ("audit/lines.py", "import personal_data.access"),
    "No cycles between siblings": ("personal_data/purposes.py", "import personal_data.envelopes"),
    "Policies are plain Python": ("retention/policies/due_dates.py", "import django.db"),
    "Audiences never reach into each other": ("collections_app/handler/cases.py", "import privacy.dpo.urls"),
}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the packages that may be spoiled."""
    copy = tmp_path_factory.mktemp("house")
    shutil.copy(ROOT / "pyproject.toml", copy)
    for package in PACKAGES:
        shutil.copytree(ROOT / package, copy / package, ignore=shutil.ignore_patterns("__pycache__"))
    return copy


@pytest.fixture
def spoiled(house: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """The copy with one bad import in it."""
    path = house / BAD_IMPORTS[request.param][0]
    before = path.read_text()
    path.write_text(f"{before}\n{BAD_IMPORTS[request.param][1]}\n")
    yield house
    path.write_text(before)


def _lint(folder: Path) -> str:
    command = [Path(sys.executable).parent / "lint-imports", "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False).stdout


@pytest.mark.parametrize(("spoiled", "contract"), [(name, name) for name in BAD_IMPORTS], indirect=["spoiled"])
def test_a_bad_import_breaks_the_contract(spoiled: Path, contract: str) -> None:
    assert f"{contract} BROKEN" in " ".join(_lint(spoiled).split())


def test_every_contract_is_tried_and_kept(house: Path) -> None:
    lines = _lint(house).splitlines()
    assert sorted(line.removesuffix(" KEPT") for line in lines if line.endswith(" KEPT")) == sorted(BAD_IMPORTS)


def test_a_room_without_a_place_breaks_the_build(house: Path) -> None:
    stray = house / "retention" / "utils.py"
    stray.write_text("")
    try:
        assert "utils" in _lint(house)
    finally:
        stray.unlink()
