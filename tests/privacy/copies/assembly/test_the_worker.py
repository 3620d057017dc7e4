"""What happens when something goes wrong while a copy is made."""

from typing import Any

import pytest
from django.utils import timezone

from collections_app.models import Debtor
from personal_data.models import BlockKind, Envelope, SealedFile
from personal_data.services import blocks
from privacy import tasks
from privacy.models import AccessCopy, CopyState
from privacy.services.copies import assembly, document
from tests.factories import acting
from tests.privacy.copies.asking import contents, made, ordered
from tests.privacy.copies.assembly.reading import every_datum
from tests.privacy.copies.people import NOW, Cast

pytestmark = pytest.mark.django_db


class TestTheWorker:
    def test_makes_it_once(self, people: Cast) -> None:
        copy = made(people)
        assert not assembly.assemble(reference=copy.request.reference, at=NOW)
        assert Envelope.objects.filter(record_class="access_copy").count() == 1
        assert SealedFile.objects.filter(envelope_id=copy.package).count() == 3
        assert copy.request.letters.count() == 1

    def test_leaves_nothing_half_done(self, people: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
        copy = ordered(people)

        def dies(*_: Any, **__: Any) -> bytes:
            raise SystemExit

        with monkeypatch.context() as patch:
            patch.setattr(document, "render", dies)
            with pytest.raises(SystemExit):
                assembly.assemble(reference=copy.request.reference, at=NOW)
        assert not Envelope.objects.filter(record_class="access_copy").exists()
        copy.refresh_from_db()
        assert (copy.state, copy.package) == (CopyState.ORDERED, None)

    def test_that_was_lost_is_replaced(self, people: Cast) -> None:
        copy = ordered(people)
        AccessCopy.objects.update(ordered_at=timezone.now())
        tasks.tend_copies()
        copy.refresh_from_db()
        assert copy.state == CopyState.ORDERED, "somebody may be making it"
        AccessCopy.objects.update(ordered_at=NOW - 2 * assembly.LOST_AFTER)
        tasks.tend_copies()
        copy.refresh_from_db()
        assert copy.state == CopyState.READY

    def test_gets_a_reference_and_nothing_about_the_person(self, people: Cast) -> None:
        copy = ordered(people)
        sent: list[Any] = []
        tasks.assemble_copy.apply_async = lambda args, **options: sent.append((args, options))
        try:
            assert tasks.hand_over(copy.request.reference)
        finally:
            del tasks.assemble_copy.apply_async
        assert sent == [([copy.request.reference], {"retry": False})]

    def test_makes_one_of_what_is_left(self, people: Cast) -> None:
        blocks.place(
            kind=BlockKind.NEED_TO_KNOW, reason_code="protected", envelopes=[people.anna.envelope_id],
            allowed=[acting.Purpose.SUPERVISION],
        )  # fmt: skip
        found = contents(made(people))
        assert {datum["value"] for datum in every_datum(found) if datum["field"].startswith("debtor.")} == {None}
        assert Debtor.objects.filter(pk=people.anna.pk).exists()
