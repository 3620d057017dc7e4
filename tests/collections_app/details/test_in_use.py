"""What follows from a detail: nobody is called where it says so, work stops, few read it, no creditor gets it."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.roles import Role
from audit.models import Event
from collections_app.models import CallDirection, CallOutcome, Case, Debtor, Detail, SpokenTo
from collections_app.policies.disclosures import FIELDS_FOR
from collections_app.services.calls import contact_log
from collections_app.services.details import entering
from collections_app.services.disclosing import disclosures, status_reports
from personal_data.purposes import Purpose
from privacy.services.sign_in import codes
from tests.collections_app.details.entries import BY, entered, said
from tests.factories import accounts, acting, collection, recipients
from tests.privacy.copies.asking import contents, made
from tests.privacy.copies.people import NOW, Cast, cast
from tests.privacy.letters import paper_of, text_of

pytestmark = pytest.mark.django_db
NUMBER = "+46 70 174 06 05"
NEED = "Where to reach her"


def row(name: str, breaks: str) -> pytest.MarkDecorator:
    return pytest.mark.requirement(name, breaks=breaks)


@pytest.fixture
def people(db: None) -> Cast:
    return cast("INTRUM")


@pytest.fixture
def address(people: Cast) -> str:
    return f"/handler/cases/{people.alone.reference}/"


def client(role: Role) -> Client:
    return accounts.client_of(accounts.member(role))


def called(of: Cast, number: str = NUMBER, **more: Any) -> str:
    """The code with which a call to Anna is refused; empty where it is logged."""
    line = contact_log.CallLine(
        direction=CallDirection.OUTBOUND, outcome=CallOutcome.SPOKE, spoken_to=SpokenTo.DEBTOR, debtor=of.anna,
        started_at=NOW - timedelta(hours=1), seconds=60, number=number, **more,
    )  # fmt: skip
    with acting.hanna():
        try:
            contact_log.log(case=of.alone, line=line, by=BY, at=NOW)
        except contact_log.NotSo as refused:
            return str(refused.code)
    return ""


def letter(case: Case, debtor: Debtor) -> str:
    """What stands in a letter that is written to a debtor now."""
    with acting.hanna(Purpose.SUBJECT_REQUEST):
        return text_of(paper_of(codes.issue(case=case, debtor=debtor, language="sv", by=BY, at=NOW)))


def sued(of: Cast) -> str:
    """The code with which it is refused to tell the court of Anna's case; empty where it is told."""
    with acting.hanna():
        court = recipients.recipient(of.controller, "court", name="Helsingfors tingsrätt", country="FI")
        wanted = disclosures.Wanted(
            court, ("debtor.name", "claim.number"), "court_proceedings", "6(1)(f)", "letter", "RB 5 kap.", "Dnr 1"
        )
        try:
            disclosures.disclose(case=of.alone, wanted=wanted, by=BY, at=NOW)
        except disclosures.NotAllowed as refused:
            return str(refused.code)
    return ""


def page(of: Cast, role: Role, path: str = "details/") -> str:
    response = client(role).get(f"/handler/cases/{of.alone.reference}/{path}")
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


class TestAWayOfContact:
    @row("AMILI-11", "reaching somebody where it was said that nobody may, or a contact without source and day")
    def test_that_must_not_be_used_is_not_used(self) -> None:
        people = cast("AMILI")
        assert called(people) == ""
        entered(people.alone, people.anna, said("debtor", "phone", "0046 70-174 06 05", status="unusable"))
        assert called(people) == "number_unusable"
        assert called(people, "+46 70 174 06 06") == ""
        new = said("tax_agency", "address", "Nya vägen 4\n113 30 Stockholm", why=NEED)
        assert "Annavägen 7" in letter(people.alone, people.anna)
        entered(people.alone, people.anna, new)
        assert "Nya vägen 4" in letter(people.alone, people.anna)
        entered(people.alone, people.anna, said("debtor", "address", new.value, status="unusable"))
        assert "Annavägen 7" in letter(people.alone, people.anna)
        with acting.hanna(Purpose.SUBJECT_REQUEST):
            copy = contents(made(people, language="en"))
        entries = [entry for record in copy["records"] for entry in record["entries"]]
        found = [{each["field"]: each for each in entry["data"]} for entry in entries]
        (address,) = (each for each in found if each.get("detail.value", {}).get("value") == new.value
                      and each["detail.status"]["value"] == "usable")  # fmt: skip
        assert address["detail.value"]["category"] == "contact"
        assert address["detail.obtained_on"]["value"] == "2026-02-03"

    @row("INTRUM-06", "a contact without its source and days, or one that is used after its last day")
    def test_has_a_source_and_days(self, people: Cast) -> None:
        last = NOW.date() - timedelta(days=2)
        entered(people.alone, people.anna, said("debtor", "phone", NUMBER, until=last))
        shown = page(people, Role.HANDLER)
        for told in (NUMBER, "From you", "3 Feb 2026", "Valid until", "May be used"):
            assert told in shown, told
        assert called(people) == "number_unusable"
        entered(people.alone, people.anna, said("debtor", "phone", NUMBER, obtained_on=last + timedelta(days=1)))
        assert called(people) == ""

    @row("INTRUM-77", "naming the debt on a number that was bought, without a check of who answers")
    def test_that_was_bought_is_checked_before_the_debt_is_named(self, people: Cast) -> None:
        what = said("contact_services", "phone", NUMBER, told_by="Fonecta", why=NEED)
        assert entered(people.alone, people.anna, what).status == "unverified"
        assert "Services for telephone numbers" in page(people, Role.HANDLER)
        assert called(people) == "identity_unchecked"
        assert called(people, is_identity_checked=True) == ""


class TestAHitInARegister:
    @row("INTRUM-72", "going on with collection before anybody has looked at the hit, or another source of it")
    def test_stops_collection_until_it_is_looked_at(self, people: Cast, address: str) -> None:
        today = NOW.date() - timedelta(days=1)
        what = said("legal_register_centre", "insolvency", "Skuldsanering 7/26", obtained_on=today, why="Before suing")
        hit = entered(people.alone, people.anna, what)
        assert (called(people), sued(people)) == ("register_hit", "register_hit")
        hanna = client(Role.HANDLER)
        assert b"A register has something to say" in hanna.get(address).content
        assert "The Legal Register Centre" in page(people, Role.HANDLER)
        hanna.post(f"{address}details/{hit.pk}/review/")
        assert b"A register has something to say" not in hanna.get(address).content
        assert (called(people), sued(people)) == ("", "")

    @row("INTRUM-71", "a letter to the debtor whose guardian the population register names, or no alert")
    def test_of_a_guardian_sends_letters_there(self, people: Cast, address: str) -> None:
        what = said("population_register", "guardian", "Gun Väktare\nVakgatan 2\n00100 Helsingfors", why="Who answers")
        entered(people.alone, people.anna, what)
        assert b"has a guardian" in client(Role.HANDLER).get(address).content
        paper = letter(people.alone, people.anna)
        assert "Gun Väktare" in paper
        assert "Vakgatan 2" in paper
        assert "Annavägen" not in paper
        assert "Digital and Population Data Services Agency" in page(people, Role.HANDLER)

    @row("INTRUM-12", "deciding by what a register said too long ago, or an extract without source, day and purpose")
    def test_that_is_too_old_decides_nothing(self, people: Cast, settings: Any) -> None:
        settings.DETAILS_DECIDE_WITHIN_DAYS = 30
        day = NOW.date() - timedelta(days=32)
        what = said("legal_register_centre", "insolvency", "Konkurs 8/26", obtained_on=day, why="Before suing")
        hit = entered(people.alone, people.anna, what)
        with acting.hanna(), pytest.raises(entering.NotKept, match="too old"):
            entering.review(case=people.alone, detail=hit, at=NOW)
        shown = page(people, Role.HANDLER)
        for told in ("Rättsregistercentralen", "too old to decide anything by", "Before suing"):
            assert told in shown, told
        settings.DETAILS_DECIDE_WITHIN_DAYS = 33
        with acting.hanna():
            assert entering.review(case=people.alone, detail=hit, at=NOW).reviewed_on is not None


class TestWhatWasToldInConfidence:
    @row("AMILI-12", "an explanation without its author and day, one that everybody reads, or none in the copy")
    def test_is_read_by_those_who_work_the_case(self) -> None:
        people = cast("AMILI")
        entered(people.alone, people.anna, said("debtor", "explanation", "I lost my work"))
        entered(people.alone, people.anna, said("creditor", "explanation", "The sofa came late"))
        shown = page(people, Role.HANDLER)
        for told in ("I lost my work", "From yourself", "The sofa came late", people.alone.creditor.name, "3 Feb 2026"):
            assert told in shown, told
        hidden = page(people, Role.BOOKKEEPER)
        assert "Why it was not paid" in hidden
        assert "I lost my work" not in hidden
        assert "The sofa came late" not in hidden
        with acting.hanna(Purpose.SUBJECT_REQUEST):
            copy = contents(made(people, language="en"))
        assert "I lost my work" in str(copy["records"])
        assert "Explanations from you or the creditor of why the debt was not paid" in str(copy["categories"])

    @pytest.mark.parametrize(
        ("reference", "source", "kind"),
        [
            pytest.param("INTRUM", "debtor", "explanation",
                         marks=row("INTRUM-16", "a reason for paying late that a creditor gets or everybody reads")),
            pytest.param("INTRUM", "debtor", "income",
                         marks=row("INTRUM-19", "income that others than those who work the case read, or undated")),
            pytest.param("AXACTOR", "debtor", "employer",
                         marks=row("AXACTOR-33", "an employer that the creditor gets to know")),
        ],
    )  # fmt: skip
    def test_never_goes_to_the_creditor(self, reference: str, source: str, kind: str) -> None:
        people, secret = cast(reference), "Hemligt om Anna"
        entered(people.alone, people.anna, said(source, kind, secret))
        assert secret in page(people, Role.HANDLER)
        assert "3 Feb 2026" in page(people, Role.HANDLER)
        assert secret not in page(people, Role.BOOKKEEPER)
        with acting.hanna():
            recipients.client(people.alone.creditor)
            report = status_reports.make(creditor=people.alone.creditor, part=1, by=BY, at=NOW).content.decode(
                "utf-8-sig"
            )
        assert people.alone.reference in report
        assert secret not in report
        with acting.hanna(Purpose.SUBJECT_REQUEST):
            copy = contents(made(people, language="en"))
        data = [each for record in copy["records"] for entry in record["entries"] for each in entry["data"]]
        category = "explanation" if kind == "explanation" else "financial"
        assert [each["category"] for each in data if each["value"] == secret] == [category]
        assert not [name for kind_of, names in FIELDS_FOR.items() for name in names if name.startswith("detail")]
        if kind == "explanation":  # the notice makes grades from other data
            (grading,) = (each for each in copy["purposes"] if "way of collecting suits you" in each["says"])
            assert "Your reasons for paying late" not in str(grading)

    @row("INTRUM-79", "courts, police or enforcement without a name, or what the police told read by every handler")
    def test_by_the_police_is_for_few(self, people: Cast) -> None:
        for name, secret in (("Domstol", "Dom 1"), ("Utsökningsverket", "Utmätning 2"), ("Polisen", "Misstanke 3")):
            what = said("courts_and_police", "decision", secret, told_by=name, why="The claim is in it")
            entered(people.alone, people.anna, what)
        handler, supervisor = page(people, Role.HANDLER), page(people, Role.SUPERVISOR)
        assert "Courts, the police and the enforcement authorities" in handler
        assert all(each in supervisor for each in ("Dom 1", "Utmätning 2", "Misstanke 3"))
        assert "Dom 1" in handler
        assert "Misstanke 3" not in handler


class TestTheForm:
    def test_seals_a_detail_and_shows_it(self, people: Cast, address: str) -> None:
        hanna = client(Role.HANDLER)
        assert b"Traficom" in hanna.get(f"{address}details/new/").content
        wrong = {"kind": "vehicle", "value": "ABC-123", "source": "transport_agency", "obtained_on": "2026-02-03"}
        refused = hanna.post(f"{address}details/new/", wrong)
        assert (refused.status_code, b"Say what it is needed for" in refused.content) == (422, True)
        assert not Detail.objects.exists()
        done = hanna.post(f"{address}details/new/", {**wrong, "why": "Parking"}, follow=True)
        assert b"ABC-123" in done.content
        event = Event.objects.get(name="collections.detail.entered")
        assert (event.reason, event.reference) == ("vehicle.transport_agency", people.alone.reference)

    def test_asks_of_whom_in_a_shared_case(self, people: Cast) -> None:
        hanna, shared = client(Role.HANDLER), f"/handler/cases/{people.shared.reference}/details/"
        what = {"kind": "phone", "value": NUMBER, "source": "debtor", "obtained_on": "2026-02-03"}
        assert b"Choose of whom it is" in hanna.post(f"{shared}new/", what).content
        hanna.post(f"{shared}new/", {**what, "person": people.bo.reference, "unusable": "on"})
        assert Detail.objects.get().debtor == people.bo
        assert NUMBER not in page(people, Role.HANDLER)

    def test_keeps_nothing_of_a_controller_without_a_notice(self) -> None:
        with acting.hanna():
            other = collection.controller("OTHER")
            debtor = collection.debtor(other)
            case = collection.case_file(other, [debtor])
        with acting.hanna(), pytest.raises(entering.NotKept, match="names no such data"):
            entering.enter(case=case, debtor=debtor, said=said("debtor", "phone", NUMBER), by=BY, at=NOW)
        assert client(Role.HANDLER).get(f"/handler/cases/{case.reference}/details/").status_code == 200
