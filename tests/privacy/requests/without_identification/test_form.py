"""Requests by the open form and by post from people who are not known yet: number, receipt and limits."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.models import Event
from collections_app.models import Debtor
from personal_data.models import Controller
from privacy import events
from privacy.models import UnlinkedRequest
from privacy.policies.sign_in import limits
from tests.factories import acting, collection, retention
from tests.privacy.letters import text_of
from tests.privacy.requests.asking import debtor_with_address
from tests.privacy.requests.without_identification.form import FORM, entry, said, send, typed

pytestmark = pytest.mark.django_db
BREAKS = "turn away whoever has not signed in, give no number, or forget the day on which the form came"


class TestTheForm:
    @pytest.mark.requirement("AMILI-36", breaks=BREAKS)
    @pytest.mark.parametrize("state", ["open", "closed", "unknown"])
    def test_gives_everybody_a_number_and_a_receipt(self, state: str, amili: Controller, petra: Client) -> None:
        if state != "unknown":
            with acting.hanna():
                case = collection.case_file(amili, [debtor_with_address(amili)])
                if state == "closed":
                    retention.close(case, retention.months_ago(2))
        page = said(send())
        assert entry().reference in page
        assert "We have received your request" in page
        assert entry().channel == "form"
        assert entry().received_on == timezone.localdate(timezone=ZoneInfo("Europe/Stockholm"))
        assert entry().reference in said(petra.get("/dpo/requests/"))

    @pytest.mark.requirement("AMILI-36", breaks="let what comes by post start without a number, a receipt or its day")
    def test_so_does_what_came_by_post(self, amili: Controller, petra: Client) -> None:
        came = datetime.now(UTC).date() - timedelta(days=3)
        values = typed(channel="letter", received_on=came.isoformat(), language="sv", case_number="")
        page = said(petra.post("/dpo/requests/unlinked/new/", values, follow=True))
        assert entry().reference in page
        assert entry().received_on == came
        letter = petra.get(f"/dpo/requests/unlinked/{entry().reference}/letters/receipt/")
        assert entry().reference in text_of(letter.content)

    def test_speaks_swedish(self, amili: Controller) -> None:
        page = said(Client(headers={"accept-language": "sv"}).get(FORM))
        assert "Begär utan att logga in" in page

    def test_answers_alike_whether_somebody_is_known_or_not(self, anna: Debtor) -> None:
        """No query depends on what was typed: nothing is looked up."""

        def asked(**changed: str) -> tuple[str, list[str]]:
            with CaptureQueriesContext(connection) as queries:
                answer = Client().post(FORM, typed(**changed))
            return str(answer.status_code), [each["sql"].split(" ", 1)[0] for each in queries]

        known = asked(name="Anna Andersson")
        assert known == asked(name="Nemo Nobody")
        assert not Event.objects.filter(name="personal_data.envelopes.opened", actor_kind="anonymous").exists()

    @pytest.mark.parametrize("missing", ["controller", "right", "name", "address"])
    def test_says_what_is_missing_and_takes_nothing_in(self, missing: str, amili: Controller) -> None:
        with acting.hanna():
            retention.controller("INTRUM")
        answer = Client().post(FORM, typed(**{missing: ""}))
        assert answer.status_code == 422
        assert "Your request is not sent yet" in said(answer)
        assert not UnlinkedRequest.objects.exists()

    def test_seals_what_was_written(self, amili: Controller) -> None:
        send()
        with connection.cursor() as cursor:
            cursor.execute("SELECT row_to_json(r)::text FROM privacy_unlinkedrequest r")
            row = cursor.fetchone()[0]
        assert "Anna" not in row
        assert b"Anna".hex() not in row

    def test_stops_a_program_that_fills_it(self, amili: Controller) -> None:
        for _each in range(limits.FORMS_OF_NETWORK.failures):
            assert send().status_code == 200
        answer = send()
        assert (answer.status_code, "Try again in" in said(answer)) == (429, True)
        assert "Provgatan 1" in said(answer)
        assert UnlinkedRequest.objects.count() == limits.FORMS_OF_NETWORK.failures
        assert Event.objects.filter(name=events.UNLINKED_LIMITED.name).exists()

    def test_refuses_nobody_for_what_others_sent(
        self, amili: Controller, petra: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Somebody with very many addresses uses up nothing: whoever comes after gets number, receipt and clock."""
        few = limits.Limit(limits.FORMS_OF_ALL.kind, 2, timedelta(days=1))
        monkeypatch.setattr(limits, "CROWD_LIMITS", (limits.FORMS_OF_NEIGHBOURS, few))
        for network in range(4):
            page = said(send(Client(REMOTE_ADDR=f"192.0.{network}.1")))
            assert "We have received your request" in page
        first, second, third, last = UnlinkedRequest.objects.order_by("reference")
        assert [each.in_crowd for each in (first, second, third, last)] == [False, False, True, True]
        assert last.legal_deadline_on == first.legal_deadline_on
        queue = said(petra.get("/dpo/requests/"))
        assert (first.reference in queue, last.reference in queue) == (True, False)
        assert "2 more wait" in queue
        everything = said(petra.get("/dpo/requests/unlinked/"))
        assert all(each.reference in everything for each in (first, second, third, last))
        assert everything.count("· came in a crowd") == 2
        assert petra.get(f"/dpo/requests/unlinked/{last.reference}/").status_code == 200

    def test_sets_apart_what_one_neighbourhood_sends(self, amili: Controller, monkeypatch: pytest.MonkeyPatch) -> None:
        few = limits.Limit(limits.FORMS_OF_NEIGHBOURS.kind, 2, timedelta(days=1))
        monkeypatch.setattr(limits, "CROWD_LIMITS", (few, limits.FORMS_OF_ALL))
        for address in ("192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.3.1"):
            send(Client(REMOTE_ADDR=address))
        found = UnlinkedRequest.objects.order_by("reference").values_list("in_crowd", flat=True)
        assert list(found) == [False, False, True, False]

    @pytest.mark.parametrize("token", ["", "made-up", "WyJSLTIwMjYtMDAwMDAxIl0:x:y"])
    def test_shows_no_receipt_that_it_did_not_give(self, token: str, amili: Controller) -> None:
        assert Client().get(f"{FORM}received/", {"receipt": token}).status_code == 404
