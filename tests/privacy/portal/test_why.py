"""Why is this still here: told to the person in five languages, of nothing but their own."""

import pytest
from django.test import Client

from personal_data.models import BlockKind, Envelope
from personal_data.services import blocks
from tests.factories import accounts
from tests.privacy.copies.people import Cast, cast
from tests.privacy.portal.test_held import said, visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(db: None) -> Cast:
    return cast()


@pytest.fixture
def anna(people: Cast) -> Client:
    return visit(people)


def at(envelope_id: object) -> str:
    return f"/portal/held/{envelope_id}/why/"


class TestThePage:
    def test_is_one_link_away_from_each_record(self, anna: Client, people: Cast) -> None:
        assert at(people.alone.envelope_id) in said(anna.get("/portal/held/"))

    def test_answers_in_five_languages(self, anna: Client, people: Cast) -> None:
        for language, word in (
            ("en", "It is kept for 3 years at most"),
            ("sv", "Vi sparar det i högst 3 år"),
            ("nb", "Vi beholder det i høyst 3 år"),
            ("fi", "Säilytämme sitä enintään 3 vuotta"),
            ("da", "Vi beholder det i højst 3 år"),
        ):
            page = said(anna.get(at(people.alone.envelope_id), {"language": language}))
            assert f'<div lang="{language}"' in page
            assert word in page

    def test_begins_in_the_language_of_the_visit(self, people: Cast) -> None:
        assert '<div lang="sv"' in said(visit(people, "sv").get(at(people.alone.envelope_id)))

    def test_tells_of_a_hold(self, anna: Client, people: Cast) -> None:
        with accounts.command():
            blocks.place(kind=BlockKind.HOLD, reason_code="court", envelopes=[people.alone.envelope_id])
        assert "held for a legal dispute" in said(anna.get(at(people.alone.envelope_id)))

    def test_is_not_there_for_what_is_another_s_or_may_not_be_told_of(self, anna: Client, people: Cast) -> None:
        bos = Envelope.objects.filter(record_class="profile").exclude(parts__subject=people.anna.subject)
        assert [anna.get(at(each.id)).status_code for each in bos] == [404] * len(bos)
        assert bos
        with accounts.command():
            secret = Envelope.objects.create(controller=people.alone.controller, record_class="legal_report")
            secret.parts.create(subject=people.anna.subject, role="debtor")
        assert anna.get(at(secret.id)).status_code == 404
