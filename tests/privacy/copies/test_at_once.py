"""Two workers at one copy, with real commits: the second goes away, and what the first sealed can be read."""

from personal_data.purposes import Purpose
from privacy.models import AccessCopy, CopyState
from privacy.services.copies import assembly
from tests.factories import acting
from tests.fixtures import databases
from tests.privacy.copies.asking import contents, ordered
from tests.privacy.copies.people import NOW, cast


def test_a_copy_that_somebody_makes_is_left_to_them(live_database: str) -> None:
    people = cast()
    with acting.hanna(Purpose.SUBJECT_REQUEST):
        reference = ordered(people).request.reference
        with databases.superuser(live_database) as other, other.transaction():
            other.execute("SELECT 1 FROM privacy_accesscopy FOR UPDATE")
            assert not assembly.assemble(reference=reference, at=NOW)
        assert AccessCopy.objects.get().state == CopyState.ORDERED
        assert assembly.assemble(reference=reference, at=NOW)
        copy = AccessCopy.objects.get()
        assert copy.state == CopyState.READY
        assert contents(copy)["request"]["reference"] == reference
