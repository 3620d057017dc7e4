"""Records beside the cases in the copy: each with its source, the day on which it came and its end."""

from datetime import date
from typing import Any

import pytest

from personal_data.models import Role
from personal_data.purposes import Purpose
from personal_data.services import controllers
from privacy.policies.packs import facts
from privacy.selectors import packs
from tests.collections_app.records.conftest import entered
from tests.factories import accounts, acting
from tests.privacy.copies.asking import contents, made
from tests.privacy.copies.people import cast
from tests.privacy.copies.test_copies_by_notice import rows, source

pytestmark = pytest.mark.django_db
CAME = "2026-10-02"


def copy_with(reference: str, kind: str, **values: Any) -> dict[str, Any]:
    """Anna's copy when such a record of hers came on that day."""
    people = cast(reference)
    with accounts.command():
        controllers.bind_to_notice(
            controller=people.controller, purposes=facts.openings(packs.pack_of(people.controller))
        )
    persons = [(people.anna.subject, Role.DEBTOR)]
    entered(people.controller, kind, CAME, case_reference=people.alone.reference, persons=persons, **values)
    with acting.hanna(Purpose.SUBJECT_REQUEST):
        return contents(made(people, language="en"))


@pytest.mark.requirement("INTRUM-73", breaks="an extract under another source than the bureau, or without its day")
def test_an_extract_has_the_bureau_as_its_source_and_the_day_on_which_it_was_fetched() -> None:
    copy = copy_with("INTRUM", "bureau-extract", expires_on=date(2027, 1, 1))
    (extract,) = rows(copy, "bureauextract")
    assert extract["bureauextract.extract"]["value"] == "extract of a test"
    assert extract["bureauextract.extract"]["source"] == "credit_bureau"
    assert extract["bureauextract.began_on"]["value"] == CAME
    assert source("INTRUM", "credit_bureaus") in {each["says"] for each in copy["sources"]}


@pytest.mark.requirement("ALMI-15", breaks="feedback without its channel, its day or a rule that ends it")
@pytest.mark.parametrize(
    ("kind", "table", "ends"), [("chat", "chat", "2027-10-03"), ("contact-form", "contactform", "2027-10-03")]
)
def test_what_somebody_wrote_has_channel_day_and_end(kind: str, table: str, ends: str) -> None:
    copy = copy_with("ALMI", kind)
    (record,) = [
        each for each in copy["records"] if any(row[0]["field"].startswith(f"{table}.") for row in _data(each))
    ]
    (row,) = rows(copy, table)
    assert row[f"{table}.words"]["source"] == "data_subject"
    assert row[f"{table}.began_on"]["value"] == CAME
    assert record["kind"] == table.replace("contactform", "contact_form")
    assert record["erasure"]["on"] == ends
    assert source("ALMI", "customer") in {each["says"] for each in copy["sources"]}


def _data(record: dict[str, Any]) -> list[list[dict[str, Any]]]:
    return [entry["data"] for entry in record["entries"] if entry["data"]]
