"""A mother tongue is read where a language is chosen, and nowhere else (OPR-28).

Nobody can prove by running a page that nothing else reads something, so the source of the product is read as well.
"""

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.test_house_rules import MODULES
from tests.collections_app.details.notices import row
from tests.collections_app.details.reading_code import names, trees

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
