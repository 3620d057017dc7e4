"""Basic data of a notice that names gender and mother tongue: what is read of them, and where (OPR-28).

Nobody can prove by running a page that nothing else reads something, so the source of the product is read as well.
"""

import ast
from collections.abc import Iterator
from dataclasses import fields
from datetime import date

from collections_app.intake.delivery import Delivery
from collections_app.intake.documents import Identifier, Seller
from collections_app.intake.ubl import parse_ubl
from personal_data import catalogue
from personal_data.declaration import Category
from personal_data.national_ids import NationalId
from tests.architecture.test_house_rules import MODULES
from tests.collections_app.details.test_by_notice import row
from tests.collections_app.intake.conftest import INVOICE

# The rule of the kind, its form, and the one function that tells in which language somebody is written to.
KIND_IS_NAMED_IN = {
    "collections_app/models/detail.py",
    "collections_app/policies/details.py",
    "collections_app/selectors/details.py",
}
# Each of them chooses the language of a letter, and does nothing else with the answer.
LANGUAGE_IS_ASKED_BY = {
    "privacy/handler/authorisations.py",
    "privacy/handler/notices.py",
    "privacy/handler/sign_in_letters.py",
    "privacy/services/notices/changes.py",
}
GENDER = ("gender", "sex", "female", "kjonn", "sukupuol")


def trees() -> Iterator[tuple[str, ast.Module]]:
    return ((name, ast.parse(path.read_text())) for name, path in MODULES.items())


def names(tree: ast.Module) -> Iterator[str]:
    """Every name that a module defines, reads or passes."""
    for node in ast.walk(tree):
        for part in ("id", "attr", "arg", "name"):
            if isinstance(found := getattr(node, part, None), str):
                yield found


@row("OPR-28", "basic data that are held under another category than the notice has them under")
def test_basic_data_are_identity() -> None:
    held = {column.column_id: column.declared.category for column in catalogue.columns()}
    basic = ("debtor.name.v1", "debtor.birth_date.v1", "debtor.identity_number.v1")
    assert {held[each] for each in basic} == {Category.IDENTITY}


@row("OPR-28", "a mother tongue that is read for anything but the choice of a language")
def test_a_mother_tongue_is_read_where_a_language_is_chosen_and_nowhere_else() -> None:
    kinds = {
        name
        for name, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr == "LANGUAGE"
        and ast.unparse(node.value) in ("K", "DetailKind")
    }
    assert kinds == KIND_IS_NAMED_IN
    asked = {name for name, tree in trees() if "language_of" in names(tree)}
    assert asked - {"collections_app/selectors/details.py"} == LANGUAGE_IS_ASKED_BY
    for name in LANGUAGE_IS_ASKED_BY:
        assert chosen_as(name) <= {"language", "usual"}, name


def chosen_as(name: str) -> set[str]:
    """What a module makes of the answer: the name of the variable, or of the argument that it is passed as."""
    found: set[str] = set()
    calls = 0
    for node in ast.walk(ast.parse(MODULES[name].read_text())):
        calls += isinstance(node, ast.Call) and ast.unparse(node.func) == "details.language_of"
        if isinstance(node, ast.keyword) and node.arg and _asks(node.value):
            found.add(node.arg)
        if isinstance(node, ast.Assign) and _asks(node.value):
            found |= {ast.unparse(target) for target in node.targets}
    assert calls == sum(_asks(node) for node in _values(name)), "an answer that is neither kept nor passed by name"
    return found


def _values(name: str) -> Iterator[ast.expr]:
    for node in ast.walk(ast.parse(MODULES[name].read_text())):
        if isinstance(node, ast.keyword | ast.Assign):
            yield node.value


def _asks(node: ast.expr) -> bool:
    """The question itself, or the first letters of its answer."""
    if isinstance(node, ast.Subscript):
        node = node.value
    return isinstance(node, ast.Call) and ast.unparse(node.func) == "details.language_of"


@row("OPR-28", "a gender that is kept, or derived from an identity number of any country, or taken from a document")
def test_no_gender_is_kept_or_derived() -> None:
    told = {each.name for each in fields(NationalId)}
    assert told == {"country", "kind", "normalised", "birth_date", "is_test", "warnings"}
    assert [column.column_id for column in catalogue.columns() if _is_gender(column.column_id)] == []
    assert [(name, each) for name, tree in trees() for each in names(tree) if _is_gender(each)] == []


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
