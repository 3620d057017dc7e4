"""The pages of requests in a real browser: every state on a phone and at a desk, in both themes, and by keyboard alone.

The requests are those of the demo: one in each state, at days counted from today.
"""

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page

from accounts.models import User
from collections_app.models import Case
from config.demo import asked
from config.demo import staff as demo_staff
from personal_data import access
from personal_data.models import Controller
from personal_data.purposes import Purpose
from privacy.models import DataSubjectRequest, RequestStatus, Right
from tests import browser as pages
from tests.factories import accounts, acting, collection, retention
from tests.privacy.letters import ADDRESS
from tests.privacy.requests.asking import contacts

STEPS = {
    RequestStatus.RECEIVED: ("begin", "ask-identity", "extend", "withdraw"),
    RequestStatus.AWAITING_IDENTITY: ("answer-arrived", "close-unidentified"),
    RequestStatus.UNDER_REVIEW: ("conclude", "records/1/erase", "records/1/keep"),
}
OF_THE_SECOND_PERSON = ("approve", "send-back")


@pytest.fixture
def controller(live_database: str) -> Controller:
    """An agency with staff, and with a request in every state."""
    now = timezone.now()
    with acting.hanna(Purpose.COLLECTION):
        amili = retention.controller("AMILI")
        contacts(amili)
    with accounts.command():
        demo_staff.enter(controllers=[amili], by=access.system("test").id, at=now)
    with acting.hanna(Purpose.COLLECTION):
        for number, _ in enumerate(asked.PLANNED["AMILI"]):
            debtor = collection.debtor(amili, f"Anna Andersson-Åkerblom {number}", address=ADDRESS)
            case = collection.case_file(amili, [debtor])
            collection.claim(case)
            collection.recording(amili, debtor.subject)
    asked.tell(amili, now=now)
    return amili


def signed_in(browser: Browser, server: str, name: str, scheme: str = "light") -> Page:
    """One of the demo's staff at her desk."""
    email = next(person.email for person in demo_staff.DEMO_STAFF if person.email.startswith(name))
    page = browser.new_context(base_url=server, color_scheme=scheme, bypass_csp=True).new_page()  # type: ignore[arg-type]  # a word
    pages.sign_in(page, User.objects.get(email=email), demo_staff.DEMO_PASSWORD)
    return page


def look(page: Page, path: str, name: str, scheme: str) -> None:
    """One page on a phone and at a desk: nothing scrolls sideways, no rule of accessibility is broken."""
    page.goto(path)
    judged = (390, 1280) if scheme == "light" else (1280,)  # the colours are the same at every width
    pages.look(page, f"requests-{name}-{scheme}", widths=(320, 390, 1280), judged=judged)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_state_is_readable_everywhere(controller: Controller, server: str, browser: Browser, scheme: str) -> None:
    petra = signed_in(browser, server, "petra", scheme)
    look(petra, "/dpo/requests/", "queue", scheme)
    look(petra, "/dpo/requests/?closed=on", "closed", scheme)
    look(petra, "/dpo/requests/?right=access", "none", scheme)
    looked_at = set()
    for request in DataSubjectRequest.objects.order_by("reference"):
        if request.status in looked_at:
            continue
        looked_at.add(request.status)
        page = f"/dpo/requests/{request.reference}/"
        look(petra, page, request.status, scheme)
        for step in STEPS.get(RequestStatus(request.status), ()):
            look(petra, f"{page}{step}/", f"{request.status}-{step.replace('/', '-')}", scheme)
    assert looked_at == set(RequestStatus.values)

    rolf = signed_in(browser, server, "rolf", scheme)
    waiting = DataSubjectRequest.objects.get(status=RequestStatus.AWAITING_APPROVAL, right=Right.ERASURE)
    look(rolf, f"/dpo/requests/{waiting.reference}/", "to-approve", scheme)
    for step in OF_THE_SECOND_PERSON:
        look(rolf, f"/dpo/requests/{waiting.reference}/{step}/", step, scheme)

    hanna = signed_in(browser, server, "hanna", scheme)
    case = Case.objects.order_by("reference")[0]
    debtor = case.case_debtors.get().debtor
    look(hanna, f"/handler/cases/{case.reference}/debtors/{debtor.reference}/requests/new/", "enter", scheme)
    for window in (petra, rolf, hanna):
        window.context.close()


def press_to(page: Page, name: str) -> None:
    """Go by Tab to what bears a name, and see that the focus shows where one is."""
    for _ in range(80):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            """() => { const it = document.activeElement; const style = getComputedStyle(it);
               return [(it.labels && it.labels.length ? it.labels[0].innerText : it.innerText || it.value || '').trim(),
                       style.outlineStyle !== 'none' || style.boxShadow !== 'none']; }"""
        )
        if " ".join(focused[0].split()).startswith(name):
            assert focused[1], f"the focus on {name} is not to be seen"
            return
    pytest.fail(f"The keyboard does not reach {name}.")


def test_a_request_is_taken_up_and_decided_by_keyboard(controller: Controller, server: str, browser: Browser) -> None:
    request = DataSubjectRequest.objects.get(status=RequestStatus.RECEIVED)
    petra = signed_in(browser, server, "petra")
    petra.goto("/dpo/requests/")
    press_to(petra, request.reference)
    petra.keyboard.press("Enter")
    petra.wait_for_url(f"**/dpo/requests/{request.reference}/")
    press_to(petra, "Take it up")
    petra.keyboard.press("Enter")
    petra.wait_for_url("**/begin/")
    press_to(petra, "signed in to the portal")
    petra.keyboard.press("ArrowDown")
    press_to(petra, "Take the request up")
    petra.keyboard.press("Enter")
    petra.wait_for_url(f"**/dpo/requests/{request.reference}/")
    request.refresh_from_db()
    assert (request.status, request.identified_how) == (RequestStatus.UNDER_REVIEW, "known_contact")

    press_to(petra, "Keep, with reasons Case file")
    petra.keyboard.press("Enter")
    petra.wait_for_url("**/keep/")
    press_to(petra, "Reasons in this case")
    petra.keyboard.type("The claim is open.")
    press_to(petra, "Decide to keep it")
    petra.keyboard.press("Enter")
    petra.wait_for_url(f"**/dpo/requests/{request.reference}/")
    press_to(petra, "Erase")
    petra.keyboard.press("Enter")
    petra.wait_for_url("**/erase/")
    press_to(petra, "Change nothing")
    petra.keyboard.press("Enter")
    petra.wait_for_url(f"**/dpo/requests/{request.reference}/")
    outcomes = dict(request.items.values_list("record_class", "outcome"))
    assert outcomes == {"case_file": "refused", "profile": "open", "call_recording": "open"}
    petra.context.close()
