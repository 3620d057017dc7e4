"""Basic data of a notice that names gender and mother tongue: what is read of them, and where (OPR-28).

Nobody can prove by running a page that nothing else reads something, so the source of the product is read as well.
"""

import ast
from collections.abc import Iterator
from dataclasses import fields
from datetime import date

import pytest
from django.db.models import GenericIPAddressField

from collections_app.intake.delivery import Delivery
from collections_app.intake.documents import Identifier, Seller
from collections_app.intake.ubl import parse_ubl
from personal_data import catalogue, national_ids
from personal_data.declaration import Category
from personal_data.fields import SealedField
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
# Where the word of the kind stands and means something else: its own definition, columns, what a form or an address
# says.
WORDS = {
    ("collections_app/models/detail.py", "('language', _('mother tongue'))"),
    ("collections_app/models/recipient.py", "_('language')"),
    ("config/appearance.py", "takes('language', 'next')"),
    (
        "privacy/dpo/requests/unlinked_forms.py",
        "self._offer('language', [(code, get_language_info(code)['name_local'].capitalize()) for code in codes])",
    ),
    ("privacy/models/given_notice.py", "_('language')"),
    ("privacy/models/letter.py", "_('Language')"),
    ("privacy/models/letter.py", "_('language')"),
    ("privacy/models/notice_change.py", "_('language')"),
    ("privacy/models/portal_code.py", "_('language')"),
    ("privacy/models/request.py", "_('Language')"),
    ("privacy/portal/language.py", "request.POST.get('language', '')"),
    ("privacy/portal/language.py", "takes('language')"),
    ("privacy/portal/why.py", "request.GET.get('language', '')"),
    ("privacy/services/notices/changes.py", "['language', 'letter', 'written_at']"),
    ("retention/dpo/records.py", "request.GET.get('language', '')"),
}
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
# Basic data by the names of their columns. What is named so and is no datum of a customer stands with its category.
BASIC = {"name", "birth_date", "identity_number"}
OF_ANOTHER_KIND = {
    "authority_contact.name.v1": Category.CONTACT,
    "import_upload.name.v1": Category.INTAKE,
    "third_party.name.v1": Category.THIRD_PARTY,
    "unlinked_request.name.v1": Category.REQUEST,
    "user.name": Category.STAFF,
}
# Of one day of birth in each country (test series, synthetic months, births before 1864), and where the digit stands.
NUMBERS: dict[str, tuple[list[str], int]] = {
    "SE": ([f"19900101-{number}" for number in range(2380, 2400)], 10),
    "FI": ([f"010190-{number}{check}" for number in (900, 901) for check in "0123456789ABCDEFHJKLMNPRSTUVWXY"], 9),
    "NO": ([f"018154{number}" for number in range(10000, 11500)], 8),
    "DK": ([f"010158{number}" for number in range(5000, 5100)], 9),
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
    basic = {each for each in held if _last_word(each) in BASIC} - set(OF_ANOTHER_KIND)
    assert {"debtor.name.v1", "debtor.birth_date.v1", "debtor.identity_number.v1"} <= basic
    assert {each: held[each] for each in basic} == dict.fromkeys(basic, Category.IDENTITY)
    assert {each: held[each] for each in OF_ANOTHER_KIND} == OF_ANOTHER_KIND


@row("OPR-28", "a sealed datum of no category, or an address of the network or a user name kept beside the data map")
def test_whatever_is_sealed_has_a_category_and_no_address_or_user_name_is_kept() -> None:
    held = {(column.model, column.name): column.declared.category for column in catalogue.columns()}
    ours = [(model, field) for model in catalogue.our_models() for field in model._meta.concrete_fields]
    sealed = {(model, field.name) for model, field in ours if isinstance(field, SealedField)}
    assert sealed
    assert sealed <= set(held)
    assert all(isinstance(category, Category) for category in held.values())
    # No debtor has a user name, and what a visitor's address comes to is counted and kept nowhere.
    kept = [
        f"{model._meta.label}.{field.name}"
        for model, field in ours
        if isinstance(field, GenericIPAddressField) or set(field.name.split("_")) & {"ip", "username", "login"}
        or field.name in ("user_name", "remote_address")
    ]  # fmt: skip
    assert kept == ["accounts.User.last_login"], "the day of a member of staff; whatever is new is declared as identity"


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


@row("OPR-28", "a mother tongue that is asked for by its word, beside the one function that chooses a language")
def test_the_kind_is_asked_for_by_its_name_and_never_by_its_word() -> None:
    """``kind="language"`` reads what ``DetailKind.LANGUAGE`` reads; where else the word stands, it is no kind."""
    spoken = {(name, where) for name, tree in trees() for where in asked_by_word(tree)}
    assert spoken == WORDS


@pytest.mark.parametrize(
    "source",
    [
        "Detail.objects.filter(kind='language')", "Detail.objects.filter(kind__in=['language', 'income'])",
        "details.channels([debtor], {'language'})", "each.kind == 'language'", "'language' in kinds", "K('language')",
        "DetailKind['LANGUAGE']", "getattr(K, 'LANGUAGE')", "cursor.execute(\"... WHERE kind = 'language'\")",
    ],
)  # fmt: skip
def test_a_word_that_asks_for_the_mother_tongue_is_found(source: str) -> None:
    assert set(asked_by_word(ast.parse(source)))


def asked_by_word(tree: ast.Module) -> Iterator[str]:
    """Where the word of the kind stands in a comparison, a collection, an argument or a statement of SQL."""
    for node in ast.walk(tree):
        parts = [each.value if isinstance(each, ast.keyword) else each for each in ast.iter_child_nodes(node)]
        if isinstance(node, ast.Dict):
            parts = node.values
        elif isinstance(node, ast.Subscript) and ast.unparse(node.value) not in ("K", "DetailKind"):
            continue
        for part in parts:
            text = part.value if isinstance(part, ast.Constant) and isinstance(part.value, str) else ""
            if text.lower() == "language" or "'language'" in text:
                yield ast.unparse(node)


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


def _last_word(column_id: str) -> str:
    """The name of the column in ``debtor.birth_date.v1``."""
    return column_id.split(".")[1]


def _is_gender(name: str) -> bool:
    words = name.lower().replace(".", "_").split("_")
    return any(word.startswith(GENDER) for word in words)
