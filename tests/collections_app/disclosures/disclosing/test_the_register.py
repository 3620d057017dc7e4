"""The register of what was passed on."""

from datetime import timedelta

import pytest

from collections_app.models import Case, Debtor, Recipient
from collections_app.selectors import disclosures as register
from personal_data.models import Controller
from tests.collections_app.disclosures.disclosing.asked import NOW, disclose, wanted
from tests.factories import collection
from tests.factories import recipients as making

pytestmark = pytest.mark.django_db


class TestTheRegister:
    def test_tells_each_person_who_received(self, amili: Controller, case: Case, ida: Debtor) -> None:
        for name in ("A", "B", "C"):
            disclose(case, wanted(making.recipient(amili, name=name)))
        page = register.of_subjects([ida.subject])
        assert {line.recipient.name for line in page.lines} == {"A", "B", "C"}
        stranger = collection.debtor(amili)
        assert register.of_subjects([stranger.subject]).lines == ()

    def test_is_read_by_pages(
        self, case: Case, ida: Debtor, creditor: Recipient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(register, "PAGE", 2)
        made = [disclose(case, wanted(creditor), NOW + timedelta(minutes=number)) for number in range(3)]
        first = register.register(register.Wish())
        second = register.register(register.Wish(), after=first.after)
        assert [*first.lines, *second.lines] == made[::-1]
        assert second.after == ""
        assert register.of_subjects([ida.subject], after=first.after).lines == second.lines

    def test_is_filtered(self, amili: Controller, case: Case, creditor: Recipient) -> None:
        line = disclose(case, wanted(creditor))
        for wish in (register.Wish(kind="creditor"), register.Wish(controller="AMILI"),
                     register.Wish(recipient=creditor.reference), register.Wish(case=case.reference)):  # fmt: skip
            assert register.register(wish).lines == (line,)
        for wish in (register.Wish(kind="court"), register.Wish(purpose="payment"), register.Wish(controller="OPR")):
            assert register.register(wish).lines == ()
        assert register.of_case(case) == [line]

    def test_knows_who_received_a_record(self, case: Case, ida: Debtor, creditor: Recipient) -> None:
        line = disclose(case, wanted(creditor, ("case.status",)))
        assert register.of_records(subject=ida.subject, records=[case.envelope_id]) == [line]
        assert register.of_records(subject=ida.subject, records=[ida.envelope_id]) == []
