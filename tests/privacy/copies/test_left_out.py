"""Parts left out of a copy by hand: by ground, with a second person, said in the copy unless a law forbids it."""

import json
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from jsonschema import Draft202012Validator

from accounts.roles import Role
from collections_app.models import Note
from personal_data import envelopes
from personal_data.purposes import Purpose
from privacy.models import AccessCopy, CopyCut, CopyState, DataSubjectRequest, RequestStatus
from privacy.policies import access_grounds
from privacy.policies.held_records import MARK, Holdings
from privacy.selectors import holdings
from privacy.services.copies import assembly, cuts, ordering, schema
from privacy.services.copies.cuts import Part
from tests.factories import accounts, acting, collection
from tests.privacy.copies.asking import PETRA, ROLF, asked, contents, text
from tests.privacy.copies.people import NOW, Cast

pytestmark = pytest.mark.django_db
ASSESSMENT = "Internt: Anna bedöms betala efter krav nummer tre."


@pytest.fixture
def note(people: Cast) -> Note:
    with acting.hanna():
        envelopes.prepare_to_write([people.alone])
        return collection.note(people.alone, ASSESSMENT)


@pytest.fixture
def request_(people: Cast) -> DataSubjectRequest:
    return asked(people)


def left_out(request: DataSubjectRequest, note: Note, words: str = "", **changed: Any) -> CopyCut:
    values: dict[str, Any] = {
        "ground": "business_secret",
        "citation": "GDPR art. 15(4)",
        "facts": "Shows how we rank.",
        "is_secret": False,
        **changed,
    }
    part = Part(note.pk, "note.text", words)
    return cuts.leave_out(request=request, part=part, by=PETRA, at=NOW, **values)


def given(request: DataSubjectRequest) -> AccessCopy:
    """The copy, decided, approved and made."""
    ordering.grant(request=request, by=PETRA, at=NOW)
    ordering.approve(request=request, by=ROLF, at=NOW)
    assert assembly.assemble(reference=request.reference, at=NOW)
    return AccessCopy.objects.select_related("request__controller", "request__subject").get(request=request)


def seen(people: Cast) -> Holdings:
    """What the portal shows."""
    with acting.hanna(Purpose.SELF_SERVICE):
        return holdings.of_subject(people.anna.subject, at=NOW)


def datum(copy: dict[str, Any], value: str | None) -> dict[str, Any]:
    data = [each for record in copy["records"] for entry in record["entries"] for each in entry["data"]]
    return next(each for each in data if each["field"] == "note.text" and each["value"] == value)


@pytest.mark.requirement("ALMI-75", breaks="a business secret in the copy, or its absence not counted and said")
@pytest.mark.requirement("ALMI-74", breaks="leaving something out without a ground, or without saying so")
class TestABusinessSecret:
    def test_is_absent_counted_and_explained(self, people: Cast, note: Note, request_: DataSubjectRequest) -> None:
        left_out(request_, note)
        copy = given(request_)
        said = contents(copy)
        Draft202012Validator(json.loads(schema.text())).validate(said)
        assert "krav nummer tre" not in str(said)
        assert "krav nummer tre" not in text(copy)
        assert datum(said, None)["withheld"] == "business_secret"
        reason = next(each for each in said["withheld"] if each["reason"] == "business_secret")
        assert (reason["times"], reason["law"]) == (1, "GDPR art. 15(4)")
        assert "affärshemlighet" in text(copy)
        # Nothing else is missing.
        assert "Anna lovar betala på fredag." in text(copy)

    def test_may_be_words_of_a_text(self, people: Cast, note: Note, request_: DataSubjectRequest) -> None:
        left_out(request_, note, "efter krav nummer tre")
        shown = datum(contents(given(request_)), f"Internt: Anna bedöms betala {MARK}.")
        assert shown["withheld"] == "business_secret"

    def test_is_absent_from_the_portal_as_well(self, people: Cast, note: Note, request_: DataSubjectRequest) -> None:
        left_out(request_, note)
        assert "krav nummer tre" in str(seen(people))
        given(request_)
        assert "krav nummer tre" not in str(seen(people))

    def test_is_not_betrayed_by_the_file_of_the_request(
        self, people: Cast, note: Note, request_: DataSubjectRequest
    ) -> None:
        left_out(request_, note)
        assert "Shows how we rank" not in str(contents(given(request_)))
        assert "copy_cut" not in str(seen(people))


@pytest.mark.requirement("ALMI-74", breaks="leaving something out that the law does not let, or alone, or everything")
class TestWhatIsAskedFor:
    def test_a_second_person(self, note: Note, request_: DataSubjectRequest) -> None:
        left_out(request_, note)
        waiting = ordering.grant(request=request_, by=PETRA, at=NOW)
        assert waiting.state == CopyState.PROPOSED
        assert not assembly.assemble(reference=request_.reference, at=NOW)
        request_.refresh_from_db()
        assert request_.status == RequestStatus.AWAITING_APPROVAL
        with pytest.raises(ValidationError, match="second person"):
            ordering.approve(request=request_, by=PETRA, at=NOW)

    def test_also_by_the_database(self, note: Note, request_: DataSubjectRequest) -> None:
        made = left_out(request_, note)
        with pytest.raises(IntegrityError, match="second_person"), transaction.atomic():
            CopyCut.objects.filter(pk=made.pk).update(approved_by=PETRA)

    @pytest.mark.parametrize(
        ("changed", "why"),
        [
            ({"ground": "too_much_work"}, "listed grounds"),
            ({"citation": " "}, "needs its ground"),
            ({"facts": " "}, "needs its ground"),
            ({"is_secret": True}, "Only a law"),
            ({"words": "inte där"}, "do not stand there"),
        ],
    )
    def test_a_complete_ground(
        self, note: Note, request_: DataSubjectRequest, changed: dict[str, Any], why: str
    ) -> None:
        with pytest.raises(ValidationError, match=why):
            left_out(request_, note, **changed)
        assert not CopyCut.objects.exists()

    def test_never_everything(self, people: Cast, note: Note, request_: DataSubjectRequest) -> None:
        held = holdings.of_subject(people.anna.subject, at=NOW, is_cut=False)
        parts = [
            Part(row.id, each.field)
            for record in held.records
            for row in record.rows
            for each in row.data
            if each.value is not None
        ]
        why = {"ground": "law", "citation": "GDPR art. 23; Act 1", "facts": "All of it.", "is_secret": False}
        # All but one are cut in one go: going through each would be slow.
        first, *others = parts
        made = cuts.leave_out(request=request_, part=first, by=PETRA, at=NOW, **why)
        CopyCut.objects.bulk_create(
            CopyCut(
                envelope=made.envelope, request=request_, record=made.record, row=each.row, field=each.field,
                ground="law", citation="GDPR art. 23; Act 1", facts="All of it.", by=PETRA, at=NOW,
            )
            for each in others[:-1]
        )  # fmt: skip
        with pytest.raises(ValidationError, match="nothing would be left"):
            cuts.leave_out(request=request_, part=others[-1], by=PETRA, at=NOW, **why)

    def test_can_be_taken_back_before_the_decision(self, note: Note, request_: DataSubjectRequest) -> None:
        made = left_out(request_, note)
        cuts.take_back(request=request_, cut=made.pk, at=NOW)
        assert ordering.grant(request=request_, by=PETRA, at=NOW).state == CopyState.ORDERED
        with pytest.raises(ValidationError, match="not in a state"):
            cuts.take_back(request=request_, cut=made.pk, at=NOW)


class TestWhatALawKeepsSecret:
    def test_leaves_neither_mark_nor_count(self, people: Cast, note: Note, request_: DataSubjectRequest) -> None:
        law = "GDPR art. 23; Act 1"
        left_out(request_, note, ground="law", citation=law, is_secret=True)
        said = contents(given(request_))
        assert "krav nummer tre" not in str(said)
        assert not [each for each in said["withheld"] if each["reason"] == "law"]
        assert law not in str(said)

    def test_words_go_without_a_sign(self, people: Cast, note: Note, request_: DataSubjectRequest) -> None:
        left_out(request_, note, " efter krav nummer tre", ground="law", citation="Act 1", is_secret=True)
        assert datum(contents(given(request_)), "Internt: Anna bedöms betala.")["withheld"] is None

    def test_a_text_that_has_changed_since_is_left_out_whole(self, people: Cast, request_: DataSubjectRequest) -> None:
        part = Part(people.anna.pk, "debtor.email", "andersson")
        cuts.leave_out(
            request=request_, part=part, ground="law", citation="Act 1", facts="x", is_secret=False, by=PETRA, at=NOW
        )
        given(request_)
        envelopes.open([people.anna])
        people.anna.email = "other@post.example"
        people.anna.save()
        assert "other@post.example" not in str(seen(people))


class TestThePages:
    def test_lead_through_it(self, people: Cast, note: Note, request_: DataSubjectRequest) -> None:
        petra = accounts.client_of(accounts.member(Role.PRIVACY_OFFICER))
        rolf = accounts.client_of(accounts.member(Role.RECORDS_OFFICER))
        address = f"/dpo/requests/{request_.reference}/copy/left-out/"
        assert b"Nothing is left out by hand" in petra.get(address).content
        form = {"part": f"{note.pk}:note.text", "words": "", "ground": "business_secret", "citation": "GDPR art. 15(4)"}
        wrong = petra.post(f"{address}new/", form).content.decode()
        assert "Write the reasons in this case." in wrong
        assert petra.post(f"{address}new/", {**form, "facts": "Shows how we rank."}).status_code == 302
        assert rolf.get(f"{address}new/").status_code == 403
        give = f"/dpo/requests/{request_.reference}/copy/give/"
        assert "1 part is left out by hand" in petra.get(give).content.decode()
        assert petra.post(give).status_code == 302
        read = rolf.get(address).content.decode()
        assert ASSESSMENT in read
        assert "Shows how we rank." in read
        assert rolf.post(f"/dpo/requests/{request_.reference}/approve/").status_code == 302
        assert CopyCut.objects.get().approved_at is not None
        assert AccessCopy.objects.get(request=request_).state == CopyState.ORDERED


@pytest.mark.requirement("ALMI-73", breaks="answering a request with less because the portal shows it already")
def test_what_the_portal_shows_already_is_given_in_full_all_the_same(
    people: Cast, request_: DataSubjectRequest
) -> None:
    shown = {(record.envelope_id, datum.field) for record in seen(people).records for datum in record.data()}
    assert "seen_already" not in access_grounds.REFUSALS
    with pytest.raises(ValidationError, match="listed grounds"):
        ordering.refuse(
            request=request_, ground="seen_already", citation="GDPR art. 15", facts="In the portal.", by=PETRA, at=NOW
        )
    ordering.grant(request=request_, by=PETRA, at=NOW)
    assert assembly.assemble(reference=request_.reference, at=NOW)
    copy = contents(AccessCopy.objects.select_related("request").get(request=request_))
    given_fields = {
        each["field"] for record in copy["records"] for entry in record["entries"] for each in entry["data"]
    }
    assert {field for _record, field in shown} <= given_fields
    assert len(copy["records"]) >= len({record for record, _field in shown})
