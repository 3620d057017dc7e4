"""A package for an authority that supervises the business: to be read, with its log, recorded as a disclosure to it."""

import hashlib
import io
import json
import zipfile
from datetime import UTC, datetime

import pytest
from django.test import Client

from accounts.roles import Role
from audit.models import Event
from audit.tree import sealing, signing
from audit.verify import verify
from collections_app.models import Case, DisclosedCopy, Disclosure, Recipient, RecipientKind
from personal_data import envelopes
from personal_data.models import BlockKind
from personal_data.services import blocks
from privacy.models import SupervisorExport
from tests.factories import accounts, acting, collection
from tests.factories import recipients as making

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
TYPED = {"fields_wanted": ["debtor.name", "claim.number"], "provision": "Inkassolagen 13 §", "asked_as": "FI dnr 26-1"}


def row(breaks: str) -> pytest.MarkDecorator:
    return pytest.mark.requirement("INTRUM-87", breaks=breaks)


def unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def said(answer: object) -> str:
    return " ".join(answer.content.decode().split())  # type: ignore[attr-defined]  # a response


class Situation:
    def __init__(self) -> None:
        with acting.hanna():
            self.intrum = collection.controller("INTRUM", country="FI", time_zone="Europe/Helsinki")
            self.cases: list[Case] = []
            for name in ("Aino Aalto", "Bertil Berg", "Cecilia Ceder"):
                case = collection.case_file(self.intrum, [collection.debtor(self.intrum, name, phone="+46701740605")])
                collection.claim(case, f"F-{name[0]}")
                self.cases.append(case)
            self.to: Recipient = making.recipient(
                self.intrum, RecipientKind.SUPERVISOR, name="Regionförvaltningsverket", country="FI",
                notice_key="supervisors",
            )  # fmt: skip
        with acting.hanna():
            envelopes.open(self.cases)
        self.address = f"/dpo/recipients/{self.to.reference}/package/"

    def petra(self) -> Client:
        return accounts.client_of(accounts.member(Role.PRIVACY_OFFICER))

    def typed(self, *cases: Case, **changed: object) -> dict[str, object]:
        return {**TYPED, "cases": "\n".join(each.reference for each in cases), **changed}


@pytest.fixture
def made(live_database: str) -> Situation:
    return Situation()


class TestAPackage:
    @row("a package without cases, digests or a log with proofs; one that says more than was asked")
    def test_holds_the_cases_and_their_log_with_proofs(self, made: Situation) -> None:
        sealing.seal(at=NOW)
        first, second, other = made.cases
        answer = made.petra().post(made.address, made.typed(first, second))
        assert answer["Content-Type"] == "application/zip"
        assert answer["Cache-Control"] == "no-store, private"
        parts = unpacked(answer.content)
        assert set(parts) == {"manifest.json"} | {
            f"{folder}/{case.reference}.{end}"
            for case in (first, second)
            for folder, end in (("cases", "json"), ("log", "jsonl"))
        }
        told = json.loads(parts[f"cases/{first.reference}.json"])
        assert {each["field"] for each in told} == {"debtor.name", "claim.number"}
        assert "Aino Aalto" in str(told)
        whole = b"".join(parts.values()).decode()
        for absent in ("+46701740605", "Cecilia", other.reference):
            assert absent not in whole
        manifest = json.loads(parts["manifest.json"])
        assert manifest["recipient"] == "Regionförvaltningsverket"
        assert (manifest["provision"], manifest["your_reference"]) == ("Inkassolagen 13 §", "FI dnr 26-1")
        assert manifest["sha256"] == {
            name: hashlib.sha256(content).hexdigest() for name, content in parts.items() if name != "manifest.json"
        }
        with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
            assert {each.external_attr >> 16 for each in archive.infolist()} == {0o444}
        log = parts[f"log/{first.reference}.jsonl"].decode()
        count, _head = verify(log.splitlines(), keys=signing.published())
        assert count > 0
        assert "personal_data.envelope.opened" in log

    @row("a package that is not in the log, or data that leave without a line of the register for each person")
    def test_is_logged_and_disclosed(self, made: Situation) -> None:
        sealing.seal(at=NOW)
        petra = made.petra()
        first, second, _other = made.cases
        answer = petra.post(made.address, made.typed(first, second))
        line = SupervisorExport.objects.get()
        assert line.digest == hashlib.sha256(answer.content).hexdigest()
        assert (line.cases, line.provision, line.recipient) == (2, "Inkassolagen 13 §", made.to)
        assert line.digest in said(petra.get(made.address))
        disclosed = Disclosure.objects.filter(recipient=made.to)
        assert {each.case_reference for each in disclosed} == {first.reference, second.reference}
        assert {(each.recipient.kind, each.purpose, each.ground) for each in disclosed} == {
            ("supervisor", "authority_order", "6(1)(c)")
        }
        assert DisclosedCopy.objects.filter(disclosure__in=[each.pk for each in disclosed]).count() == 2
        assert Event.objects.filter(name="personal_data.envelope.opened", recipient=made.to.reference).exists()
        (event,) = accounts.recorded("privacy.supervisor.package_made")
        assert (event.recipient, event.count) == (made.to.reference, 2)
        assert Event.objects.filter(name="audit.trail.exported", reference=first.reference).exists()

    @row("a package without provision or reference, for somebody who is no supervisor, or with a restricted case in it")
    def test_leaves_for_a_supervisor_with_a_ground_only(self, made: Situation) -> None:
        sealing.seal(at=NOW)
        petra, case = made.petra(), made.cases[0]
        for lacking in ("provision", "asked_as", "fields_wanted", "cases"):
            assert petra.post(made.address, made.typed(case, **{lacking: ""})).status_code == 422
        assert petra.post(made.address, made.typed(case, cases="K-2026-999999")).status_code == 422
        with acting.hanna():
            court = making.recipient(made.intrum, RecipientKind.COURT, country="FI")
        assert petra.get(f"/dpo/recipients/{court.reference}/package/").status_code == 403
        with acting.hanna():
            blocks.place(kind=BlockKind.RESTRICTION, envelopes=[case.envelope_id], reason_code="accuracy")
        assert petra.post(made.address, made.typed(*made.cases)).status_code == 422
        assert not SupervisorExport.objects.exists()
        assert not Disclosure.objects.exists()

    def test_is_made_by_privacy_officers(self, made: Situation) -> None:
        for role in (Role.HANDLER, Role.DPO, Role.AUDITOR, Role.SUPERVISOR):
            assert accounts.client_of(accounts.member(role)).get(made.address).status_code == 403

    def test_is_of_ones_own_controllers(self, made: Situation) -> None:
        with acting.hanna():
            opr = collection.controller("OPR")
            theirs = collection.case_file(opr, [collection.debtor(opr, "Doris Dahl")])
        answer = made.petra().post(made.address, made.typed(made.cases[0], theirs))
        assert answer.status_code == 422
        assert not Disclosure.objects.exists()
