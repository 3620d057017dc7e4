"""A certificate: what it says, what it does not say, and that one changed byte or item fails."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from accounts.roles import Role
from audit import merkle
from audit.models import Event
from personal_data import keys
from personal_data.models import Erasure
from retention import events, verify_certificate
from retention.models import Certificate, Run
from retention.policies import verifying
from retention.selectors import commitments
from retention.services import certificates, proving, signing
from retention.services.residual import checking
from tests.factories import accounts
from tests.retention.proof.conftest import EMAIL, NAME, NUMBER, PHONE

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def certificate(act) -> Certificate:
    with accounts.command():
        made = proving.prove(act, at=timezone.now())
    assert made is not None
    return made


@pytest.fixture
def items(certificate) -> dict[UUID, bytes]:
    return certificates.item_files(certificate)


def _said(certificate: Certificate) -> dict:
    return verifying.verify(certificate.document.encode(), bytes(certificate.public_key))


class TestWhatItSays:
    def test_counts_rules_steps_remainders_and_dates(self, act, certificate):
        said = _said(certificate)
        assert {each["record_class"]: each["erased"] for each in said["classes"]} == {"case_file": 1, "profile": 1}
        (case_file,) = [each for each in said["classes"] if each["record_class"] == "case_file"]
        assert [rule["code"] for rule in case_file["rules"]] == ["case_file.notice"]
        steps = [(each["step"], each["person"]) for each in said["act"]["steps"]]
        assert steps == [("proposed", 1), ("approved", 2), ("executing", 1), ("executed", 1), ("checked", 3)]
        assert said["check"]["leftovers"] == 0
        assert said["tree"]["size"] == 2
        assert said["stage"] == "effective"
        days = (certificate.final_on - certificate.effective_on).days
        assert 28 <= days <= 37

    def test_the_look_of_the_data_protection_officer_in_its_place(self, act):
        officer = accounts.member(Role.DPO)
        run = Run.objects.get(pk=act.id)
        run.advised_by, run.advised_at = officer.pk, run.steps.get(to_state="approved").at
        run.save()
        with accounts.command():
            steps = _said(proving.prove(act, at=timezone.now()))["act"]["steps"]
        assert [each["step"] for each in steps][:3] == ["proposed", "advised", "approved"]
        assert steps[1]["roles"] == ["dpo"]
        assert steps[1]["person"] not in {each["person"] for each in steps if each["step"] != "advised"}

    def test_no_personal_data_and_no_number_of_a_record(self, act, certificate):
        text = certificate.document
        gone = [str(each) for each in Erasure.objects.filter(run_id=act.id).values_list("envelope_id", flat=True)]
        for secret in (*NAME.split(), NUMBER, PHONE, EMAIL, *gone):
            assert secret.lower() not in text.lower()

    def test_the_root_over_what_the_log_says_was_erased(self, act, certificate):
        leaves = [
            merkle.leaf_hash(
                verifying.entry(
                    salt=bytes(row.salt),
                    envelope=str(row.envelope_id),
                    record_class=row.record_class,
                    ground=row.ground,
                    erased_at=row.erased_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
                )
            )
            for row in Erasure.objects.filter(run_id=act.id)
        ]
        assert _said(certificate)["tree"]["root"] == merkle.root(sorted(leaves)).hex()

    def test_is_issued_once_and_recorded(self, act, certificate):
        with accounts.command():
            assert proving.prove(act, at=timezone.now()) == certificate
        assert Event.objects.filter(name=events.CERTIFICATE_ISSUED.name, reference=certificate.reference).count() == 1

    def test_is_not_issued_for_a_check_that_was_not_clean(self, act):
        with accounts.command():
            made = checking.check(act=act, at=timezone.now())
            made.leftover_count = 1
            with pytest.raises(certificates.NotClean):
                certificates.issue(act=act, check=made, at=timezone.now())


class TestVerification:
    def test_of_the_file_and_of_each_item(self, certificate, items):
        said = _said(certificate)
        assert len(items) == 2
        for envelope_id, file in items.items():
            assert verifying.verify_item(file, said)["record"] == str(envelope_id)

    def test_fails_for_every_single_changed_byte(self, certificate):
        file, key = certificate.document.encode(), bytes(certificate.public_key)
        for place in range(0, len(file), 7):
            changed = file[:place] + bytes([file[place] ^ 1]) + file[place + 1 :]
            with pytest.raises(verifying.NotGenuine):
                verifying.verify(changed, key)
        for changed in (file + b"\n", b" " + file, file[:-1], b""):
            with pytest.raises(verifying.NotGenuine):
                verifying.verify(changed, key)

    def test_fails_for_every_single_changed_byte_of_an_item(self, certificate, items):
        said, file = _said(certificate), next(iter(items.values()))
        for place in range(len(file)):
            with pytest.raises(verifying.NotGenuine):
                verifying.verify_item(file[:place] + bytes([file[place] ^ 1]) + file[place + 1 :], said)

    def test_fails_for_an_item_that_was_never_erased(self, certificate, items):
        said = _said(certificate)
        item = json.loads(next(iter(items.values())))
        for name, value in (("record", str(uuid4())), ("salt", os.urandom(16).hex()), ("index", 1 - item["index"]),
                            ("certificate", "CERT-20260101-00000000"), ("path", [])):  # fmt: skip
            with pytest.raises(verifying.NotGenuine):
                verifying.verify_item(verifying.as_file(item | {name: value}), said)

    def test_fails_with_another_key(self, certificate, settings, tmp_path):
        settings.KEY_DIRECTORY = str(tmp_path)
        with pytest.raises(verifying.NotGenuine, match="another key"):
            verifying.verify(certificate.document.encode(), signing.public_bytes())

    def test_works_on_a_machine_with_nothing_but_cryptography(self, certificate, items, tmp_path):
        for name in ("retention/verify_certificate.py", "retention/policies/verifying.py", "audit/merkle.py"):
            target = tmp_path / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes((ROOT / name).read_bytes())
        (tmp_path / "certificate.json").write_text(certificate.document)
        (tmp_path / "key.pem").write_text("c1ce62850cf3286d (in use now)\n" + signing.public_pem())
        item = next(iter(items.values()))
        (tmp_path / "item.json").write_bytes(item)
        (tmp_path / "forged.json").write_bytes(item.replace(b"profile", b"recordi").replace(b"case_file", b"recording"))

        def run(*arguments: str) -> subprocess.CompletedProcess[str]:
            blocked = "import sys; sys.modules['django'] = sys.modules['psycopg'] = None; import runpy; "
            module = "runpy.run_module('retention.verify_certificate', run_name='__main__', alter_sys=True)"
            return subprocess.run(
                [sys.executable, "-c", blocked + module, "certificate.json", "--key", "key.pem", *arguments],
                cwd=tmp_path, env={"PATH": ""}, capture_output=True, text=True, check=False,
            )  # fmt: skip

        good = run("--item", "item.json")
        assert good.returncode == 0, good.stderr
        assert certificate.reference in good.stdout
        assert "Part of it: item.json" in good.stdout
        assert run("--item", "forged.json").returncode == 1
        (tmp_path / "certificate.json").write_text(certificate.document.replace('"leftovers": 0', '"leftovers": 9'))
        assert run().returncode == 1

    def test_says_what_cannot_be_read(self, capsys, tmp_path):
        (tmp_path / "key").write_text("no key")
        assert verify_certificate.main([str(tmp_path / "none"), "--key", str(tmp_path / "key")]) == 1
        (tmp_path / "key").write_text(signing.public_pem())
        assert verify_certificate.main([str(tmp_path / "none"), "--key", str(tmp_path / "key")]) == 2
        assert "No such file" in capsys.readouterr().err


class TestFinal:
    @pytest.mark.requirement("AXACTOR-95", breaks="calling an erasure final while a back-up can still be opened")
    def test_is_issued_by_itself_when_the_epoch_has_gone_and_not_before(self, certificate, settings, tmp_path):
        ring = keys.ring()
        with accounts.command():
            assert certificates.issue_final(at=timezone.now()) == []
            ring.advance(at=timezone.now())
            assert certificates.issue_final(at=timezone.now()) == []
            later = timezone.now() + timedelta(days=35)
            original = ring.numbers
            ring.numbers = lambda: [each for each in original() if each != certificate.last_epoch]
            try:
                (final,) = certificates.issue_final(at=later)
                assert certificates.issue_final(at=later) == []
            finally:
                del ring.numbers
        said = _said(final)
        assert said["stage"] == "final"
        assert said["completes"]["number"] == certificate.reference
        assert said["completes"]["sha256"] == verifying.fingerprint(certificate.document.encode())
        assert said["tree"] == _said(certificate)["tree"]
        assert final.final_on == later.date()
        for file in certificates.item_files(certificate).values():
            verifying.verify_item(file, said)


class TestTheKey:
    def test_lies_outside_the_database_and_is_made_once(self, settings, tmp_path):
        settings.KEY_DIRECTORY = str(tmp_path / "keys")
        assert signing.public_bytes() == signing.public_bytes()
        (file,) = (tmp_path / "keys").glob("certificate-key*")
        assert file.stat().st_mode & 0o077 == 0

    def test_is_no_key_epoch(self, settings, tmp_path):
        settings.KEY_DIRECTORY = str(tmp_path / "keys")
        signing.key()
        assert keys.ring().numbers() == []


def test_commitments_tell_nothing_by_their_order(act):
    leaves = list(commitments.leaves(act.id))
    assert leaves == sorted(leaves)
    assert [each.leaf for each in commitments.items(act.id)] == leaves
