"""Every page that is sent something says which fields it takes: by its form, or by ``takes`` (INTRUM-04)."""

import ast
from collections.abc import Iterator
from pathlib import Path

from django import forms
from django.apps import apps
from django.utils.module_loading import import_string

from personal_data.posted import PostForm

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("collections_app", "retention", "privacy", "config")
PAGES = sorted(path for name in PACKAGES for path in (ROOT / name).rglob("*.py") if "migrations" not in path.parts)
# They are bound to the address: what they filter by is read from it and kept nowhere.
FILTERS = {
    "AfterForm", "AsOfForm", "BalanceForm", "CaseForm", "DayForm", "IntakeFilterForm", "PaymentFilterForm", "QueueForm",
    "RecipientsForm", "RegisterForm", "TrailFilterForm", "WhatIfForm", "WorkListForm", "_Sample", "_Upload",
}  # fmt: skip
# Forms of filters that are sent as well, by pages that say so themselves.
SENT_TOO = {"explorer": "TrailFilterForm", "allocate": "CaseForm"}


def functions() -> Iterator[tuple[str, ast.FunctionDef]]:
    for path in PAGES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef):
                yield str(path.relative_to(ROOT)), node


def test_every_form_that_is_sent_knows_its_fields() -> None:
    plain = set()
    for path in PAGES:
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.ClassDef) and "Form" in ast.unparse(node):
                found = import_string(f"{module}.{node.name}")
                if issubclass(found, forms.BaseForm) and not issubclass(found, PostForm):
                    plain.add(node.name)
    assert plain == FILTERS - {"_Sample", "_Upload"} | (plain & {"_Sample", "_Upload"})


def test_what_a_page_reads_itself_stands_in_its_list() -> None:
    assert apps.ready
    unsaid = []
    for where, function in functions():
        says = {ast.unparse(each).partition("(")[0] for each in function.decorator_list}
        for call in ast.walk(function):
            is_sent = isinstance(call, ast.Call) and "request.POST" in [ast.unparse(each) for each in call.args]
            if is_sent and ast.unparse(call.func) in FILTERS - {SENT_TOO.get(function.name, "")}:
                unsaid.append(f"{where}: {function.name} sends a filter")
        reads = [
            node
            for node in ast.walk(function)
            if isinstance(node, ast.Attribute | ast.Subscript)
            and ast.unparse(node).startswith(("request.POST.", "request.POST["))
        ]
        if reads and "takes" not in says and f"{where}:{function.name}" not in READ_FOR_A_PAGE:
            unsaid.append(f"{where}: {function.name} reads fields")
    assert unsaid == []


# They read a field for a page that has it in its list, or in what its form takes beside its own fields.
READ_FOR_A_PAGE = {
    "collections_app/handler/disclosing/pages.py:disclose",
    "collections_app/handler/disclosing/legal_reports.py:choose",
    "collections_app/handler/disclosing/legal_reports.py:propose",
    "collections_app/handler/disclosing/legal_reports.py:_decide",
    "privacy/dpo/requests/fees.py:_channel",
    "privacy/dpo/trail/changes.py:by_hand",
    "retention/dpo/run_items.py:_ticked",
}


def test_a_page_that_is_a_button_takes_nothing() -> None:
    silent = []
    for where, function in functions():
        says = {ast.unparse(each).partition("(")[0] for each in function.decorator_list}
        if "require_POST" in says and "takes" not in says and "request.POST" not in ast.unparse(function):
            silent.append(f"{where}: {function.name}")
    assert silent == []
