"""No record is kept without a rule, with days that cannot be, or with an end that is none of its kind."""

from datetime import date

import pytest

from collections_app.services.records import keeping
from tests.collections_app.records.conftest import House, entered, finished, row

pytestmark = pytest.mark.django_db


class TestWhatIsKept:
    @row("INTRUM-106", "entering a record for which no rule says how long it is kept")
    @pytest.mark.parametrize(
        ("reference", "kind"), [("AMILI", "chat"), ("INTRUM", "loan-offer"), ("OPR", "collateral")]
    )
    def test_has_a_rule(self, house: House, reference: str, kind: str) -> None:
        with pytest.raises(keeping.NotAllowed, match="no rule"):
            entered(house(reference), kind, "2026-01-05", expires_on=date(2026, 2, 1))

    @pytest.mark.parametrize(
        ("kind", "values", "code"),
        [
            ("chat", {"began_on": date(2999, 1, 1)}, "begins_in_future"),
            ("chat", {"texts": {"words": " "}}, "words_missing"),
            ("loan-offer", {}, "expiry_missing"),
            ("loan-offer", {"expires_on": date(2025, 1, 1)}, "expires_before_it_began"),
        ],
    )
    def test_has_days_that_can_be(self, house: House, kind: str, values: dict[str, object], code: str) -> None:
        with pytest.raises(keeping.NotAllowed) as refusal:
            entered(house("ALMI"), kind, "2026-01-05", **values)
        assert refusal.value.code == code

    @pytest.mark.parametrize(
        ("because", "on", "code"),
        [
            ("released", "2999-01-01", "ends_in_future"),
            ("released", "2020-01-01", "ends_before_it_began"),
            ("hired", "2026-02-01", "end_unknown"),
        ],
    )
    def test_ends_as_it_can(self, house: House, because: str, on: str, code: str) -> None:
        record = entered(house("ALMI"), "collateral", "2026-01-05")
        with pytest.raises(keeping.NotAllowed) as refusal:
            finished(record, because, on)
        assert refusal.value.code == code
        finished(record, "released", "2026-02-01")
        with pytest.raises(keeping.NotAllowed, match="ended already"):
            finished(record, "released", "2026-02-01")
