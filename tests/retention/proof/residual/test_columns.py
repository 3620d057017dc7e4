"""What stands in a clear column of the database is found, of every kind and however it is written."""

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.utils import timezone

from audit.models import Event
from personal_data.models import ErasedTokens
from retention import events
from retention.models import ResidualCheck
from retention.services.residual import sought
from tests.factories import accounts, collection
from tests.retention.proof.conftest import EMAIL, NAME, NUMBER
from tests.retention.proof.residual.planting import EVERY_WAY, check, found, in_a_session, in_reports

pytestmark = pytest.mark.django_db


class TestWhatIsErased:
    def test_leaves_nothing_over_and_that_is_recorded_by_count(self, act):
        made = check(act)
        assert list(made.leftovers.values_list("place", "kind", "record")) == []
        assert made.unread == []
        assert made.is_clean
        assert made.looked_for >= 4
        assert made.places > 100
        assert Event.objects.filter(name=events.CHECK_CLEAN.name, reference=act.reference).count() == 1

    def test_is_looked_for_by_keyed_tokens_alone(self, act):
        assert ErasedTokens.objects.filter(act_id=act.id).count() == 1
        assert all(isinstance(each, int) for each in ErasedTokens.objects.get().tokens)


@pytest.mark.requirement("AMILI-35", breaks="not looking through a table, or certifying although something is left")
class TestInAClearColumn:
    def test_finds_every_kind_however_it_is_written(self, amili, act):
        reports = in_reports(amili, *({"problems": text} for _, text in EVERY_WAY))
        place = "collections_app_importfile.problems"
        expected = {(place, kind, str(row.pk)) for row, (kind, _) in zip(reports, EVERY_WAY, strict=True)}
        assert set(check(act).leftovers.values_list("place", "kind", "record")) == expected

    def test_finds_a_number_that_is_kept_as_a_number(self, act):
        ResidualCheck.objects.create(act=act, begun_at=timezone.now(), bytes_read=199001012385)
        assert found(act) == {("retention_residualcheck.bytes_read", "identity_number")}

    def test_finds_what_lies_across_two_columns(self, amili, act):
        (report,) = in_reports(amili, {"problems": NAME, "notices": "111 22"})
        made = check(act)
        expected = [("collections_app_importfile", "residence", str(report.pk))]
        assert list(made.leftovers.values_list("place", "kind", "record")) == expected

    def test_finds_it_among_rows_whose_columns_are_long(self, amili, act):
        others = [{"problems": "p" * 300, "notices": "n" * 300}] * 5
        _, report, *_ = in_reports(amili, others[0], {"problems": NAME, "notices": "111 22"}, *others)
        assert set(check(act).leftovers.values_list("kind", "record")) == {("residence", str(report.pk))}

    def test_takes_nobody_for_the_erased_because_two_rows_stand_side_by_side(self, amili, act):
        in_reports(amili, {"problems": NAME}, {"problems": "111 22"}, {"problems": "Berg", "notices": "111 22"})
        assert found(act) == set()

    def test_finds_a_sealed_column_that_was_never_sealed(self, amili, act):
        with accounts.command():
            other = collection.case_file(amili, [collection.debtor(amili, "Bo Berg")])
            row = collection.note(other)
        with connection.cursor() as cursor:
            statement = "UPDATE collections_app_note SET text = convert_to(%s, 'UTF8') WHERE id = %s"
            cursor.execute(statement, [f"från {EMAIL}", row.id])
        places = found(act)
        assert ("collections_app_note.text", "email") in places
        assert ("collections_app_historicalnote.text", "email") in places, "the history keeps what was overwritten"

    def test_finds_what_a_session_keeps(self, act):
        session = SessionStore()
        session["note"] = NUMBER
        session.save()
        assert found(act) == {("django_session.session_data", "identity_number")}

    def test_does_not_take_others_for_the_erased(self, act):
        texts = ["19900102-2384", "070-174 06 06", "berit@example.test", "Anna Andersson, 111 23 Solna",
                 "Anna Berg, 111 22 Stockholm", "K-1990-01012385"]  # fmt: skip
        for text in texts:
            in_a_session(text)
        assert found(act) == set()

    def test_finds_each_of_many_who_are_looked_for_in_several_passes(self, act, monkeypatch):
        monkeypatch.setattr(sought, "PERSONS", 1)
        known = ErasedTokens.objects.get()
        for number in range(3):
            ErasedTokens.objects.create(
                act_id=act.id,
                controller_id=act.controller_id,
                tokens=[number, *([] if number else known.tokens)],
                whole_count=1 + (0 if number else known.whole_count),
                erased_at=known.erased_at,
            )
        known.delete()
        in_a_session(EMAIL)
        made = check(act)
        assert set(made.leftovers.values_list("place", "kind")) == {("django_session.session_data", "email")}
        assert made.looked_for == known.whole_count + 3
