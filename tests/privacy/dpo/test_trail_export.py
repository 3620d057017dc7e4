"""An export of the investigator is checked by a stranger, says the same in three forms, and is recorded."""

import csv
import io
import zipfile
from datetime import UTC, datetime

import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from audit import events as audit_events
from audit.models import Event, Head, Line
from audit.tree import sealing, signing
from audit.verify import verify
from collections_app.models import Debtor
from personal_data import access, envelopes
from personal_data.purposes import Purpose
from privacy.services import trail_exports
from tests.collections_app.letters.conftest import read_back
from tests.factories import accounts, acting, collection
from tests.factories.accounts import recorded

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def look(debtors: list[Debtor], by: User, purpose: Purpose = Purpose.COLLECTION) -> None:
    with access.context(actor=access.Actor("staff", by.pk), purpose=purpose, channel="web"):
        envelopes.open(debtors)


def unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture
def people(live_database: str) -> tuple[Debtor, Debtor]:
    with acting.hanna():
        amili = collection.controller()
        return collection.debtor(amili, "Anna Andersson"), collection.debtor(amili, "Berit Berg")


class TestAnExport:
    def test_is_checked_by_a_stranger_and_shows_nobody_else(self, people: tuple[Debtor, Debtor]) -> None:
        anna, berit = people
        hanna = accounts.member(Role.HANDLER)
        sealing.seal(at=NOW)
        kept = Head.objects.latest("size")
        look([anna, berit], hanna)
        look([anna], hanna, Purpose.LEGAL_REPORT)
        sealing.seal(at=NOW)
        dora = accounts.client_of(accounts.member(Role.DPO))
        asked = {"subject": anna.reference, "purpose": "collection", "kept_size": str(kept.size)}
        answer = dora.post("/dpo/audit/export/", asked)
        assert answer["Content-Type"] == "application/zip"
        parts = unpacked(answer.content)

        proofs = parts["proofs.jsonl"].decode()
        count, head = verify(proofs.splitlines(), keys=signing.published(), kept=kept.note)
        rows = list(csv.DictReader(io.StringIO(parts["events.csv"].decode("utf-8-sig")), delimiter=";"))
        opened = [row for row in rows if row["event"] == "personal_data.envelope.opened"]
        assert count == len(rows)
        assert [(row["actor"], row["legal_basis"]) for row in opened] == [(hanna.reference, "6(1)(f)")]
        assert all(row["legal_basis"] for row in rows)
        assert head.size > kept.size
        assert str(anna.subject.pseudonym) in proofs
        assert str(berit.subject.pseudonym) not in proofs
        assert "legal_report" not in proofs + parts["events.csv"].decode()
        report = read_back(parts["report.pdf"])
        assert {"/Table", "/TH"} <= set(report.tags)
        assert hanna.reference in report.text

        (event,) = recorded(audit_events.TRAIL_EXPORTED)
        assert (event.fields, event.count, event.actor_kind) == (["purpose", "subject"], len(rows), "staff")
        assert Line.objects.filter(event_id=event.id, subject=anna.subject.pseudonym).exists()


@pytest.mark.django_db
class TestAsking:
    @pytest.fixture
    def dora(self) -> Client:
        with acting.nightly():
            collection.controller()
        return accounts.client_of(accounts.member(Role.DPO))

    def test_says_what_hinders(self, dora: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        assert "Nothing has been sealed yet" in dora.post("/dpo/audit/export/", {}).content.decode()
        head = Head(size=1, root=b"\0" * 32, note="note", signed_at=NOW)
        monkeypatch.setattr(trail_exports.proofs, "newest_head", lambda: head)
        answer = dora.post("/dpo/audit/export/", {"kept_size": "7"})
        assert answer.status_code == 422
        assert "No head of that size" in answer.content.decode()
        monkeypatch.setattr(trail_exports, "MOST", 0)
        answer = dora.post("/dpo/audit/export/", {})
        assert answer.status_code == 422
        assert "Narrow the period" in answer.content.decode()
        assert not recorded(audit_events.TRAIL_EXPORTED)

    def test_brings_the_filter_of_the_explorer_along(self, dora: Client) -> None:
        assert 'value="K-2026-000001"' in dora.get("/dpo/audit/export/?reference=K-2026-000001").content.decode()
        page = dora.get("/dpo/audit/?reference=K-2026-000001&purpose=collection").content.decode()
        assert "/dpo/audit/export/?reference=K-2026-000001&amp;purpose=collection" in page


@pytest.mark.django_db
def test_a_year_is_plotted_with_its_figures_beside_it() -> None:
    with acting.nightly():
        anna = collection.debtor(collection.controller(), "Anna Andersson")
    hanna = accounts.member(Role.HANDLER)
    look([anna], hanna)
    look([anna], hanna)
    look([anna], hanna, Purpose.LEGAL_REPORT)
    page = accounts.client_of(accounts.member(Role.DPO)).get(f"/dpo/audit/subjects/{anna.subject_id}/")
    columns = page.context["columns"]
    assert [label for label, _numbers in columns] == sorted({label for label, _numbers in columns})
    assert len(columns) == 12
    assert columns[-1][1][:4] == (2, 0, 0, 0)
    assert all(not any(numbers) for _label, numbers in columns[:-1])
    shown = page.content.decode()
    assert "opened by staff" in shown
    assert "Show the figures" in shown


@pytest.mark.django_db
def test_each_filter_finds_its_own_and_nothing_else() -> None:
    with acting.nightly():
        amili = collection.controller()
        anna, berit = collection.debtor(amili, "Anna Andersson"), collection.debtor(amili, "Berit Berg")
    hanna = accounts.member(Role.HANDLER)
    look([anna], hanna)
    event = Event.objects.latest("id")
    look([berit], hanna, Purpose.SECURITY)
    dora = accounts.client_of(accounts.member(Role.DPO))
    found = {"request_id": str(event.request_id), "channel": "web", "purpose": "collection", "subject": anna.reference}
    other = {"request_id": str(anna.pk), "channel": "letter", "purpose": "bookkeeping", "recipient": "RCP-00001"}
    link = f"/dpo/audit/events/{event.id}/"
    for name, value in found.items():
        assert link in dora.post("/dpo/audit/", {name: value}, follow=True).content.decode(), name
    assert link in dora.post("/dpo/audit/", found, follow=True).content.decode()
    for name, value in other.items():
        assert link not in dora.post("/dpo/audit/", {**found, name: value}, follow=True).content.decode(), name
    assert link not in dora.post("/dpo/audit/", {"subject": berit.reference}, follow=True).content.decode()
    address = dora.post("/dpo/audit/", {"subject": anna.reference})["Location"]
    assert address == f"/dpo/audit/?subject={anna.subject_id}"
    for wrong in ({"subject": "Anna Andersson"}, {"recipient": "Kronofogden"}, {"reference": "19121212-1212"}):
        assert dora.post("/dpo/audit/", wrong).status_code == 422
