"""Why erasure is asked for, and on what it may be refused: the two lists of art. 17 as tables."""

from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from django.utils import translation

from privacy.policies.erasure_grounds import (
    ASKED,
    NOT_ENOUGH,
    REFUSALS,
    Asked,
    Ground,
    NotEnough,
    Refusal,
    judge,
)

TODAY = date(2026, 3, 1)
TOMORROW = TODAY + timedelta(days=1)
ACT = "Bokföringslagen (1999:1078) 7 kap. 2 §"
DUTY = f"GDPR art. 17(3)(b); {ACT}"
CLAIM = "GDPR art. 17(3)(e)"


class TestARefusal:
    @pytest.mark.parametrize(
        ("refusal", "wrong"),
        [
            (Refusal("legal_duty", DUTY, until=TOMORROW), ()),
            (Refusal("legal_duty", "GDPR art. 17(3)(b)", until=TOMORROW), ("statute_missing",)),
            (Refusal("legal_duty", "GDPR art. 17(3)(b) ; ", until=TOMORROW), ("statute_missing",)),
            (Refusal("legal_duty", ACT, until=TOMORROW), ("article_missing", "statute_missing")),
            (Refusal("legal_duty", DUTY), ("end_missing",)),
            (Refusal("legal_duty", DUTY, review_on=TOMORROW), ("end_missing",)),
            (Refusal("legal_duty", DUTY, until=TODAY), ("end_in_past",)),
            (Refusal("legal_duty"), ("article_missing", "statute_missing", "end_missing")),
            (Refusal("legal_claims", CLAIM, claim="K-2026-000123", until=TOMORROW), ()),
            (Refusal("legal_claims", CLAIM, claim="K-2026-000123", review_on=TOMORROW), ()),
            (Refusal("legal_claims", CLAIM, review_on=TOMORROW), ("claim_missing",)),
            (Refusal("legal_claims", CLAIM, claim="K-2026-000123"), ("end_missing",)),
            (Refusal("legal_claims", CLAIM, claim="K-2026-000123", review_on=TODAY), ("end_in_past",)),
            (Refusal("legal_claims", DUTY, claim="K-2026-000123", until=TOMORROW), ("article_missing",)),
            (Refusal("public_task", DUTY, until=TOMORROW), ()),
            (Refusal("public_task", DUTY, review_on=TOMORROW), ("end_missing",)),
            (Refusal("public_health", "GDPR art. 17(3)(c)", until=TOMORROW), ("statute_missing",)),
            (Refusal("archiving", f"GDPR art. 17(3)(d); {ACT}", until=TOMORROW), ()),
            (Refusal("expression", "GDPR art. 17(3)(a)", review_on=TOMORROW), ()),
            (Refusal("expression", "GDPR art. 17(3)(a)"), ("end_missing",)),
            (Refusal("convenience", DUTY, claim="K-1", until=TOMORROW), ("ground_unknown",)),
            (Refusal("", DUTY, until=TOMORROW), ("ground_unknown",)),
        ],
    )
    def test_says_all_that_the_law_demands(self, refusal: Refusal, wrong: tuple[str, ...]) -> None:
        assert judge(refusal, today=TODAY) == wrong

    @pytest.mark.parametrize("reason", sorted(NOT_ENOUGH))
    def test_never_stands_on_what_a_notice_adds_to_the_list(self, reason: str) -> None:
        said = Refusal(reason, DUTY, claim="K-2026-000123", until=TOMORROW, review_on=TOMORROW)
        assert judge(said, today=TODAY) == ("not_enough_alone",)

    def test_has_a_list_that_is_closed(self) -> None:
        assert {ground.article for ground in REFUSALS.values()} == {f"17(3)({letter})" for letter in "abcde"}
        assert not set(REFUSALS) & set(NOT_ENOUGH)

    @pytest.mark.parametrize("listed", [REFUSALS, NOT_ENOUGH, ASKED])
    def test_is_told_in_swedish_too(self, listed: Mapping[str, Ground | NotEnough | Asked]) -> None:
        for code, entry in listed.items():
            with translation.override("en"):
                english = str(entry.label)
            with translation.override("sv"):
                assert str(entry.label) != english, code

    def test_is_cited_as_letters_cite(self) -> None:
        assert REFUSALS["legal_claims"].citation == "GDPR art. 17(3)(e)"


class TestWhatIsAsked:
    def test_has_every_ground_of_the_article(self) -> None:
        assert {ground.article for ground in ASKED.values()} == {f"17(1)({letter})" for letter in "abcdef"}
