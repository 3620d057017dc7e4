"""Finding sealed values."""

import pytest
from django.db import connection

from collections_app.models import Debtor
from personal_data import envelopes, search
from personal_data.models import Controller, SearchEntry
from tests.factories import acting, collection, statements


def found(controller: Controller, kind: str, text: str) -> list[Debtor]:
    ids = search.find(controller_ids=[controller.id], kinds=[kind], text=text)
    return list(Debtor.objects.filter(envelope_id__in=ids))


class TestFind:
    def test_finds_by_name_number_phone_and_address(self, amili: Controller) -> None:
        anna = collection.debtor(amili, identity_number="19800101-1236", phone="070-174 06 05", email="anna@example.se")
        collection.debtor(amili, "Bo Berg", identity_number="19810101-1235", phone="0701740699")
        for kind, text in (
            ("name", "anders"), ("identity_number", "800101-1236"), ("phone", "+46701740605"),
            ("email", "ANNA@example.se"),
        ):  # fmt: skip
            assert found(amili, kind, text) == [anna]

    def test_finds_in_the_named_controllers_only(self, amili: Controller) -> None:
        other = collection.controller("INTRUM")
        collection.debtor(other)
        assert found(amili, "name", "andersson") == []
        assert len(search.find(controller_ids=[amili.id, other.id], kinds=["name"], text="andersson")) == 1

    def test_keeps_the_tokens_of_two_controllers_apart(self, amili: Controller) -> None:
        other = collection.controller("INTRUM")
        collection.debtor(amili)
        collection.debtor(other)
        mine, theirs = (set(entry.tokens) for entry in SearchEntry.objects.all())
        assert not mine & theirs

    def test_finds_nothing_for_a_query_that_is_too_short(self, amili: Controller) -> None:
        collection.debtor(amili)
        assert search.find(controller_ids=[amili.id], kinds=["name"], text=" ") == []

    def test_gives_a_page_at_most_newest_first(self, amili: Controller) -> None:
        debtors = [collection.debtor(amili) for _ in range(5)]
        ids = search.find(controller_ids=[amili.id], kinds=["name"], text="anna", limit=3)
        assert ids == sorted((debtor.envelope_id for debtor in debtors), reverse=True)[:3]

    @pytest.mark.parametrize("read", [1, 3, 100])
    def test_gives_the_same_whether_the_newest_entries_suffice(
        self, amili: Controller, monkeypatch: pytest.MonkeyPatch, read: int
    ) -> None:
        monkeypatch.setattr(search, "_NEWEST_READ", read)
        annas = [collection.debtor(amili) for _ in range(3)]
        collection.debtor(amili, "Bo Berg")
        ids = search.find(controller_ids=[amili.id], kinds=["name"], text="anna", limit=2)
        assert ids == sorted((anna.envelope_id for anna in annas), reverse=True)[:2]

    def test_opens_and_records_only_those_who_are_shown(self, amili: Controller) -> None:
        collection.debtor(amili)
        collection.debtor(amili, "Bo Berg")
        with acting.omar() as here:
            ids = search.find(controller_ids=[amili.id], kinds=["name"], text="berg")
            envelopes.open_page(Debtor.objects.filter(envelope_id__in=ids))
            assert list(here.keys) == ids

    def test_sends_no_search_word_to_the_database(self, amili: Controller) -> None:
        with statements.recorded() as sent:
            search.find(controller_ids=[amili.id], kinds=["name"], text="andersson")
        assert not [sql for _, sql in sent if "anders" in sql.lower()]


class TestIndex:
    def test_follows_a_change(self, amili: Controller) -> None:
        debtor = collection.debtor(amili, "Anna Andersson")
        debtor.name = "Anna Ek"
        debtor.save()
        search.index(debtor)
        assert found(amili, "name", "andersson") == []
        assert found(amili, "name", "ek") == [debtor]

    def test_stores_tokens_and_no_text(self, amili: Controller) -> None:
        collection.debtor(amili)
        assert all(isinstance(token, int) for token in SearchEntry.objects.get().tokens)


class TestFindEach:
    def test_answers_a_whole_batch_in_one_query(self, amili: Controller) -> None:
        anna = collection.debtor(amili, identity_number="198001011236")
        twins = [collection.debtor(amili, identity_number="198101011235") for _ in range(2)]
        asked = ["19800101-1236", "198101011235", "198201011234"]
        with statements.recorded() as sent:
            answers = search.find_each(controller_id=amili.id, kind="identity_number", texts=asked)
        assert len(sent) == 1
        assert answers["19800101-1236"] == [anna.envelope_id]
        assert set(answers["198101011235"]) == {twin.envelope_id for twin in twins}
        assert answers.get("198201011234", []) == []

    def test_finds_one_value_under_each_way_of_writing_it(self, amili: Controller) -> None:
        anna = collection.debtor(amili, identity_number="198001011236")
        asked = ["19800101-1236", "198001011236"]
        answers = search.find_each(controller_id=amili.id, kind="identity_number", texts=asked)
        assert answers == {each: [anna.envelope_id] for each in asked}

    def test_sorts_waiting_entries_in_before_a_large_batch(self, amili: Controller) -> None:
        anna = collection.debtor(amili, identity_number="198001011236")
        asked = ["198001011236", *(f"unknown{number}" for number in range(150))]
        with statements.recorded() as sent:
            answers = search.find_each(controller_id=amili.id, kind="identity_number", texts=asked)
        assert answers == {"198001011236": [anna.envelope_id]}
        assert len(sent) == 2
        # Nothing is left that waits: sorting in again finds no page of the list to take away.
        with connection.cursor() as cursor:
            cursor.execute("SELECT personal_data_sort_tokens_in()")
            assert cursor.fetchone() == (0,)
