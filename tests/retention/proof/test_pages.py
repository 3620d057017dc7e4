"""Check and certificate at the desk and for everybody, by request and response."""

import io
import json
import subprocess
import sys
import zipfile
from http import HTTPStatus
from pathlib import Path
from uuid import uuid4

import jsonschema
import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from retention.models import Certificate
from retention.models.run import RunState
from retention.policies import verifying
from retention.services import certificates, proving, signing
from tests.factories import accounts
from tests.retention.proof.conftest import EMAIL

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate(act) -> Certificate:
    with accounts.command():
        made = proving.prove(act, at=timezone.now())
    assert made is not None
    return made


@pytest.fixture
def rolf(act) -> Client:
    return accounts.client_of(accounts.member("records_officer"))


def _plant() -> None:
    Session.objects.create(session_key=uuid4().hex, session_data=EMAIL, expire_date=timezone.now())


class TestTheRun:
    def test_shows_check_and_certificate(self, run, certificate, rolf):
        page = rolf.get(reverse("dpo-retention-run", args=[run.reference])).content.decode()
        assert certificate.reference in page
        assert "0 leftovers" in page

    def test_says_that_it_is_yet_to_be_checked(self, run, rolf):
        assert "not checked yet" in rolf.get(reverse("dpo-retention-run", args=[run.reference])).content.decode()


class TestLeftovers:
    def test_stand_red_on_the_desk_and_in_the_list_and_say_where(self, act, rolf):
        _plant()
        with accounts.command():
            assert proving.prove(act, at=timezone.now()) is None
        for name in ("dpo-retention", "dpo-retention-certificates"):
            page = rolf.get(reverse(name)).content.decode()
            assert "Erased data were found" in page
            assert "1 leftover" in page
        dora = Client()
        dora.force_login(accounts.member(Role.DPO, name="Dora"))
        page = dora.get(reverse("dpo-desk")).content.decode()
        assert "Erased data were found" in page
        assert act.reference in page
        page = rolf.get(reverse("dpo-retention-proof", args=[act.pk])).content.decode()
        assert "django_session.session_data" in page
        assert "e-mail address" in page
        assert EMAIL not in page

    def test_are_looked_for_again_on_demand(self, act, rolf):
        _plant()
        address = reverse("dpo-retention-check-again", args=[act.pk])
        with accounts.command():
            proving.prove(act, at=timezone.now())
        assert "still left over" in rolf.post(address, follow=True).content.decode()
        Session.objects.filter(session_data=EMAIL).delete()
        assert "The certificate is issued" in rolf.post(address, follow=True).content.decode()
        assert act.certificates.count() == 1


class TestTheCertificate:
    def test_is_shown_and_downloaded(self, certificate, rolf):
        page = rolf.get(reverse("dpo-retention-certificate", args=[certificate.reference]))
        assert "Debtor&#x27;s profile" in page.content.decode()
        file = rolf.get(reverse("dpo-retention-certificate-file", args=[certificate.reference, "json"]))
        assert verifying.verify(file.content, bytes(certificate.public_key))["number"] == certificate.reference
        document = rolf.get(reverse("dpo-retention-certificate-file", args=[certificate.reference, "pdf"]))
        assert document.content.startswith(b"%PDF-")
        assert document["Content-Disposition"] == f'attachment; filename="{certificate.reference}.pdf"'

    def test_says_who_did_what_in_words(self, certificate, rolf):
        page = rolf.get(reverse("dpo-retention-certificate", args=[certificate.reference])).content.decode()
        for step in json.loads(certificate.document)["certificate"]["act"]["steps"]:
            assert f">{RunState(step['step']).label}</td>" in page
            who = ["the program itself" if role == "system" else Role(role).label for role in step["roles"]]
            assert f'data-label="Roles">{", ".join(who)}</td>' in page

    def test_stands_in_the_list(self, certificate, rolf):
        assert certificate.reference in rolf.get(reverse("dpo-retention-certificates")).content.decode()

    def test_an_empty_list_says_so(self, amili):
        client = accounts.client_of(accounts.member("records_officer"))
        assert "No certificate yet" in client.get(reverse("dpo-retention-certificates")).content.decode()

    def test_keeps_to_the_published_schema(self, certificate, client):
        schema = json.loads(client.get(reverse("portal-certificate-schema")).content)
        jsonschema.validate(json.loads(certificate.document), schema)
        spoiled = json.loads(certificate.document)
        spoiled["certificate"]["check"]["leftovers"] = 1
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(spoiled, schema)


class TestForEverybody:
    def test_key_and_program_verify_without_us(self, certificate, client, tmp_path: Path):
        page = client.get(reverse("portal-certificates")).content.decode()
        name = verifying.key_id(bytes(certificate.public_key))
        assert name in page
        (tmp_path / "key.pem").write_bytes(client.get(reverse("portal-certificate-key", args=[name])).content)
        program = client.get(reverse("portal-certificate-verifier")).content
        assert "__main__.py" in zipfile.ZipFile(io.BytesIO(program)).namelist()
        (tmp_path / "verify.zip").write_bytes(program)
        (tmp_path / "c.json").write_text(certificate.document)
        (tmp_path / "i.json").write_bytes(next(iter(certificates.item_files(certificate).values())))
        done = subprocess.run(
            [sys.executable, "verify.zip", "c.json", "--key", "key.pem", "--item", "i.json"],
            cwd=tmp_path, env={"PATH": ""}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert "Part of it: i.json" in done.stdout

    def test_a_key_that_signed_nothing_is_not_there(self, client):
        address = reverse("portal-certificate-key", args=["0" * 16])
        assert client.get(address).status_code == HTTPStatus.NOT_FOUND


class TestTheCommand:
    def test_verifies_with_the_published_keys(self, certificate, tmp_path, capsys):
        (tmp_path / "c.json").write_text(certificate.document)
        (tmp_path / "i.json").write_bytes(next(iter(certificates.item_files(certificate).values())))
        call_command("verify_certificate", str(tmp_path / "c.json"), "--item", str(tmp_path / "i.json"))
        assert f"Genuine: {certificate.reference}" in capsys.readouterr().out
        (tmp_path / "c.json").write_text(certificate.document.replace("effective", "affective"))
        with pytest.raises(CommandError, match="NOT GENUINE"):
            call_command("verify_certificate", str(tmp_path / "c.json"))
        for nonsense in ("{}", "[" * 100_000):
            (tmp_path / "c.json").write_text(nonsense)
            with pytest.raises(CommandError, match="NOT GENUINE"):
                call_command("verify_certificate", str(tmp_path / "c.json"))

    def test_asks_the_database_nothing_when_it_is_given_the_key(
        self, certificate, tmp_path, capsys, django_assert_num_queries
    ):
        file, key = tmp_path / "c.json", tmp_path / "key.pem"
        file.write_text(certificate.document)
        key.write_text(signing.public_pem())
        with django_assert_num_queries(0):
            call_command("verify_certificate", str(file), "--key", str(key))
            assert f"Genuine: {certificate.reference}" in capsys.readouterr().out
            for changed in (certificate.document.replace("effective", "affective"), "[" * 100_000):
                file.write_text(changed)
                with pytest.raises(CommandError, match="NOT GENUINE"):
                    call_command("verify_certificate", str(file), "--key", str(key))

    def test_prints_the_public_key(self, db, capsys):
        call_command("verify_certificate")
        assert "-----BEGIN PUBLIC KEY-----" in capsys.readouterr().out
