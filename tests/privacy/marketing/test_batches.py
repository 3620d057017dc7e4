"""A batch for direct marketing leaves out whoever it must not reach, and is logged as one."""

import csv
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from io import StringIO

import pytest
from django.utils import timezone

from audit.models import Event, Line
from collections_app.models import (
    AuthorityKind,
    Case,
    CaseDebtor,
    Debtor,
    DisclosedCopy,
    Disclosure,
    LegalFile,
    MarketingBatch,
    Recipient,
)
from collections_app.selectors import marketing
from collections_app.services import cases
from collections_app.services.disclosing import disclosures
from collections_app.services.disclosing.checks import NotAllowed, Wanted
from collections_app.services.legal_files import filing
from personal_data import envelopes
from personal_data.models import BlockKind, Controller, DataSubject, EnvelopeSubject, SuppressionReason
from personal_data.models import Role as EnvelopeRole
from personal_data.purposes import Purpose
from personal_data.services import blocks, suppression
from retention.selectors.due import local_today
from tests.factories import acting, collection
from tests.factories import recipients as making
from tests.privacy.marketing.conftest import ADULT, Lender
from tests.privacy.representing.people import House

pytestmark = pytest.mark.django_db
OUT = (
    "someone who has said no, is a minor, restricted or in dispute, or of whom that is not known, leaves for marketing"
)
ROW = pytest.mark.requirement("OPR-39", breaks=OUT)
LOGGED = pytest.mark.requirement("OPR-39", breaks="a batch without a log, or data for marketing beside the batches")


def birthday(years: int, days: int = 0) -> date:
    """The day of birth of who becomes so many years old that many days from today."""
    day = timezone.localdate() + timedelta(days=days)
    return day.replace(year=day.year - years) if (day.month, day.day) != (2, 29) else date(day.year - years, 2, 28)


def objects(lender: Lender, who: Debtor) -> None:
    blocks.place(kind=BlockKind.MARKETING, reason_code="request.marketing_objection", subject=who.subject)


def is_suppressed(lender: Lender, who: Debtor) -> None:
    entered = suppression.enter_person(
        subject=who.subject, reason=SuppressionReason.MARKETING_OBJECTION, by=making.BY, at=timezone.now(), reference=""
    )
    assert entered is not None


def is_restricted(lender: Lender, who: Debtor) -> None:
    blocks.place(kind=BlockKind.RESTRICTION, reason_code="accuracy", subject=who.subject)


def has_a_restricted_profile(lender: Lender, who: Debtor) -> None:
    blocks.place(kind=BlockKind.RESTRICTION, reason_code="accuracy", envelopes=[who.envelope_id])


def has_a_restricted_case(lender: Lender, who: Debtor) -> None:
    blocks.place(kind=BlockKind.RESTRICTION, reason_code="accuracy", envelopes=[lender.case_of(who).envelope_id])


def waits_for_an_objection(lender: Lender, who: Debtor) -> None:
    blocks.place(kind=BlockKind.OBJECTION, reason_code="request.objection", subject=who.subject)


def is_held(lender: Lender, who: Debtor) -> None:
    blocks.place(kind=BlockKind.HOLD, reason_code="lawsuit", envelopes=[who.envelope_id])


def disputes_a_claim(lender: Lender, who: Debtor) -> None:
    matter = filing.Matter(kind="dispute", matter="Says that it was paid.", authority="Provköpings tingsrätt")
    with acting.hanna(Purpose.LEGAL_CLAIM) as here:
        filing.open_on(case=lender.case_of(who), matter=matter, by=here.actor.id, at=timezone.now())


STANDING: dict[str, tuple[Callable[[Lender, Debtor], None], str]] = {
    "said no": (objects, "opted_out"),
    "said no, known by the list alone": (is_suppressed, "opted_out"),
    "restricted": (is_restricted, "restricted"),
    "restricted profile": (has_a_restricted_profile, "restricted"),
    "restricted case": (has_a_restricted_case, "restricted"),
    "objection pending": (waits_for_an_objection, "restricted"),
    "legal hold": (is_held, "restricted"),
    "in dispute": (disputes_a_claim, "in_dispute"),
}


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


class TestTheLog:
    @LOGGED
    def test_is_one_event_with_a_line_for_each_and_a_batch_without_anybody(self, lender: Lender) -> None:
        vera, adam = lender.person("Vera Vuxen"), lender.person("Adam Arton", birthday(18))
        minor = lender.person("Mia Minderårig", birthday(9))
        file = lender.batch()
        event = Event.objects.get(name="collections.disclosure.made")
        assert (event.reference, event.reason, event.recipient, event.count) == (
            file.batch.reference, "marketing", lender.supplier.reference, 2,
        )  # fmt: skip
        assert sorted(event.fields) == ["debtor.email", "debtor.name"]
        told = set(Line.objects.filter(event_id=event.pk).values_list("subject", flat=True))
        people = DataSubject.objects.filter(pk__in=[vera.subject_id, adam.subject_id])
        assert told == set(people.values_list("pseudonym", flat=True))
        assert not Line.objects.filter(event_id=event.pk, envelope_id=minor.envelope_id).exists()
        assert MarketingBatch.objects.get().left_out == {"minor": 1}

    @LOGGED
    def test_gives_each_a_line_of_their_own_in_the_register_with_a_sealed_copy(self, lender: Lender) -> None:
        vera = lender.person("Vera Vuxen")
        lender.person("Adam Arton", birthday(18))
        lender.batch("letter")
        line = Disclosure.objects.get(records=[vera.envelope_id])
        assert (line.recipient, line.purpose, line.ground) == (lender.supplier, "marketing", "6(1)(f)")
        assert line.case_reference == lender.case_of(vera).reference
        persons = EnvelopeSubject.objects.filter(envelope_id=line.envelope_id)
        assert [each.subject_id for each in persons] == [vera.subject_id]
        with acting.hanna(Purpose.SUBJECT_REQUEST):
            copy = DisclosedCopy.objects.get(disclosure=line.pk)
            envelopes.open([copy])
            said = {entry["field"]: entry["value"] for entry in copy.content.reveal()}
        assert said["debtor.name"] == "Vera Vuxen"
        assert set(said) == {"debtor.name", "debtor.address"}

    def test_writes_the_least_and_no_formula(self, lender: Lender) -> None:
        lender.person('=HYPERLINK("http://x")')
        text = lender.batch("letter").content.decode("utf-8-sig")
        assert text.splitlines()[0] == "name;letter"
        assert "\n=" not in text
        assert "Storgatan 3 B, 113 29 Stockholm, SE" in text
        assert "1980" not in text


class TestRefusals:
    @LOGGED
    def test_nothing_leaves_for_marketing_beside_the_batches(self, lender: Lender) -> None:
        vera = lender.person("Vera Vuxen")
        case = lender.case_of(vera)
        with acting.hanna():
            other = making.recipient(lender.controller, "processor", notice_key="marketing_suppliers")
            making.safeguard(other, "processor_agreement")
        ways = [
            (lender.supplier, "marketing"), (lender.supplier, "service"), (other, "service"), (other, "marketing"),
        ]  # fmt: skip
        for to, purpose in ways:
            wanted = Wanted(to, ("debtor.name",), purpose, "6(1)(f)", "file")
            with acting.hanna() as here, pytest.raises(NotAllowed) as refused:
                disclosures.disclose(case=case, wanted=wanted, by=here.actor.id, at=timezone.now())
            assert refused.value.code == "by_batch"
        assert not Disclosure.objects.exists()

    def test_without_an_agreement_or_to_somebody_whom_the_notice_does_not_name(self, lender: Lender) -> None:
        lender.person("Vera Vuxen")
        lender.supplier.safeguards.update(valid_until=date(2020, 1, 2))
        assert self._refused(lender) == "no_agreement"
        lender.supplier.safeguards.update(valid_until=None)
        Recipient.objects.filter(pk=lender.supplier.pk).update(notice_key="subcontractors")
        lender.supplier.refresh_from_db()
        assert self._refused(lender) == "not_marketing"
        event = Event.objects.filter(name="collections.disclosure.refused").latest("id")
        assert (event.reason, event.recipient) == ("not_marketing", lender.supplier.reference)

    def test_where_the_notice_names_no_marketing_or_rests_it_on_consent(self, lender: Lender) -> None:
        lender.person("Vera Vuxen")
        named = dict(lender.controller.notice_purposes or {})
        for purposes, reason in (
            ({**named, "marketing": "6(1)(a)"}, "no_consents"),
            ({each: basis for each, basis in named.items() if each != "marketing"}, "marketing_not_named"),
        ):
            Controller.objects.filter(pk=lender.controller.pk).update(notice_purposes=purposes)
            lender.supplier.controller.refresh_from_db()
            assert self._refused(lender) == reason

    def test_when_nobody_is_left(self, lender: Lender) -> None:
        assert self._refused(lender) == "nothing_there"
        lender.person("Mia Minderårig", birthday(9))
        assert self._refused(lender) == "nothing_there"
        said = Event.objects.filter(name="collections.disclosure.refused").values_list("reason", "recipient")
        assert list(said) == [("nothing_there", lender.supplier.reference)] * 2

    @LOGGED
    def test_is_on_record_when_somebody_is_blocked_after_the_choice(
        self, lender: Lender, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        vera = lender.person("Vera Vuxen")
        chosen = marketing.part

        def blocked_meanwhile(of: Controller, number: int) -> Sequence[Debtor]:
            found = chosen(of, number)
            objects(lender, vera)
            return found

        monkeypatch.setattr(marketing, "part", blocked_meanwhile)
        assert self._refused(lender) == "blocked"
        event = Event.objects.filter(name="collections.disclosure.refused").latest("id")
        assert (event.reason, event.recipient) == ("blocked", lender.supplier.reference)

    @staticmethod
    def _refused(lender: Lender) -> str:
        with pytest.raises(NotAllowed) as refused:
            lender.batch()
        assert not MarketingBatch.objects.exists()
        assert not Disclosure.objects.exists()
        return str(refused.value.code)


class TestTheOpener:
    @ROW
    def test_opens_nothing_for_marketing_of_who_objected(self, lender: Lender) -> None:
        vera = lender.person("Vera Vuxen")
        with acting.omar():
            objects(lender, vera)
        with acting.omar(Purpose.MARKETING), pytest.raises(envelopes.Refused) as refused:
            envelopes.open([Debtor.objects.get(pk=vera.pk)])
        assert refused.value.reason == "marketing"
