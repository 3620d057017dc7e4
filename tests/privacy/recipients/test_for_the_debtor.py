"""Who speaks for a debtor gets data on an authority or an appointment, and the debtor sees who got them."""

import pytest

from collections_app.services.disclosing import disclosures
from personal_data.purposes import Purpose
from privacy.selectors import packs
from tests.factories import acting
from tests.factories import recipients as making
from tests.privacy.copies.asking import contents, made
from tests.privacy.copies.people import NOW, cast
from tests.privacy.recipients.houses import BY, mark

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("reference", "key", "says"),
    [
        pytest.param("AMILI", "administrator", "an administrator appointed for you",
                     marks=mark("AMILI-31", "data to an administrator without proof, or one who is not in the copy")),
        pytest.param("INTRUM", "representative", "guardian"),
    ],
)  # fmt: skip
def test_nothing_goes_to_a_representative_without_proof(reference: str, key: str, says: str) -> None:
    people = cast(reference)
    item = next(each for each in packs.of_reference(reference).recipients if each.key == key)
    assert says in str(item.text.read("en"))
    with acting.hanna():
        to = making.recipient(people.controller, "representative", name="Förvaltarbyrån AB", notice_key=key)
        wanted = disclosures.Wanted(to, ("debtor.name", "claim.owed_minor"), "for_the_debtor", "6(1)(f)", "letter")
        with pytest.raises(disclosures.NotAllowed) as refused:
            disclosures.disclose(case=people.alone, wanted=wanted, by=BY, at=NOW)
        assert refused.value.code == "authority_missing"
        proof = "Appointment of 4 January 2026"
        shown = disclosures.Wanted(to, wanted.fields, wanted.purpose, wanted.ground, wanted.channel, provision=proof)
        line = disclosures.disclose(case=people.alone, wanted=shown, by=BY, at=NOW)
        assert line.recipient == to
    with acting.hanna(Purpose.SUBJECT_REQUEST):
        copy = contents(made(people, language="en"))
    (told,) = copy["disclosures"]
    assert (told["recipient"], told["kind"]) == ("Förvaltarbyrån AB", "representative")
    assert proof in str(copy["records"])
