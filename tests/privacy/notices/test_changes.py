"""Significant changes of a notice are announced to everybody concerned, once, and it is on record (ALMI-114)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from accounts.roles import Role
from audit.models import Event
from collections_app.models import Debtor
from config.celery import app
from personal_data import access, envelopes
from personal_data.models import BlockKind, Controller
from personal_data.purposes import Purpose
from personal_data.services import blocks
from privacy import events, tasks
from privacy.models import ChangeNotice, NoticeChange, PolicyVersion
from privacy.policies.packs.reading import Contradiction, MissingPart, PackProblem
from privacy.policies.sign_in import codes
from privacy.policies.words import Words
from privacy.selectors import packs
from privacy.services import policies
from privacy.services.notices import change_letters, changes
from privacy.services.sign_in import codes as portal_codes
from retention.selectors.due import local_today
from tests.factories import accounts, acting, collection, retention
from tests.privacy.letters import ADDRESS, code_in, paper_of

pytestmark = pytest.mark.django_db
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


@pytest.fixture
def almi(db: None) -> Controller:
    """Almi with its notice of 2021."""
    made = loaded()
    accounts.everybody_works_for(made)
    sender = {
        "phone": "+46 8 000 00 00",
        "privacy_contact": "dpo@almi.test",
        "postal_address": "Provgatan 1\n111 11 Lund",
    }
    Controller.objects.filter(pk=made.pk).update(**sender)
    made.refresh_from_db()
    return made


@pytest.fixture
def publish(monkeypatch: pytest.MonkeyPatch) -> Publish:
    """Almi publishes another version of its notice, and it is loaded."""
    pack = packs.read(packs.PACKS_FOLDER / "almi_se.toml")

    def another(name: str = "2027", *, significant: bool = True) -> None:
        words = Words(SAYS) if significant else None
        begins = date(2026, 1, 1)
        version = replace(
            pack.notice.versions[0], name=name, effective_on=begins, significant=significant, changes=words
        )
        changed = replace(pack, notice=replace(pack.notice, versions=(*pack.notice.versions, version)))
        monkeypatch.setattr(packs, "read", lambda _path: changed)
        monkeypatch.setattr(packs, "digest", lambda _name: f"{name:0>64}")
        loaded()

    return another


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


def shown(client: Client, address: str) -> str:
    return " ".join(client.get(address).content.decode().split())


def visit(debtor: Debtor, language: str) -> Client:
    case = debtor.case_debtors.get().case
    with acting.hanna(Purpose.SUBJECT_REQUEST) as here:
        letter = portal_codes.issue(case=case, debtor=debtor, language="sv", by=here.actor.id, at=timezone.now())
        code = codes.grouped(code_in(paper_of(letter)))
    browser = Client()
    browser.post("/portal/", {"case_number": case.reference, "code": code})
    browser.post("/portal/language/", {"language": language})
    return browser


def count(client: Client, change: NoticeChange, state: str) -> int:
    """How many persons the DPO sees in a state."""
    return shown(client, f"/dpo/notices/changes/{change.pk}/?state={state}").count("row-head figure")


@pytest.mark.requirement(
    "ALMI-114",
    breaks="load a significant version without telling anybody, tell some of those concerned, twice, or otherwise; "
    "tell of a version that is not significant; leave out the letter, the portal, or the log of who was told",
)
def test_those_concerned_are_told_clearly_and_it_is_on_record(almi: Controller, publish: Publish) -> None:
    anna, bo, cilla = person(almi), person(almi, "Bo Bertilsson", address=None), person(almi, "Cilla Ceder")
    company = person(almi, "Bolaget AB")
    Debtor.objects.filter(pk=company.pk).update(kind="company")
    publish("2026-small", significant=False)
    work()
    assert not ChangeNotice.objects.exists()
    publish()
    # Cilla comes to the portal before the letters are written.
    change = prepare()
    browser = visit(cilla, "en")
    page = shown(browser, "/portal/overview/")
    assert "Our notice about personal data changes" in page
    assert SAYS["en"] in page
    browser.post("/portal/language/", {"language": "sv"})
    assert SAYS["sv"] in shown(browser, "/portal/overview/")
    browser.post(f"/portal/notice-changes/{notice_of(cilla).pk}/")
    assert SAYS["sv"] not in shown(browser, "/portal/overview/")
    # The worker goes round twice, and nothing is done twice.
    work()
    letter = notice_of(anna).letter
    work()
    assert {each.debtor_id for each in ChangeNotice.objects.all()} == {anna.pk, bo.pk, cilla.pk}
    assert (notice_of(anna).letter, notice_of(bo).failed, notice_of(cilla).letter) == (letter, "no_address", None)
    # The letter says it, and its way is on record, for the DPO to see person by person.
    desk, address = staff(), f"/handler/notices/changes/{change.pk}/"
    archive = ZipFile(BytesIO(desk.post(address + "letters/").content))
    assert archive.namelist() == [f"{anna.reference}.pdf"]
    pages = PdfReader(BytesIO(archive.read(f"{anna.reference}.pdf"))).pages
    said = " ".join(" ".join(each.extract_text() for each in pages).split())
    assert SAYS["sv"] in said
    assert "Anna Andersson" in said
    desk.post(address, {"sent_on": local_today(almi).isoformat()})
    assert notice_of(anna).sent_on == local_today(almi)
    dpo = accounts.client_of(accounts.member(Role.DPO))
    assert [count(dpo, change, state) for state in ("sent", "failed", "read", "waiting")] == [1, 1, 1, 0]
    listed = shown(dpo, f"/dpo/notices/changes/{change.pk}/")
    assert all(each.reference in listed for each in (anna, bo, cilla))
    assert company.reference not in listed
    assert "the postal address is not known" in listed
    assert "Anna Andersson" not in listed
    told = Event.objects.filter(name__startswith="privacy.notice_change.").values_list("name", flat=True)
    assert {each.rpartition(".")[2] for each in told} == {"announced", "written", "failed", "printed", "sent", "read"}


class TestTheJob:
    def test_hands_no_personal_data_to_the_queue(self) -> None:
        entry = app.conf.beat_schedule["tell-of-changes"]
        assert (entry["task"], entry.get("args", ()), entry.get("kwargs", {})) == ("privacy.tell_of_changes", (), {})

    def test_goes_on_where_it_was_stopped(
        self, almi: Controller, publish: Publish, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for number in range(5):
            person(almi, f"Anna {number}")
        publish()
        monkeypatch.setattr(changes, "LISTED_AT_ONCE", 2)
        change, now = NoticeChange.objects.get(), timezone.now()
        with acting.nightly(Purpose.SUBJECT_REQUEST):
            assert changes._list_some(change, now) == 2  # killed after the first set
            assert changes.prepare(change=change, at=now) == 3
            assert changes.prepare(change=change, at=now) == 0
            assert [changes.write_some(at=now, size=3) for _ in range(3)] == [3, 2, 0]
        change.refresh_from_db()
        assert change.prepared_at == now

    def test_lists_all_of_a_set_in_one_statement(
        self, almi: Controller, publish: Publish, django_assert_max_num_queries: Any
    ) -> None:
        for number in range(20):
            person(almi, f"Anna {number}")
        publish()
        with django_assert_max_num_queries(15):
            prepare()
        assert ChangeNotice.objects.count() == 20

    def test_tells_nobody_whose_data_are_erased(self, almi: Controller, publish: Publish) -> None:
        anna, gone = person(almi), person(almi, "Gunnar Gren")
        publish()
        prepare()
        erase(gone)
        work()
        assert [each.debtor_id for each in ChangeNotice.objects.all()] == [anna.pk]
        assert not ChangeNotice.history.filter(debtor_id=gone.pk).exists()

    def test_tells_who_is_restricted_too(self, almi: Controller, publish: Publish) -> None:
        anna = person(almi)
        with acting.hanna():
            blocks.place(kind=BlockKind.RESTRICTION, envelopes=[anna.envelope_id], reason_code="accuracy_contested")
        publish()
        work()
        assert notice_of(anna).letter is not None

    def test_tries_those_again_whose_letter_failed(self, almi: Controller, publish: Publish) -> None:
        bo = person(almi, "Bo Bertilsson", address=None)
        publish()
        work()
        assert notice_of(bo).failed == "no_address"
        with acting.hanna(Purpose.SUBJECT_REQUEST):
            envelopes.open([bo])
            bo.address = ADDRESS
            bo.save(update_fields=["address"])
        staff().post(f"/handler/notices/changes/{notice_of(bo).change_id}/again/")
        work()
        assert notice_of(bo).letter is not None


def erase(debtor: Debtor) -> None:
    """Their case is due, and with it the profile."""
    with accounts.command(Purpose.RETENTION):
        case = debtor.case_debtors.get().case
        retention.close(case, retention.months_ago(200))
        assert envelopes.erase([case.envelope_id])[0].erased
        assert envelopes.erase([debtor.envelope_id])[0].erased


class TestWhoIsTold:
    def test_is_nobody_of_the_first_version(self, publish: Publish) -> None:
        publish()
        assert PolicyVersion.objects.exists()
        assert not NoticeChange.objects.exists()

    def test_is_everybody_once_however_often_it_is_loaded(self, almi: Controller, publish: Publish) -> None:
        person(almi)
        publish()
        work()
        loaded()
        work()
        assert (NoticeChange.objects.count(), ChangeNotice.objects.count()) == (1, 1)
        assert len(accounts.recorded(events.CHANGE_ANNOUNCED)) == 1

    def test_is_not_who_came_in_afterwards(self, almi: Controller, publish: Publish) -> None:
        publish()
        later = person(almi)
        Debtor.objects.filter(pk=later.pk).update(created_at=timezone.now() + timedelta(hours=1))
        work()
        assert not ChangeNotice.objects.exists()

    def test_is_nobody_of_another_controller(self, almi: Controller, publish: Publish) -> None:
        with acting.hanna():
            other = collection.controller("AMILI")
        person(other)
        publish()
        work()
        assert not ChangeNotice.objects.exists()

    def test_reads_nothing_of_others(self, almi: Controller, publish: Publish) -> None:
        anna, bo = person(almi), person(almi, "Bo Bertilsson")
        publish()
        work()
        answer = visit(anna, "sv").post(f"/portal/notice-changes/{notice_of(bo).pk}/")
        assert (answer.status_code, notice_of(bo).acknowledged_at) == (HTTPStatus.NOT_FOUND, None)

    @pytest.mark.parametrize(("language", "words"), SAYS.items())
    def test_has_the_letter_in_their_language(
        self, language: str, words: str, almi: Controller, publish: Publish
    ) -> None:
        Controller.objects.filter(pk=almi.pk).update(language=language)
        anna = person(almi)
        publish()
        work()
        with acting.hanna(Purpose.SUBJECT_REQUEST):
            ((reference, content),) = change_letters.fetch_letters(change=NoticeChange.objects.get(), at=timezone.now())
        assert reference == anna.reference
        assert words in " ".join(PdfReader(BytesIO(content)).pages[0].extract_text().split())


def test_sending_is_noted_of_printed_letters_only_and_never_ahead(almi: Controller, publish: Publish) -> None:
    person(almi)
    publish()
    work()
    change, today, now = NoticeChange.objects.get(), local_today(almi), timezone.now()
    with acting.hanna(Purpose.SUBJECT_REQUEST) as here:
        by = here.actor.id
        with pytest.raises(change_letters.NotAllowed) as refusal:
            change_letters.sent(change=change, on=today, by=by, at=now)
        assert refusal.value.code == "nothing_printed"
        change_letters.fetch_letters(change=change, at=now)
        for day, code in ((today + timedelta(days=1), "in_future"), (today - timedelta(days=1), "before_printed")):
            with pytest.raises(change_letters.NotAllowed) as refusal:
                change_letters.sent(change=change, on=day, by=by, at=now)
            assert refusal.value.code == code
        assert change_letters.sent(change=change, on=today, by=by, at=now) == 1
        assert change_letters.fetch_letters(change=change, at=now) == []


class TestThePack:
    ALL = '{ en = "x", sv = "x", nb = "x", fi = "x", da = "x" }'

    @pytest.mark.parametrize(
        ("says", "problem", "where"),
        [
            ("", None, ""),
            (f"significant = true\nchanges = {ALL}", None, ""),
            ("significant = true", MissingPart, r"notice\.versions\[2\]\.changes"),
            (f"changes = {ALL}", Contradiction, r"notice\.versions\[2\]\.changes"),
            ('significant = true\nchanges = { en = "x", sv = "x", nb = "x", fi = "x" }', MissingPart, r"changes\.da"),
            ('significant = "yes"', PackProblem, r"notice\.versions\[2\]\.significant: must be true or false"),
        ],
    )
    def test_says_of_a_significant_version_what_it_changes_in_every_language(
        self, says: str, problem: type[PackProblem] | None, where: str, tmp_path: Path
    ) -> None:
        facts = 'name = "2027"\ncaptured_on = 2027-01-01\nsha256 = "0"\nrows = ["ALMI-114"]'
        second = f"[[notice.versions]]\n{facts}\n{says}\n\n"
        path = self.pack(tmp_path, "[[entities]]", f"{second}[[entities]]")
        if problem is None:
            assert packs.read(path).notice.versions[1].name == "2027"
            return
        with pytest.raises(problem, match=where) as found:
            packs.read(path)
        assert "almi_se.toml, line" in str(found.value)

    def test_has_no_first_version_that_changes_something(self, tmp_path: Path) -> None:
        first = 'name = "2021-09-23"\n'
        path = self.pack(tmp_path, first, f"{first}significant = true\nchanges = {self.ALL}\n")
        with pytest.raises(Contradiction, match="the first version changes nothing"):
            packs.read(path)

    def pack(self, folder: Path, old: str, new: str) -> Path:
        """Almi's pack with a passage that says something else."""
        path = folder / "almi_se.toml"
        path.write_text((packs.PACKS_FOLDER / "almi_se.toml").read_text().replace(old, new, 1))
        return path
