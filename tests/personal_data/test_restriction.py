"""What may open while something is blocked: every purpose against every kind of block (GDPR art. 18, 21, 29)."""

import pytest

from audit.models import Event, Line
from collections_app.models import Debtor
from personal_data import envelopes, events
from personal_data.models import BlockKind, Controller
from personal_data.purposes import Purpose
from personal_data.services import blocks
from tests.factories import acting, collection

# Design section 4: the person and representative, the handling of the request, retention and security. Never ordinary
# collection, never "legal claims" as such.
DESPITE_RESTRICTION = {"self_service", "subject_request", "retention", "security"}
EVERYTHING = {
    "collection", "intake", "bookkeeping", "legal_claim", "subject_request", "self_service", "retention", "security",
    "supervision", "legal_report", "permitted_use", "recruitment", "documentation", "emergency",
    "marketing",
}  # fmt: skip
# Without broken glass (tests/privacy/dpo/test_access_reviews.py) an emergency opens nothing at all; recruitment,
# documentation and marketing open nothing where no notice names them.
OF_EVERYBODY = EVERYTHING - {"emergency", "recruitment", "documentation", "marketing"}
MAY_OPEN = {
    "restriction": DESPITE_RESTRICTION,
    "objection": DESPITE_RESTRICTION,
    "stopped": DESPITE_RESTRICTION,
    "marketing": OF_EVERYBODY,  # it stops one purpose, which is none of these
    "need_to_know": DESPITE_RESTRICTION,
    "hold": DESPITE_RESTRICTION | {"legal_claim", "legal_report"},  # kept for its matter, not worked with
    "wish": OF_EVERYBODY,
}
TABLE = [(kind, purpose) for kind in BlockKind for purpose in Purpose]


def opens(debtor: Debtor, purpose: Purpose) -> bool:
    with acting.omar(purpose):
        try:
            envelopes.open([debtor])
        except envelopes.Refused:
            assert not debtor.name.is_open
            return False
        return bool(debtor.name.reveal() == "Anna Andersson")


def takes_writing(debtor: Debtor, purpose: Purpose) -> bool:
    with acting.omar(purpose):
        try:
            envelopes.prepare_to_write([debtor])
        except envelopes.Refused:
            return False
        debtor.name = "Anna Berg"
        debtor.save()
    return True


class TestBlockedEnvelope:
    @pytest.mark.parametrize(("kind", "purpose"), TABLE)
    def test_opens_only_for_what_the_design_lists(self, amili: Controller, kind: BlockKind, purpose: Purpose) -> None:
        debtor = collection.debtor(amili)
        blocks.place(kind=kind, reason_code="accuracy", envelopes=[debtor.envelope_id])
        assert opens(debtor, purpose) == (purpose.value in MAY_OPEN[kind.value])

    def test_the_table_knows_every_purpose_and_kind(self) -> None:
        assert {purpose.value for purpose in Purpose} == EVERYTHING
        assert {kind.value for kind in BlockKind} == set(MAY_OPEN)

    @pytest.mark.parametrize("kind", [BlockKind.RESTRICTION, BlockKind.OBJECTION, BlockKind.NEED_TO_KNOW])
    def test_opens_also_for_a_purpose_that_was_named(self, amili: Controller, kind: BlockKind) -> None:
        debtor = collection.debtor(amili)
        blocks.place(kind=kind, reason_code="accuracy", envelopes=[debtor.envelope_id], allowed=[Purpose.LEGAL_CLAIM])
        assert opens(debtor, Purpose.LEGAL_CLAIM)
        assert not opens(debtor, Purpose.COLLECTION)
        assert not opens(debtor, Purpose.RETENTION)

    def test_opens_only_for_what_every_block_allows(self, amili: Controller) -> None:
        debtor = collection.debtor(amili)
        blocks.place(kind=BlockKind.RESTRICTION, reason_code="accuracy", envelopes=[debtor.envelope_id])
        blocks.place(
            kind=BlockKind.NEED_TO_KNOW, reason_code="colleague", subject=debtor.subject, allowed=[Purpose.SECURITY]
        )
        assert opens(debtor, Purpose.SECURITY)
        assert not opens(debtor, Purpose.SUBJECT_REQUEST)

    def test_opens_again_when_the_block_is_lifted(self, amili: Controller) -> None:
        debtor = collection.debtor(amili)
        (block,) = blocks.place(kind=BlockKind.RESTRICTION, reason_code="accuracy", envelopes=[debtor.envelope_id])
        assert not opens(debtor, Purpose.COLLECTION)
        blocks.lift(block)
        assert opens(debtor, Purpose.COLLECTION)


class TestWritingIntoABlockedEnvelope:
    """Art. 18(2) leaves storage alone: what arrives may be filed, what is worked out may not be added."""

    @pytest.mark.parametrize(("kind", "purpose"), TABLE)
    def test_is_for_those_who_may_open_and_for_filing(
        self, amili: Controller, kind: BlockKind, purpose: Purpose
    ) -> None:
        debtor = collection.debtor(amili)
        blocks.place(kind=kind, reason_code="accuracy", envelopes=[debtor.envelope_id])
        assert takes_writing(debtor, purpose) == (purpose.value in MAY_OPEN[kind.value] | {"intake", "bookkeeping"})

    def test_leaves_a_refusal_in_the_trail(self, amili: Controller) -> None:
        debtor = collection.debtor(amili)
        blocks.place(kind=BlockKind.RESTRICTION, reason_code="accuracy", envelopes=[debtor.envelope_id])
        assert not takes_writing(debtor, Purpose.COLLECTION)
        event = Event.objects.get(name=events.OPENING_REFUSED)
        assert event.reason == "restriction"
        assert Line.objects.get(event_id=event.id).outcome == "refused"


class TestBlockedPerson:
    def test_blocks_every_envelope_they_have_a_part_in(self, amili: Controller) -> None:
        debtor, other = collection.debtor(amili), collection.debtor(amili, "Bo Berg")
        note = collection.note(collection.case_file(amili, [debtor, other]))
        blocks.place(kind=BlockKind.RESTRICTION, reason_code="accuracy", subject=debtor.subject)
        with acting.omar():
            for row in (debtor, note):
                with pytest.raises(envelopes.Refused):
                    envelopes.open([row])
            envelopes.open([other])

    def test_blocks_envelopes_that_come_later(self, amili: Controller) -> None:
        debtor = collection.debtor(amili)
        blocks.place(kind=BlockKind.OBJECTION, reason_code="marketing", subject=debtor.subject)
        note = collection.note(collection.case_file(amili, [debtor]))
        with acting.omar(), pytest.raises(envelopes.Refused) as refusal:
            envelopes.open([note])
        assert refusal.value.reason == "objection"
