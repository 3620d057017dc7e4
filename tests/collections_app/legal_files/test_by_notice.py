"""The rows of Intrum's notice on legal assignments, damaging events and recordings as proof (INTRUM-39, -109, -112)."""

import wave
from datetime import date
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import User
from collections_app.models import CallRecording, Case, LegalFile, LegalFileItem
from collections_app.selectors import legal_files
from collections_app.services import cases
from collections_app.services.legal_files import filing, keeping
from personal_data import access, envelopes, files
from personal_data.models import Envelope, SealedFile
from personal_data.purposes import Purpose
from retention.services import nightly
from tests.collections_app.calls.conftest import AT, recorded, spoke
from tests.collections_app.legal_files.conftest import opened
from tests.factories import accounts, collection, retention

pytestmark = pytest.mark.django_db
WHY = "Ida says here that she took the parcel."


def keeper(by: User) -> keeping.Keeper:
    return keeping.Keeper(by=by.pk, at=AT, why=WHY)


def clip(file: LegalFile, recording: CallRecording, by: User, start: int = 30, end: int = 42) -> LegalFileItem:
    with accounts.command(Purpose.LEGAL_CLAIM):
        return keeping.keep_clip(file=file, recording=recording, start=start, end=end, keeper=keeper(by))


def heard(item: LegalFileItem) -> set[int]:
    """The seconds that are heard in an item: each second of the tone bears its number."""
    with accounts.command(Purpose.LEGAL_CLAIM):
        envelopes.open([item])
        content = b"".join(files.read(SealedFile.objects.get(pk=item.file)))
    with wave.open(BytesIO(content)) as sound:
        return set(sound.readframes(sound.getnframes()))


def clock(file: LegalFile) -> tuple[str, date | None, date | None]:
    envelope = Envelope.objects.get(pk=file.envelope_id)
    return envelope.record_class, envelope.trigger_on, envelope.due_on


class TestAClip:
    @pytest.mark.requirement(
        "INTRUM-39", breaks="copying more than the part, or giving the part the clock of the recording"
    )
    def test_is_the_needed_part_alone_and_outlives_the_recording(
        self, case: Case, dispute: LegalFile, lena: User
    ) -> None:
        recording = recorded(spoke(case, started_at=timezone.now() - timezone.timedelta(days=300)))
        item = clip(dispute, recording, lena)
        assert (item.envelope_id, heard(item)) == (dispute.envelope_id, set(range(30, 42)))
        with accounts.command():
            (run,) = nightly.run_routine(by=access.system("night"), at=timezone.now())
        assert run.erased_count == 1
        assert not CallRecording.objects.filter(pk=recording.pk).exists()
        assert heard(LegalFileItem.objects.get()) == set(range(30, 42))

    @pytest.mark.requirement("INTRUM-39", breaks="keeping as proof what the notice did not let be recorded for proof")
    def test_is_taken_only_of_what_may_prove_a_transaction(
        self, dispute: LegalFile, recording: CallRecording, lena: User
    ) -> None:
        recording.purposes = ["service_development"]
        with pytest.raises(keeping.NotKept) as refusal:
            clip(dispute, recording, lena)
        assert refusal.value.code == "purpose_not_listed"

    @pytest.mark.parametrize(
        ("start", "end", "code"), [(42, 30, "ends_before_it_begins"), (30, 30, "ends_before_it_begins"),
                                   (100, 201, "longer_than_the_call")]
    )  # fmt: skip
    def test_is_a_part_that_there_is(
        self, dispute: LegalFile, recording: CallRecording, lena: User, start: int, end: int, code: str
    ) -> None:
        with pytest.raises(ValidationError) as refusal:
            clip(dispute, recording, lena, start, end)
        assert refusal.value.code == code

    def test_is_not_taken_twice_and_not_into_another_cases_file(
        self, case: Case, dispute: LegalFile, recording: CallRecording, lena: User
    ) -> None:
        clip(dispute, recording, lena)
        with pytest.raises(keeping.NotKept, match="already"):
            clip(dispute, recording, lena)
        with accounts.command():
            other = collection.case_file(case.controller, [collection.debtor(case.controller, "Bo Berg")])
        with pytest.raises(keeping.NotKept, match="another case"):
            clip(opened(other, lena), recording, lena)

    def test_knows_that_somebody_else_is_heard(self, case: Case, dispute: LegalFile, lena: User) -> None:
        assert clip(dispute, recorded(spoke(case, spoken_to="guardian")), lena).has_anothers_voice


class TestALegalFile:
    @pytest.mark.requirement(
        "INTRUM-109", breaks="starting the ten years before the end, or keeping the case as long as the file"
    )
    def test_outlives_the_case_by_its_own_ten_years(self, case: Case, dispute: LegalFile, lena: User) -> None:
        """Scenario S2: items that were copied stay, the rest goes."""
        assert clock(dispute) == ("legal_file", None, None)
        with accounts.command(Purpose.LEGAL_CLAIM):
            keeping.keep_rows(file=dispute, copies=legal_files.copyable(case)[:1], keeper=keeper(lena))
        LegalFile.objects.filter(pk=dispute.pk).update(opened_on=date(2022, 1, 3))
        with accounts.command(Purpose.LEGAL_CLAIM):
            retention.close(case, date(2022, 5, 10))
            filing.end(file=dispute, ended_on=date(2022, 9, 30), by=lena.pk, at=AT)
        assert retention.due_on(case) == date(2027, 5, 11)
        assert clock(dispute) == ("legal_file", date(2022, 9, 30), date(2032, 10, 1))

    @pytest.mark.requirement("INTRUM-109", breaks="letting the file go with its case")
    def test_stays_when_the_case_has_been_erased(self, case: Case, dispute: LegalFile, lena: User) -> None:
        with accounts.command(Purpose.LEGAL_CLAIM):
            keeping.keep_rows(file=dispute, copies=legal_files.copyable(case), keeper=keeper(lena))
        with accounts.command(Purpose.RETENTION):
            retention.close(case, retention.months_ago(61))
            (outcome,) = envelopes.erase([case.envelope_id])
        assert (outcome.erased, Case.objects.exists()) == (True, False)
        with accounts.command(Purpose.LEGAL_CLAIM):
            texts = [
                each.text.reveal() for each in legal_files.consult(LegalFile.objects.get()) if each.text is not None
            ]
        assert "Says that the goods never came." in texts
        assert any("F-2020-118" in each and "1299.00 SEK" in each for each in texts)

    def test_stops_its_clock_when_the_matter_is_taken_up_again(self, dispute: LegalFile, lena: User) -> None:
        with accounts.command(Purpose.LEGAL_CLAIM):
            filing.end(file=dispute, ended_on=AT.date(), by=lena.pk, at=AT)
            with pytest.raises(keeping.NotKept, match="has ended"):
                keeping.keep_document(
                    file=dispute,
                    name="Decision",
                    content=BytesIO(b"%PDF-1.7"),
                    size=8,
                    level="normal",
                    keeper=keeper(lena),
                )
            filing.resume(file=dispute, by=lena.pk)
        assert clock(dispute)[1:] == (None, None)

    def test_opens_for_the_dispute_and_for_no_collection(self, dispute: LegalFile) -> None:
        with accounts.command(Purpose.COLLECTION), pytest.raises(envelopes.Refused):
            envelopes.open([dispute])

    def test_is_opened_for_a_named_matter_before_a_named_court(self, case: Case, lena: User) -> None:
        for matter, code in (
            (filing.Matter("dispute", " ", "A court"), "matter_missing"),
            (filing.Matter("dispute", "Goods", " "), "authority_missing"),
            (filing.Matter("gossip", "Goods", "A court"), "kind_unknown"),
        ):
            with pytest.raises(filing.NotAllowed) as refusal:
                opened(case, lena, matter)
            assert refusal.value.code == code


class TestADamagingEvent:
    @pytest.mark.requirement(
        "INTRUM-112", breaks="counting from another day than the discovery, or reaching items that were not tagged"
    )
    def test_goes_three_years_after_the_discovery_with_its_own_items_alone(self, case: Case, lena: User) -> None:
        matter = filing.Matter("damage", "A letter went to the wrong address", discovered_on=date(2024, 2, 29))
        event = opened(case, lena, matter)
        with accounts.command(Purpose.LEGAL_CLAIM):
            note = next(each for each in legal_files.copyable(case) if each.kind == "note")
            keeping.keep_rows(file=event, copies=[note], keeper=keeper(lena))
        assert clock(event) == ("damage_event", date(2024, 2, 29), date(2027, 3, 1))
        assert [each.source for each in event.items.all()] == [note.source]
        with accounts.command(Purpose.LEGAL_CLAIM):
            filing.end(file=event, ended_on=AT.date(), by=lena.pk, at=AT)
        assert clock(event)[1] == date(2024, 2, 29)
        assert retention.due_on(case) is None

    def test_has_a_day_of_discovery_that_has_come(self, case: Case, lena: User) -> None:
        for day, code in ((None, "discovery_missing"), (date(2027, 1, 1), "discovery_in_future")):
            with pytest.raises(filing.NotAllowed) as refusal:
                opened(case, lena, filing.Matter("damage", "A letter", discovered_on=day))
            assert refusal.value.code == code


def test_closing_the_case_moves_no_clock_of_its_file(case: Case, dispute: LegalFile, lena: User) -> None:
    with accounts.command():
        cases.close(case=case, reason="paid", closed_on=AT.date(), by=lena.pk, at=AT)
    assert clock(dispute)[1] is None
