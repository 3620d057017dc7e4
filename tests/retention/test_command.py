"""``manage.py run_retention``: a dry run by default; two people to erase."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.roles import Role
from collections_app.models import Case
from tests.factories import accounts, retention

pytestmark = pytest.mark.django_db


@pytest.fixture
def due_case() -> Case:
    with accounts.command():
        return retention.closed_case(retention.controller(), retention.months_ago(36))


@pytest.fixture
def rolf():
    return accounts.member(Role.RECORDS_OFFICER).email


@pytest.fixture
def petra():
    return accounts.member(Role.PRIVACY_OFFICER).email


def _run(*arguments: str) -> str:
    printed = StringIO()
    call_command("run_retention", *arguments, stdout=printed)
    return printed.getvalue()


def test_a_dry_run_shows_and_erases_nothing(due_case):
    printed = _run("--as-of", "2099-01-01")
    assert "case_file" in printed
    assert "dry run" in printed
    assert Case.objects.exists()


def test_two_people_erase_what_is_due(due_case, rolf, petra):
    assert "2 erased" in _run("--execute", "--by", rolf, "--approved-by", petra)
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--execute"], "--by EMAIL is needed"),
        (["--execute", "--by", "nobody@staff.test"], "nobody active"),
        (["--execute", "--as-of", "2099-01-01"], "no date after today"),
        (["--controller", "NOBODY"], "no such controller"),
    ],
)
def test_says_what_is_missing(due_case, arguments, says):
    with pytest.raises(CommandError, match=says):
        _run(*arguments)
    assert Case.objects.exists()


def test_one_person_is_not_two(due_case):
    both = accounts.member(Role.RECORDS_OFFICER, Role.PRIVACY_OFFICER).email
    with pytest.raises(CommandError, match="second person"):
        _run("--execute", "--by", both, "--approved-by", both)
    assert Case.objects.exists()


def test_the_second_person_holds_the_permission(due_case, rolf):
    with pytest.raises(CommandError, match=r"retention\.approve"):
        _run("--execute", "--by", rolf, "--approved-by", accounts.member(Role.HANDLER).email)


def test_a_day_that_does_not_exist_is_named():
    with pytest.raises(CommandError, match="write a day that exists"):
        _run("--as-of", "2026-02-31")
