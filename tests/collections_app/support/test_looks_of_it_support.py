"""IT support of a processor sees one case while it is open to its account; each look is access by the processor."""

from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.access import mark_of
from accounts.models import User
from accounts.permissions import Permission
from accounts.roles import PERMISSIONS_OF, Role
from accounts.routes import every_route
from audit.models import Event, Line
from collections_app.models import (
    Case,
    Debtor,
    Disclosure,
    Recipient,
    RecipientKind,
    SafeguardKind,
    SupportAccount,
    SupportSession,
)
from collections_app.selectors import recipients as register
from collections_app.services import support_sessions
from collections_app.services.disclosing import disclosures
from personal_data.models import Controller
from privacy.portal import received
from privacy.selectors import disclosed_events, openings
from tests.factories import accounts, acting, collection, retention
from tests.factories import recipients as making

pytestmark = pytest.mark.django_db
FIELDS = ("debtor.name", "claim.number")


def said(answer: object) -> str:
    return " ".join(answer.content.decode().split())  # type: ignore[attr-defined]  # a response


def row(breaks: str) -> pytest.MarkDecorator:
    return pytest.mark.requirement("AMILI-22", breaks=breaks)


@pytest.fixture
def amili(db: None) -> Controller:
    with acting.hanna():
        return retention.controller("AMILI")


@pytest.fixture
def ida(amili: Controller) -> Debtor:
    with acting.hanna():
        return collection.debtor(amili, "Ida Johansson", phone="+46701740605")


@pytest.fixture
def case(amili: Controller, ida: Debtor) -> Case:
    with acting.hanna():
        made = collection.case_file(amili, [ida])
        collection.claim(made)
    return made


def processor(of: Controller, kind: str = "it_support") -> Recipient:
    with acting.hanna():
        to = making.recipient(of, kind, name="Molnhjälpen AB", notice_key="it_suppliers")
        making.safeguard(to, SafeguardKind.PROCESSOR_AGREEMENT)
    return to


@pytest.fixture
def tore(amili: Controller) -> User:
    """A technician of the processor, with an account of his own."""
    return accounts.member(Role.TECHNICIAN, name="Tore Tekniker", email="tore@molnhjalpen.test")


def bound(user: User, to: Recipient) -> SupportAccount:
    with acting.hanna():
        return support_sessions.bind(user=user, recipient=to, by=acting.person("hanna").id, at=timezone.now())


def opened(case: Case, account: SupportAccount, **changed: object) -> SupportSession:
    values: dict[str, object] = {
        "reason": "fault", "fields": FIELDS, "lasts": timedelta(hours=1), "by": acting.person("hanna").id, **changed,
    }  # fmt: skip
    with acting.hanna():
        return support_sessions.open_case(case=case, account=account, at=timezone.now(), **values)  # type: ignore[arg-type]


class TestTheRegister:
    @row("no type IT_CLOUD or IT_SUPPORT in the register of processors")
    @pytest.mark.parametrize("kind", [RecipientKind.IT_CLOUD, RecipientKind.IT_SUPPORT])
    def test_has_a_type_for_it(self, amili: Controller, kind: str) -> None:
        to = processor(amili, kind)
        assert to.is_processor
        assert register.processors_of(amili) == [to]
        petra = accounts.client_of(accounts.member(Role.PRIVACY_OFFICER))
        shown = said(petra.get(f"/dpo/recipients/?kind={kind}"))
        assert "Molnhjälpen AB" in shown
        assert str(RecipientKind(kind).label) in shown

    @row("a support session that is not in the register of its processor")
    def test_lists_the_sessions_of_a_processor(self, amili: Controller, case: Case, tore: User) -> None:
        to = processor(amili)
        opened(case, bound(tore, to))
        petra = accounts.client_of(accounts.member(Role.PRIVACY_OFFICER))
        shown = said(petra.get(f"/dpo/recipients/{to.reference}/"))
        assert "Looks of its IT support" in shown
        assert case.reference in shown
        assert "a fault shows in this case only" in shown


class TestALook:
    @row("a look that is not recorded as access by the processor: event, line of the register, what the person sees")
    @pytest.mark.parametrize("kind", [RecipientKind.IT_CLOUD, RecipientKind.IT_SUPPORT])
    def test_is_recorded_as_access_by_the_processor(
        self, amili: Controller, case: Case, ida: Debtor, tore: User, kind: str
    ) -> None:
        to = processor(amili, kind)
        session = opened(case, bound(tore, to))
        assert not Disclosure.objects.exists()
        client = accounts.client_of(tore)
        assert case.reference in said(client.get("/handler/support/"))
        for _ in range(2):
            page = said(client.get(f"/handler/support/{session.pk}/"))
            assert "Ida Johansson" in page
            assert "F-2020-118" in page
            assert "+46701740605" not in page

        looks = Event.objects.filter(name="personal_data.envelope.opened", recipient=to.reference)
        assert looks.count() == 2
        assert {each.actor_id for each in looks} == {tore.pk}
        for event in looks:
            told = Line.objects.filter(event_id=event.id, subject=ida.subject.pseudonym)
            assert {each.envelope_id for each in told} == {case.envelope_id, ida.envelope_id}
        line = Disclosure.objects.get()
        assert (line.recipient, line.purpose, line.by) == (to, "service", tore.pk)
        assert set(line.data_fields) == set(FIELDS)
        (seen,) = received.of_lines([line], disclosed_events.of_lines(ida.subject, [line]))
        assert seen.recipient == "Molnhjälpen AB"
        assert str(seen.kind) == str(RecipientKind(kind).label)
        assert Role.TECHNICIAN in {role for each in openings.of_debtor(ida).openings for role in each.roles}
        (opening,) = accounts.recorded("collections.support.opened")
        assert (opening.recipient, opening.reason, opening.reference) == (to.reference, "fault", case.reference)

    @row("a session that shows something after its time")
    def test_ends_by_itself(self, amili: Controller, case: Case, tore: User) -> None:
        session = opened(case, bound(tore, processor(amili)))
        client = accounts.client_of(tore)
        with time_machine.travel(timezone.now() + timedelta(minutes=59), tick=False):
            assert client.get(f"/handler/support/{session.pk}/").status_code == 200
        with time_machine.travel(timezone.now() + timedelta(minutes=61), tick=False):
            late = client.get(f"/handler/support/{session.pk}/")
            assert late.status_code == 403
            assert "Ida" not in said(late)
            assert accounts.recorded("collections.support.refused")[-1].reason == "session_expired"

    @row("a session that goes on although staff closed it")
    def test_ends_when_staff_close_it(self, amili: Controller, case: Case, tore: User) -> None:
        session = opened(case, bound(tore, processor(amili)))
        sara = accounts.client_of(accounts.member(Role.SUPERVISOR))
        assert sara.post(f"/handler/cases/{case.reference}/support/{session.pk}/end/").status_code == 302
        late = accounts.client_of(tore).get(f"/handler/support/{session.pk}/")
        assert late.status_code == 403
        assert "Ida" not in said(late)

    @row("a look after the agreement of the processor has ended")
    def test_ends_with_the_agreement(self, amili: Controller, case: Case, tore: User) -> None:
        to = processor(amili)
        session = opened(case, bound(tore, to))
        to.safeguards.update(valid_until=timezone.localdate() - timedelta(days=1))
        late = accounts.client_of(tore).get(f"/handler/support/{session.pk}/")
        assert late.status_code == 403
        assert "Ida" not in said(late)

    @row("a session that another account can use")
    def test_is_for_one_account(self, amili: Controller, case: Case, tore: User) -> None:
        to = processor(amili)
        session = opened(case, bound(tore, to))
        other = accounts.member(Role.TECHNICIAN, name="Tyra Tekniker")
        bound(other, to)
        assert accounts.client_of(other).get(f"/handler/support/{session.pk}/").status_code == 403
        hanna = accounts.client_of(accounts.member(Role.HANDLER))
        assert hanna.get(f"/handler/support/{session.pk}/").status_code == 403


class TestTheTechnician:
    @row("a technician who reaches another page than the open sessions, or can change something")
    def test_reaches_that_and_nothing_else(self, amili: Controller, case: Case, tore: User) -> None:
        bound(tore, processor(amili))
        assert PERMISSIONS_OF[Role.TECHNICIAN] == {Permission.SUPPORT_LOOK}
        theirs = {each.name for each in every_route() if mark_of(each.view) == Permission.SUPPORT_LOOK}
        assert theirs == {"handler-support", "handler-support-look"}
        client = accounts.client_of(tore)
        assert client.get(f"/handler/cases/{case.reference}/").status_code == 403
        assert client.post("/handler/support/").status_code == 405
        assert client.get("/")["Location"] == "/handler/support/"

    @row("a support account that is bound to no processor, to two, or that may do more")
    def test_is_of_one_processor(self, amili: Controller, case: Case, tore: User) -> None:
        to, another = processor(amili), processor(amili, "it_cloud")
        call_command("bind_support", tore.email, to.reference, stdout=StringIO())
        assert SupportAccount.objects.get().recipient == to
        with pytest.raises(CommandError, match="bound to a processor already"):
            call_command("bind_support", tore.email, another.reference)
        with pytest.raises(IntegrityError), transaction.atomic():
            SupportAccount.objects.create(user=tore, recipient=another, entered_by=tore.pk, entered_at=timezone.now())
        handler = accounts.member(Role.HANDLER, Role.TECHNICIAN, email="both@staff.test")
        with pytest.raises(CommandError, match="no other"):
            call_command("bind_support", handler.email, to.reference)
        with acting.hanna():
            court = making.recipient(amili, RecipientKind.COURT)
        tyra = accounts.member(Role.TECHNICIAN, email="tyra@molnhjalpen.test")
        with pytest.raises(CommandError, match="Only a processor"):
            call_command("bind_support", tyra.email, court.reference)


class TestOpening:
    @row("a session without a reason of the list, for longer than a working day, or to oneself")
    @pytest.mark.parametrize(
        ("changed", "code"),
        [({"reason": "because"}, "no_reason"), ({"lasts": timedelta(hours=8, minutes=1)}, "too_long"),
         ({"lasts": timedelta()}, "too_long"), ({"by": None}, "oneself")],
    )  # fmt: skip
    def test_needs_reason_time_and_another_person(
        self, amili: Controller, case: Case, tore: User, changed: dict[str, object], code: str
    ) -> None:
        account = bound(tore, processor(amili))
        if "by" in changed:
            changed = {"by": tore.pk}
        with pytest.raises(support_sessions.NotAllowed) as refused:
            opened(case, account, **changed)
        assert refused.value.code == code
        assert not SupportSession.objects.exists()

    @row("a session of a processor without an agreement")
    def test_needs_an_agreement(self, amili: Controller, case: Case, tore: User) -> None:
        to = processor(amili)
        to.safeguards.update(valid_until=timezone.localdate() - timedelta(days=1))
        account = bound(tore, to)
        with pytest.raises(disclosures.NotAllowed) as refused:
            opened(case, account)
        assert refused.value.code == "no_agreement"

    def test_is_short_in_the_database_too(self, amili: Controller, case: Case, tore: User) -> None:
        session = opened(case, bound(tore, processor(amili)))
        rows = SupportSession.objects.filter(pk=session.pk)
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(ends_at=session.opened_at + timedelta(hours=9))

    def test_is_done_on_a_page(self, amili: Controller, case: Case, tore: User) -> None:
        account = bound(tore, processor(amili))
        sara, address = (
            accounts.client_of(accounts.member(Role.SUPERVISOR)),
            f"/handler/cases/{case.reference}/support/",
        )
        assert "Looks of IT support" in said(sara.get(f"/handler/cases/{case.reference}/"))
        assert sara.post(address, {}).status_code == 422
        typed = {"account": str(account.pk), "reason": "fault", "fields_wanted": list(FIELDS), "minutes": "30"}
        assert sara.post(address, typed).status_code == 302
        session = SupportSession.objects.get()
        assert session.ends_at - session.opened_at == timedelta(minutes=30)
        assert "Tore Tekniker" in said(sara.get(address))

    def test_of_another_controllers_case_is_refused(self, amili: Controller, tore: User) -> None:
        account = bound(tore, processor(amili))
        with acting.hanna():
            opr = collection.controller("OPR")
            other = collection.case_file(opr, [collection.debtor(opr, "Bo Bengtsson")])
        with pytest.raises(support_sessions.NotAllowed, match="another controller"):
            opened(other, account)
