"""Deciding a request for access: the copy is ordered, or refused on a ground of the law with a second person."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from audit.models import Event
from privacy.models import AccessCopy, CopyState, RequestStatus
from privacy.policies import citations
from privacy.services import answers, receiving
from privacy.services.copies import ordering
from privacy.services.requests import decisions, letters
from privacy.services.requests.steps import NotAllowed
from tests.privacy.copies.asking import PETRA, ROLF, asked, ordered
from tests.privacy.copies.people import NOW, Cast

pytestmark = pytest.mark.django_db
WHY = {"ground": "excessive", "citation": "GDPR art. 12(5)(b)", "facts": "Den fjärde på en vecka, utan nya uppgifter."}


class TestGiving:
    def test_orders_the_copy(self, people: Cast) -> None:
        copy = ordered(people)
        copy.request.refresh_from_db()
        assert (copy.state, copy.request.status, copy.request.decided_by) == (
            CopyState.ORDERED, RequestStatus.DECIDED, PETRA,
        )  # fmt: skip
        assert Event.objects.get(name="privacy.copy.ordered").reference == copy.request.reference

    def test_happens_once(self, people: Cast) -> None:
        copy = ordered(people)
        with pytest.raises(NotAllowed, match="not in a state"):
            ordering.grant(request=copy.request, by=PETRA, at=NOW)

    def test_is_no_decision_record_by_record(self, people: Cast) -> None:
        with pytest.raises(NotAllowed, match="not in a state"):
            decisions.conclude(request=asked(people), by=PETRA, at=NOW)

    def test_has_no_answer_but_the_copy(self, people: Cast) -> None:
        with pytest.raises(NotAllowed, match="another way"):
            answers.make(request=ordered(people).request, by=PETRA, at=NOW)


class TestRefusing:
    @pytest.mark.parametrize(
        ("changed", "says"),
        [
            ({"ground": "others"}, "listed grounds"),
            ({"ground": "too_much_work"}, "listed grounds"),
            ({"facts": " "}, "reasons"),
            ({"citation": "GDPR art. 15"}, "article"),
            ({"ground": "national_law", "citation": "GDPR art. 23"}, "statute"),
        ],
    )
    def test_needs_a_ground_of_the_law(self, people: Cast, changed: dict[str, str], says: str) -> None:
        with pytest.raises(NotAllowed, match=says):
            ordering.refuse(request=asked(people), by=PETRA, at=NOW, **{**WHY, **changed})
        assert not AccessCopy.objects.exists()

    def test_needs_a_second_person(self, people: Cast) -> None:
        copy = ordering.refuse(request=asked(people), by=PETRA, at=NOW, **WHY)
        copy.request.refresh_from_db()
        assert copy.request.status == RequestStatus.AWAITING_APPROVAL
        with pytest.raises(NotAllowed, match="second person"):
            decisions.approve(request=copy.request, by=PETRA, at=NOW)
        assert decisions.approve(request=copy.request, by=ROLF, at=NOW).status == RequestStatus.DECIDED

    def test_can_be_sent_back_and_given(self, people: Cast) -> None:
        copy = ordering.refuse(request=asked(people), by=PETRA, at=NOW, **WHY)
        decisions.send_back(request=copy.request, by=ROLF, at=NOW)
        again = ordering.grant(request=copy.request, by=PETRA, at=NOW)
        assert (again.pk, again.state, again.ground, again.facts) == (copy.pk, CopyState.ORDERED, "", None)

    def test_is_answered_with_reasons_and_remedies(self, people: Cast) -> None:
        copy = ordering.refuse(request=asked(people), by=PETRA, at=NOW, **WHY)
        decided = decisions.approve(request=copy.request, by=ROLF, at=NOW)
        letter = answers.make(request=decided, by=PETRA, at=NOW)
        pages = PdfReader(BytesIO(b"".join(letters.read(letter)))).pages
        said = " ".join(page.extract_text() for page in pages).replace("\n", " ")
        for each in (
            WHY["facts"],
            citations.in_language(WHY["citation"], "sv"),
            "Integritetsskyddsmyndigheten",
            "tingsrätt",
        ):
            assert each in said
        letters.mark_sent(letter=letter, sent_by="post", by=PETRA, at=NOW)
        assert receiving.answer(request=decided, by=PETRA, at=NOW).status == RequestStatus.ANSWERED
