"""The clock of GDPR art. 14: what starts it, when it ends, what stops it, who sees it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import call_command
from django.db.models import Q
from django.utils import timezone

from audit.models import Line
from collections_app.models import Call, Case, CaseDebtor, Creditor, Debtor, Detail
from collections_app.policies.details import Said
from collections_app.services.details import entering
from personal_data.models import Controller
from personal_data.purposes import Purpose
from privacy import events
from privacy.models import GivenNotice, Verdict
from privacy.selectors import given_notices, holdings
from privacy.services.notices import giving
from tests.collections_app.conftest import ANNA, invoice, rows_of
from tests.collections_app.details.entries import said
from tests.factories import acting, collection, recipients, retention
from tests.factories.accounts import recorded
from tests.privacy.compliance.asking import verdict
from tests.privacy.letters import text_of
from tests.privacy.requests.asking import contacts, debtor_with_address
from tests.privacy.requests.recipient_notices.situation import pass_on

pytestmark = pytest.mark.django_db
BY = acting.person("petra").id


@pytest.fixture
def intrum() -> Iterator[Controller]:
    with acting.hanna(Purpose.SUBJECT_REQUEST):
        controller = retention.controller("INTRUM")
        contacts(controller)
        yield controller


@pytest.fixture
def part(intrum: Controller) -> CaseDebtor:
    return _part(collection.case_file(intrum, [debtor_with_address(intrum)]))


def _part(case: Case) -> CaseDebtor:
    found = CaseDebtor.objects.select_related("case__creditor", "case__controller", "debtor__envelope")
    return found.get(case=case)


def _came_in(controller: Controller, at: datetime) -> CaseDebtor:
    """A person of a case that came in at a moment. Nobody can change it later: the clock cannot be set back."""
    with time_machine.travel(at, tick=False):
        return _part(collection.case_file(controller, [debtor_with_address(controller)]))


def _today(at: datetime | None = None) -> date:
    return timezone.localdate(at, timezone=ZoneInfo("Europe/Helsinki"))


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def _told(part: CaseDebtor, *, days_later: int = 0) -> GivenNotice:
    at = timezone.now() + timedelta(days=days_later)
    giving.write(part=part, language="sv", by=BY, at=at)
    list(giving.print_letter(part=part, at=at))
    return giving.given(part=part, way="post", on=_today(at), by=BY, at=at)


def _enter(part: CaseDebtor, what: Said) -> Detail:
    with acting.hanna():
        return entering.enter(case=part.case, debtor=part.debtor, said=what, by=BY, at=timezone.now())


def _due(part: CaseDebtor) -> date | None:
    clock = given_notices.clock(part)
    return clock.due_on if clock else None


class TestTheStart:
    @pytest.mark.requirement("AMILI-14", breaks="an imported value that is not the creditor's, or starts no clock")
    def test_is_the_import_and_what_it_brings_is_the_creditors(self, tmp_path: Path) -> None:
        with acting.hanna():
            amili = retention.controller("AMILI")
            of: Creditor = collection.creditor(amili)
        (tmp_path / "one.csv").write_text(rows_of(ANNA), encoding="utf-8")
        (tmp_path / "two.xml").write_text(invoice(), encoding="utf-8")
        paths = [str(each) for each in sorted(tmp_path.iterdir())]
        call_command("import_claims", *paths, creditor=of.reference, verbosity=0)
        persons = Debtor.objects.exclude(kind="company")
        assert Debtor.objects.count() == 2
        today = timezone.localdate(timezone=ZoneInfo(amili.time_zone))
        waiting = {each.debtor_id: each.obtained_on for each in given_notices.untold()}
        assert waiting == {each.pk: today for each in persons}
        for each in Debtor.objects.select_related("subject"):
            with acting.hanna(Purpose.SUBJECT_REQUEST):
                held = holdings.of_subject(each.subject, at=timezone.now())
            told = [d for r in held.records for d in r.data() if d.field.startswith(("debtor.", "claim.")) and d.value]
            by_hand = {"claim.received_at"}  # when we received it is ours to say
            assert {d.source.value for d in told if d.field not in by_hand} == {"creditor"}
            assert "claim.number" in {d.field for d in told}

    def test_is_anew_what_comes_from_a_source_that_nobody_was_told_of(self, part: CaseDebtor) -> None:
        _told(part)
        assert _due(part) is None
        _enter(part, said("debtor", "explanation", "My child was ill"))
        _enter(part, said("population_register", "address", "Nygatan 9\n00100 Helsingfors", why="Where to write"))
        assert _due(part) is None  # the first is the person's own word, the notice has named the second
        GivenNotice.objects.update(sources=["creditor"])
        clock = given_notices.clock(part)
        assert clock is not None
        assert clock.obtained_on == _today()

    def test_does_not_run_for_a_company_nor_beyond_the_case(self, part: CaseDebtor, intrum: Controller) -> None:
        another = _part(collection.case_file(intrum, [part.debtor]))
        _told(part)
        assert (_due(part), _due(another) is None) == (None, False)
        Debtor.objects.update(kind="company")
        assert _due(another) is None


class TestTheEnd:
    @pytest.mark.parametrize(
        ("came", "ends"),
        [(date(2026, 1, 31), date(2026, 2, 28)), (date(2026, 3, 15), date(2026, 4, 15)),
         (date(2024, 1, 31), date(2024, 2, 29))],
    )  # fmt: skip
    def test_is_one_month_later(self, intrum: Controller, came: date, ends: date) -> None:
        assert _due(_came_in(intrum, _noon(came))) == ends

    def test_is_by_the_controllers_calendar(self, intrum: Controller) -> None:
        half_past_midnight = datetime(2026, 1, 31, 22, 30, tzinfo=UTC)  # in Helsinki
        assert _due(_came_in(intrum, half_past_midnight)) == date(2026, 3, 1)

    def test_is_the_first_talk_with_the_person(self, intrum: Controller) -> None:
        part = _came_in(intrum, _noon(date(2026, 3, 1)))
        for day, outcome, to in ((2, "no_answer", "nobody"), (3, "spoke", "third_person"), (9, "spoke", "debtor")):
            Call.objects.create(
                envelope=part.case.envelope, case=part.case, direction="outbound", outcome=outcome, spoken_to=to,
                started_at=datetime(2026, 3, day, 9, tzinfo=UTC), seconds=60, by=BY, at=timezone.now(),
            )  # fmt: skip
        assert _due(part) == date(2026, 3, 9)

    def test_is_the_first_disclosure_to_anybody_but_the_creditor(self, part: CaseDebtor) -> None:
        with acting.hanna():
            pass_on(part.case, recipients.recipient(part.case.controller), "case.status")
        assert _due(part) == _today()


def test_the_most_urgent_stands_first_however_new_its_case(intrum: Controller) -> None:
    late, soon, new, spoken = (_came_in(intrum, timezone.now() - timedelta(days=ago)) for ago in (40, 25, 3, 1))
    Call.objects.create(
        envelope=spoken.case.envelope, case=spoken.case, direction="outbound", outcome="spoke", spoken_to="debtor",
        started_at=timezone.now(), seconds=60, by=BY, at=timezone.now(),
    )  # fmt: skip
    found = given_notices.urgent(Q(case__controller=intrum))
    assert [each.pk for each in found] == [late.pk, spoken.pk, soon.pk, new.pk]
    assert verdict(intrum, "informed_in_time") is Verdict.BROKEN
    assert {each.pk for each in given_notices.untold().filter(given_notices.may_be_near())} == {
        late.pk, spoken.pk, soon.pk,
    }  # fmt: skip


class TestGiving:
    @pytest.mark.requirement(
        "INTRUM-81", breaks="a notice without one of the sources, one after the month that is not late, or one unlogged"
    )
    def test_is_written_with_its_sources_sent_in_time_and_recorded(self, intrum: Controller) -> None:
        assert verdict(intrum, "informed_in_time") is Verdict.KEPT
        part = _came_in(intrum, timezone.now() - timedelta(days=27))
        _enter(part, said("credit_bureaus", "credit_history", "A default", told_by="Asiakastieto", why="Which method"))
        assert verdict(intrum, "informed_in_time") is Verdict.SOON
        due = _due(part)
        notice = giving.write(part=part, language="en", by=BY, at=timezone.now())
        assert (notice.due_on, notice.way) == (due, "")
        paper = text_of(b"".join(giving.print_letter(part=part, at=timezone.now())))
        words = " ".join(paper.split())
        for source in (
            "From our client: the creditor", "Asiakastieto", "Credit information companies", "The Tax Administration",
            "Courts", "From carrying out our services, and from the credit history", part.case.creditor.name,
        ):  # fmt: skip
            assert source in words, source
        assert verdict(intrum, "informed_in_time") is Verdict.SOON  # written is not sent
        giving.given(part=part, way="post", on=_today(), by=BY, at=timezone.now())
        assert verdict(intrum, "informed_in_time") is Verdict.KEPT
        (event,) = recorded(events.NOTICE_GIVEN)
        assert (event.reference, event.reason) == (part.case.reference, "post")
        assert [each.subject for each in Line.objects.filter(event_id=event.id)] == [part.debtor.subject.pseudonym]
        _late_is_broken(intrum)

    def test_says_all_that_the_article_asks(self, part: CaseDebtor) -> None:
        giving.write(part=part, language="sv", by=BY, at=timezone.now())
        words = " ".join(text_of(b"".join(giving.print_letter(part=part, at=timezone.now()))).split())
        for heading in (
            "Varifrån uppgifterna kommer", "Vilka slags uppgifter", "Varför vi behandlar", "På vilken grund",
            "Vem som kan få dem", "Utanför Europeiska ekonomiska", "Hur länge vi har dem", "Beslut av maskin",
            "Dina rättigheter", "Om du inte är nöjd", "privacy@amili.test", "inget krav på betalning",
        ):  # fmt: skip
            assert heading in words, heading

    def test_wants_a_printed_letter_and_a_day_that_can_be(self, part: CaseDebtor) -> None:
        today = _today()
        assert _refusal(part, today) == "nothing_written"
        giving.write(part=part, language="sv", by=BY, at=timezone.now())
        assert _refusal(part, today) == "not_printed"
        list(giving.print_letter(part=part, at=timezone.now()))
        assert _refusal(part, today + timedelta(days=3)) == "in_future"
        assert _refusal(part, today - timedelta(days=3)) == "before_written"
        assert _refusal(part, today) == ""
        with pytest.raises(giving.NotAllowed) as refused:
            giving.write(part=part, language="sv", by=BY, at=timezone.now())
        assert refused.value.code == "not_due"

    def test_is_left_out_on_an_exception_with_its_reason_only(self, part: CaseDebtor) -> None:
        for way, why, code in (("post", "Told", "no_exception"), ("known", "  ", "no_reason")):
            with pytest.raises(giving.NotAllowed) as refused:
                giving.excuse(part=part, way=way, why=why, by=BY, at=timezone.now())
            assert refused.value.code == code
        giving.write(part=part, language="sv", by=BY, at=timezone.now())
        giving.excuse(part=part, way="known", why="The creditor told on 3 May", by=BY, at=timezone.now())
        assert _due(part) is None
        (event,) = recorded(events.NOTICE_EXCUSED)
        assert event.reason == "known"
        assert GivenNotice.objects.get().way == "known"

    def test_needs_an_address(self, part: CaseDebtor) -> None:
        part.debtor.address = None
        part.debtor.save(update_fields=["address"])
        with pytest.raises(giving.NotAllowed) as refused:
            giving.write(part=part, language="sv", by=BY, at=timezone.now())
        assert refused.value.code == "no_address"


def _late_is_broken(controller: Controller) -> None:
    """Told after the last day, and not told at all by then, are both broken promises."""
    GivenNotice.objects.update(due_on=_today() - timedelta(days=1))
    assert verdict(controller, "informed_in_time") is Verdict.BROKEN
    GivenNotice.objects.update(due_on=_today())
    _came_in(controller, timezone.now() - timedelta(days=40))
    assert verdict(controller, "informed_in_time") is Verdict.BROKEN


def _refusal(part: CaseDebtor, on: date) -> str:
    try:
        giving.given(part=part, way="post", on=on, by=BY, at=timezone.now())
    except giving.NotAllowed as refused:
        return str(refused.code)
    return ""
