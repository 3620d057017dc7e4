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
    Findings,
    Ground,
    Judgement,
    NotEnough,
    Refusal,
    judge,
    may_refuse,
    must_go,
)

TODAY = date(2026, 3, 1)
TOMORROW = TODAY + timedelta(days=1)
ACT = "Bokföringslagen (1999:1078) 7 kap. 2 §"


class TestARefusal:
    @pytest.mark.parametrize(
        ("refusal", "wrong"),
        [
            (Refusal("legal_duty", statute=ACT, until=TOMORROW), ()),
            (Refusal("legal_duty", until=TOMORROW), ("statute_missing",)),
            (Refusal("legal_duty", statute="  ", until=TOMORROW), ("statute_missing",)),
            (Refusal("legal_duty", statute=ACT), ("end_missing",)),
            (Refusal("legal_duty", statute=ACT, review_on=TOMORROW), ("end_missing",)),
            (Refusal("legal_duty", statute=ACT, until=TODAY), ("end_in_past",)),
            (Refusal("legal_duty"), ("statute_missing", "end_missing")),
            (Refusal("legal_claims", claim="K-2026-000123", until=TOMORROW), ()),
            (Refusal("legal_claims", claim="K-2026-000123", review_on=TOMORROW), ()),
            (Refusal("legal_claims", review_on=TOMORROW), ("claim_missing",)),
            (Refusal("legal_claims", claim="K-2026-000123"), ("end_missing",)),
            (Refusal("legal_claims", claim="K-2026-000123", review_on=TODAY), ("end_in_past",)),
            (Refusal("legal_claims", statute=ACT, until=TOMORROW), ("claim_missing",)),
            (Refusal("public_task", statute=ACT, until=TOMORROW), ()),
            (Refusal("public_task", statute=ACT, review_on=TOMORROW), ("end_missing",)),
            (Refusal("public_health", until=TOMORROW), ("statute_missing",)),
            (Refusal("archiving", statute=ACT, until=TOMORROW), ()),
            (Refusal("expression", review_on=TOMORROW), ()),
            (Refusal("expression"), ("end_missing",)),
            (Refusal("convenience", statute=ACT, claim="K-1", until=TOMORROW), ("ground_unknown",)),
            (Refusal("", statute=ACT, until=TOMORROW), ("ground_unknown",)),
        ],
    )
    def test_says_all_that_the_law_demands(self, refusal: Refusal, wrong: tuple[str, ...]) -> None:
        assert judge(refusal, today=TODAY) == Judgement(not wrong, wrong)

    @pytest.mark.requirement("AXACTOR-104", breaks="refusing erasure on a client's contract or an own interest alone")
    @pytest.mark.parametrize("reason", sorted(NOT_ENOUGH))
    def test_never_stands_on_what_a_notice_adds_to_the_list(self, reason: str) -> None:
        said = Refusal(reason, statute=ACT, claim="K-2026-000123", until=TOMORROW, review_on=TOMORROW)
        assert judge(said, today=TODAY) == Judgement(False, ("not_enough_alone",))
        assert not may_refuse(ground=reason, citation=f"GDPR art. 17(3)(b); {ACT}", ends_on_known_day=True)

    def test_has_a_list_that_is_closed(self) -> None:
        assert {ground.article for ground in REFUSALS.values()} == {f"17(3)({letter})" for letter in "abcde"}
        assert not set(REFUSALS) & set(NOT_ENOUGH)

    @pytest.mark.parametrize(
        ("ground", "citation", "ends", "may"),
        [
            ("legal_duty", f"GDPR art. 17(3)(b); {ACT}", True, True),
            ("legal_duty", f"GDPR art. 17(3)(b); {ACT}", False, False),
            ("legal_duty", "GDPR art. 17(3)(b);", True, False),
            ("legal_duty", "GDPR art. 17(3)(b)", True, False),
            ("legal_duty", ACT, True, False),
            ("legal_claims", "GDPR art. 17(3)(e)", False, True),
            ("legal_claims", f"GDPR art. 17(3)(b); {ACT}", True, False),
        ],
    )
    def test_cites_its_article_and_after_it_the_statute(
        self, ground: str, citation: str, ends: bool, may: bool
    ) -> None:
        assert may_refuse(ground=ground, citation=citation, ends_on_known_day=ends) is may

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
    @pytest.mark.parametrize(
        ("asked", "findings", "owed"),
        [
            ("no_longer_needed", Findings(is_needed=False), True),
            ("no_longer_needed", Findings(is_needed=True), False),
            pytest.param(
                "consent_withdrawn",
                Findings(has_other_basis=False),
                True,
                marks=pytest.mark.requirement("ALMI-77", breaks="keeping what only the withdrawn consent carried"),
            ),
            pytest.param(
                "consent_withdrawn",
                Findings(has_other_basis=True),
                False,
                marks=pytest.mark.requirement("ALMI-77", breaks="erasing without looking for another basis first"),
            ),
            pytest.param(
                "objection",
                Findings(grounds_override=False),
                True,
                marks=pytest.mark.requirement("ALMI-78", breaks="keeping without demonstrated overriding grounds"),
            ),
            ("objection", Findings(grounds_override=True), False),
            ("marketing_objection", Findings(is_needed=True, has_other_basis=True, grounds_override=True), True),
            pytest.param(
                "unlawful",
                Findings(is_unlawful=True),
                True,
                marks=pytest.mark.requirement("ALMI-80", breaks="keeping what is processed unlawfully"),
            ),
            ("unlawful", Findings(), False),
            ("duty_to_erase", Findings(law_demands_erasure=True), True),
            ("duty_to_erase", Findings(), False),
            ("minor", Findings(was_minor=True), True),
            ("minor", Findings(was_minor=False), False),
            pytest.param(
                "child_service",
                Findings(is_of_child_service=True),
                True,
                marks=pytest.mark.requirement("ALMI-82", breaks="not counting a child's online service as a ground"),
            ),
            ("child_service", Findings(was_minor=True), False),
        ],
    )
    def test_is_owed_when_its_facts_are_there(self, asked: str, findings: Findings, owed: bool) -> None:
        assert must_go(asked, findings) is owed

    def test_is_judged_for_every_reason(self) -> None:
        assert {ground.article for ground in ASKED.values()} == {f"17(1)({letter})" for letter in "abcdef"}
        assert [asked for asked in ASKED if not isinstance(must_go(asked, Findings()), bool)] == []

    def test_must_be_a_reason_of_the_list(self) -> None:
        with pytest.raises(KeyError):
            must_go("annoyance", Findings())
