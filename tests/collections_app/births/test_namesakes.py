"""A namesake with the same date of birth is somebody else: found beside the other, and touched by nothing of theirs."""

from collections.abc import Iterator
from datetime import date, timedelta
from http import HTTPStatus
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.roles import Role
from collections_app.models import Case, Debtor, IntakeItem
from collections_app.services import debtors
from collections_app.services.filing import Particulars
from personal_data import births, envelopes, search, tokens
from personal_data.models import Controller, SearchEntry, SuppressionEntry, SuppressionReason
from personal_data.purposes import Purpose
from personal_data.services import suppression
from privacy.models import AccessCopy, Right
from privacy.services import receiving
from privacy.services.copies import assembly, ordering
from tests.collections_app.births.conftest import Take
from tests.collections_app.births.test_recognised import HOME, row
from tests.collections_app.conftest import counts
from tests.factories import accounts, acting
from tests.privacy.compliance.asking import measured
from tests.privacy.copies.asking import contents
from tests.privacy.requests.asking import NOW, PETRA, contacts, receive

pytestmark = pytest.mark.django_db
BORN = date(1984, 5, 17)
ELSEWHERE = {**HOME, "lines": ["Koekatu 6"], "postcode": "00200"}
MISTAKEN, OBJECTED = SuppressionReason.MISTAKEN_IDENTITY, SuppressionReason.UPHELD_OBJECTION
MARKETING = SuppressionReason.MARKETING_OBJECTION


@pytest.fixture
def aino(take: Take, intrum: Controller) -> Iterator[Debtor]:
    """Aino, as her creditor's file named her."""
    contacts(intrum)
    take({})
    with acting.hanna(Purpose.SUBJECT_REQUEST):
        yield Debtor.objects.select_related("controller", "subject__controller").get()


@pytest.fixture
def namesake(aino: Debtor) -> Debtor:
    """Another Aino Virtanen who was born on the same day."""
    return registered(aino.controller, ELSEWHERE)


def registered(controller: Controller, home: dict[str, Any]) -> Debtor:
    who = Particulars(kind="person", name="Aino Virtanen", birth_date=BORN, address=home)
    return debtors.register(controller=controller, who=who, at=timezone.now())


def enter(who: Debtor, reason: SuppressionReason) -> SuppressionEntry:
    entry = suppression.enter_person(
        subject=who.subject, reason=reason, by=uuid4(), at=timezone.now() - timedelta(minutes=1), reference="R-2026-1"
    )
    assert entry is not None
    return entry


def notes_in_the_copy_of(who: Debtor) -> list[str]:
    request = receive(who, Right.ACCESS)
    begun = receiving.begin_review(request=request, identified_how="known_contact", by=PETRA, at=NOW)
    ordering.grant(request=begun, by=PETRA, at=NOW)
    assert assembly.assemble(reference=begun.reference, at=NOW)
    return [note["reason"] for note in contents(AccessCopy.objects.get(request=begun))["suppression"]]


class TestANamesake:
    def test_is_found_by_name_and_date_like_the_other(self, aino: Debtor, namesake: Debtor) -> None:
        form = births.forms(name="Virtanen Aino", born_on=BORN, address=None)[tokens.BIRTH]
        held = search.find_each(controller_id=aino.controller_id, kind=tokens.BIRTH, texts=[form])
        assert set(held[form]) == {aino.envelope_id, namesake.envelope_id}

    @pytest.mark.parametrize("how", ["as imported", "indexed anew"])
    def test_is_known_by_name_and_date_to_nobody(self, aino: Debtor, how: str) -> None:
        if how == "indexed anew":
            envelopes.open([aino])
            search.index(aino)
        form = births.forms(name="Aino Virtanen", born_on=BORN, address=None)[tokens.BIRTH]
        shared = suppression.of_values(aino.controller_id, [(tokens.BIRTH, form)])
        entry = SearchEntry.objects.get(envelope_id=aino.envelope_id)
        assert shared <= set(entry.tokens[entry.whole_count :])

    def test_has_no_part_in_a_note_about_the_other(self, aino: Debtor, namesake: Debtor) -> None:
        entry = enter(aino, MARKETING)
        assert [list(suppression.of_person(who.subject)) for who in (aino, namesake)] == [[entry], []]
        known = suppression.profiles_of(controller_id=aino.controller_id, reason=MARKETING)
        assert list(known.values_list("envelope_id", flat=True)) == [aino.envelope_id]

    @row("a copy that tells of a note about another person of the same name and date of birth")
    def test_does_not_read_of_it_in_their_copy(self, aino: Debtor, namesake: Debtor) -> None:
        enter(aino, OBJECTED)
        assert notes_in_the_copy_of(namesake) == []
        assert notes_in_the_copy_of(aino) == ["upheld_objection"]

    def test_may_be_taken_up_though_the_other_may_not(self, aino: Debtor, intrum: Controller) -> None:
        enter(aino, MISTAKEN)
        before = measured(intrum, "suppressed_stay_out").broken
        registered(intrum, ELSEWHERE)
        assert measured(intrum, "suppressed_stay_out").broken == before
        registered(intrum, HOME)
        assert measured(intrum, "suppressed_stay_out").broken == before + 1


class TestWhoIsOnTheList:
    @row("somebody taken in again by date of birth who is not the debtor, or whose objection was upheld")
    @pytest.mark.parametrize("reason", [MISTAKEN, OBJECTED])
    def test_waits_for_a_decision_when_the_next_file_names_them(
        self, take: Take, aino: Debtor, reason: SuppressionReason
    ) -> None:
        enter(aino, reason)
        assert counts(take({"invoice_number": "F-2"})) == (0, 0, 0, 1, 0)
        assert IntakeItem.objects.get().kind == reason.value
        assert Case.objects.count() == 1

    @pytest.mark.parametrize(
        "changes", [{"address": "Koekatu 6", "postcode": "00200"}, {"birth_date": "1984-05-18"}], ids=str
    )
    def test_stops_nobody_else(self, take: Take, aino: Debtor, changes: dict[str, str]) -> None:
        enter(aino, MISTAKEN)
        assert counts(take({"invoice_number": "F-2"} | changes)) == (1, 0, 0, 0, 0)


def test_a_name_without_a_word_is_like_nobody(take: Take, intrum: Controller) -> None:
    assert take({"debtor_name": "?"}, {"debtor_name": "?", "invoice_number": "F-2"}).new_count == 2
    assert Debtor.objects.count() == 2
    accounts.everybody_works_for(intrum)
    shown = accounts.client_of(accounts.member(Role.HANDLER)).get(f"/handler/cases/{Case.objects.first().reference}/")
    assert shown.status_code == HTTPStatus.OK
    assert "has the same name and date of birth" not in shown.content.decode()
