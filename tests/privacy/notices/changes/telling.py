"""Steps of these tests: the notice is loaded, persons come in, the worker tells them."""

from collections.abc import Callable
from typing import Any

from django.test import Client
from django.utils import timezone

from accounts.roles import Role
from collections_app.models import Debtor
from config.celery import app
from personal_data import access
from personal_data.models import Controller
from personal_data.purposes import Purpose
from privacy import tasks
from privacy.models import ChangeNotice, NoticeChange
from privacy.policies.sign_in import codes
from privacy.services import policies
from privacy.services.notices import changes
from privacy.services.sign_in import codes as portal_codes
from tests.factories import accounts, acting, collection
from tests.privacy.letters import ADDRESS, code_in, paper_of

SAYS = {
    "en": "We also ask a credit bureau when you apply for a loan.",
    "sv": "Vi frågar också ett kreditupplysningsföretag när du ansöker om lån.",
    "nb": "Vi spør også et kredittopplysningsforetak når du søker om lån.",
    "fi": "Kysymme tietoja myös luottotietoyhtiöltä, kun haet lainaa.",
    "da": "Vi spørger også et kreditoplysningsbureau, når du søger om et lån.",
}
Publish = Callable[..., None]


def loaded() -> Controller:
    with accounts.command(Purpose.RETENTION):
        return policies.load(name="almi_se", company_number="556000-0001", at=timezone.now()).controller


def person(of: Controller, name: str = "Anna Andersson", **values: Any) -> Debtor:
    with acting.hanna():
        made = collection.debtor(of, name, **{"address": ADDRESS, **values})
        collection.case_file(of, [made])
        return made


def work() -> None:
    """A round of the task, for the purpose that it declares."""
    purpose = app.tasks["privacy.tell_of_changes"].purpose
    assert purpose is Purpose.SUBJECT_REQUEST
    with access.context(actor=access.system("privacy.tell_of_changes"), purpose=purpose, channel="task"):
        tasks.tell_of_changes.run()


def prepare() -> NoticeChange:
    """Only the list of those concerned."""
    change = NoticeChange.objects.select_related("controller").get()
    with acting.nightly(Purpose.SUBJECT_REQUEST):
        changes.prepare(change=change, at=timezone.now())
    return change


def notice_of(debtor: Debtor) -> ChangeNotice:
    return ChangeNotice.objects.select_related("change").get(debtor=debtor)


def staff() -> Client:
    return accounts.client_of(accounts.member(Role.PRIVACY_OFFICER, name="Petra Privacy"))


def visit(debtor: Debtor, language: str) -> Client:
    case = debtor.case_debtors.get().case
    with acting.hanna(Purpose.SUBJECT_REQUEST) as here:
        letter = portal_codes.issue(case=case, debtor=debtor, language="sv", by=here.actor.id, at=timezone.now())
        code = codes.grouped(code_in(paper_of(letter)))
    browser = Client()
    browser.post("/portal/", {"case_number": case.reference, "code": code})
    browser.post("/portal/language/", {"language": language})
    return browser
