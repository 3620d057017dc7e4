"""No gender is kept, taken in, or derived from an identity number of any country (OPR-28).

Nobody can prove by running a page that nothing else reads something, so the source of the product is read as well.
"""

import ast
from collections.abc import Iterator
from dataclasses import fields
from datetime import date

import pytest

from collections_app.intake.delivery import Delivery
from collections_app.intake.documents import Identifier, Seller
from collections_app.intake.ubl import parse_ubl
from personal_data import catalogue, national_ids
from personal_data.national_ids import NationalId
from tests.architecture.test_house_rules import MODULES
from tests.collections_app.details.notices import row
from tests.collections_app.details.reading_code import names, trees
from tests.collections_app.intake.conftest import INVOICE

# Padding and frames of sounds, the tree of the log, quotation marks, and halves of pairs: no number of anybody.
PARITY_IS_ASKED_BY = {
    "audit/merkle.py",
    "audit/subtrees.py",
    "audit/tree/growing.py",
    "collections_app/intake/csv_rows.py",
    "collections_app/sounds/clips.py",
    "collections_app/sounds/mp3.py",
    "collections_app/sounds/ogg.py",
    "collections_app/sounds/wav.py",
    "config/demo/sound.py",
    "personal_data/envelope_rows.py",
    "privacy/dpo/requests/cuts.py",
    "privacy/selectors/copy_cuts.py",
}
# Of one day of birth in each country (test series, synthetic months, births before 1864), and where the digit stands.
NUMBERS: dict[str, tuple[list[str], int]] = {
    "SE": ([f"19900101-{number}" for number in range(2380, 2400)], 10),
    "FI": ([f"010190-{number}{check}" for number in (900, 901) for check in "0123456789ABCDEFHJKLMNPRSTUVWXY"], 9),
    "NO": ([f"018154{number}" for number in range(10000, 11500)], 8),
    "DK": ([f"010158{number}" for number in range(5000, 5100)], 9),
}
GENDER = ("gender", "sex", "female", "kjonn", "sukupuol")


@row("OPR-28", "a gender that is kept, or derived from an identity number of any country, or taken from a document")
def test_no_gender_is_kept_or_derived() -> None:
    told = {each.name for each in fields(NationalId)}
    assert told == {"country", "kind", "normalised", "birth_date", "is_test", "warnings"}
    assert [column.column_id for column in catalogue.columns() if _is_gender(column.column_id)] == []
    assert [(name, each) for name, tree in trees() for each in names(tree) if _is_gender(each)] == []


@row("OPR-28", "a gender that is derived under another name, by the digit of an identity number that is odd or even")
def test_nothing_asks_whether_a_digit_is_odd_or_even() -> None:
    """In all four countries it is whether one digit is odd that tells the sex; what else asks for it is named here."""
    assert {name for name, tree in trees() if any(parities(tree))} == PARITY_IS_ASKED_BY
    numbers = {name for name in PARITY_IS_ASKED_BY if "national_ids" in MODULES[name].read_text()}
    assert numbers == {"collections_app/intake/csv_rows.py"}, "which asks it of quotation marks, as the next line says"
    assert [*parities(ast.parse(MODULES[numbers.pop()].read_text()))] == ["value.count('\"') % 2"]


@pytest.mark.parametrize(
    "source",
    ["int(number[8]) % 2", "int(number[-2]) & 1", "divmod(digit, 2)", "number[8] in '13579'",
     "digit in (1, 3, 5, 7, 9)",
     "digit in {0, 2, 4, 6, 8}", "digit in range(1, 10, 2)", "operator.mod(digit, 2)", "'0123456789'[1::2]"],
)  # fmt: skip
def test_an_odd_digit_that_is_asked_for_is_found(source: str) -> None:
    assert any(parities(ast.parse(source)))


@row("OPR-28", "anything but the number itself that differs between the numbers of a woman and a man")
@pytest.mark.parametrize("country", NUMBERS)
def test_the_numbers_of_a_woman_and_a_man_tell_the_same(country: str) -> None:
    woman, man = even_and_odd(country)
    assert woman.birth_date == man.birth_date
    differing = {each.name for each in fields(NationalId) if getattr(woman, each.name) != getattr(man, each.name)}
    assert differing <= {"normalised"}
    assert woman.masked == man.masked


def even_and_odd(country: str) -> tuple[NationalId, NationalId]:
    """Two numbers of one day of birth whose digit of the sex is even and odd, and whose digits all fit."""
    numbers, place = NUMBERS[country]
    found: dict[int, NationalId] = {}
    for text in numbers:
        try:
            number = national_ids.parse(country, text, allow_test=True)
        except national_ids.Invalid:
            continue
        if not number.warnings:
            found.setdefault(int(number.normalised[place]) % 2, number)
    return found[0], found[1]


def parities(tree: ast.Module) -> Iterator[str]:
    """Where a program asks what is odd: a remainder by two, the last bit, every second one, or the digits by name."""
    for node in ast.walk(tree):
        by_two = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod | ast.BitAnd) and _is_number(node.right)
        if (
            by_two
            or _is_called_with_two(node)
            or (isinstance(node, ast.Slice) and _is_number(node.step, 2))
            or _are_all_odd(node)
        ):
            yield ast.unparse(node)


def _is_called_with_two(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    asks = ast.unparse(node.func).rpartition(".")[2] in ("divmod", "fmod", "mod", "and_", "range")
    return asks and any(_is_number(each) for each in node.args[1:][-1:]) and not _is_plain_range(node)


def _is_plain_range(node: ast.Call) -> bool:
    """``range(1, 2)`` counts by ones."""
    return ast.unparse(node.func) == "range" and not _is_number(node.args[-1] if len(node.args) == 3 else None, 2)


def _is_number(node: ast.expr | None, *wanted: int) -> bool:
    return isinstance(node, ast.Constant) and node.value in (wanted or (1, 2))


def _are_all_odd(node: ast.AST) -> bool:
    """The odd digits in a row, or the even ones: in a text, or one by one."""
    said: list[object] = []
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        said = list(node.value)
    elif isinstance(node, ast.Tuple | ast.List | ast.Set):
        said = [each.value for each in node.elts if isinstance(each, ast.Constant)]
    digits = {str(each) for each in said}
    return digits in (set("13579"), set("02468"))


@row("OPR-28", "the gender that a document tells of its buyer, taken in")
def test_the_gender_in_a_document_is_not_taken_in() -> None:
    delivery = Delivery("x.xml", date(2026, 11, 21), Seller(Identifier("1"), "Acme"), "SE", allow_test=True)
    person = "</cac:Contact><cac:Person><cbc:FirstName>Ida</cbc:FirstName>{code}</cac:Person>"
    read = [
        parse_ubl(INVOICE.replace("</cac:Contact>", person.format(code=code)).encode(), delivery)
        for code in ("", "<cbc:GenderCode>1</cbc:GenderCode>", "<cbc:GenderCode>2</cbc:GenderCode>")
    ]
    assert read[0] == read[1] == read[2]


def _is_gender(name: str) -> bool:
    words = name.lower().replace(".", "_").split("_")
    return any(word.startswith(GENDER) for word in words)
