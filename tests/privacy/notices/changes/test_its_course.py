"""Significant changes of a notice are announced to everybody concerned, once, and it is on record (ALMI-114)."""

from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from accounts.roles import Role
from audit.models import Event
from collections_app.models import Debtor
from personal_data.models import Controller
from personal_data.purposes import Purpose
from privacy.models import ChangeNotice, NoticeChange
from privacy.services.notices import change_letters
from retention.selectors.due import local_today
from tests.factories import accounts, acting
from tests.privacy.notices.changes.telling import SAYS, Publish, notice_of, person, prepare, staff, visit, work

pytestmark = pytest.mark.django_db


def shown(client: Client, address: str) -> str:
    return " ".join(client.get(address).content.decode().split())


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
