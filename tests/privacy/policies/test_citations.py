"""Articles of the regulation as a reader's own law writes them."""

import pytest

from privacy.policies import citations


@pytest.mark.parametrize(
    ("stored", "swedish"),
    [
        ("GDPR art. 17(1)", "artikel 17.1 i GDPR"),
        ("GDPR art. 17(3)(e)", "artikel 17.3 e i GDPR"),
        (
            "GDPR art. 17(3)(b); BFL 7 kap. 2 §",
            "artikel 17.3 b i GDPR; BFL 7 kap. 2 §",
        ),
        ("GDPR art. 21(2)-(3)", "artikel 21.2–21.3 i GDPR"),
        ("GDPR art. 18, 29", "artikel 18 och 29 i GDPR"),
        ("GDPR art. 16", "artikel 16 i GDPR"),
        ("Kirjanpitolaki 1336/1997, 2:10", "Kirjanpitolaki 1336/1997, 2:10"),
        ("", ""),
    ],
)
def test_swedish_law_counts_paragraphs_with_a_full_stop_and_letters_with_a_space(stored: str, swedish: str) -> None:
    assert citations.in_language(stored, "sv") == swedish
    assert citations.in_language(stored, "en") == stored
