"""Groups that lead back to nobody, whatever the cases are; and what an attacker sees of them."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retention.models.statistics import TRAITS, K
from retention.policies.anonymising import ANY, ClosedCase, anonymise, levels

DAY = date(2021, 3, 4)


def case(person: object, **changed: object) -> ClosedCase:
    """A consumer's case that was paid in full."""
    known = {
        "is_company": False,
        "country": "SE",
        "postcode": "222 22",
        "born_in": 1984,
        "claimed_minor": 120_000,
        "paid_minor": 120_000,
        "currency": "SEK",
        "opened_on": DAY - timedelta(days=100),
        "closed_on": DAY,
        "outcome": "paid",
    }
    return ClosedCase(person=person, **{**known, **changed})  # type: ignore[arg-type]


CASES = st.lists(
    st.builds(
        ClosedCase,
        person=st.integers(1, 40),
        is_company=st.booleans(),
        country=st.sampled_from(["SE", "NO", "FI", "DE", ""]),
        postcode=st.sampled_from(["11122", "22222", "90100", ""]),
        born_in=st.one_of(st.none(), st.integers(1930, 2005)),
        claimed_minor=st.integers(100, 20_000_000),
        paid_minor=st.integers(0, 20_000_000),
        currency=st.sampled_from(["SEK", "EUR", "NOK"]),
        opened_on=st.dates(date(2015, 1, 1), date(2020, 12, 31)),
        closed_on=st.dates(date(2021, 1, 1), date(2021, 3, 31)),
        outcome=st.sampled_from(["paid", "settled", "withdrawn", "time_barred"]),
    ),
    max_size=120,
)


def fits(key: tuple[str, ...], each: ClosedCase) -> bool:
    """Whether an attacker who knows everything about a case would look for it in a group."""
    return all(value in known for value, known in zip(key, levels(each).values(), strict=True))


class TestEveryGroup:
    @settings(max_examples=150)
    @given(cases=CASES)
    def test_has_k_persons_who_fit_it_and_nobody_is_counted_twice_or_lost(self, cases: list[ClosedCase]) -> None:
        found = anonymise(cases, k=K)
        assert all(count >= K for count in found.groups.values())
        for key, count in found.groups.items():
            assert len({each.person for each in cases if fits(key, each)}) >= min(count, K)
        assert 0 <= found.suppressed <= found.cases == len(cases)
        assert sum(found.groups.values()) <= found.cases - found.suppressed
        if not found.groups:
            assert found.suppressed == len(cases)

    @settings(max_examples=50)
    @given(cases=CASES, seed=st.randoms(use_true_random=False))
    def test_does_not_depend_on_the_order_of_the_cases(self, cases: list[ClosedCase], seed: object) -> None:
        turned = list(cases)
        seed.shuffle(turned)  # type: ignore[attr-defined]
        assert anonymise(turned, k=K) == anonymise(cases, k=K)

    def test_names_its_traits_in_the_order_of_the_columns(self) -> None:
        assert tuple(levels(case(1))) == TRAITS


class TestWhoIsAlone:
    def test_the_one_debtor_in_a_region_is_told_by_the_country_or_less(self) -> None:
        found = anonymise([*(case(n) for n in range(9)), *(case(n, postcode="90100") for n in range(10, 13))], k=K)
        assert Counter(key[1] for key in found.groups) == {"SE 2": 1}
        assert found.suppressed == 3
        assert all("SE 9" not in key for key in found.groups)

    def test_alike_but_for_one_trait_they_are_put_together_by_what_they_share(self) -> None:
        found = anonymise([*(case(n) for n in range(3)), *(case(n, postcode="90100") for n in range(3, 6))], k=K)
        assert {key[:3]: count for key, count in found.groups.items()} == {("consumer", "SE", "1980s"): 6}

    @pytest.mark.requirement("ALMI-41", breaks="cases are counted instead of the persons and companies behind them")
    @pytest.mark.parametrize("is_company", [False, True])
    def test_many_cases_of_one_person_or_company_are_one(self, is_company: bool) -> None:
        alone = [case("the only one", is_company=is_company, born_in=None) for _ in range(30)]
        assert anonymise(alone, k=K).groups == {}
        assert anonymise(alone, k=K).suppressed_percent == 100

    def test_a_year_of_birth_or_an_amount_is_never_exact(self) -> None:
        (key,) = anonymise([case(n) for n in range(8)], k=K).groups
        assert key == ("consumer", "SE 2", "1980s", "SEK 1000-4999", "2021-Q1", "paid", "3_to_12_months", "everything")

    def test_nothing_in_common_leaves_one_group_that_says_nothing_or_none(self) -> None:
        mixed = [
            case(
                n,
                country=["SE", "FI", "DE"][n % 3],
                currency=["SEK", "EUR"][n % 2],
                born_in=1930 + 9 * n,
                claimed_minor=10 ** (4 + n % 4),
                paid_minor=n * 1_000,
                outcome=["paid", "time_barred"][n % 2],
                is_company=n % 2 == 0,
                opened_on=DAY - timedelta(days=50 + 300 * n),
            )
            for n in range(6)
        ]
        found = anonymise(mixed, k=6)
        assert set(found.groups) <= {(ANY,) * 8}


class TestTheShareLeftOut:
    @pytest.mark.parametrize(
        ("large", "alone", "percent"), [(100, 0, 0), (100, 1, 5), (100, 4, 5), (60, 4, 10), (0, 4, 100), (0, 0, 0)]
    )
    def test_is_rounded_up_so_that_it_tells_no_exact_number(self, large: int, alone: int, percent: int) -> None:
        others = [case(1_000 + n, country="NO", currency="NOK", outcome="time_barred", paid_minor=0,
                       is_company=True, born_in=None, claimed_minor=20_000_000, postcode="0150",
                       closed_on=DAY + timedelta(days=400)) for n in range(alone)]  # fmt: skip
        assert anonymise([*(case(n) for n in range(large)), *others], k=K).suppressed_percent == percent
