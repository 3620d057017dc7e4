"""Articles of the regulation as the law of each language writes them."""

import pytest

from retention.policies import citations

FORMS = {
    "GDPR art. 5(2)": (
        "artikel 5.2 i GDPR",
        "GDPR artikkel 5 nr. 2",
        "tietosuoja-asetuksen 5 artiklan 2 kohta",
        "GDPR artikel 5, stk. 2",
    ),
    "GDPR art. 17(3), 18": (
        "artikel 17.3 och 18 i GDPR",
        "GDPR artikkel 17 nr. 3 og artikkel 18",
        "tietosuoja-asetuksen 17 artiklan 3 kohta ja 18 artikla",
        "GDPR artikel 17, stk. 3, og artikel 18",
    ),
    "GDPR art. 6(1)(b); BFL 7 kap. 2 §": (
        "artikel 6.1 b i GDPR; BFL 7 kap. 2 §",
        "GDPR artikkel 6 nr. 1 bokstav b; BFL 7 kap. 2 §",
        "tietosuoja-asetuksen 6 artiklan 1 kohdan b alakohta; BFL 7 kap. 2 §",
        "GDPR artikel 6, stk. 1, litra b; BFL 7 kap. 2 §",
    ),
    "GDPR art. 21(2)-(3)": (
        "artikel 21.2–21.3 i GDPR",
        "GDPR artikkel 21 nr. 2–21 nr. 3",
        "tietosuoja-asetuksen 21 artiklan 2–3 kohta",
        "GDPR artikel 21, stk. 2–21, stk. 3",
    ),
    "Kirjanpitolaki 1336/1997, 2:10": ("Kirjanpitolaki 1336/1997, 2:10",) * 4,
    "": ("",) * 4,
}


@pytest.mark.parametrize("stored", FORMS)
def test_each_language_counts_paragraphs_and_letters_in_its_own_way(stored: str) -> None:
    assert tuple(citations.in_language(stored, language) for language in ("sv", "nb", "fi", "da")) == FORMS[stored]
    assert citations.in_language(stored, "en") == stored


def test_a_citation_of_several_is_taken_apart() -> None:
    assert citations.parts("GDPR art. 17(3)(b); BFL 7 kap. 2 §") == ["GDPR art. 17(3)(b)", "BFL 7 kap. 2 §"]
    assert citations.parts("") == []
