"""Rectification: values corrected with their history, or a statement beside the record (GDPR art. 16)."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from pypdf import PdfReader

from audit.models import Event
from collections_app.models import Case, Debtor, LedgerEntry
from collections_app.services import ledger
from collections_app.services.disclosing import disclosures
from personal_data import catalogue, envelopes, search
from personal_data.declaration import Source
from personal_data.purposes import Purpose
from privacy.models import (
    Channel,
    DataSubjectRequest,
    ItemOutcome,
    LetterKind,
    RecipientNotice,
    RequestItem,
    Right,
    SentBy,
    SupplementaryStatement,
)
from privacy.selectors import holdings
from privacy.services import answers, receiving
from privacy.services.contested import decisions as contested
from privacy.services.contested import rectifying, restrictions
from privacy.services.requests import decisions, letters
from privacy.services.requests.steps import CannotBeWritten, NotAllowed
from tests.factories import acting, collection, retention
from tests.factories import recipients as making
from tests.privacy.requests.asking import NOW, PETRA, ROLF, contacts, debtor_with_address, receive

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(db: None) -> Iterator[Debtor]:
    with acting.hanna(Purpose.SUBJECT_REQUEST):
        controller = retention.controller("AMILI")
        contacts(controller)
        yield debtor_with_address(controller)


def item_of(request: DataSubjectRequest) -> RequestItem:
    begun = receiving.begin_review(request=request, identified_how="known_contact", by=PETRA, at=NOW)
    return contested.list_item(request=begun)


@pytest.fixture
def item(anna: Debtor) -> RequestItem:
    return item_of(receive(anna, Right.RECTIFICATION))


def found_by(debtor: Debtor, name: str) -> bool:
    hits = search.find(controller_ids=[debtor.controller_id], kinds=["name"], text=name)
    return debtor.envelope_id in hits


def text_of(request: DataSubjectRequest, kind: LetterKind) -> str:
    content = b"".join(letters.read(request.letters.select_related("request").get(kind=kind)))
    return " ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)


class TestCorrecting:
    def test_makes_the_person_the_source_of_what_was_corrected_and_of_nothing_else(
        self, anna: Debtor, item: RequestItem
    ) -> None:
        rectifying.correct(item=item, values={"name": "Anna Berg"}, by=PETRA, at=NOW)
        profile = holdings.of_subject(anna.subject, at=NOW).records[0]
        told = {each.field: (each.source, each.declared.provided) for each in profile.data()}
        assert told["debtor.name"] == (Source.DATA_SUBJECT, True)
        assert told["debtor.address"] == (Source.CREDITOR, False)
        former = [each.datum for row in profile.rows for each in row.former]
        assert [(each.value, each.source) for each in former] == [(anna.name.reveal(), Source.CREDITOR)]

    @pytest.mark.requirement(
        "OPR-61", breaks="correct without keeping what was there before, or leave the search on the old value"
    )
    def test_changes_the_value_and_keeps_the_old_in_the_history(self, anna: Debtor, item: RequestItem) -> None:
        before = bytes(Debtor.objects.get(pk=anna.pk).name.ciphertext)
        rectifying.correct(item=item, values={"name": "Anna Berg"}, by=PETRA, at=NOW)
        fresh = Debtor.objects.get(pk=anna.pk)
        envelopes.open([fresh])
        assert fresh.name.reveal() == "Anna Berg"
        history = catalogue.history_of(Debtor).objects.filter(id=anna.pk).order_by("history_id")
        assert bytes(history.values_list("name", flat=True)[0]) == before
        assert (found_by(anna, "Berg"), found_by(anna, "Andersson")) == (True, False)

    def test_decides_the_request_and_says_which_fields(self, item: RequestItem) -> None:
        decided = rectifying.correct(item=item, values={"phone": "+46 8 111 11 11"}, by=PETRA, at=NOW)
        assert (decided.outcome, decided.ground, decided.citation) == (ItemOutcome.GRANTED, "corrected", "GDPR art. 16")
        event = Event.objects.get(name="privacy.data.rectified")
        assert (event.fields, event.reference) == (["phone"], item.request.reference)

    def test_needs_a_difference(self, item: RequestItem) -> None:
        with pytest.raises(NotAllowed, match="Nothing was changed"):
            rectifying.correct(item=item, values={"name": "Anna Andersson"}, by=PETRA, at=NOW)

    @pytest.mark.parametrize("name", ["identity_number", "contact_name", "reference", "is_identified"])
    def test_leaves_alone_what_is_not_corrected_in_place(self, item: RequestItem, name: str) -> None:
        with pytest.raises(NotAllowed):
            rectifying.correct(item=item, values={name: "8112189876"}, by=PETRA, at=NOW)

    def test_comes_from_the_data_map(self) -> None:
        assert [each.name for each in rectifying.columns()] == ["name", "birth_date", "address", "phone", "email"]

    def test_is_for_rectification_only(self, anna: Debtor) -> None:
        with pytest.raises(NotAllowed):
            rectifying.correct(
                item=item_of(receive(anna, Right.OBJECTION)), values={"name": "Anna Berg"}, by=PETRA, at=NOW
            )

    def test_of_another_record_is_a_statement(self, anna: Debtor) -> None:
        case = collection.case_file(anna.controller, [anna])
        with pytest.raises(NotAllowed, match="not one of this person"):
            rectifying.correct(item=item_of(about(anna, case)), values={"name": "Anna Berg"}, by=PETRA, at=NOW)


def about(debtor: Debtor, case: Case) -> DataSubjectRequest:
    return receiving.receive(
        subject=debtor.subject,
        right=Right.RECTIFICATION,
        channel=Channel.LETTER,
        received_on=NOW.date(),
        wording=receiving.Wording("The chair was broken.", language="sv", concerns=case.envelope_id),
        by=PETRA,
        at=NOW,
    )


@pytest.mark.requirement(
    "ALMI-76", breaks="no way to complete a record, or overwriting an entry of the books instead of adding one"
)
def test_books_are_completed_and_never_overwritten(db: None) -> None:
    with acting.hanna(Purpose.BOOKKEEPING):
        almi = retention.controller("ALMI")
        contacts(almi)
        debtor = debtor_with_address(almi)
        case = collection.case_file(almi, [debtor])
        values = {"counterparty_name": "Anna Andersson", "currency": "SEK", "posted_on": NOW.date()}
        wrong = ledger.post(case=case, voucher="V-1", amount_minor=5000, **values)
    with acting.hanna(Purpose.SUBJECT_REQUEST):
        item = item_of(about(debtor, case))
        rectifying.add_statement(item=item, text="Jag betalade 500 kronor.", by=PETRA, at=NOW)
        contested.grant(item=item, ground="completed", by=PETRA, at=NOW)
        for field in ("counterparty_name", "voucher", "amount_minor"):
            with pytest.raises(NotAllowed):
                rectifying.correct(item=item, values={field: "x"}, by=PETRA, at=NOW)
    assert {each.model for each in rectifying.columns()} == {Debtor}
    with acting.hanna(Purpose.BOOKKEEPING):
        ledger.post(case=case, voucher="V-2", amount_minor=-5000, **values)
        ledger.post(case=case, voucher="V-3", amount_minor=50_000, **values)
    assert LedgerEntry.objects.get(pk=wrong.pk).amount_minor == 5000
    assert catalogue.history_of(LedgerEntry).objects.filter(id=wrong.pk, history_type="~").count() == 0
    assert SupplementaryStatement.objects.get().envelope_id == case.envelope_id


class TestStatement:
    def test_lies_with_the_record_and_goes_with_it(self, anna: Debtor) -> None:
        case = collection.case_file(anna.controller, [anna])
        item = item_of(about(anna, case))
        with pytest.raises(NotAllowed, match="statement first"):
            contested.grant(item=item, ground="completed", by=PETRA, at=NOW)
        rectifying.add_statement(item=item, text="The chair was broken.", by=PETRA, at=NOW)
        contested.grant(item=item, ground="completed", by=PETRA, at=NOW)
        row = SupplementaryStatement.objects.get()
        assert (row.envelope_id, row.subject_id) == (case.envelope_id, anna.subject_id)
        envelopes.open([row])
        assert row.text.reveal() == "The chair was broken."

    def test_says_something(self, item: RequestItem) -> None:
        with pytest.raises(NotAllowed, match="statement"):
            rectifying.add_statement(item=item, text=" ", by=PETRA, at=NOW)


class TestAnswer:
    def test_says_decision_reasons_law_authority_and_court(self, item: RequestItem) -> None:
        contested.refuse(item=item, ground="accurate", facts="Registret säger samma sak.", by=PETRA, at=NOW)
        request = decisions.conclude(request=item.request, by=PETRA, at=NOW)
        decisions.approve(request=request, by=ROLF, at=NOW)
        answers.make(request=request, by=PETRA, at=NOW)
        said = text_of(request, LetterKind.ANSWER)
        for part in (
            "Registret säger samma sak.",
            "artikel 16 i GDPR",
            "Integritetsskyddsmyndigheten",
            "gå till domstol",
        ):
            assert part in said

    def test_cannot_be_written_without_reasons(self, item: RequestItem, monkeypatch: pytest.MonkeyPatch) -> None:
        contested.refuse(item=item, ground="accurate", facts="Right.", by=PETRA, at=NOW)
        request = decisions.conclude(request=item.request, by=PETRA, at=NOW)
        decisions.approve(request=request, by=ROLF, at=NOW)
        RequestItem.objects.filter(pk=item.pk).update(citation=" ")
        with pytest.raises(CannotBeWritten):
            answers.make(request=request, by=PETRA, at=NOW)

    def test_of_the_lifting_says_day_and_reason(self, anna: Debtor, item: RequestItem) -> None:
        rectifying.correct(item=item, values={"name": "Anna Berg"}, by=PETRA, at=NOW)
        request = decisions.conclude(request=item.request, by=PETRA, at=NOW)
        letters.mark_sent(letter=answers.make(request=request, by=PETRA, at=NOW), sent_by=SentBy.POST, by=PETRA, at=NOW)
        receiving.answer(request=request, by=PETRA, at=NOW)
        restrictions.announce(request=request, lift_on=NOW.date(), because="Namnet är rättat.", by=PETRA, at=NOW)
        said = text_of(request, LetterKind.RESTRICTION_LIFTED)
        assert "Namnet är rättat." in said
        assert "Begränsningen hävs den" in said


class TestRecipients:
    @pytest.mark.parametrize("right", [Right.RECTIFICATION, Right.RESTRICTION])
    def test_are_told_of_what_was_rectified_or_restricted(self, anna: Debtor, right: Right) -> None:
        case = collection.case_file(anna.controller, [anna])
        wanted = disclosures.Wanted(
            recipient=making.recipient(anna.controller),
            fields=("debtor.name",),
            purpose="status_report",
            ground="6(1)(f)",
            channel="file",
        )
        with acting.hanna(Purpose.COLLECTION):
            disclosures.disclose(case=case, wanted=wanted, by=PETRA, at=NOW)
        item = item_of(receive(anna, right))
        if right == Right.RECTIFICATION:
            rectifying.correct(item=item, values={"name": "Anna Berg"}, by=PETRA, at=NOW)
        else:
            contested.grant(item=item, ground="accuracy", by=PETRA, at=NOW)
        request = decisions.conclude(request=item.request, by=PETRA, at=NOW)
        answers.make(request=request, by=PETRA, at=NOW)
        notice = RecipientNotice.objects.get()
        assert notice.act == {"rectification": "rectified", "restriction": "restricted"}[right]
        assert notice.letter is not None
