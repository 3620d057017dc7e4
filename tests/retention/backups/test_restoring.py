"""Back up, erase, restore: what was erased does not come back."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from collections_app.models import CallRecording, Case, Debtor, Note
from personal_data import envelopes, files
from personal_data.models import Erasure, KeptDigest, SealedFile
from retention.models import Certificate, ResidualCheck
from retention.services.backups import loading, restoring
from tests.factories import acting, collection
from tests.retention.backups.conftest import Empty, House
from tests.retention.backups.restoring import erase_anna, name_of, restore


class TestWithNewerKeys:
    def test_what_was_erased_does_not_open(self, house: House, empty: Empty) -> None:
        yesterday = house.back_up()
        erase_anna(house)
        today = house.back_up(at=timezone.now() + timedelta(seconds=1))
        empty()
        source = loading.opened(Path(yesterday.place), Path(today.place))
        loading.load(source, email=house.keeper.email)
        assert Debtor.objects.filter(pk=house.anna.pk).exists()
        with pytest.raises(envelopes.Gone):
            name_of(house.anna)
        assert name_of(house.bo) == "Bo Berg"

    def test_and_goes_as_soon_as_the_journal_is_replayed(self, house: House, empty: Empty) -> None:
        yesterday = house.back_up()
        erase_anna(house)
        today = house.back_up(at=timezone.now() + timedelta(seconds=1))
        empty()
        assert restore(house, Path(yesterday.place), Path(today.place)).is_clean
        assert list(Debtor.objects.values_list("pk", flat=True)) == [house.bo.pk]
        assert Erasure.objects.count() == 3


class TestWithItsOwnKeys:
    @pytest.mark.requirement(
        "AXACTOR-95", breaks="a restore that opens the house without erasing again what was erased after the back-up"
    )
    @pytest.mark.requirement(
        "OPR-49", breaks="a restore that serves pages before the erasure journal has been replayed"
    )
    def test_what_was_erased_is_erased_again_before_the_first_page(
        self, house: House, empty: Empty, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = house.back_up()
        erase_anna(house)
        empty()
        served_meanwhile = []

        def look(what: str) -> None:
            status = Client().get("/portal/").status_code
            # Before the journal's turn the tables are filled in a transaction that nobody can look into.
            is_there = what == "journal" and Debtor.objects.filter(pk=house.anna.pk).exists()
            served_meanwhile.append((what, status, is_there))

        done = restoring.restore(
            folder=Path(made.place), keys_from=None, email=house.keeper.email, at=timezone.now(), told=look
        )
        assert {status for _, status, _ in served_meanwhile} == {503}
        assert served_meanwhile[-1] == ("journal", 503, True)
        assert done.is_clean
        assert done.replayed.done["erasure"] == 3
        assert ResidualCheck.objects.get().is_clean
        assert Certificate.objects.get().act.kind == "restore"
        assert not Debtor.objects.filter(pk=house.anna.pk).exists()
        assert not Case.objects.exists()
        assert not Note.history.exists()
        assert not CallRecording.objects.exists()
        assert Client().get("/portal/").status_code == 200
        assert name_of(house.bo) == "Bo Berg"

    def test_files_of_what_was_erased_go_too_and_others_are_read(self, house: House, empty: Empty) -> None:
        with acting.hanna():
            other = collection.recording(house.controller, house.bo.subject, b"RIFF another call")
        made = house.back_up()
        erase_anna(house)
        empty()
        assert restore(house, Path(made.place)).is_clean
        stored = list(Path(settings.SEALED_FILES_DIRECTORY).glob("??/*"))
        (file,) = SealedFile.objects.all()
        assert stored == [files.path_of(file.id)]
        with acting.hanna():
            row = CallRecording.objects.get(pk=other.pk)
            envelopes.open([row])
            assert b"".join(files.read(file)) == b"RIFF another call"

    def test_a_claim_that_was_erased_is_still_recognised(self, house: House, empty: Empty) -> None:
        made = house.back_up()
        erase_anna(house)
        kept = set(KeptDigest.objects.values_list("digest", flat=True))
        empty()
        restore(house, Path(made.place))
        assert {bytes(each) for each in KeptDigest.objects.values_list("digest", flat=True)} == {bytes(e) for e in kept}
