"""The rows of the notices on records with clocks of their own, each by the published rule of its controller."""

from datetime import date
from uuid import uuid4

import pytest
from django.utils import timezone

from collections_app.models.records import ValuationRow
from collections_app.record_kinds import KINDS
from collections_app.services.records import ending
from personal_data import access
from retention.services import nightly, rules, triggers
from tests.collections_app.records.conftest import House, clock, entered, finished, row, today
from tests.factories import accounts

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("house_of", "kind", "began", "expires", "ended", "due"),
    [
        pytest.param("ALMI", "chat", "2024-02-29", None, None, "2025-03-01", id="X25",
                     marks=row("ALMI-110", "counting a chat from another day, or not for twelve months")),
        pytest.param("ALMI", "contact-form", "2025-01-31", None, None, "2026-02-01", id="X26",
                     marks=row("ALMI-111", "counting a form from another day, or not for twelve months")),
        pytest.param("ALMI", "loan-offer", "2025-10-01", "2025-11-30", None, "2026-02-28", id="X24",
                     marks=row("ALMI-108", "counting an offer from the day on which it was made")),
        pytest.param("ALMI", "collateral", "2015-01-05", None, ("released", "2019-02-28"), "2026-02-28", id="X29",
                     marks=row("ALMI-107", "starting the seven years before the collateral has ended")),
        pytest.param("ALMI", "contract", "2010-01-05", None, ("relationship_ended", "2016-02-29"), "2026-02-28",
                     id="X28", marks=row("ALMI-109", "starting the ten years while somebody is a customer")),
        pytest.param("ALMI", "enquiry", "2019-01-05", None, ("relationship_ended", "2020-02-29"), "2025-03-01",
                     id="X27", marks=row("ALMI-105", "counting from the beginning of the enquiry")),
        pytest.param("ALMI", "enquiry", "2019-01-05", None, ("transaction_done", "2020-02-29"), "2025-03-01",
                     marks=row("ALMI-105", "starting the clock at the end of a relationship alone")),
        pytest.param("OPR", "potential-customer", "2024-01-05", None, ("application_rejected", "2024-02-29"),
                     "2026-03-01", id="X31", marks=row("OPR-53", "counting from the application")),
        pytest.param("OPR", "potential-customer", "2024-01-05", None, ("offer_lapsed", "2024-02-29"), "2026-03-01",
                     marks=row("OPR-53", "starting the clock at a rejection alone")),
        pytest.param("INTRUM", "hardship", "2025-03-01", "2025-04-02", None, "2025-04-02", id="R08",
                     marks=row("INTRUM-26", "keeping hardship longer than its pause")),
        pytest.param("AXACTOR", "valuation-row", "2025-03-10", None, ("bid_rejected", "2025-04-02"), "2025-04-02",
                     id="S6"),
        pytest.param("AXACTOR", "valuation-set", "2025-03-10", "2027-03-10", None, "2027-03-10",
                     marks=row("AXACTOR-94", "pseudonymised rows without an end of their own")),
        pytest.param("AXACTOR", "applicant", "2025-03-10", None, ("rejected", "2025-04-02"), "2025-04-02", id="R19"),
        pytest.param("ALMI", "applicant", "2025-03-10", None, ("hired", "2025-04-02"), "2025-04-02", id="R16"),
        pytest.param("AMILI", "bureau-extract", "2025-03-10", "2025-09-01", None, "2025-09-01", id="3.11"),
        pytest.param("AMILI", "bureau-extract", "2025-03-10", "2028-09-01", None, "2026-03-10"),
    ],
)  # fmt: skip
def test_goes_on_its_day(
    house: House, house_of: str, kind: str, began: str, expires: str | None, ended: tuple[str, str] | None, due: str
) -> None:
    record = entered(house(house_of), kind, began, expires_on=date.fromisoformat(expires) if expires else None)
    if ended:
        assert clock(record) == (None, None)  # nothing starts it before its event
        finished(record, *ended)
    assert clock(record)[1] == date.fromisoformat(due)


@row("ALMI-107", "an event that starts the seven years and cannot be chosen in the rule file")
def test_what_starts_the_seven_years_of_collateral_is_chosen_in_the_rule_file(house: House) -> None:
    """The notice does not say from when (schedule, R11)."""
    almi = house("ALMI")
    content = rules.read(rules.RULES_FOLDER / "almi_se.toml")
    (rule,) = (each for each in content["rule"] if each["code"] == "collateral.notice")
    rule["triggers"], content["valid_from"] = ["relationship_or_product_ended"], today(almi)
    record = entered(almi, "collateral", "2015-01-05")
    entry = {"envelope": record.envelope, "happened_on": date(2019, 2, 28), "by": uuid4(), "at": timezone.now()}
    with accounts.command():
        with pytest.raises(triggers.UnknownEvent):
            triggers.enter(event="relationship_or_product_ended", **entry)
        rules.publish(controller=almi, content=content)
        triggers.enter(event="relationship_or_product_ended", **entry)
    assert clock(record) == (date(2019, 2, 28), date(2026, 2, 28))


@row("AXACTOR-94", "keeping what identifies when the bid has come to nothing")
def test_a_rejected_bid_takes_every_row_of_its_portfolio_at_once(house: House) -> None:
    axactor = house("AXACTOR")
    for portfolio in ("P-1", "P-1", "P-2"):
        entered(axactor, "valuation-row", "2026-01-05", gathering=portfolio)
    with accounts.command():
        count = ending.finish_all(
            kind=KINDS["valuation-row"],
            controller=axactor,
            gathering="P-1",
            because="bid_rejected",
            on=today(axactor),
            at=timezone.now(),
        )
        nightly.run_routine(by=access.system("night"), at=timezone.now())
    assert (count, [each.gathering for each in ValuationRow.objects.all()]) == (2, ["P-2"])
