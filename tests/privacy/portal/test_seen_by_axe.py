"""Every page of the portal, with everything on it that a person may find, seen by axe; a new address is walked too."""

import re
from collections.abc import Iterator
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser

from accounts.roles import Role
from accounts.routes import Route, every_route
from collections_app.models import Authorisation
from collections_app.services.disclosing import disclosures
from personal_data import access, envelopes
from personal_data.models import Role as Part
from personal_data.purposes import Purpose
from privacy.models import DataSubjectRequest, Letter, LetterKind, Right, SentBy
from privacy.portal.asking import offered
from privacy.services import answers, receiving
from privacy.services.requests import decisions, letters, notices
from tests.architecture.reach.records import spoken_for
from tests.collections_app.records.conftest import entered
from tests.factories import accounts, acting, recipients
from tests.fixtures.looking import Looker
from tests.privacy.copies.people import Cast, cast, earlier_request
from tests.privacy.copies.test_fees import again, first_copy, told
from tests.privacy.portal.test_held import visit
from tests.privacy.representing.people import PAGE, House
from tests.privacy.requests.asking import NOW, PETRA, ROLF, contacts, receive

pytestmark = pytest.mark.django_db
PORTAL = {route.name: route for route in every_route() if route.pattern.startswith("portal/")}
# Addresses that give a file or take a form and show no page of their own.
NO_PAGES = {
    "portal-certificate-key", "portal-certificate-schema", "portal-certificate-verifier", "portal-copy",
    "portal-copy-fee", "portal-copy-schema", "portal-erasure-proof", "portal-language", "portal-letter",
    "portal-log-head", "portal-log-notes", "portal-log-program", "portal-notice-change", "portal-proof",
    "portal-representative-end", "portal-representing-sign-out", "portal-say-more", "portal-sign-out",
}  # fmt: skip
# Seen by a stranger: who is signed in goes on to the overview, and a receipt is there when something was sent.
FOR_STRANGERS = {"portal-sign-in", "portal-open-received"}
# Seen by somebody who speaks for a person: the person comes to the overview.
FOR_REPRESENTATIVES = {"portal-representing"}
SENT = {"controller": "INTRUM", "right": "access", "name": "Anna Andersson", "address": "Testvägen 2, 222 22 Lund"}


@pytest.fixture
def anna() -> Iterator[Cast]:
    """A person whose every request is somewhere else, and whom Hanna has looked up this morning."""
    cache.clear()
    people = cast("INTRUM")
    contacts(people.controller)
    hanna = accounts.member(Role.HANDLER, name="Hanna Handler")
    with access.context(actor=access.Actor("staff", hanna.pk), purpose=Purpose.COLLECTION, channel="web"):
        envelopes.open([people.anna, people.alone])
        to = recipients.client(people.alone.creditor)
        wanted = disclosures.Wanted(to, ["claim.amount_minor"], "status_report", "6(1)(e)", "letter")
        disclosures.disclose(case=people.alone, wanted=wanted, by=hanna.pk, at=timezone.now())
    mine = [(people.anna.subject, Part.DEBTOR)]
    entered(people.controller, "grade", "2026-10-02", case_reference=people.alone.reference, persons=mine)
    question(earlier_request(people))
    with acting.hanna(Purpose.SUBJECT_REQUEST):
        envelopes.open([people.anna])
        spoken_for(people.alone, people.anna)
        first_copy(people)
        told(again(people))
        restricted = receive(people.anna, Right.RECTIFICATION)
        decided(people)
    assert restricted.is_open
    yield people
    cache.clear()


def question(request: DataSubjectRequest) -> None:
    """Who are you?"""
    with acting.hanna(Purpose.SUBJECT_REQUEST):
        made = notices.make(request=request, kind=LetterKind.IDENTITY_QUESTION, by=PETRA, at=timezone.now())
        letters.mark_sent(letter=made, sent_by=SentBy.PORTAL, by=PETRA, at=timezone.now())


def decided(people: Cast) -> None:
    """Something of what Anna wanted erased goes, and something stays, with reasons."""
    request = receiving.begin_review(request=receive(people.anna), identified_how="known_contact", by=PETRA, at=NOW)
    review_on = NOW.date() + timedelta(days=90)
    for item in decisions.list_items(request=request):
        if item.record_class == "call_recording":
            decisions.grant(item=item, by=PETRA, at=NOW)
        else:
            decisions.refuse(
                item=item, ground="legal_claims", citation="GDPR art. 17(3)(e)", facts="Fordran är obetald.",
                review_on=review_on, by=PETRA, at=NOW,
            )  # fmt: skip
    concluded = decisions.conclude(request=request, by=PETRA, at=NOW)
    made = answers.make(request=decisions.approve(request=concluded, by=ROLF, at=NOW), by=PETRA, at=NOW)
    letters.mark_sent(letter=made, sent_by=SentBy.PORTAL, by=PETRA, at=NOW)
    receiving.answer(request=request, by=PETRA, at=NOW)


def addresses(route: Route, people: Cast) -> list[str]:
    """Where a page is: of a request once for each of them, of asking once for each right."""
    known: dict[str, list[Any]] = {
        "envelope": [people.alone.envelope_id],
        "authorisation": [Authorisation.objects.get().pk],
        "event": [1],
        "size": [1],
        "name": ["0" * 16],
        "reference": list(DataSubjectRequest.objects.values_list("reference", flat=True)),
        "right": [each.right.value for each in offered()],
        "letter_id": list(Letter.objects.values_list("pk", flat=True))[:1],
        "part": ["pdf"],
        "number": [1],
        "form": ["pdf"],
    }
    group = r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)|<\w+:(\w+)>"
    names = [first or second for first, second in re.findall(group, route.pattern)]
    plain = "/" + re.sub(r"\^|\$|\\", "", re.sub(group, "{}", route.pattern))
    return [
        plain.format(each, *(known[name][0] for name in names[1:])) for each in (known[names[0]] if names else [""])
    ]


def test_every_page_of_the_portal(browser: Browser, anna: Cast) -> None:
    client, looker = visit(anna, "sv"), Looker(browser)
    complaints, not_seen = [], set()
    pages = [(name, address) for name, route in PORTAL.items() for address in addresses(route, anna)]
    for name, address in [*pages, ("portal-seen", "/portal/seen/?before=1")]:
        answer: Any = client.get(address)
        if answer.status_code == HTTPStatus.OK and answer["Content-Type"].startswith("text/html"):
            complaints += looker.complaints(address, answer.content.decode())
        else:
            not_seen.add(name)
        answer.getvalue()  # what is streamed is read to its end
    stranger = Client(headers={"accept-language": "sv"})
    for address in ("/portal/", "/portal/held/", "/portal/nowhere/"):
        complaints += looker.complaints(f"{address} before", stranger.get(address, follow=True).content.decode())
    receipt = stranger.post("/portal/request/", SENT, follow=True)
    assert receipt.redirect_chain
    complaints += looker.complaints("/portal/request/received/", receipt.content.decode())
    gunilla = House(anna.controller)
    speaking: Any = gunilla.visit(gunilla.verified()).get(PAGE)
    assert speaking.status_code == HTTPStatus.OK
    complaints += looker.complaints(PAGE, speaking.content.decode())
    looker.close()
    assert complaints == []
    assert not_seen == NO_PAGES | FOR_STRANGERS | FOR_REPRESENTATIVES
