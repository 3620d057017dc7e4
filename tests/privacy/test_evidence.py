"""The file for an auditor: requirements with what measures them, controls against threats, reviews, log and tests."""

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from accounts.services import rights
from audit.models import Event
from personal_data import access
from personal_data.purposes import Purpose
from privacy.events import EVIDENCE_EXPORTED
from privacy.policies.controls import register
from privacy.policies.packs.checks import items
from privacy.selectors import packs
from privacy.services import evidence
from privacy.services.compliance import measuring
from tests.factories import accounts, acting, collection, retention
from tests.factories.accounts import recorded
from tests.privacy.compliance.asking import spoil

pytestmark = pytest.mark.django_db


@pytest.fixture
def dora() -> User:
    """A data protection officer of the Norwegian agency."""
    with accounts.command(Purpose.RETENTION):
        retention.controller("AXACTOR")
    return accounts.member(Role.DPO)


def taken(by: User, folder: Path) -> dict[str, str]:
    """The parts of the file, after everything was measured."""
    with accounts.command(Purpose.SUPERVISION):
        measuring.measure_everything(at=timezone.now())
    place = folder / f"evidence-{len(list(folder.iterdir()))}.zip"
    call_command("export_evidence", str(place), "--by", by.email)
    with zipfile.ZipFile(place) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.requirement("ALMI-71", breaks="a threat without a measure, or a measure without check or test")
def test_each_threat_is_mapped_to_measures_with_the_evidence_of_checks_and_tests(dora: User, tmp_path: Path) -> None:
    assert {each.kind for each in register.every()} == set(register.Kind)
    for threat in register.Threat:
        assert register.against(threat), threat
    for control in register.every():
        assert control.checks, control.code
        assert control.tests, control.code
        for place in control.tests:
            found = Path(configured.ROOT) / place
            assert found.is_file() or list(found.glob("**/test_*.py")), place

    controls = {each["control"]: each for each in json.loads(taken(dora, tmp_path)["controls.json"])}
    assert {threat for each in controls.values() for threat in each["threats"]} == set(register.Threat)
    assert controls["sealing"]["checks"]["sealed_at_rest"] == {"house": "kept"}
    assert all(stands for each in controls.values() for stands in each["checks"].values()), "each is measured"
    with acting.nightly():
        collection.debtor(collection.controller())
    spoil("UPDATE collections_app_debtor SET name = convert_to('Anna Andersson, in clear for all', 'UTF8')")
    controls = {each["control"]: each for each in json.loads(taken(dora, tmp_path)["controls.json"])}
    assert controls["sealing"]["checks"]["sealed_at_rest"] == {"house": "broken"}


@pytest.mark.requirement("AXACTOR-05", breaks="a requirement of the notice that the list leaves out or says wrongly")
@pytest.mark.requirement("AXACTOR-97", breaks="tests, reviews or logs that no auditor can take out, or unrecorded")
def test_evidence_for_each_requirement_with_tests_reviews_and_log_can_be_taken_out(
    dora: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tests = tmp_path / "conformance" / "conformance.json"
    tests.parent.mkdir()
    tests.write_text('{"AXACTOR-97": {"tests/privacy/test_evidence.py": true}}')
    monkeypatch.setattr(evidence, "_TESTS", tests)
    sven, hanna = accounts.member(Role.SUPERVISOR), accounts.member(Role.HANDLER)
    with access.context(actor=access.Actor("staff", sven.pk), purpose=Purpose.SECURITY, channel="command"):
        rights.review(user=hanna, by=sven, at=timezone.now(), take_roles=[Role.HANDLER])
    assert accounts.client_of(hanna).get("/dpo/audit/").status_code == 403
    parts = taken(dora, tmp_path)

    listed = {(each["requirement"], each["promise"]): each for each in table(parts["requirements.csv"])}
    assert listed["AXACTOR-05", "security_baseline"]["verdict"] in ("kept", "broken")
    assert listed["AXACTOR-97", "guards"] | {"broken": "0", "law": "", "measured at": ""} == {
        "requirement": "AXACTOR-97", "controller": "", "promise": "guards", "law": "", "verdict": "kept",
        "broken": "0", "out of": "", "measured at": "", "tests": "tests/privacy/test_evidence.py",
    }  # fmt: skip
    assert {each["controller"] for each in listed.values()} >= {"AXACTOR", ""}
    assert {"AXACTOR-82", "AXACTOR-98"} <= {row for row, _promise in listed}
    said = {row for _key, item in items(packs.every()["AXACTOR"]) for row in item.rows}
    assert said | {"AXACTOR-97"} <= {row for row, _promise in listed}, "what nothing measures is listed too"
    assert "tests/privacy/test_evidence.py" in listed["AXACTOR-97", "guards"]["tests"]
    figures = {(each["promise"], each["controller"]) for each in table(parts["measurements.csv"])}
    assert {("security_baseline", ""), ("requests_in_time", "AXACTOR")} <= figures
    (review,) = table(parts["reviews.csv"])
    assert (review["review"], review["of"], review["by"]) == ("rights", hanna.reference, sven.reference)
    assert review["outcome"].endswith("1 taken")
    log = {(each["name"], each["by"], each["about"]) for each in table(parts["log.csv"])}
    assert ("accounts.rights.reviewed", sven.reference, hanna.reference) in log
    assert any(name == "accounts.permission.refused" and by == hanna.reference for name, by, _about in log)
    assert json.loads(parts["tests.json"]) == {"AXACTOR-97": ["tests/privacy/test_evidence.py"]}
    whole = "".join(parts.values())
    assert hanna.email not in whole
    assert hanna.name not in whole

    (event,) = recorded(EVIDENCE_EXPORTED)
    assert (event.actor_id, event.purpose, event.count) == (dora.pk, "supervision", len(parts))
    with pytest.raises(CommandError, match="Only whoever may"):
        call_command("export_evidence", str(tmp_path / "other.zip"), "--by", hanna.email)
    with pytest.raises(CommandError, match="nothing is overwritten"):
        call_command("export_evidence", str(tests), "--by", dora.email)


def test_no_secret_report_is_told_of_in_the_log(dora: User, tmp_path: Path) -> None:
    rita = accounts.member(Role.REPORTING_OFFICER)
    with access.context(actor=access.Actor("staff", rita.pk), purpose=Purpose.LEGAL_REPORT, channel="web"):
        from_secret = Event.objects.count()
        rights.review(user=dora, by=rita, at=timezone.now())
    assert Event.objects.count() > from_secret
    log: list[Any] = table(taken(dora, tmp_path)["log.csv"])
    assert rita.reference not in {each["by"] for each in log}
