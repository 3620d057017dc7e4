"""A restriction ends after the person has been told, and not before (GDPR art. 18(3))."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from audit.models import Event
from personal_data.models import EnvelopeBlock
from personal_data.services import blocks
from privacy.models import DataSubjectRequest, LetterKind, Restriction, Right
from privacy.services import receiving
from privacy.services.contested import restrictions
from privacy.services.requests.steps import NotAllowed
from tests.privacy.requests.asking import NOW, PETRA, receive
from tests.privacy.requests.restriction.situation import TODAY, Person, announce, opens, refused, send

pytestmark = pytest.mark.django_db


def block_of(request: DataSubjectRequest) -> EnvelopeBlock:
    return EnvelopeBlock.objects.get(id=Restriction.objects.get(request=request).block_id)


class TestLifting:
    def test_is_refused_while_it_is_decided(self, anna: Person) -> None:
        made = receive(anna.debtor, Right.RECTIFICATION)
        with pytest.raises(NotAllowed, match="stays"):
            announce(made)
        with pytest.raises(NotAllowed, match="Tell the person first"):
            restrictions.lift(request=made, at=NOW)

    def test_waits_for_the_letter(self, anna: Person) -> None:
        done = refused(receive(anna.debtor, Right.RECTIFICATION))
        letter = announce(done)
        with pytest.raises(NotAllowed, match="Tell the person first"):
            restrictions.lift(request=done, at=NOW)
        send(letter)
        restrictions.lift(request=done, at=NOW)
        assert Event.objects.get(name="privacy.restriction.ended").reference == done.reference

    def test_waits_for_the_day(self, anna: Person) -> None:
        done = refused(receive(anna.debtor, Right.RECTIFICATION))
        send(announce(done, TODAY + timedelta(days=3)))
        with pytest.raises(NotAllowed, match="Tell the person first"):
            restrictions.lift(request=done, at=NOW)
        assert restrictions.lift_due(at=NOW) == 0
        assert not opens(anna.alone)

    def test_comes_by_itself_on_the_day(self, anna: Person) -> None:
        done = refused(receive(anna.debtor, Right.RECTIFICATION))
        send(announce(done))
        assert restrictions.lift_due(at=NOW) == 1
        assert restrictions.lift_due(at=NOW) == 0
        assert opens(anna.alone)

    @pytest.mark.parametrize("told", [False, True])
    def test_is_refused_by_the_database_too(self, anna: Person, told: bool) -> None:
        done = refused(receive(anna.debtor, Right.RECTIFICATION))
        letter = announce(done)
        if told:
            send(letter)
            blocks.lift(block_of(done))
            return
        with pytest.raises(IntegrityError, match="told first"), transaction.atomic():
            blocks.lift(block_of(done))
        assert block_of(done).lifted_at is None

    def test_is_told_once_and_not_for_a_day_that_is_over(self, anna: Person) -> None:
        done = refused(receive(anna.debtor, Right.RECTIFICATION))
        with pytest.raises(NotAllowed, match="not over"):
            announce(done, TODAY - timedelta(days=1))
        with pytest.raises(NotAllowed, match="reason"):
            restrictions.announce(request=done, lift_on=TODAY, because=" ", by=PETRA, at=NOW)
        announce(done)
        with pytest.raises(NotAllowed, match="already"):
            announce(done)

    def test_of_what_was_taken_back_is_told_too(self, anna: Person) -> None:
        made = receive(anna.debtor, Right.RECTIFICATION)
        taken_back = receiving.withdraw(request=made, by=PETRA, at=NOW)
        assert not opens(anna.alone)
        send(announce(taken_back))
        restrictions.lift(request=taken_back, at=NOW)
        assert opens(anna.alone)

    def test_keeps_the_file_as_long_as_the_restriction(self, anna: Person) -> None:
        done = refused(receive(anna.debtor, Right.RECTIFICATION))
        done.envelope.refresh_from_db()
        assert done.envelope.trigger_on is None
        send(announce(done))
        restrictions.lift(request=done, at=NOW)
        done.envelope.refresh_from_db()
        assert done.envelope.trigger_on == TODAY


class TestLetters:
    def test_the_letter_is_there_before_it_is_sent(self, anna: Person) -> None:
        done = refused(receive(anna.debtor, Right.RECTIFICATION))
        kinds = list(done.letters.values_list("kind", flat=True))
        assert kinds == [LetterKind.ANSWER]
        announce(done)
        assert done.letters.filter(kind=LetterKind.RESTRICTION_LIFTED, sent_at=None).exists()
