"""What is held about one person: all of it, nothing of anybody else, in one opening."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import Event, Line
from collections_app.models import Recipient
from personal_data import envelopes, record_classes, subjects
from personal_data.models import BlockKind, Role
from personal_data.purposes import Purpose
from personal_data.services import blocks
from privacy.models import LetterKind
from privacy.policies.held_ends import Ends
from privacy.policies.held_records import MARK, HeldRecord, Holdings
from privacy.policies.withheld import Withheld
from privacy.selectors import holdings
from privacy.services.requests import letters
from tests.factories import accounts, acting, collection, retention
from tests.privacy.copies.people import BOS_SECRETS, NOW, Cast, earlier_request, sign_in_letter

pytestmark = pytest.mark.django_db


def held(people: Cast) -> Holdings:
    return holdings.of_subject(people.anna.subject, at=NOW)


def record(found: Holdings, row: object) -> HeldRecord:
    return next(each for each in found.records if each.envelope_id == row.envelope_id)  # type: ignore[attr-defined]  # a personal row


def says(found: HeldRecord) -> dict[str, object]:
    return {datum.field: datum.value for datum in found.data()}


class TestWhatIsHeld:
    def test_is_every_record_the_profile_first(self, people: Cast) -> None:
        found = held(people)
        assert found.records[0].envelope_id == people.anna.envelope_id
        assert {each.envelope_id for each in found.records} == {
            each.envelope_id for each in (people.anna, people.alone, people.shared, people.recording, people.entry)
        }

    def test_says_each_value_with_label_category_and_source(self, people: Cast) -> None:
        profile = record(held(people), people.anna)
        name = next(datum for datum in profile.data() if datum.field == "debtor.name")
        assert (name.value, str(name.label), name.category, name.source) == (
            "Anna Andersson", "Name", "identity", "creditor",
        )  # fmt: skip
        assert record(held(people), people.alone).reference == people.alone.reference
        assert record(held(people), people.alone).creditor == people.alone.creditor.name

    def test_says_the_word_for_a_code(self, people: Cast) -> None:
        status = next(d for d in record(held(people), people.alone).data() if d.field == "case.status")
        assert (status.value, str(status.says)) == ("open", "open")

    def test_is_one_opening_on_the_trail(self, people: Cast) -> None:
        held(people)
        event = accounts.recorded("personal_data.envelope.opened")[-1]
        assert event.count == 5
        assert Line.objects.filter(event_id=event.id, subject=people.anna.subject.pseudonym).count() == 5
        assert people.bo.envelope_id not in set(Line.objects.values_list("envelope_id", flat=True).filter(
            event_id=event.id
        ))  # fmt: skip

    def test_takes_no_more_queries_for_more_rows(self, people: Cast) -> None:
        with CaptureQueriesContext(connection) as few:
            held(people)
        with acting.hanna():
            envelopes.open([people.alone])
            for number in range(30):
                collection.note(people.alone, f"Samtal {number}")
                collection.recording(people.controller, people.anna.subject)
        with acting.hanna(Purpose.SUBJECT_REQUEST), CaptureQueriesContext(connection) as many:
            assert len(held(people).records) == 35
        assert len(many) <= len(few)

    def test_has_files_with_their_rows(self, people: Cast) -> None:
        (file,) = record(held(people), people.recording).files()
        assert (file.id, file.media_type, file.withheld) == (people.recording.file, "audio/wav", None)

    def test_has_requests_and_their_course(self, people: Cast) -> None:
        made = earlier_request(people)
        found = says(record(held(people), made))
        assert found["datasubjectrequest.asked"] == "Jag vill bli glömd."
        assert found["clockpause.doubts"] == "Okänd adress."

    def test_names_no_member_of_staff(self, people: Cast) -> None:
        assert "hanna" not in str(held(people)).lower()

    def test_of_nobody_is_nothing(self, people: Cast) -> None:
        stranger = subjects.create(controller=people.controller, kind="person")
        assert holdings.of_subject(stranger, at=NOW).records == ()


class TestWhatWasHeldBefore:
    def test_is_shown_with_its_end(self, people: Cast) -> None:
        envelopes.open([people.anna])
        people.anna.email = "anna@before-and-after.example"
        people.anna.save()
        (row,) = record(held(people), people.anna).rows
        (former,) = row.former
        assert (former.datum.field, former.datum.value) == ("debtor.email", "anna.andersson@post.example")
        assert says(record(held(people), people.anna))["debtor.email"] == "anna@before-and-after.example"

    def test_of_another_is_not(self, people: Cast) -> None:
        envelopes.open([people.anna])
        people.anna.contact_name = "Nils Nytag"
        people.anna.save()
        assert "Kerstin" not in str(held(people))


class TestWhatIsAnothers:
    def test_is_nowhere(self, people: Cast) -> None:
        text = str(held(people))
        assert [secret for secret in BOS_SECRETS if secret in text] == []

    def test_is_cut_out_of_shared_texts(self, people: Cast) -> None:
        shared = record(held(people), people.shared)
        note = next(datum for datum in shared.data() if datum.field == "note.text")
        assert str(note.value).startswith(f"{MARK} fru ringde från {MARK}")
        assert note.withheld is Withheld.ANOTHER_PERSON

    @pytest.mark.requirement("ALMI-74", breaks="another's address or number standing in a text that several share")
    @pytest.mark.parametrize(
        ("written", "shown"),
        [
            ("Hon bor nu på Bogränd 99, 753 20 Uppsala.", f"Hon bor nu på {MARK}."),
            ("Ny adress: 753 20 Uppsala", f"Ny adress: {MARK}"),
            ("Flyttat till Stora Nygatan 4 B", f"Flyttat till {MARK}"),
            ("Muutti: Mannerheimintie 12, 00100 Helsinki", f"Muutti: {MARK}"),
            ("Bor i Storgata 7, 0155 Oslo", f"Bor i {MARK}"),
            ("Hans nya nummer är 073-555 01 99, säger han", f"Hans nya nummer är {MARK}, säger han"),
            ("Anna bor på Annavägen 7, 113 29 Stockholm, nås på +46 70 740 11 22", None),
            ("Avbetalningsplan 12 månader, 1 200 kronor den 5 maj 2026, faktura F-2020-119", None),
        ],
    )
    def test_addresses_and_numbers_are_cut_unless_they_are_ones_own(
        self, people: Cast, written: str, shown: str | None
    ) -> None:
        with acting.hanna():
            envelopes.prepare_to_write([people.shared])
            collection.note(people.shared, written)
        texts = [d.value for d in record(held(people), people.shared).data() if d.field == "note.text"]
        assert (shown or written) in texts

    def test_leaves_ones_own_words_alone(self, people: Cast) -> None:
        with acting.hanna():
            envelopes.open([people.shared])
            collection.note(people.shared, "Anna Andersson 070-740 11 22")
        texts = [d.value for d in record(held(people), people.shared).data() if d.field == "note.text"]
        assert "Anna Andersson 070-740 11 22" in texts

    def test_says_that_another_takes_part_and_not_who(self, people: Cast) -> None:
        roles = [d for d in record(held(people), people.shared).data() if d.field == "casedebtor.role"]
        assert sorted((str(d.value), d.withheld) for d in roles) == [
            ("None", Withheld.ANOTHER_PERSON), ("debtor", None),
        ]  # fmt: skip

    def test_a_contact_person_is_withheld(self, people: Cast) -> None:
        contact = next(d for d in record(held(people), people.anna).data() if d.field == "debtor.contact_name")
        assert (contact.value, contact.withheld) == (None, Withheld.ANOTHER_PERSON)

    def test_a_recording_with_another_person_is_withheld(self, people: Cast) -> None:
        with acting.hanna():
            other = collection.recording(people.controller, people.anna.subject)
            envelopes.EnvelopeSubject.objects.create(
                envelope=other.envelope, subject=people.bo.subject, role=Role.MENTIONED
            )
        (file,) = record(held(people), other).files()
        assert file.withheld is Withheld.ANOTHER_PERSON

    def test_a_notice_to_a_recipient_who_is_a_person_is_withheld(self, people: Cast) -> None:
        made = earlier_request(people)
        envelopes.prepare_to_write([made])
        for reference, is_person in (("RCP-88881", True), ("RCP-88882", False)):
            Recipient.objects.create(
                controller=people.controller, reference=reference, kind="adviser", is_person=is_person, country="SE",
                name="" if is_person else "Rådgivning AB", registered_at=NOW,
            )  # fmt: skip
            letters.seal(
                request=made, kind=LetterKind.RECIPIENT_NOTICE, language="sv", document=b"%PDF Bo Zebulonsson",
                by=people.anna.subject_id, at=NOW, recipient=reference,
            )  # fmt: skip
        first, second = record(held(people), made).files()
        assert (first.withheld, second.withheld) == (Withheld.ANOTHER_PERSON, None)

    def test_who_is_only_mentioned_learns_that_and_no_more(self, people: Cast) -> None:
        guest = collection.debtor(people.controller, "Cilla Ceder")
        envelopes.EnvelopeSubject.objects.create(
            envelope=people.alone.envelope, subject=guest.subject, role=Role.CONTACT
        )
        found = record(holdings.of_subject(guest.subject, at=NOW), people.alone)
        assert (found.role, found.rows, found.reference, found.creditor) == ("contact", (), "", "")
        assert found.withheld is Withheld.ANOTHER_PERSON


class TestWhatIsNotShown:
    def test_a_letter_with_a_working_code(self, people: Cast) -> None:
        sign_in_letter(people)
        (file,) = record(held(people), people.anna).files()
        assert file.withheld is Withheld.WORKING_CODE

    def test_a_class_that_the_person_may_not_know_of(self, people: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
        secret = replace(record_classes.get("call_recording"), purposes=frozenset({Purpose.SUPERVISION}))
        monkeypatch.setitem(record_classes._classes, "call_recording", secret)
        before = Event.objects.count()
        found = held(people)
        assert people.recording.envelope_id not in {each.envelope_id for each in found.records}
        lines = Line.objects.filter(event_id__in=Event.objects.order_by("-id")[: Event.objects.count() - before])
        assert people.recording.envelope_id not in set(lines.values_list("envelope_id", flat=True))

    def test_a_record_that_is_blocked_for_this_purpose(self, people: Cast) -> None:
        blocks.place(
            kind=BlockKind.NEED_TO_KNOW,
            reason_code="protected",
            envelopes=[people.alone.envelope_id],
            allowed=[Purpose.SUPERVISION],
        )
        found = record(held(people), people.alone)
        assert found.withheld is Withheld.BLOCKED
        assert {datum.value for datum in found.data()} == {None}


class TestWhenItGoes:
    def test_on_its_day_with_the_rule(self, people: Cast) -> None:
        with acting.hanna():
            envelopes.open([people.alone])
            retention.close(people.alone, date(2026, 3, 31))
        ending = record(held(people), people.alone).ending
        assert (ending.ends, ending.due_on, ending.rule) == (Ends.ON_ITS_DAY, date(2029, 3, 31), "case_file.notice")
        assert ending.ground == "Good debt-collection practice"

    def test_after_its_event_while_the_case_is_open(self, people: Cast) -> None:
        ending = record(held(people), people.alone).ending
        assert (ending.ends, ending.due_on, ending.period_months) == (Ends.AFTER_ITS_EVENT, None, 36)

    def test_with_the_last_record_for_a_profile(self, people: Cast) -> None:
        assert record(held(people), people.anna).ending.ends is Ends.WITH_THE_LAST_RECORD

    def test_says_what_keeps_it(self, people: Cast) -> None:
        blocks.place(kind=BlockKind.HOLD, reason_code="court", envelopes=[people.alone.envelope_id])
        assert record(held(people), people.alone).ending.kept_by == ("hold",)
        assert record(held(people), people.shared).ending.kept_by == ()
