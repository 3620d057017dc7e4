"""A closed case is read for documentation, where the notice names it, and everybody concerned can see that."""

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from accounts import purposes_of_pages
from accounts.roles import Role
from audit.models import Event, Line
from collections_app.models import Case, Debtor, RecipientKind
from personal_data import access, envelopes
from personal_data.models import Controller
from personal_data.purposes import BY_NOTICE, WITHOUT_NOTICE, Purpose
from privacy.policies.packs import facts
from privacy.policies.sign_in import codes
from privacy.selectors import packs
from privacy.services import policies
from privacy.services.sign_in import codes as portal_codes
from tests.collections_app.archive.conftest import close, is_open, reopen
from tests.factories import accounts, acting, collection
from tests.factories import recipients as making
from tests.privacy.letters import code_in, paper_of

pytestmark = pytest.mark.django_db
CLEARED = {"part": "1", "secrecy_check": "cleared"}
OPENED = "personal_data.envelope.opened"
SAYS = {
    "en": "to show how your closed case was handled",
    "sv": "för att visa hur ditt avslutade ärende har skötts",
    "nb": "for å dokumentere hvordan den avsluttede saken din ble behandlet",
    "da": "for at dokumentere, hvordan din afsluttede sag blev behandlet",
    "fi": "päättyneen asiasi käsittelyn osoittamista varten",
}


def handler() -> Client:
    return accounts.client_of(accounts.member(Role.HANDLER))


def address_of(case: Case) -> str:
    return f"/handler/cases/{case.reference}/"


def last_opening(case: Case) -> tuple[str, str]:
    """For what the file was opened last, and on which legal basis."""
    line = Line.objects.filter(envelope_id=case.envelope_id, outcome="opened").order_by("-event_id")[0]
    return Event.objects.get(pk=line.event_id).purpose, line.legal_basis


@pytest.mark.requirement(
    "AXACTOR-87",
    breaks="open a closed case for collection, or an open one for documentation; leave out one of those to whom it is "
    "documented (debtor, client, supervisor); let anything be written in it; say nothing of why and until when",
)
def test_a_closed_case_documents_how_it_was_handled_and_does_nothing_else(case: Case, kari: Debtor) -> None:
    desk = handler()
    assert "Archived" not in desk.get(address_of(case)).content.decode()
    assert last_opening(case) == ("collection", "6(1)(f)")
    archived = close(case)
    page = " ".join(desk.get(address_of(case)).content.decode().split())
    assert last_opening(case) == ("documentation", "6(1)(f)")
    assert "kept only to document how it was handled: to the debtor, clients, supervisors and others" in page
    archived.envelope.refresh_from_db()
    assert archived.envelope.due_on is not None
    assert f"It is erased on {archived.envelope.due_on:%A, %-d %B %Y}, unless something keeps it longer" in page
    # Nothing more is written in it (every way: test_read_only.py) ...
    desk.post(address_of(case) + "notes/", {"text": "Ringte.", "kind": "contact", "level": "normal"})
    assert case.notes.count() == 1
    # ... and it is shown to whom it may concern.
    with acting.hanna():
        client = making.client(case.creditor)
        tilsynet = making.recipient(case.controller, RecipientKind.SUPERVISOR, name="Finanstilsynet", country="NO")
    report = desk.post(f"/handler/creditors/{case.creditor.reference}/status-report/", CLEARED)
    assert case.reference in report.content.decode()
    sent = {"fields_wanted": ["case.status"], "purpose": "authority_order", "ground": "6(1)(c)", "channel": "letter",
            "provision": "Inkassoloven § 31", "asked_as": "24/1",
            "step": "disclose"}  # fmt: skip
    desk.post(address_of(case) + f"disclosures/{tilsynet.reference}/", sent)
    opened = Event.objects.filter(name=OPENED, recipient__in=[client.reference, tilsynet.reference])
    assert sorted(opened.values_list("recipient", "purpose")) == sorted(
        (each.reference, "documentation") for each in (client, tilsynet)
    )
    assert "documentation" in of_the_copy(kari)
    for language, words in seen_by(kari, case).items():
        assert SAYS[language] in words.lower(), language
    reopen(archived)
    desk.get(address_of(case))
    assert last_opening(case) == ("collection", "6(1)(f)")


def of_the_copy(kari: Debtor) -> set[str]:
    """The purposes of the openings that the person's own copy lists."""
    return set(
        Event.objects.filter(pk__in=Line.objects.filter(subject=kari.subject.pseudonym).values("event_id")).values_list(
            "purpose", flat=True
        )
    )


def seen_by(kari: Debtor, case: Case) -> dict[str, str]:
    """What the page of who has seen the data says to the person, in each language."""
    with acting.hanna(Purpose.SUBJECT_REQUEST) as here:
        letter = portal_codes.issue(case=case, debtor=kari, language="nb", by=here.actor.id, at=timezone.now())
        code = codes.grouped(code_in(paper_of(letter)))
    browser = Client()
    browser.post("/portal/", {"case_number": case.reference, "code": code})
    told = {}
    for language in settings.PORTAL_SEEN_LANGUAGES:
        browser.post("/portal/language/", {"language": language}, headers={"referer": "/portal/seen/"})
        told[language] = " ".join(browser.get("/portal/seen/").content.decode().split())
    assert told.keys() == SAYS.keys()
    return told


class TestReopening:
    def test_is_collection_again_and_not_documentation(self, archived: Case) -> None:
        handler().post(address_of(archived) + "reopen/", {"reason": "payment_reversed"})
        assert is_open(archived)
        assert Event.objects.get(name="collections.case.reopened").purpose == "collection"


class TestWhereTheNoticeNamesNoDocumentation:
    def test_a_closed_case_is_read_for_what_it_was_opened_for_and_is_read_only_all_the_same(self) -> None:
        with accounts.command(Purpose.RETENTION):
            amili = policies.load(name="visma_amili_se", at=timezone.now()).controller
        accounts.everybody_works_for(amili)
        with acting.hanna():
            case = close(collection.case_file(amili, [collection.debtor(amili)]))
        desk = handler()
        page = desk.get(address_of(case)).content.decode()
        assert last_opening(case)[0] == "collection"
        assert "Archived: read only" in page
        assert "to document how it was handled" not in page
        desk.post(address_of(case) + "notes/", {"text": "Ringde.", "kind": "contact", "level": "normal"})
        assert case.notes.count() == 0

    def test_nothing_opens_for_it(self) -> None:
        with acting.hanna():
            nobody = collection.controller("NOBODY")
            case = collection.case_file(nobody, [collection.debtor(nobody)])
        with acting.hanna(Purpose.DOCUMENTATION), pytest.raises(envelopes.Refused) as refusal:
            envelopes.open([case])
        assert refusal.value.reason == "purpose_not_named"
        assert Purpose.DOCUMENTATION in BY_NOTICE
        assert Purpose.DOCUMENTATION not in WITHOUT_NOTICE

    def test_axactor_alone_names_it(self) -> None:
        naming = {pack.controller for pack in packs.every().values() if Purpose.DOCUMENTATION in facts.openings(pack)}
        assert naming == {"AXACTOR"}


class TestPages:
    def test_of_a_case_say_that_they_turn_to_documentation(self) -> None:
        """But for those that close a case or take it up again, which is collection."""
        of_case = [page for page in purposes_of_pages.table() if "cases/(?P<reference>" in page.pattern]
        silent = {page.name for page in of_case if page.purpose is Purpose.COLLECTION and page.other is None}
        assert silent == {"handler-case-close", "handler-case-reopen"}
        assert {page.other for page in purposes_of_pages.table()} == {None, Purpose.DOCUMENTATION}

    def test_turn_to_nothing_that_they_do_not_say(self, archived: Case) -> None:
        with acting.hanna(), pytest.raises(access.NotDeclared):
            access.turn(Purpose.DOCUMENTATION)
        with acting.hanna(), pytest.raises(access.NotDeclared), access.renewed(Purpose.DOCUMENTATION):
            pass

    def test_use_nothing_for_one_purpose_that_was_opened_for_another(self, archived: Case) -> None:
        here = acting.person("hanna")
        with access.context(actor=here, purpose=Purpose.COLLECTION, channel="web", also=[Purpose.DOCUMENTATION]):
            envelopes.open([archived])
            with pytest.raises(access.NotDeclared):
                access.turn(Purpose.DOCUMENTATION)


def test_a_report_to_the_client_tells_open_and_closed_cases_each_for_its_purpose(
    case: Case, axactor: Controller
) -> None:
    with acting.hanna():
        closed = collection.case_file(axactor, [collection.debtor(axactor, "Ola Prøve")])
        Case.objects.filter(pk=closed.pk).update(creditor=case.creditor)
        close(closed)
        client = making.client(case.creditor)
    report = handler().post(f"/handler/creditors/{case.creditor.reference}/status-report/", CLEARED).content.decode()
    assert report.index(case.reference) < report.index(closed.reference)
    assert "Ola Prøve" in report
    purposes = {}
    for line in Line.objects.filter(envelope_id__in=[case.envelope_id, closed.envelope_id], outcome="opened"):
        event = Event.objects.get(pk=line.event_id)
        if event.recipient == client.reference:
            purposes[line.envelope_id] = event.purpose
    assert purposes == {case.envelope_id: "collection", closed.envelope_id: "documentation"}
