"""Each line of "who has seen it" has a proof that a stranger's program checks and that shows nobody else."""

import io
import json
import subprocess
import sys
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from accounts.roles import Role
from audit.models import Event, Head
from audit.tree import checkpoints, lives, restarts, sealing, signing
from audit.verify import verify
from collections_app.models import Case, Debtor
from collections_app.services.disclosing import disclosures
from personal_data import access, envelopes
from personal_data.purposes import Purpose
from privacy.selectors import openings
from privacy.services import line_proofs, trail
from tests.factories import accounts, acting, collection, recipients
from tests.privacy.portal.seen.looking import proofs_in

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def opened(anna: Debtor, other: Debtor, purpose: Purpose = Purpose.COLLECTION) -> Event:
    """A handler looks at a page with two people on it."""
    hanna = accounts.member(Role.HANDLER)
    with access.context(actor=access.Actor("staff", hanna.pk), purpose=purpose, channel="web"):
        envelopes.open([anna, other])
    event: Event = Event.objects.filter(name="personal_data.envelope.opened").latest("id")
    return event


@pytest.fixture
def people(live_database: str) -> tuple[Debtor, Debtor]:
    """Two debtors of one controller, with real commits."""
    with acting.hanna():
        amili = collection.controller()
        return collection.debtor(amili, "Anna Andersson"), collection.debtor(amili, "Berit Berg")


def proof_for(debtor: Debtor, event: Event) -> str:
    with access.context(
        actor=access.Actor("debtor", debtor.subject_id), purpose=Purpose.SELF_SERVICE, channel="portal"
    ):
        return line_proofs.of_oneself(debtor=debtor, event_id=event.id)


class TestAProof:
    def test_is_checked_without_us_and_shows_nobody_else(self, people: tuple[Debtor, Debtor]) -> None:
        anna, berit = people
        event = opened(anna, berit)
        sealing.seal(at=NOW)
        content = proof_for(anna, event)
        count, head = verify(content.splitlines(), keys=signing.published())
        assert (count, head.size) == (1, Head.objects.get().size)
        shown = json.loads(content.splitlines()[1])
        assert shown["header"]["purpose"] == "collection"
        assert [each["content"][0] for each in shown["shown"]] == [str(anna.subject.pseudonym)]
        assert len(shown["commitments"]) == 3
        assert str(berit.subject.pseudonym) not in content
        assert str(event.actor_id) not in content

    def test_is_refused_when_a_letter_of_it_was_altered(self, people: tuple[Debtor, Debtor]) -> None:
        event = opened(*people)
        sealing.seal(at=NOW)
        content = proof_for(people[0], event).replace('"purpose": "collection"', '"purpose": "intake"')
        with pytest.raises(Exception, match="is not what was sealed as leaf"):
            verify(content.splitlines(), keys=signing.published())

    def test_of_an_event_of_somebody_else_is_not_given(self, people: tuple[Debtor, Debtor]) -> None:
        anna, berit = people
        event = opened(berit, berit)
        sealing.seal(at=NOW)
        with pytest.raises(line_proofs.NotShown):
            proof_for(anna, event)

    def test_of_a_disclosure_is_given_to_those_whose_data_went(self, people: tuple[Debtor, Debtor]) -> None:
        anna, berit = people
        with acting.hanna() as here:
            case = collection.case_file(anna.controller, [anna])
            collection.claim(case)
            to = recipients.recipient(anna.controller)
            wanted = disclosures.Wanted(to, ["claim.amount_minor"], "status_report", "6(1)(e)", "letter")
            line = disclosures.disclose(case=case, wanted=wanted, by=here.actor.id, at=timezone.now())
        sealing.seal(at=NOW)
        with access.context(
            actor=access.Actor("debtor", anna.subject_id), purpose=Purpose.SELF_SERVICE, channel="portal"
        ):
            event = Event.objects.get(id=trail.of_oneself(debtor=anna).events[line.pk])
        content = proof_for(anna, event)
        assert verify(content.splitlines(), keys=signing.published())[0] == 1
        shown = json.loads(content.splitlines()[1])
        assert (shown["header"]["name"], shown["header"]["recipient"]) == (
            "collections.disclosure.made", to.reference,
        )  # fmt: skip
        assert {each["content"][0] for each in shown["shown"]} == {str(anna.subject.pseudonym)}
        with pytest.raises(line_proofs.NotShown):
            proof_for(berit, event)

    def test_of_what_was_done_for_a_secret_report_is_not_given(self, people: tuple[Debtor, Debtor]) -> None:
        event = opened(*people, purpose=Purpose.LEGAL_REPORT)
        sealing.seal(at=NOW)
        with pytest.raises(line_proofs.NotShown):
            proof_for(people[0], event)


@pytest.mark.django_db
class TestThePages:
    def test_each_line_offers_its_proof(self, as_anna: Client, anna: Debtor) -> None:
        as_anna.get("/portal/overview/")
        shown = [each.event_id for each in openings.of_debtor(anna).openings]
        assert shown
        assert set(shown) <= set(proofs_in(as_anna.get("/portal/seen/").content.decode()))

    def test_asks_for_patience_until_the_event_is_sealed(self, as_anna: Client, anna: Debtor, case: Case) -> None:
        hanna = accounts.member(Role.HANDLER)
        with access.context(actor=access.Actor("staff", hanna.pk), purpose=Purpose.COLLECTION, channel="web"):
            envelopes.open([case])
        event = Event.objects.filter(name="personal_data.envelope.opened").latest("id")
        response = as_anna.get(f"/portal/seen/proof/{event.id}/")
        assert (response.status_code, response["Retry-After"]) == (503, "60")

    @pytest.mark.parametrize("number", [1, 999_999_999, 2**63 - 1])
    def test_knows_no_other_event(self, as_anna: Client, number: int) -> None:
        assert as_anna.get(f"/portal/seen/proof/{number}/").status_code == 404

    def test_of_the_log_is_open_to_everybody(self, client: Client) -> None:
        page = client.get("/portal/log/")
        assert page.status_code == 200
        assert signing.published()[-1] in page.content.decode().replace("&#x2B;", "+")

    def test_of_the_log_tells_of_another_life_of_the_tree(self, client: Client) -> None:
        assert "What is no more" not in client.get("/portal/log/").content.decode()
        life = lives.begin(reference="BU-20260301-1", at=NOW)
        assert "/portal/log/notes/" in client.get("/portal/log/").content.decode()
        note = client.get("/portal/log/notes/").content.decode()
        known = {checkpoints.key_hash(*each): each[1] for each in map(checkpoints.public_key, signing.published())}
        assert restarts.verified(note, known) == life

    @pytest.mark.parametrize("before", ["x", "-1", "9" * 19])
    def test_of_the_log_knows_no_such_place(self, client: Client, before: str) -> None:
        assert client.get("/portal/log/", {"before": before}).status_code == 404

    def test_of_a_head_that_never_was_is_not_found(self, client: Client) -> None:
        assert client.get("/portal/log/heads/17/").status_code == 404


def test_a_head_is_published_as_it_was_signed(people: tuple[Debtor, Debtor], client: Client) -> None:
    opened(*people)
    sealing.seal(at=NOW)
    head = Head.objects.get()
    assert client.get(f"/portal/log/heads/{head.size}/").content.decode() == head.note
    assert f"/portal/log/heads/{head.size}/" in client.get("/portal/log/").content.decode()


def test_a_head_of_last_month_is_found_by_its_day(people: tuple[Debtor, Debtor], client: Client) -> None:
    for night in (NOW - timedelta(days=31), NOW - timedelta(days=30), NOW):
        opened(*people)
        sealing.seal(at=night)
    first, second, newest = (f"/portal/log/heads/{size}/" for size in Head.objects.values_list("size", flat=True))
    page = client.get("/portal/log/", {"until": f"{NOW - timedelta(days=30):%F}"}).content.decode()
    assert page.index(second) < page.index(first), "the newest of that day stands first"
    assert newest not in page
    assert "Nothing had been sealed by then" in client.get("/portal/log/", {"until": "1999-01-01"}).content.decode()
    for typed in ("yesterday", "9999-12-31"):
        assert 'aria-invalid="true"' in client.get("/portal/log/", {"until": typed}).content.decode()


@pytest.mark.django_db
def test_the_program_that_is_handed_out_runs_by_itself(client: Client, tmp_path: Path) -> None:
    answer = client.get("/portal/log/check.zip")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        archive.extractall(tmp_path)
    done = subprocess.run(
        [sys.executable, "-m", "audit.verify", "nothing.jsonl", "--key", signing.published()[0]],
        cwd=tmp_path, env={}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "NOT PROVEN" in done.stderr
    assert client.get("/portal/log/check.zip").content == answer.content
