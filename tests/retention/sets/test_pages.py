"""The pages of pseudonymised sets, from the request to the file that was removed."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from collections_app.models import IdentifiableImport, PseudonymSet, SetExport, ValuationRow
from personal_data.models import Controller
from retention.selectors.due import local_today
from tests.factories import accounts, retention
from tests.retention.sets.portfolios import FILE, SAYS_WHO
from tests.retention.sets.test_experience import closed

pytestmark = pytest.mark.django_db
URL = "/dpo/retention/sets/"


@pytest.fixture
def axactor(db: None) -> Controller:
    with accounts.command():
        return retention.controller("AXACTOR")


@pytest.fixture
def officer(axactor: Controller) -> User:
    return accounts.member(Role.RECORDS_OFFICER, name="Rolf", email="rolf@staff.test")


@pytest.fixture
def rolf(officer: User) -> Client:
    return accounts.client_of(officer)


@pytest.fixture
def petra(axactor: Controller) -> Client:
    return accounts.client_of(accounts.member(Role.PRIVACY_OFFICER, name="Petra"))


def says(answer: Any) -> str:
    text: str = answer.content.decode()
    return text


def ends(of: Controller, days: int = 30) -> str:
    return (local_today(of) + timedelta(days=days)).isoformat()


def file() -> SimpleUploadedFile:
    return SimpleUploadedFile("p.csv", FILE.encode(), content_type="text/csv")


def test_a_portfolio_from_the_file_to_the_file(axactor: Controller, rolf: Client) -> None:
    assert "No set is kept" in says(rolf.get(URL))
    page, sent = f"{URL}AXACTOR/portfolio/", {"name": "P-1", "why": "Who owes twice.", "ends_on": ends(axactor)}
    assert "Choose a file" in says(rolf.post(page, sent))
    wrong = SimpleUploadedFile("p.csv", b"name;remark\nKari;x", content_type="text/csv")
    assert "Column 2 is not one" in says(rolf.post(page, {**sent, "file": wrong}))
    shown = says(rolf.post(page, {**sent, "file": file()}, follow=True))
    made = PseudonymSet.objects.get()
    assert f"{made.reference} is sealed" in shown
    take = f"{URL}{made.reference}/file/"
    assert take in shown
    assert "cannot be called back" in says(rolf.get(take))
    assert not SetExport.objects.exists()
    given = rolf.post(take)
    assert given["Content-Disposition"] == f'attachment; filename="{made.reference}.csv"'
    assert (says(given).count("\n"), [said for said in SAYS_WHO if said in says(given)]) == (4, [])
    left = SetExport.objects.get()
    assert (left.rows, left.use_until) == (3, made.ends_on)
    done = f"{URL}files/{left.pk}/removed/"
    assert done in says(rolf.get(URL))
    assert "It is noted" in says(rolf.post(done, follow=True))
    assert done not in says(rolf.get(URL))


def test_learning_from_closed_cases(axactor: Controller, rolf: Client) -> None:
    closed(axactor, retention.months_ago(6))
    page = f"{URL}AXACTOR/experience/"
    day = local_today(axactor)
    sent = {"name": "When to call", "why": "Counts do not show it.", "ends_on": ends(axactor),
            "closed_from": "2020-01-01", "closed_until": day.isoformat()}  # fmt: skip
    assert "closed before today" in says(rolf.post(page, sent))
    assert "is made" in says(rolf.post(page, {**sent, "closed_until": ends(axactor, -1)}, follow=True))
    made = PseudonymSet.objects.get()
    assert says(rolf.post(f"{URL}{made.reference}/file/")).splitlines()[0].startswith("token,kind,region")
    with_none = {**sent, "closed_from": "2000-01-01", "closed_until": "2000-02-01"}
    rolf.post(page, with_none)
    empty = PseudonymSet.objects.latest("at")
    assert "nothing to learn from" in says(rolf.post(f"{URL}{empty.reference}/file/"))


def test_names_are_asked_for_approved_and_imported(axactor: Controller, rolf: Client, petra: Client) -> None:
    page, sent = f"{URL}AXACTOR/names/", {"portfolio": "P-1", "ends_on": ends(axactor)}
    assert rolf.post(page, sent).status_code == HTTPStatus.OK, "without a reason it is not taken"
    assert "A second person approves it" in says(rolf.post(page, {**sent, "reason": "A lawyer reads."}, follow=True))
    use = IdentifiableImport.objects.get()
    bring, approval = f"{URL}names/{use.pk}/import/", f"{URL}names/{use.pk}/approve/"
    assert "Nobody has approved" in says(rolf.post(bring, {"file": file()}))
    assert rolf.post(approval).status_code == HTTPStatus.FORBIDDEN
    assert "A lawyer reads." in says(petra.get(approval))
    assert "Approved" in says(petra.post(approval, follow=True))
    assert bring in says(rolf.get(URL))
    assert "3 rows with names" in says(rolf.post(bring, {"file": file()}, follow=True))
    assert ValuationRow.objects.count() == 3


def test_who_asked_does_not_approve(axactor: Controller) -> None:
    both = accounts.client_of(accounts.member(Role.RECORDS_OFFICER, Role.PRIVACY_OFFICER))
    both.post(f"{URL}AXACTOR/names/", {"portfolio": "P-1", "reason": "So.", "ends_on": ends(axactor)})
    use = IdentifiableImport.objects.get()
    assert "not who asked for it" in says(both.post(f"{URL}names/{use.pk}/approve/"))
    assert IdentifiableImport.objects.get().approved_at is None


def test_the_command_takes_a_portfolio_in(axactor: Controller, officer: User, tmp_path: Any, capsys: Any) -> None:
    path = tmp_path / "p.csv"
    path.write_text(FILE)
    said = ["--controller", "AXACTOR", "--portfolio", "P-1", "--why", "Who owes twice.", "--until", ends(axactor)]
    with pytest.raises(CommandError, match="may not"):
        call_command("import_valuation", str(path), *said, "--by", "nobody@staff.test")
    call_command("import_valuation", str(path), *said, "--by", officer.email)
    made = PseudonymSet.objects.get()
    assert made.by == officer.pk
    assert made.reference in capsys.readouterr().out
    path.write_text("name\nKari")
    with pytest.raises(CommandError, match="no column of facts"):
        call_command("import_valuation", str(path), *said, "--by", officer.email)
