"""Who is told of a change of a notice, and in which language."""

from datetime import timedelta
from http import HTTPStatus
from io import BytesIO

import pytest
from django.utils import timezone
from pypdf import PdfReader

from collections_app.models import Debtor
from personal_data.models import Controller
from personal_data.purposes import Purpose
from privacy import events
from privacy.models import ChangeNotice, NoticeChange, PolicyVersion
from privacy.services.notices import change_letters
from tests.factories import accounts, acting, collection
from tests.privacy.notices.changes.telling import SAYS, Publish, loaded, notice_of, person, visit, work

pytestmark = pytest.mark.django_db


class TestWhoIsTold:
    def test_is_nobody_of_the_first_version(self, publish: Publish) -> None:
        publish()
        assert PolicyVersion.objects.exists()
        assert not NoticeChange.objects.exists()

    def test_is_everybody_once_however_often_it_is_loaded(self, almi: Controller, publish: Publish) -> None:
        person(almi)
        publish()
        work()
        loaded()
        work()
        assert (NoticeChange.objects.count(), ChangeNotice.objects.count()) == (1, 1)
        assert len(accounts.recorded(events.CHANGE_ANNOUNCED)) == 1

    def test_is_not_who_came_in_afterwards(self, almi: Controller, publish: Publish) -> None:
        publish()
        later = person(almi)
        Debtor.objects.filter(pk=later.pk).update(created_at=timezone.now() + timedelta(hours=1))
        work()
        assert not ChangeNotice.objects.exists()

    def test_is_nobody_of_another_controller(self, almi: Controller, publish: Publish) -> None:
        with acting.hanna():
            other = collection.controller("AMILI")
        person(other)
        publish()
        work()
        assert not ChangeNotice.objects.exists()

    def test_reads_nothing_of_others(self, almi: Controller, publish: Publish) -> None:
        anna, bo = person(almi), person(almi, "Bo Bertilsson")
        publish()
        work()
        answer = visit(anna, "sv").post(f"/portal/notice-changes/{notice_of(bo).pk}/")
        assert (answer.status_code, notice_of(bo).acknowledged_at) == (HTTPStatus.NOT_FOUND, None)

    @pytest.mark.parametrize(("language", "words"), SAYS.items())
    def test_has_the_letter_in_their_language(
        self, language: str, words: str, almi: Controller, publish: Publish
    ) -> None:
        Controller.objects.filter(pk=almi.pk).update(language=language)
        anna = person(almi)
        publish()
        work()
        with acting.hanna(Purpose.SUBJECT_REQUEST):
            ((reference, content),) = change_letters.fetch_letters(change=NoticeChange.objects.get(), at=timezone.now())
        assert reference == anna.reference
        assert words in " ".join(PdfReader(BytesIO(content)).pages[0].extract_text().split())
