"""What a changed notice may not do: take a right away, or let data be used without a basis."""

import tomllib
from copy import deepcopy
from typing import Any

import pytest

from privacy.models import Right
from privacy.policies.packs.loading import parse
from privacy.policies.packs.reading import MissingPart
from privacy.selectors import packs


def _row(row: str, breaks: str) -> pytest.MarkDecorator:
    return pytest.mark.requirement(row, breaks=breaks)


def content_of(file: str) -> dict[str, Any]:
    return tomllib.loads((packs.PACKS_FOLDER / file).read_text())


@_row("ALMI-113", "publishing a notice in which a right has been left out")
def test_no_right_can_be_left_out_of_a_changed_notice() -> None:
    content = content_of("almi_se.toml")
    offered = [item["right"] for item in content["rights"]]
    of_the_law = {
        Right.ACCESS, Right.RECTIFICATION, Right.ERASURE, Right.RESTRICTION, Right.PORTABILITY, Right.OBJECTION,
        Right.WITHDRAWAL,
    }  # fmt: skip
    assert of_the_law <= set(offered)
    for right in of_the_law:
        changed = deepcopy(content)
        changed["rights"] = [item for item in changed["rights"] if item["right"] != right]
        with pytest.raises(MissingPart, match="rights"):
            parse(changed, "almi_se.toml")


@_row("INTRUM-56", "a purpose without a legal basis")
def test_no_purpose_binds_without_a_basis() -> None:
    content = content_of("intrum_fi.toml")
    for place in range(len(content["purposes"])):
        changed = deepcopy(content)
        changed["purposes"][place]["bases"] = []
        with pytest.raises(MissingPart, match="no processing without a legal basis"):
            parse(changed, "intrum_fi.toml")
