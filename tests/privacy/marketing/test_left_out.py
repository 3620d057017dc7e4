"""A batch for direct marketing leaves out whoever it must not reach, and nobody else."""

import csv
from collections.abc import Callable
from datetime import date
from io import StringIO

import pytest
from django.utils import timezone

from audit.models import Line
from collections_app.models import AuthorityKind, Case, CaseDebtor, Debtor, Disclosure, LegalFile
from collections_app.services import cases
from collections_app.services.disclosing.checks import NotAllowed
from personal_data import envelopes
from personal_data.models import BlockKind
from personal_data.models import Role as EnvelopeRole
from personal_data.purposes import Purpose
from personal_data.services import blocks
from retention.selectors.due import local_today
from tests.factories import acting, collection
from tests.privacy.marketing.conftest import ADULT, LOGGED, ROW, Lender, birthday
from tests.privacy.marketing.standing import STANDING, disputes_a_claim, objects
from tests.privacy.representing.people import House

pytestmark = pytest.mark.django_db


def reached(content: bytes) -> list[str]:
    """The names in a file."""
    return [line[0] for line in csv.reader(StringIO(content.decode("utf-8-sig")), delimiter=";")][1:]


class TestWhoIsLeftOut:
    @ROW
    @pytest.mark.parametrize(("stand", "reason"), STANDING.values(), ids=STANDING.keys())
    def test_by_what_stands_against_it(
        self, lender: Lender, stand: Callable[[Lender, Debtor], None], reason: str
    ) -> None:
        lender.person("Vera Vuxen")
        other = lender.person("Otto Utanför", date(1975, 5, 4))
        with acting.omar():
            stand(lender, other)
        self._only_vera(lender, other, reason)
        assert not Line.objects.filter(envelope_id=other.envelope_id, event__purpose="marketing").exists()

    @ROW
    @pytest.mark.parametrize(
        ("born", "values", "reason"),
        [
            (birthday(18, days=1), {}, "minor"),
            (birthday(9), {}, "minor"),
            (None, {}, "age_unknown"),
            (None, {"identity_number": "19750504", "identity_scheme": "passport"}, "age_unknown"),
            (None, {"kind": "company"}, "no_person"),
        ],
        ids=["eighteen tomorrow", "a child", "no number", "number of no birth", "business"],
    )
    def test_by_age_or_as_no_person(
        self, lender: Lender, born: date | None, values: dict[str, str], reason: str
    ) -> None:
        lender.person("Vera Vuxen")
        other = lender.person("Otto Utanför", born, **{name: each for name, each in values.items() if name != "kind"})
        Debtor.objects.filter(pk=other.pk).update(kind=values.get("kind", "person"))
        self._only_vera(lender, other, reason)

    @ROW
    @pytest.mark.parametrize(
        ("changed", "reason"),
        [({"is_protected": True}, "protected"), ({"kind": AuthorityKind.PARENT}, "minor")],
        ids=["protected identity", "guardian of a minor"],
    )
    def test_by_what_an_authorisation_says(self, lender: Lender, changed: dict[str, object], reason: str) -> None:
        house = House(lender.controller)
        lender.person("Vera Vuxen", date(1975, 5, 4))
        assert set(reached(lender.batch("letter").content)) == {"Vera Vuxen", "Anna Andersson"}
        house.entered(**changed)
        file = lender.batch("letter")
        assert reached(file.content) == ["Vera Vuxen"]
        assert file.batch.left_out[reason] == 1

    @ROW
    def test_as_no_customer(self, lender: Lender) -> None:
        """The notice speaks of its register of customers: who stands surety for one is none."""
        vera = lender.person("Vera Vuxen")
        with acting.hanna():
            surety = collection.debtor(lender.controller, "Otto Utanför", email="otto@provpost.test", birth_date=ADULT)
            CaseDebtor.objects.create(
                envelope=lender.case_of(vera).envelope, case=lender.case_of(vera), debtor=surety,
                role=EnvelopeRole.GUARANTOR,
            )  # fmt: skip
        self._only_vera(lender, surety, "no_customer")

    @ROW
    def test_as_a_customer_of_closed_cases_alone(self, lender: Lender) -> None:
        vera, other = lender.person("Vera Vuxen"), lender.person("Otto Utanför")
        with acting.hanna() as here:
            collection.case_file(lender.controller, [vera])
            earlier = Case.objects.filter(case_debtors__debtor=vera).earliest("reference")
            for case in (lender.case_of(other), earlier):
                cases.close(
                    case=case, reason="paid", closed_on=local_today(lender.controller), by=here.actor.id,
                    at=timezone.now(),
                )  # fmt: skip
        self._only_vera(lender, other, "no_customer")

    @LOGGED
    def test_without_the_chosen_way_of_contact(self, lender: Lender) -> None:
        lender.person("Vera Vuxen")
        other = lender.person("Otto Utanför", email=None)
        self._only_vera(lender, other, "no_contact")
        assert lender.batch("letter").batch.left_out == {}

    @ROW
    def test_nobody_else(self, lender: Lender) -> None:
        lender.person("Adam Arton", birthday(18))
        lender.person("Vera Vuxen")
        file = lender.batch()
        assert reached(file.content) == ["Adam Arton", "Vera Vuxen"]
        assert file.batch.left_out == {}

    def test_who_ended_a_dispute_or_took_an_objection_back_may_be_reached_again(self, lender: Lender) -> None:
        other = lender.person("Otto Utanför")
        with acting.omar():
            disputes_a_claim(lender, other)
            (block,) = blocks.place(kind=BlockKind.RESTRICTION, reason_code="accuracy", subject=other.subject)
        with pytest.raises(NotAllowed):
            lender.batch()
        with acting.omar(Purpose.LEGAL_CLAIM) as here:
            blocks.lift(block=block)
            LegalFile.objects.update(ended_on=local_today(lender.controller), ended_by=here.actor.id)
        assert reached(lender.batch().content) == ["Otto Utanför"]

    @staticmethod
    def _only_vera(lender: Lender, other: Debtor, reason: str) -> None:
        file = lender.batch()
        assert reached(file.content) == ["Vera Vuxen"]
        assert file.batch.left_out == {reason: 1}
        assert file.batch.people == 1
        left = Disclosure.objects.get()
        assert other.envelope_id not in left.records


class TestTheOpener:
    @ROW
    def test_opens_nothing_for_marketing_of_who_objected(self, lender: Lender) -> None:
        vera = lender.person("Vera Vuxen")
        with acting.omar():
            objects(lender, vera)
        with acting.omar(Purpose.MARKETING), pytest.raises(envelopes.Refused) as refused:
            envelopes.open([Debtor.objects.get(pk=vera.pk)])
        assert refused.value.reason == "marketing"
